"""How a service tells that it lives, works, and what it came to: over real HTTP, after real cycles."""

from __future__ import annotations

import contextlib
import http.client
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

from config.settings import Settings
from daemon.bootstrap import told
from daemon.health import Figures, Judge, told_at
from daemon.progress import STUCK, Progress
from daemon.service.notify import Notifier
from daemon.service.watch import Watch
from simulator.faults import Fault, FaultKind
from store.database import open_store
from store.errors import StoreError
from store.values import ErrandKind
from tests.flow.firm import ANN, BOB, Firm

MAILBOXES = (BOB, "eve@us.example")


@pytest.fixture
def where() -> str:
    return "exchange"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def told_of(firm: Firm, *, addresses: bool = False) -> tuple[Judge, Figures]:
    context = firm.context
    figures = Figures(context.store, context.progress, firm.clock, "1.2.3", addresses=addresses)
    return Judge(context.store, context.progress, firm.clock), figures


class _Local(http.client.HTTPConnection):
    """To a unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=30)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)


def asked(connection: http.client.HTTPConnection, path: str, **headers: str) -> tuple[int, str]:
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.fixture
def at(firm: Firm, tmp_path: Path) -> Iterator[str]:
    """The path of the socket at which the firm's service tells how it is."""
    path = str(tmp_path / "h")
    with told_at(path, *told_of(firm)):
        yield path


def values(text: str) -> dict[str, float]:
    """Every sample by its name and labels."""
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_what_came_of_turns_requests_and_the_database_is_told_and_nobody_is_named(firm: Firm, at: str):
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().deliver_mail(ANN, "A subject that nobody is told")
    broken = firm.outlook().deliver_mail(ANN, "broken")
    firm.simulator.faults.show_item_as(broken, "Memo")
    firm.cycle()

    status, text = asked(_Local(at), "/metrics")

    found = values(text)
    assert status == 200
    assert found['dealtrail_mailboxes{state="waiting"}'] == 2
    assert found['dealtrail_turns_total{outcome="failed"}'] == 0
    assert found['dealtrail_turns_total{outcome="done"}'] >= 2
    assert found['dealtrail_items_seen_total{outcome="linked"}'] == 1
    assert found['dealtrail_errands_paid_total{kind="stamp"}'] == 1
    assert found['dealtrail_quarantine_items{dismissed="false"}'] == 1
    assert found["dealtrail_database_up"] == 1
    assert found['dealtrail_database_transactions_total{kind="write"}'] > 2
    assert found['dealtrail_requests_total{answer="200",request="SyncFolderItems",server="ews"}'] > 0
    assert found['dealtrail_request_seconds_total{request="SyncFolderItems",server="ews"}'] > 0
    assert found["process_resident_memory_bytes"] > 1_000_000
    assert sum(name.startswith("dealtrail_mailbox_last_success_timestamp_seconds{") for name in found) == 2
    assert not any(word in text for word in ("@", "us.example", "subject", "200 seats"))


def test_addresses_are_labels_where_they_are_wanted(firm: Firm, tmp_path: Path):
    firm.cycle()
    with told_at(str(tmp_path / "n"), *told_of(firm, addresses=True)):
        found = values(asked(_Local(str(tmp_path / "n")), "/metrics")[1])

    for address in MAILBOXES:
        at = found[f'dealtrail_mailbox_last_success_timestamp_seconds{{mailbox="{address}"}}']
        assert at == firm.clock().timestamp()
        assert found[f'dealtrail_mailbox_failures{{mailbox="{address}"}}'] == 0


def test_a_mailbox_in_trouble_shows_and_so_does_a_server_that_asks_to_wait(firm: Firm, at: str):
    before = values(asked(_Local(at), "/metrics")[1]).get('dealtrail_throttled_total{server="ews"}', 0)
    firm.simulator.faults.inject(Fault(FaultKind.BUSY, times=100))
    firm.try_cycle()

    found = values(asked(_Local(at), "/metrics")[1])

    assert found['dealtrail_mailboxes{state="parked"}'] == 2
    assert found['dealtrail_turns_total{outcome="failed"}'] == 2
    assert found['dealtrail_throttled_total{server="ews"}'] > before
    assert found['dealtrail_throttled_seconds_total{server="ews"}'] > 0


def test_a_turn_that_is_due_for_long_is_lag(firm: Firm, at: str):
    firm.cycle()
    firm.clock.tick(timedelta(hours=1))

    found = values(asked(_Local(at), "/metrics")[1])

    late = [value for name, value in found.items() if name.startswith("dealtrail_mailbox_lag_seconds{")]
    assert late == [3600 - firm.context.every.total_seconds()] * 2
    assert asked(_Local(at), "/readyz")[1] != ""


def test_prometheus_takes_all_of_it_and_finds_no_name_against_its_conventions(firm: Firm, at: str):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: Debian's package prometheus has it")
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().deliver_mail(ANN, "news")
    firm.cycle()
    text = asked(_Local(at), "/metrics")[1]

    checked = subprocess.run([promtool, "check", "metrics"], input=text.encode(), capture_output=True, check=False)

    assert (checked.returncode, (checked.stdout + checked.stderr).decode()) == (0, "")


def test_whoever_speaks_openmetrics_is_told_the_same_in_it(firm: Firm, at: str):
    firm.cycle()
    plain, wanted = asked(_Local(at), "/metrics")[1], "application/openmetrics-text;version=1.0.0;q=0.6,*/*;q=0.1"

    text = asked(_Local(at), "/metrics", Accept=wanted)[1]

    told = {sample.name for family in openmetrics(text) for sample in family.samples}
    assert told == {sample.name for family in prometheus(plain) for sample in family.samples}
    assert text.endswith("# EOF\n")


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "text/html",
        "application/openmetrics-text; version=newest",
        "application/openmetrics-text;version=9.9\r\n X: y",
    ],
)
def test_no_wish_of_an_asker_is_answered_with_more_than_one_of_the_two(firm: Firm, at: str, accept: str):
    with contextlib.closing(_Local(at)) as connection:
        connection.request("GET", "/metrics", headers={"Accept": accept})
        answer = connection.getresponse()
        kind = answer.headers["Content-Type"]
        answer.read()

    assert (answer.status, answer.headers["X"]) == (200, None)
    assert kind in {
        "text/plain; version=0.0.4; charset=utf-8",
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
    }


# --- alive, and at work -----------------------------------------------------------------------------------------------


def test_it_is_ready_once_it_knows_the_mailboxes_and_until_it_stops(firm: Firm, at: str):
    said = [asked(_Local(at), "/readyz")]
    firm.cycle()
    firm.context.progress.is_registered = True
    said.append(asked(_Local(at), "/readyz"))
    firm.context.progress.is_ending = True
    said.append(asked(_Local(at), "/readyz"))

    assert [status for status, _ in said] == [503, 200, 503]
    assert [text for _, text in said] == [
        "it has not begun yet: the database could not be used so far\n",
        "2 mailboxes in step\n",
        "it is stopping\n",
    ]


def test_it_lives_as_long_as_something_moves(firm: Firm, tmp_path: Path):
    now = 0.0
    firm.context = replace(firm.context, progress=Progress(clock=lambda: now, answered=lambda: 0))
    progress, judge = firm.context.progress, told_of(firm)[0]
    verdicts = []
    for silence in (timedelta(0), timedelta(minutes=4), STUCK + timedelta(seconds=1)):
        progress.loops()
        progress.begins(BOB)
        now += silence.total_seconds()
        verdicts.append(judge.lives())
    progress.loops()
    hangs = judge.lives()

    assert [one.is_fine for one in verdicts] == [True, True, False]
    assert verdicts[-1].says == "the loop hangs: it did not go round for five minutes"
    assert hangs.says == "mailboxes are at work, and nothing of theirs moved for half an hour"


def test_the_watchdog_hungers_when_nothing_moves_and_is_fed_again_when_it_does(firm: Firm, tmp_path: Path):
    now, answers = 0.0, 0
    firm.context = replace(firm.context, progress=Progress(clock=lambda: now, answered=lambda: answers))
    progress = firm.context.progress
    heard = []
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(str(tmp_path / "m"))
        manager.setblocking(False)
        watch = Watch(firm.context, Notifier(str(tmp_path / "m")))
        progress.begins(BOB)
        for passing, answered in ((60.0, 1), (STUCK.total_seconds() + 1, 1), (60.0, 1), (1.0, 2)):
            now, answers = now + passing, answered
            progress.loops()
            watch.tick()
            try:
                heard.append(manager.recv(4096).decode())
            except BlockingIOError:
                heard.append("")

    assert heard == ["WATCHDOG=1", "", "", "WATCHDOG=1"]


def test_systemd_is_told_once_a_minute_how_it_stands(firm: Firm, tmp_path: Path):
    firm.cycle()
    firm.context.progress.is_registered = True
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(str(tmp_path / "m"))
        manager.setblocking(False)
        watch = Watch(firm.context, Notifier(str(tmp_path / "m")))
        for passing in (0, 30, 30):
            firm.clock.tick(timedelta(seconds=passing))
            watch.tick()
        heard = []
        with contextlib.suppress(BlockingIOError):
            while True:
                heard.append(manager.recv(4096).decode())

    line = "STATUS=2 mailboxes in step"
    assert heard == ["WATCHDOG=1", line, "WATCHDOG=1", "WATCHDOG=1", line]


# --- who may ask ------------------------------------------------------------------------------------------------------


def test_a_page_in_a_browser_that_leads_its_own_name_here_is_told_nothing(firm: Firm):
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with told_at(f"127.0.0.1:{port}", *told_of(firm)):
        answers = {
            host: asked(http.client.HTTPConnection("127.0.0.1", port, timeout=30), "/healthz", Host=host)[0]
            for host in (f"127.0.0.1:{port}", f"localhost:{port}", "evil.example", "127.0.0.1.evil.example", "")
        }

    assert list(answers.values()) == [200, 200, 421, 421, 421]


def test_a_place_that_is_taken_is_told_in_a_sentence_and_a_socket_left_behind_is_none(firm: Firm, tmp_path: Path):
    place = str(tmp_path / "left")
    left = socket.socket(socket.AF_UNIX)
    left.bind(place)
    left.close()

    with told_at(place, *told_of(firm)):
        status, text = asked(_Local(place), "/nothing")
    sentence = r"health\.listen /nowhere/socket: no such file or directory; name another"
    with pytest.raises(StoreError, match=sentence), told_at("/nowhere/socket", *told_of(firm)):
        pass

    assert (status, text) == (404, "there are /healthz, /readyz, /metrics\n")
    assert not Path(place).exists()


def test_a_file_or_folder_where_the_socket_is_to_be_is_told_and_stays(firm: Firm, tmp_path: Path):
    kept = tmp_path / "notes"
    kept.write_text("mine")

    for place in (kept, tmp_path):
        with pytest.raises(StoreError, match=r": something else is there; name"), told_at(str(place), *told_of(firm)):
            pass

    assert kept.read_text() == "mine"


def test_nothing_listens_unless_the_configuration_says_where(firm: Firm):
    with told(Settings(), firm.context) as nothing:
        assert nothing is None


def test_a_database_that_is_away_is_told_with_what_the_process_knows_by_itself(firm: Firm, at: str, tmp_path: Path):
    firm.cycle()
    firm.context.progress.is_registered = True
    away = open_store("sqlite:////nowhere/dealtrail.sqlite")
    judge, figures = (replace(one, store=away) for one in told_of(firm))

    with told_at(str(tmp_path / "a"), judge, figures):
        metrics = values(asked(_Local(str(tmp_path / "a")), "/metrics")[1])
        ready = asked(_Local(str(tmp_path / "a")), "/readyz")
        alive = asked(_Local(str(tmp_path / "a")), "/healthz")

    assert metrics["dealtrail_database_up"] == 0
    assert metrics['dealtrail_turns_total{outcome="done"}'] >= 2
    assert (ready[0], alive[0]) == (503, 200)
    assert ready[1].startswith("database ")


def test_what_is_tried_in_vain_waits_since_it_was_due_first(firm: Firm):
    name = "dealtrail_errands_oldest_due_timestamp_seconds"
    firm.cycle()
    firm.opportunity("200 seats")
    firm.outlook(BOB).deliver_mail(ANN, "200 seats, please")
    firm.simulator.faults.inject(Fault(FaultKind.CONFLICT, "UpdateItem", times=0))
    firm.try_cycle()
    due_at = firm.clock()
    for _ in range(3):
        firm.clock.tick(timedelta(hours=1))
        firm.try_cycle()

    told = [sample.value for metric in told_of(firm)[1].collect() if metric.name == name for sample in metric.samples]

    assert told == [due_at.timestamp()]


def test_what_is_to_be_written_later_does_not_wait_until_it_is_due(firm: Firm):
    name, due_at = "dealtrail_errands_oldest_due_timestamp_seconds", firm.clock() + timedelta(days=30)
    firm.cycle()
    with firm.store.write() as unit:
        [bob] = [one.id for one in unit.mailboxes.status() if one.address == BOB]
        unit.errands.owe(bob, ErrandKind.TASK, ["of next month"], due_at=due_at)
    figures = told_of(firm)[1]

    before = [sample.value for metric in figures.collect() if metric.name == name for sample in metric.samples]
    firm.clock.now = due_at
    after = [sample.value for metric in figures.collect() if metric.name == name for sample in metric.samples]

    assert (before, after) == ([], [due_at.timestamp()])
