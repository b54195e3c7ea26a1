"""What is done beside the turns of mailboxes: once, again after a failure, and taken up from processes that died."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from structlog.testing import capture_logs

from daemon.jobs import Again, Came, Done, Runner, Work
from daemon.jobs.runner import ATTEMPTS
from daemon.service.beside import LOOK, Beside
from daemon.service.owner import is_gone, is_here
from daemon.service.turns import Turns
from daemon.signs import SILENT
from store.errors import DatabaseNewer, Invalid, StoreError
from store.values import Job, JobState
from tests.databases import version
from tests.flow.firm import Firm

HERE, THERE = "here.us.example/1/1", "mail2.us.example/17/5"
A_BIT = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def runner(firm: Firm, work: Work, owner: str = HERE, **more: object) -> Runner:
    given: dict[str, object] = {"is_gone": lambda _: False, "is_here": lambda one: one == HERE, "stop": Event()} | more
    return Runner(firm.store, firm.clock, owner, works={"test": work}, **given)  # type: ignore[arg-type]


def ask(firm: Firm, key: str = "a") -> int:
    with firm.store.write() as unit:
        return unit.jobs.ask("test", key, {"name": key}, due_at=firm.clock())


def job(firm: Firm, id: int) -> Job:
    with firm.store.read() as unit:
        found = unit.jobs.get(id)
    assert found
    return found


def done(_: Job) -> Came:
    return Done({"rows": 1})


def test_what_is_due_is_done_once(firm: Firm) -> None:
    ids = [ask(firm, "a"), ask(firm, "b")]

    assert runner(firm, done).run_due() == 2
    assert runner(firm, done, THERE).run_due() == 0
    assert [(job(firm, id).state, job(firm, id).outcome) for id in ids] == [(JobState.DONE, {"rows": 1})] * 2


def failing(reason: str) -> Work:
    def work(_: Job) -> Came:
        raise Invalid("the table", reason)

    return work


def crashing(_: Job) -> Came:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (failing("is torn"), "the table: is torn"),
        (crashing, "test: something unexpected went wrong; the log says what"),
        (failing("is \0to\ud800rn"), "the table: is torn"),
    ],
)
def test_what_fails_keeps_nothing_else_and_is_tried_again_later_each_time_longer(
    firm: Firm, work: Work, reason: str
) -> None:
    broken, fine = ask(firm, "broken"), ask(firm, "fine")

    def either(one: Job) -> Came:
        return work(one) if one.key == "broken" else done(one)

    with capture_logs() as log:
        assert runner(firm, either).run_due() == 2
    waits = job(firm, broken)
    assert (waits.state, waits.reason, waits.due_at - firm.clock()) == (JobState.FAILING, reason, 30 * A_BIT)
    assert job(firm, fine).state is JobState.DONE
    assert events(log) == ["job put off"]

    with capture_logs() as log:
        for _ in range(ATTEMPTS):
            firm.clock.tick(HOUR)
            runner(firm, either).run_due()
    assert (job(firm, broken).state, job(firm, broken).attempts) == (JobState.GIVEN_UP, ATTEMPTS)
    assert events(log) == ["job put off"] * (ATTEMPTS - 2) + ["job given up"]


def events(log: Sequence[Mapping[str, object]]) -> list[object]:
    return [one["event"] for one in log if one["event"] != "a job met what was not expected"]


def test_an_older_program_tries_nothing_in_vain_until_it_is_given_up(firm: Firm) -> None:
    """Another machine's `init` brought the database to what this process cannot write."""
    id = ask(firm)
    known = version(firm.url, "9999")

    for _ in range(ATTEMPTS + 1):
        firm.clock.tick(HOUR)
        with pytest.raises(DatabaseNewer):
            runner(firm, done).run_due()
    version(firm.url, known)

    assert (job(firm, id).state, job(firm, id).attempts) == (JobState.WAITING, 0)
    assert runner(firm, done).run_due() == 1


def test_what_comes_again_is_never_given_up(firm: Firm) -> None:
    id = ask(firm)
    wanted = frozenset({"test"})
    lasting = runner(firm, failing("is torn"), lasting=wanted)
    for _ in range(2 * ATTEMPTS):
        lasting.run_due()
        firm.clock.tick(HOUR)

    assert job(firm, id).attempts == 2 * ATTEMPTS
    assert runner(firm, lambda _: Again(firm.clock() + HOUR), lasting=wanted).run_due() == 1
    assert (job(firm, id).state, job(firm, id).attempts) == (JobState.WAITING, 0)


def test_what_a_process_that_died_held_is_taken_up_within_a_minute(firm: Firm) -> None:
    id = ask(firm)
    hold(firm, THERE)
    other = runner(firm, done)

    assert other.run_due() == 0
    firm.clock.tick(SILENT - A_BIT)
    assert other.run_due() == 0
    firm.clock.tick(A_BIT)
    assert other.run_due() == 1
    assert job(firm, id).state is JobState.DONE
    assert timedelta(minutes=1) >= LOOK + SILENT


def hold(firm: Firm, owner: str) -> None:
    with firm.store.write_beside() as unit:
        assert unit.jobs.claim(owner, ["test"], firm.clock())


def test_whoever_says_that_it_lives_keeps_it_however_long_it_takes(firm: Firm) -> None:
    ask(firm)
    hold(firm, THERE)
    holder, other = runner(firm, done, THERE), runner(firm, done)

    for _ in range(8):
        assert other.run_due() == 0
        firm.clock.tick(SILENT / 2)
        holder.beat()
    assert other.run_due() == 0


@pytest.mark.parametrize("is_dead", [True, False])
def test_of_a_process_of_this_machine_its_kernel_knows(firm: Firm, is_dead: bool) -> None:
    ask(firm)
    hold(firm, THERE)
    other = runner(firm, done, is_here=lambda _: True, is_gone=lambda _: is_dead)

    other.run_due()
    firm.clock.tick(10 * SILENT)
    assert other.run_due() == 0
    with firm.store.read() as unit:
        assert bool(unit.jobs.held()) is not is_dead


def test_what_kills_every_process_that_takes_it_is_given_up(firm: Firm) -> None:
    id = ask(firm)
    for number in range(ATTEMPTS):
        hold(firm, f"host/{number}/1")
        runner(firm, done, is_here=lambda _: True, is_gone=lambda _: True).take_up()

    runner(firm, done).run_due()
    assert job(firm, id).reason == "test: each process that took it up ended over it; the log says how"
    assert job(firm, id).state is JobState.GIVEN_UP


def test_whoever_was_taken_over_from_ends_nothing_and_goes_on(firm: Firm) -> None:
    id, after = ask(firm, "a"), ask(firm, "b")

    def slow(one: Job) -> Came:
        if one.id == id:
            with firm.store.write_beside() as unit:
                assert unit.jobs.free(one)
            with firm.store.write_beside() as unit:
                assert unit.jobs.claim(THERE, ["test"], firm.clock())
        return done(one)

    with capture_logs() as log:
        assert runner(firm, slow).run_due() == 2
    assert [one["event"] for one in log] == ["job is another's by now"]
    assert (job(firm, id).lease_owner, job(firm, after).state) == (THERE, JobState.DONE)


def test_what_could_not_be_written_down_stays_with_nobody(firm: Firm) -> None:
    id = ask(firm)
    hold(firm, HERE)  # its end was not written down, as when the disk was full

    assert runner(firm, done).run_due() == 1
    assert job(firm, id).state is JobState.DONE


def test_a_process_that_stops_begins_nothing_more(firm: Firm) -> None:
    first, second = ask(firm, "a"), ask(firm, "b")
    stop = Event()

    def last(one: Job) -> Came:
        stop.set()
        return done(one)

    runner(firm, last, stop=stop).run_due()
    assert [job(firm, one).state for one in (first, second)] == [JobState.DONE, JobState.WAITING]


def told_days_work(firm: Firm) -> list[str]:
    with capture_logs() as log:
        firm.days_work()
    return [one["job"] for one in log if one["event"] == "daily job done"]


def test_of_several_processes_one_does_each_days_work(firm: Firm) -> None:
    first = told_days_work(firm)

    assert first
    assert told_days_work(firm) == []
    firm.clock.tick(timedelta(days=1))
    assert told_days_work(firm) == first


def test_a_worker_leaves_each_days_work_to_the_service_and_does_what_people_ask_for(firm: Firm) -> None:
    with firm.store.write() as unit:
        unit.jobs.keep("daily", {"empty old texts": "30d"}, firm.clock())
    id = ask(firm)
    worker = replace(firm.context, is_worker=True, works={"test": done})

    Beside(Turns(worker)).do_what_is_due()
    assert job(firm, id).state is JobState.DONE
    with firm.store.read() as unit:
        assert unit.jobs.due(["daily"], firm.clock())


def test_a_database_that_is_gone_ends_nothing(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = Beside(Turns(replace(firm.context, works={"test": raising(StoreError("database", "is gone"))})))
    ask(firm)

    with capture_logs() as log:
        beside.do_what_is_due()
    assert [one["reason"] for one in log if one["event"] == "job put off"] == ["database: is gone"]


def raising(error: Exception) -> Callable[[Job], Came]:
    def work(_: Job) -> Came:
        raise error

    return work


def test_this_process_is_here_and_others_are_not() -> None:
    from daemon.service.owner import this_process

    assert (is_here(this_process()), is_gone(this_process())) == (True, False)
    assert (is_here(THERE), is_gone(THERE)) == (False, False)
