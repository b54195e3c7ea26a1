"""Internet headers, on servers that give them by name, only all together, or not at all."""

from __future__ import annotations

import pytest

from connectors.errors import Refused
from connectors.ews.lacking.transport import SAMPLE, SUSPECT
from connectors.ews.mailbox import EwsMailbox
from connectors.mailbox import Email
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB
from tests.contract.mailbox.user import changes, items, the_folder

RESPONDER = {"X-Autorespond": "yes", "Keywords": "=?utf-8?q?OPP_new?=, Red"}


def delivered(simulator: Simulator, count: int) -> None:
    for number in range(count):
        simulator.outlook(BOB).deliver_mail("ann@client.example", f"m{number}", headers=RESPONDER)


def read(mailbox: EwsMailbox) -> list[Email]:
    return [item for item in items(changes(mailbox, the_folder(mailbox, "inbox"))[0]) if isinstance(item, Email)]


def test_headers_by_name_cost_no_request_more(simulator: Simulator, mailbox: EwsMailbox) -> None:
    delivered(simulator, SUSPECT)
    simulator.journal.clear()

    mails = read(mailbox)

    assert {mail.headers["x-autorespond"] for mail in mails} == {"yes"}
    assert {mail.headers["keywords"] for mail in mails} == {"OPP new, Red"}
    assert simulator.journal.count("GetItem") == 1


def test_where_none_come_by_name_they_are_taken_out_of_the_block_and_asked_for_at_once_the_next_time(
    simulator: Simulator, mailbox: EwsMailbox
) -> None:
    simulator.organization.quirks.no_headers_by_name = True
    delivered(simulator, SAMPLE + SUSPECT)
    first = read(mailbox)
    simulator.journal.clear()

    again = read(mailbox)

    assert [mail.headers["keywords"] for mail in first] == ["OPP new, Red"] * (SAMPLE + SUSPECT)
    assert [mail.headers for mail in again] == [mail.headers for mail in first]
    assert simulator.journal.count("GetItem") == 1


def test_of_few_mails_only_those_with_a_category_are_looked_at_twice(simulator: Simulator, mailbox: EwsMailbox) -> None:
    simulator.organization.quirks.no_headers_by_name = True
    delivered(simulator, 1)
    simulator.outlook(BOB).deliver_mail("ann@client.example", "plain", headers={"X-Autorespond": "yes"})

    plain, with_category = sorted(read(mailbox), key=lambda mail: len(mail.categories))

    assert (plain.headers, with_category.headers["keywords"]) == ({}, "OPP new, Red")


def test_a_server_that_keeps_none_is_asked_a_few_times_and_then_believed(
    simulator: Simulator, mailbox: EwsMailbox
) -> None:
    simulator.organization.quirks.no_headers = True
    delivered(simulator, SAMPLE)
    assert {len(mail.headers) for mail in read(mailbox)} == {0}
    simulator.journal.clear()

    read(mailbox)

    assert simulator.journal.count("GetItem") == 1


@pytest.mark.parametrize(
    ("quirk", "is_told"), [("", False), ("no_headers_by_name", False), ("no_headers", True)], ids=str
)
def test_check_says_what_it_means_that_a_server_keeps_no_headers(
    simulator: Simulator, mailbox: EwsMailbox, quirk: str, is_told: bool
) -> None:
    if quirk:
        setattr(simulator.organization.quirks, quirk, True)
    delivered(simulator, SUSPECT)

    warnings = [one for one in mailbox.check().warnings if "no Internet headers" in one]

    assert [warning.startswith(f"of the latest {SUSPECT} mails") for warning in warnings] == [True] * is_told


@pytest.mark.parametrize("refused", [{"item:InternetMessageHeader"}, {"message:References", "item:ConversationId"}])
def test_a_server_that_refuses_a_property_is_asked_for_each_alone_once(
    simulator: Simulator, mailbox: EwsMailbox, refused: set[str]
) -> None:
    simulator.organization.quirks.refuses_fields = frozenset(refused)
    delivered(simulator, SAMPLE)
    first = read(mailbox)
    simulator.journal.clear()

    again = read(mailbox)

    assert [mail.headers["keywords"] for mail in again] == ["OPP new, Red"] * SAMPLE
    assert [mail.subject for mail in first] == [mail.subject for mail in again]
    assert {mail.conversation_id == "" for mail in again} == {"item:ConversationId" in refused}
    assert simulator.journal.count("GetItem") == 1


def test_what_cannot_be_done_without_is_not_done_without(simulator: Simulator, mailbox: EwsMailbox) -> None:
    simulator.organization.quirks.refuses_fields = frozenset({"item:Categories"})
    delivered(simulator, 1)

    with pytest.raises(Refused, match="ErrorInvalidPropertyRequest"):
        read(mailbox)
