"""More processes than one: services that share the mailboxes, and workers that only give turns."""

from __future__ import annotations

from contextlib import ExitStack, closing

import pytest

from store.database import open_store
from tests.service.cli.line import Ended
from tests.service.process import dealtrail, typed, until
from tests.service.site import BOB, EVE, Site, service_of


@pytest.fixture
def registered(site: Site) -> Site:
    """A machine on which all was looked at once."""
    return looked_at(site)


@pytest.fixture
def registered_on_either(site_of_either: Site) -> Site:
    return looked_at(site_of_either)


def looked_at(site: Site) -> Site:
    site.look()
    site.simulator.journal.clear()
    return site


# --- two services -----------------------------------------------------------------------------------------------------


def test_two_at_once_double_nothing(site_of_either: Site):
    mails = {f"mail {number}": site_of_either.deliver(f"mail {number}") for number in range(5)}

    with site_of_either.run() as one, site_of_either.run() as other:
        until(lambda: one.events("turn done") or other.events("turn done"), "one of them has worked")
        mails["mail 5"] = site_of_either.deliver("mail 5")
        until(lambda: all(site_of_either.is_stamped(mail) for mail in mails.values()), "all mail is stamped")
        until(lambda: site_of_either.simulator.outlook(BOB).items("tasks"), "the task is made, at the end of a turn")
        codes = (one.stop(), other.stop())

    assert codes == (0, 0)
    assert site_of_either.history() == sorted(mails)
    assert len(site_of_either.simulator.outlook(BOB).items("tasks")) == 1
    assert not one.events("mailbox parked") + other.events("mailbox parked")


def test_when_one_of_two_is_killed_the_other_takes_over(site_of_either: Site):
    with ExitStack() as stack:
        first = stack.enter_context(site_of_either.run())
        for address in (BOB, EVE):
            first.logs("turn done", mailbox=address)
        second = stack.enter_context(site_of_either.run())
        second.logs("started")
        first.kill()

        second.logs("turn done", mailbox=BOB)
        second.logs("turn done", mailbox=EVE)
        assert second.stop() == 0


def test_a_second_one_says_that_it_is_the_second(site: Site):
    said = "another dealtrail works on this database already: this is a second one, and they share the mailboxes"

    with site.run() as first:
        first.logs("turn done")  # it is known to be at work
        with site.run() as second:
            second.logs(said)
            at_work = service_of(site)

    assert first.events(said) == []
    assert at_work["state"] == "running"
    assert len(at_work["processes"]) == 2  # type: ignore[arg-type]  # a list


# --- workers ----------------------------------------------------------------------------------------------------------


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
        told = service_of(registered)
        in_words = said(registered, "status").out
        assert one.stop() == 0

    assert registered.simulator.journal.count(mailbox=EVE) == 0
    assert not registered.is_stamped(mails[1], EVE)
    assert told["state"] == "never"
    assert [one["takes"] for one in told["processes"]] == ["bob@*"]
    assert "takes bob@*, last heard of at" in in_words
    assert service_of(registered)["processes"] == []


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
