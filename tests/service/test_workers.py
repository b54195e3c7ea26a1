"""Workers beside the service: they give mailboxes their turns, and nothing else."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from simulator.server import Simulator
from store.database import open_store
from tests.service.cli.line import Ended
from tests.service.process import dealtrail, typed, until
from tests.service.site import BOB, EVE, Site, a_site


@pytest.fixture
def registered(tmp_path: Path, simulator: Simulator) -> Site:
    """A machine whose service has looked at all once, and is stopped."""
    return looked_at(a_site(tmp_path, simulator))


@pytest.fixture(params=["sqlite", "postgresql"])
def registered_on_either(tmp_path: Path, simulator: Simulator, request: pytest.FixtureRequest) -> Site:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    return looked_at(a_site(tmp_path, simulator, url))


def looked_at(site: Site) -> Site:
    with site.run("--once") as first:
        assert first.wait() == 0, first.lines
    site.simulator.journal.clear()
    return site


def worker(site: Site, *words: str):
    return dealtrail(
        site.config, "worker", *words, JOURNAL_STREAM="8:12345", CREDENTIALS_DIRECTORY=str(site.credentials)
    )


def said(site: Site, line: str) -> Ended:
    return typed(site.config, [line], CREDENTIALS_DIRECTORY=str(site.credentials))[line]


def test_a_worker_takes_its_own_mailboxes_and_status_names_it(registered: Site) -> None:
    mails = [registered.deliver("news", address) for address in (BOB, EVE)]

    with worker(registered, "--mailboxes", "Bob@*") as one:
        until(lambda: registered.is_stamped(mails[0]), "Bob's mail is stamped")
        told = json.loads(said(registered, "status --json").out)["service"]
        in_words = said(registered, "status").out
        assert one.stop() == 0

    assert registered.simulator.journal.count(mailbox=EVE) == 0
    assert not registered.is_stamped(mails[1], EVE)
    assert told["state"] == "never"
    assert [one["takes"] for one in told["processes"]] == ["bob@*"]
    assert "takes bob@*, last heard of at" in in_words
    assert json.loads(said(registered, "status --json").out)["service"]["processes"] == []


def test_workers_and_the_service_share_what_there_is_and_double_nothing(registered_on_either: Site) -> None:
    registered = registered_on_either
    with registered.run() as service, worker(registered) as one, worker(registered) as other:
        processes = (service, one, other)
        for process in processes:
            process.logs("started")
        mails = {f"mail {number}": registered.deliver(f"mail {number}") for number in range(6)}
        until(lambda: all(map(registered.is_stamped, mails.values())), "all mail is stamped")
        one.kill()
        more = {f"more {number}": registered.deliver(f"more {number}") for number in range(3)}
        until(lambda: all(map(registered.is_stamped, more.values())), "the others go on")
        codes = (service.stop(), other.stop())

    assert codes == (0, 0)
    assert registered.history() == sorted(mails | more)
    assert len(registered.simulator.outlook(BOB).items("tasks")) == 1
    assert not [line for process in processes for line in process.events("mailbox parked")]
    assert not service.events(
        "another dealtrail works on this database already: this is a second one, and they share the mailboxes"
    )
    assert not one.events("daily job done") + other.events("daily job done")


def test_a_mailbox_that_its_configuration_lacks_is_left_to_others(registered: Site) -> None:
    registered.configure(BOB)
    mail = registered.deliver("news")

    with worker(registered) as one:
        one.logs("a mailbox is left to other processes: this one's configuration does not have it", mailbox=EVE)
        until(lambda: registered.is_stamped(mail), "Bob's mail is stamped")
        assert one.stop() == 0

    assert not one.events("mailbox parked")
    with closing(open_store(registered.url)) as store, store.read() as unit:
        assert {one.address: one.is_active for one in unit.mailboxes.status()} == {BOB: True, EVE: True}


def test_what_a_worker_cannot_do_is_said(registered: Site) -> None:
    nobody = said(registered, "worker --mailboxes '*@nobody.example'")
    registered.config.write_text(f'{registered.config.read_text()}[linking]\ncategory_prefix = "DEAL"\n')

    with worker(registered) as one:
        one.logs("the database cannot be used")
        [problem, *_] = one.events("the database cannot be used")

    assert nobody.code == 1
    assert "no mailbox of the configuration is meant by it" in nobody.err
    assert "is DEAL in the worker's configuration and OPP in the service's" in problem["reason"]
