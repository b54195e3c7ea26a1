"""What docs/simulator.md says in words of faults is, to who reads the mailbox, what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import AccessRefused, LoginRefused, MailboxError, UnknownMailbox, Unreachable
from simulator.faults import read_fault
from tests.flow.faults.living import office_of
from tests.flow.firm import BOB, Clock, a_firm
from tests.simulated import simulated

DOCUMENT = Path(__file__).parent.parent.parent.parent / "docs" / "simulator.md"
HEAD = "| | Exchange | Graph |"
EXCHANGE, GRAPH = False, True

CASES: list[tuple[bool, str, type[MailboxError] | None]] = [
    (EXCHANGE, "unauthorized", LoginRefused),
    (EXCHANGE, "token-revoked", LoginRefused),  # with a password there is no other try
    (EXCHANGE, "refused:code=ErrorImpersonateUserDenied", AccessRefused),
    (EXCHANGE, "refused:code=ErrorNonExistentMailbox", UnknownMailbox),
    (EXCHANGE, "moved", Unreachable),
    (EXCHANGE, "refused:code=ErrorMailboxMoveInProgress", Unreachable),
    (EXCHANGE, "refused:code=ErrorMailboxStoreUnavailable", Unreachable),
    (GRAPH, "token-revoked unauthorized:operation=token,times=0", LoginRefused),
    (GRAPH, "token-revoked", None),
    (GRAPH, "refused:code=ErrorAccessDenied", AccessRefused),
    (GRAPH, "refused:code=ErrorInvalidUser", UnknownMailbox),
    (GRAPH, "refused:code=MailboxNotEnabledForRESTAPI", UnknownMailbox),
    (GRAPH, "refused:code=ErrorMailboxMoveInProgress", Unreachable),
    (GRAPH, "refused:code=ErrorMailboxStoreUnavailable", Unreachable),
]


@pytest.mark.parametrize(("is_in_cloud", "words", "error"), CASES, ids=[f"{one[0]}-{one[1]}" for one in CASES])
def test_what_is_said_in_words_of_faults_is_what_it_is_to_who_reads(
    is_in_cloud: bool, words: str, error: type[MailboxError] | None, tmp_path: Path
):
    clock = Clock()
    with (
        simulated(clock=clock, tls=is_in_cloud) as simulator,
        a_firm(simulator, clock, tmp_path, is_in_cloud=is_in_cloud) as firm,
        office_of(firm, timedelta(minutes=1)) as office,
    ):
        mailbox = office.open_mailbox(BOB)
        before = mailbox.folders()
        for word in words.split():
            simulator.faults.inject(replace(read_fault(word), times=0 if error else 1))
        if error is None:
            assert mailbox.folders() == before
        else:
            with pytest.raises(error):
                mailbox.folders()
        simulator.faults.clear()
        mailbox.close()


def test_the_page_says_nothing_else():
    rows = DOCUMENT.read_text(encoding="utf-8").partition(HEAD)[2].partition("\n\n")[0]
    told = set(rows.split("`")[1::2])

    tried = {word for _, words, _ in CASES for word in words.split()}

    assert {word if ":" in word or "Error" not in word else f"refused:code={word}" for word in told} == tried
