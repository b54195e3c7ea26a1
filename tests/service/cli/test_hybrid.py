"""A firm with mailboxes on Exchange Server and in Microsoft 365: what is wrong with some holds up no others."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.service.cli.line import ROOT, CommandLine
from tests.service.cli.mailboxes import BOB, CLIENT, CORA, SECRET, TENANT, let_in
from tests.simulated import simulated

EVE = "eve@us.example"
DELTA = "GET /users/{id}/mailFolders/{id}/messages/delta"


@pytest.fixture
def firm() -> Iterator[Simulator]:
    """Bob and Eve are in the cloud, Cora is not; Ann wrote to each of them."""
    with simulated(tls=True) as running:
        let_in(running)
        for address in (BOB, EVE, CORA):
            running.add_mailbox(address, "own-password")
            running.outlook(address).deliver_mail("Ann Lee <ann@client.example>", f"200 seats for {address}")
        yield running


def configure(line: CommandLine, firm: Simulator, **cloud: str) -> None:
    keys = {
        "tenant_id": TENANT,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "authority": firm.url,
        "endpoint": firm.graph_url,
        "ca_file": str(firm.ca_file),
        **cloud,
    }
    line.configure(
        'log.level = "debug"\n'
        f'[exchange]\nendpoint = "{firm.endpoint}"\nauth = "basic"\naccess = "direct"\nca_file = "{firm.ca_file}"\n'
        '[server.cloud]\nkind = "graph"\n'
        + "".join(f'{key} = "{value}"\n' for key, value in keys.items())
        + "".join(f'[[mailbox]]\naddress = "{address}"\nserver = "cloud"\n' for address in (BOB, EVE))
        + f'[[mailbox]]\naddress = "{CORA}"\npassword = "own-password"\n'
    )


def fails(kind: FaultKind, **how: timedelta) -> Callable[[Simulator], None]:
    return lambda firm: firm.faults.inject(Fault(kind, DELTA, times=1000, **how))


WRONG: dict[str, tuple[Callable[[Simulator], None], set[str], str]] = {
    "secret": (
        lambda firm: firm.add_application(TENANT, CLIENT, "another"),
        {BOB, EVE},
        "the authority gives no token: the secret is wrong",
    ),
    "login in mid-run": (fails(FaultKind.UNAUTHORIZED), {BOB, EVE}, "the server does not take the token"),
    **{
        why: (partial(Simulator.take_from_graph, address=EVE, why=why), {EVE}, "holds no mailbox of this address")
        for why in ("unlicensed", "soft-deleted", "on-premises")
    },
    "deleted": (lambda firm: firm.remove_mailbox(EVE), {EVE}, "the tenant has no mailbox of this address"),
    "right": (lambda firm: firm.revoke(CLIENT, "Mail.ReadWrite"), {BOB, EVE}, "grant the application Mail.ReadWrite"),
    "throttled": (fails(FaultKind.THROTTLED, delay=timedelta(minutes=2)), {BOB, EVE}, "asks to wait 120 s"),
    "proxy": (fails(FaultKind.HTML), {BOB, EVE}, "a web page answers at this address"),
    "depth": (fails(FaultKind.BOMB), {BOB, EVE}, "nested deeper than any answer of Graph"),
    "end": (fails(FaultKind.TRUNCATED), {BOB, EVE}, "the answer is cut short, or not JSON"),
    "link": (fails(FaultKind.FOREIGN_LINK), {BOB, EVE}, "a link of the answer leads to another server"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_in_the_cloud_is_one_sentence_a_mailbox_and_the_others_go_on(
    office: CommandLine, firm: Simulator, wrong: str
) -> None:
    harm, parked, sentence = WRONG[wrong]
    configure(office, firm)
    harm(firm)

    ran = office("run", "--once")
    told = {one["address"]: one for one in office("status", "--json").shape["mailboxes"]}

    lines = [line for line in ran.out.splitlines() + ran.err.splitlines() if line.startswith("✗")]
    assert {line.split()[1].rstrip(":") for line in lines} == parked
    assert all(sentence in line for line in lines)
    assert all((told[one]["state"] == "parked") is (one in parked) for one in (BOB, EVE, CORA))
    assert told[CORA]["failures"] == 0
    assert "Traceback" not in ran.err
    assert firm.journal.token_requests <= (3 if wrong == "login in mid-run" else 1)  # each may ask for a new token once


def test_neither_secret_nor_token_is_kept_or_logged(office: CommandLine, firm: Simulator) -> None:
    configure(office, firm)

    ran = [office(*words) for words in (("check",), ("run", "--once"), ("status",), ("config", "show"))]
    firm.expire_tokens()
    ran.append(office("run", "--once"))

    seen = "".join(one.out + one.err for one in ran) + _content(office.database)
    assert SECRET not in seen
    assert "Bearer" not in seen
    assert not any(token in seen for token in firm.organization.tokens_given())


def _content(database: Path) -> str:
    return "".join(one.read_bytes().decode("latin-1") for one in database.parent.iterdir())


@pytest.mark.parametrize("words", ["opportunity list", "status", "config show"])
def test_who_asks_no_server_loads_none_of_the_libraries_for_microsoft_365(
    office: CommandLine, firm: Simulator, words: str
) -> None:
    configure(office, firm)
    program = (
        f"import sys; from daemon.cli.main import main; code = main(['--config', {str(office.config)!r}, "
        f"*{words.split()!r}]); print(code, [one for one in ('msal', 'httpx2', 'msgspec') if one in sys.modules])"
    )

    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ended.stdout.splitlines()[-1] == "0 []"


def test_what_concerns_all_mailboxes_of_a_tenant_is_said_once(office: CommandLine, firm: Simulator) -> None:
    configure(office, firm)

    told = office("check")
    shown = office("check", "--json").json

    assert told.out.count("name one of them in must_refuse") == 1
    warned = [one["about"] for one in shown["mailboxes"] if "must_refuse" in "".join(one["warnings"])]
    assert warned == [BOB, EVE]
