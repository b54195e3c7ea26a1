"""The real process: what systemd, signals and crashes do to the work."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from daemon.cli.main import main
from simulator.faults import Fault, FaultKind
from store.database import open_store
from tests.service.process import Daemon, Manager, until
from tests.service.site import BOB, BODY, EVE, PASSWORD, SUBJECT, Site, a_site, service_of
from tests.simulated import simulated


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    with closing(Manager(str(tmp_path / "notify"))) as manager:
        yield manager


# --- under systemd ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """What came of one life of the service, and what was to be seen meanwhile."""

    daemon: Daemon
    code: int
    told: list[str]  # to systemd
    health: dict[str, tuple[int, str]]
    place: Path  # where it told its health
    first: tuple[list[str], bool, list[str]]  # after a turn: the history, whether the mail is stamped, tasks
    last: list[str]  # the history at the end


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """Mail is there, more comes in, the configuration is broken for a while, and systemd stops it."""
    folder = tmp_path_factory.mktemp("day")
    place = folder / "h"
    with simulated() as simulator, closing(Manager(str(folder / "notify"))) as manager:
        site = a_site(folder, simulator)
        whole = site.config.read_text().replace("[sync]", f'[health]\nlisten = "{place}"\n[sync]')
        site.config.write_text(whole)
        mail = site.deliver()
        with site.run(NOTIFY_SOCKET=manager.address, WATCHDOG_USEC="200000") as daemon:
            manager.hear("READY=1")
            for address in (BOB, EVE):
                daemon.logs("turn done", mailbox=address)
            manager.hear("STATUS=2 mailboxes in step")
            for _ in range(3):
                manager.hear("WATCHDOG=1")
            health = {path: asked(place, path) for path in ("/healthz", "/readyz", "/metrics")}
            tasks = [task["subject"] for task in simulator.outlook(BOB).items("tasks")]
            first = site.history(), site.is_stamped(mail), tasks
            news = site.deliver("news")
            until(lambda: site.is_stamped(news), "the mail is stamped")
            site.config.write_text(whole + "[sync\n")
            daemon.logs(BROKEN)
            mail = site.deliver("after it")
            until(lambda: site.is_stamped(mail), "the mailbox is read as before")
            site.config.write_text(whole)
            daemon.logs("the configuration was changed: mailboxes log in with what it has now")
            daemon.process.send_signal(signal.SIGTERM)
            manager.hear("STOPPING=1")
            code = daemon.wait()
        yield Day(daemon, code, manager.told, health, place, first, site.history())


BROKEN = "the changed configuration cannot be used, and what was read before stays"


def test_systemd_hears_that_it_is_ready_alive_and_stopping(day: Day):
    assert day.told[0] == "READY=1"
    assert day.told.count("WATCHDOG=1") >= 3
    assert day.told[-1] == "STOPPING=1"
    assert day.code == 0, day.daemon.lines


def test_it_tells_its_own_machine_that_it_works_and_systemd_how_it_stands(day: Day):
    assert "STATUS=2 mailboxes in step" in day.told
    assert {path: status for path, (status, _) in day.health.items()} == {
        "/healthz": 200, "/readyz": 200, "/metrics": 200,
    }  # fmt: skip
    assert 'dealtrail_turns_total{outcome="done"}' in day.health["/metrics"][1]
    assert not any(word in day.health["/metrics"][1] for word in (BOB, EVE, PASSWORD, SUBJECT))
    assert not day.place.exists()


def asked(place: Path, path: str) -> tuple[int, str]:
    with closing(HTTPConnection("localhost", timeout=30)) as connection:
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(place))
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_with_its_password_from_a_credential_it_links_stamps_and_reminds(day: Day):
    assert day.first == ([SUBJECT], True, ["Follow up: 200 seats (OPP-1)"])


def test_news_are_found_without_a_restart(day: Day):
    assert len(day.daemon.events("started")) == 1
    assert "news" in day.last


def test_the_log_is_json_with_its_context_and_without_secrets_or_bodies(day: Day):
    everything = "".join(day.daemon.lines) + day.daemon.out

    turns = day.daemon.events("turn done")
    assert {"event", "level", "timestamp"} <= set.intersection(*(set(one) for one in day.daemon.log))
    assert {one["mailbox"] for one in turns} == {BOB, EVE}
    assert all(one["cycle"] for one in turns)
    assert PASSWORD not in everything
    assert BODY not in everything
    assert day.daemon.out == ""


def test_a_configuration_that_is_broken_while_it_runs_is_said_once_and_changes_nothing(day: Day):
    assert day.last == ["200 seats, please", "after it", "news"]
    assert len(day.daemon.events(BROKEN)) == 1


def test_it_lives_without_anybody_to_tell(site: Site):
    with site.run(NOTIFY_SOCKET="/nowhere/notify") as daemon:
        daemon.logs("turn done", mailbox=BOB)

        assert daemon.stop() == 0


def test_a_wrong_password_is_said_in_the_log_and_the_service_stays_up(site: Site):
    site.give_password("sesame-shut")

    with site.run() as daemon:
        daemon.logs("mailbox parked", mailbox=BOB, kind="LoginRefused")
        daemon.logs("mailbox parked", mailbox=EVE, kind="LoginRefused")
        assert not daemon.has_ended
        assert daemon.stop() == 0

    assert not any("sesame" in line or "Traceback" in line for line in daemon.lines)


def test_a_password_that_is_put_right_while_it_runs_is_tried_at_once_by_one_mailbox(site: Site):
    site.give_password("sesame-shut")

    with site.run() as daemon:
        for address in (BOB, EVE):
            daemon.logs("mailbox parked", mailbox=address, kind="LoginRefused")
        refused = site.simulator.journal.refused_logins
        site.give_password()
        for address in (BOB, EVE):
            daemon.logs("turn done", mailbox=address)
        daemon.stop()

    assert (refused, site.simulator.journal.refused_logins) == (1, 1)
    assert sorted(
        daemon.events("the configuration was changed: mailboxes log in with what it has now")[0]["tried_again"]
    ) == [
        BOB,
        EVE,
    ]
    assert not any("sesame" in line for line in daemon.lines)


# --- the end of it ----------------------------------------------------------------------------------------------------


def test_told_to_stop_in_the_middle_of_a_request_it_ends_with_it_and_loses_nothing(site: Site):
    mail = site.deliver()
    site.simulator.faults.inject(Fault(FaultKind.LATENCY, "GetItem", delay=timedelta(seconds=1)))

    with site.run() as daemon:
        until(site.is_delayed, "a slow request is under way")
        assert daemon.stop() == 0
    stopped = daemon.events("stopped")
    with site.run() as daemon:
        daemon.logs("turn done", mailbox=BOB)
        daemon.stop()

    assert len(stopped) == 1
    assert (site.history(), site.is_stamped(mail)) == ([SUBJECT], True)


def test_told_to_stop_while_a_server_does_not_answer_it_ends_all_the_same(site: Site):
    site.simulator.faults.inject(Fault(FaultKind.LATENCY, delay=timedelta(minutes=5), times=2))

    with site.run() as daemon:
        until(site.is_delayed, "a request without an answer is under way")

        began = time.monotonic()
        assert daemon.stop() == 0
        took = time.monotonic() - began

    assert took < 10
    assert daemon.events("turns did not end in time and are cut off: the next start repeats them")


def test_told_to_stop_while_another_program_writes_it_waits_no_longer_for_it(site_of_either: Site):
    site = site_of_either
    site.deliver()
    site.simulator.faults.inject(Fault(FaultKind.LATENCY, "GetItem", delay=timedelta(seconds=1)))

    with site.run() as daemon:
        until(site.is_delayed, "something is read that is to be stored")
        with closing(open_store(site.url)) as another, another.write() as unit:
            unit.state.put("a long import", "has its turn")
            began = time.monotonic()
            assert daemon.stop() == 0
            took = time.monotonic() - began

    # systemd waits for ten seconds, a machine with much else to do included; another's turn, half a minute.
    assert took < 25
    assert not daemon.events("turns did not end in time and are cut off: the next start repeats them")
    assert not daemon.events("mailbox parked")
    with site.run() as daemon:
        until(lambda: site.history() == [SUBJECT], "nothing is lost")
        assert daemon.stop() == 0


def test_a_second_signal_ends_it_at_once(site: Site, manager: Manager):
    site.simulator.faults.inject(Fault(FaultKind.LATENCY, delay=timedelta(minutes=5), times=2))

    with site.run(NOTIFY_SOCKET=manager.address) as daemon:
        until(site.is_delayed, "a request without an answer is under way")
        daemon.process.send_signal(signal.SIGTERM)
        manager.hear("STOPPING=1")
        daemon.process.send_signal(signal.SIGTERM)

        assert daemon.wait() == -signal.SIGTERM


@pytest.mark.parametrize("operation", ["SyncFolderItems", "GetItem", "UpdateItem", "CreateItem"])
def test_killed_in_the_middle_of_its_work_the_next_one_takes_over_at_once(site: Site, operation: str):
    mail = site.deliver()
    site.simulator.faults.inject(Fault(FaultKind.LATENCY, operation, delay=timedelta(minutes=5), times=2))
    with site.run() as daemon:
        until(site.is_delayed, "a slow request is under way")
        daemon.kill()
    site.simulator.faults.clear()

    with site.run() as daemon:
        daemon.logs("turn done", mailbox=BOB)
        code = daemon.stop()

    assert daemon.events("leases of dead processes freed")
    assert (code, site.history(), site.is_stamped(mail)) == (0, [SUBJECT], True)
    assert len(site.simulator.outlook(BOB).items("tasks")) == 1


def test_what_is_changed_on_a_record_is_in_outlook_long_before_the_next_turn(site: Site):
    site.config.write_text(site.config.read_text().replace('interval = "1s"', 'interval = "30m"'))
    with site.run() as daemon:
        for address in (BOB, EVE):
            daemon.logs("turn done", mailbox=address)
        [task] = site.simulator.outlook(BOB).items("tasks")

        assert main(["--config", str(site.config), "--as", BOB, "opportunity", "remind", "OPP-1", "--off"]) == 0
        until(lambda: site.simulator.outlook(BOB).read(task["id"])["is_complete"], "its task is completed")

        assert daemon.stop() == 0
    assert len(daemon.events("turn done", mailbox=EVE)) == 1


# --- a start that fails -----------------------------------------------------------------------------------------------


def spoil(site: Site, how: str) -> None:
    match how:
        case "missing":
            site.database.unlink()
        case "not a database":
            site.database.write_bytes(b"nothing of the kind" * 1000)
        case "of a newer version":
            with closing(sqlite3.connect(site.database, isolation_level=None)) as connection:
                connection.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize("how", ["missing", "not a database", "of a newer version"])
@pytest.mark.parametrize("words", [(), ("--once",)])
def test_a_database_that_cannot_be_used_is_one_sentence_and_exit_code_1(site: Site, how: str, words: tuple[str, ...]):
    spoil(site, how)

    with site.run(*words) as ended:
        code = ended.wait()

    assert (code, len(ended.lines), ended.out) == (1, 1, ""), ended.lines
    assert str(site.database) in ended.lines[0]


def test_a_typo_in_the_configuration_is_one_sentence_and_exit_code_1(site: Site):
    site.config.write_text(site.config.read_text().replace("interval", "intervall"))

    with site.run() as ended:
        code = ended.wait()

    assert (code, len(ended.lines)) == (1, 1)
    assert f"{site.config}:4" in ended.lines[0]
    assert "did you mean sync.interval?" in ended.lines[0]


# --- beside it --------------------------------------------------------------------------------------------------------


def test_beside_the_service_a_backup_is_made_and_a_restore_is_refused_until_it_has_stopped(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    backup = str(tmp_path / "backup")
    site.deliver()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(site.credentials))

    with site.run() as daemon:
        daemon.logs("turn done", mailbox=BOB)
        made = main(["--config", str(site.config), "backup", backup])
        refused = main(["--config", str(site.config), "restore", backup])
        told = capsys.readouterr().err
        assert daemon.stop() == 0
    restored = main(["--config", str(site.config), "restore", backup])

    assert (made, refused, restored) == (0, 1, 0)
    assert f"{BOB} by process {daemon.process.pid} on " in told
    assert site.history() == [SUBJECT]


# --- one cycle --------------------------------------------------------------------------------------------------------


def test_one_cycle_that_goes_well_is_exit_code_0_and_a_summary(site: Site):
    site.deliver()

    with site.run("--once", "--json") as ended:
        code = ended.wait()

    bob, eve = json.loads(ended.out)["mailboxes"]
    assert (code, bob["address"], eve["address"]) == (0, BOB, EVE)
    assert bob["seen"]["linked"] == 1
    assert bob["paid"] == {"stamp": 1, "task": 1, "categories": 1, "draft": 0, "wording": 0}
    assert (bob["ok"], bob["failure"]) == (True, None)


def test_one_cycle_with_a_mailbox_in_trouble_is_exit_code_1_and_says_which(site: Site):
    site.configure(BOB, "nobody@us.example")
    site.deliver()

    with site.run("--once", "--json") as ended:
        code = ended.wait()

    told = json.loads(ended.out)
    bob, nobody = told["mailboxes"]
    assert (code, told["ok"], bob["ok"], nobody["ok"]) == (1, False, True, False)
    assert "nobody@us.example: the server has no mailbox of this address" in nobody["failure"]
    assert site.history() == [SUBJECT]


def test_wrong_use_is_exit_code_2(site: Site):
    with site.run("--json") as ended:
        code = ended.wait()

    assert (code, len(ended.lines), ended.out) == (2, 1, "")


# --- who is at work ---------------------------------------------------------------------------------------------------


def test_status_knows_whether_it_is_at_work_was_stopped_or_killed(site: Site):
    before = service_of(site)
    with site.run() as daemon:
        daemon.logs("turn done")
        at_work = service_of(site)
        daemon.process.send_signal(signal.SIGTERM)
        daemon.wait()
    stopped = service_of(site)
    with site.run() as daemon:
        daemon.logs("turn done")
        daemon.process.kill()
        daemon.wait()
    killed = service_of(site)

    assert [one["state"] for one in (before, at_work, stopped, killed)] == ["never", "running", "stopped", "dead"]
