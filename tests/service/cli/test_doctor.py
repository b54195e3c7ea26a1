"""`doctor`: everything examined, and what is safe put right."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.acts import examine_content
from daemon.bootstrap import now
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from store.database import open_store
from store.revisions import KNOWN
from tests.databases import a_file
from tests.flow.faults.database_troubles import a_small_disk
from tests.service.cli.line import CommandLine
from tests.service.cli.mailboxes import BOB, CORA, SERVICE, configure

DEAD = "/999999999/1"


@pytest.fixture
def desk(connected: CommandLine, simulator: Simulator) -> CommandLine:
    configure(connected, simulator)
    connected.config.chmod(0o600)
    connected.database.chmod(0o600)
    return connected


def problems(shape: object) -> list[str]:
    assert isinstance(shape, dict)
    return [problem for one in shape["examined"] for problem in one["problems"]]


def test_what_check_looks_at_and_more_is_fine(desk: CommandLine) -> None:
    told, shape = desk("doctor"), desk("doctor", "--json").shape

    assert told.code == 0, told.out
    assert f"✓ {BOB}" in told.out
    assert "✓ database, from end to end" in told.out
    assert [one["about"].split()[0] for one in shape["examined"]] == ["server", "database,", "leases", "files", "time"]
    assert shape["check"]["ok"]
    assert shape["ok"]


def test_files_that_anybody_may_open_are_closed_when_asked(desk: CommandLine) -> None:
    desk.config.chmod(0o644)
    desk.database.chmod(0o664)

    told = desk("doctor")
    before, fixed, after = desk("doctor", "--json"), desk("doctor", "--fix"), desk("doctor", "--json")

    assert told.out.count(f" {desk.config}: everybody on this machine ") == 1
    assert before.code == 1
    assert [one.partition(":")[0] for one in problems(before.shape)] == [str(desk.database), str(desk.config)]
    assert fixed.code == 0, fixed.out
    assert f"+ {desk.config}: closed to others (mode 0640)" in fixed.out
    assert (desk.config.stat().st_mode & 0o777, desk.database.stat().st_mode & 0o777) == (0o640, 0o660)
    assert after.code == 0


def test_what_the_dead_hold_is_given_back_when_asked(desk: CommandLine) -> None:
    owner = f"{os.uname().nodename}{DEAD}"
    with closing(open_store(f"sqlite:///{desk.database}")) as store, store.write() as unit:
        unit.mailboxes.register({BOB: False})
        unit.mailboxes.claim(
            owner=owner, lease=timedelta(hours=9), every=timedelta(seconds=30), now=now(), address=BOB, only_due=False
        )

    told, fixed = desk("doctor"), desk("doctor", "--fix")

    assert told.code == 0  # it heals by itself when the service starts
    assert f"! mailboxes are held by processes that have died ({owner})" in told.out
    assert "+ what 1 dead process held was given back" in fixed.out
    with closing(open_store(f"sqlite:///{desk.database}")) as store, store.read() as unit:
        assert unit.mailboxes.owners() == set()


def test_sums_that_do_not_add_up_are_counted_anew_when_asked(desk: CommandLine) -> None:
    with closing(sqlite3.connect(desk.database)) as database, database:
        values = "7, 1, 0, 202603, 'EUR', 1, 0, 100, 0, 100"
        database.execute(f"INSERT INTO pipeline_sums VALUES ({values})")  # noqa: S608  # a constant

    told, fixed, after = desk("doctor"), desk("doctor", "--fix"), desk("doctor")

    assert told.code == 1
    assert "✗ kept sums: 1 are wrong; to put it right run: dealtrail doctor --fix" in told.out
    assert "+ kept sums were counted anew" in fixed.out
    assert after.code == 0, after.out


def test_a_damaged_page_is_told_with_the_way_back(desk: CommandLine) -> None:
    with closing(sqlite3.connect(desk.database)) as database, database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.executemany("INSERT INTO daemon_state VALUES (?, ?)", [(f"n{n}", "x" * 900) for n in range(200)])
    with closing(sqlite3.connect(desk.database)) as database:
        size = database.execute("PRAGMA page_size").fetchone()[0]
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [page] = database.execute("SELECT max(pageno) FROM dbstat WHERE name = 'daemon_state'").fetchone()
    spoil(desk.database, (page - 1) * size, size)

    told = desk("doctor")

    assert told.code == 1
    assert "restore a backup" in told.out
    assert "Traceback" not in told.out + told.err


def spoil(path: Path, at: int, size: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xff" * size)


def test_an_index_that_is_lost_is_made_again_when_asked(desk: CommandLine) -> None:
    with closing(sqlite3.connect(desk.database)) as database, database:
        database.execute("DROP INDEX ix_items_thread")

    told, fixed, after = desk("doctor"), desk("doctor", "--fix"), desk("doctor")

    assert told.code == 1
    assert "✗ the database lacks an index (ix_items_thread): it is slow; to put it right run: dealtrail" in told.out
    assert "+ made again: ix_items_thread" in fixed.out
    assert after.code == 0, after.out


def test_a_table_or_a_trigger_that_is_lost_is_told_with_the_way_back_and_no_other(desk: CommandLine) -> None:
    with closing(sqlite3.connect(desk.database)) as database, database:
        database.execute("DROP TABLE errands")
        database.execute("DROP TRIGGER stages_built_in_keep")

    told = desk("doctor", "--fix")

    assert told.code == 1
    for lost in ("table errands", "trigger stages_built_in_keep"):
        assert f"✗ the database lacks the {lost}; stop the service, and restore a backup: docs/oper" in told.out
    assert "its table errands is not there; restore a backup" in told.out
    assert "no dealtrail tables" not in told.out


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "made by a newer version of dealtrail (schema 9999, "),
        ("DROP TABLE alembic_version", "holds tables of another program ("),
    ],
)
def test_a_database_that_is_not_this_programs_is_told_once_and_no_user_is_missed(
    desk: CommandLine, statement: str, says: str
) -> None:
    with closing(sqlite3.connect(desk.database)) as database, database:
        database.execute(statement)

    told = desk("doctor")

    assert told.code == 1
    assert told.out.count(says) == 1
    assert "no active user has this address" not in told.out
    assert "✓ database" not in told.out
    assert "✓ leases" not in told.out


def test_a_server_that_is_away_is_told_and_the_rest_is_examined(desk: CommandLine) -> None:
    text = desk.config.read_text()
    endpoint = next(line for line in text.splitlines() if line.startswith("endpoint"))
    desk.config.write_text(text.replace(endpoint, 'endpoint = "http://127.0.0.1:9/EWS/Exchange.asmx"'))

    told = desk("doctor")

    assert told.code == 1
    assert "✗ 127.0.0.1: it cannot be examined: Connection refused" in told.out
    assert "✓ database, from end to end" in told.out


def test_a_clock_that_is_wrong_by_the_servers_is_told(desk: CommandLine, simulator: Simulator) -> None:
    simulator.faults.inject(Fault(FaultKind.CLOCK_AHEAD, delay=timedelta(hours=1), times=0))

    told = desk("doctor")

    assert told.code == 1
    assert "this machine's clock is 60 minutes slow by the server's: set it right" in told.out


def test_a_database_of_an_earlier_program_is_told_with_the_command_and_not_changed(desk: CommandLine) -> None:
    with closing(sqlite3.connect(desk.database)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = ?", [KNOWN[-2]])

    told = desk("doctor", "--fix")

    assert told.code == 1
    assert "dealtrail init" in told.out
    assert "Traceback" not in told.out + told.err
    with closing(sqlite3.connect(desk.database)) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (KNOWN[-2],)


def test_a_mailbox_that_the_login_may_not_open_any_more_is_told(desk: CommandLine, simulator: Simulator) -> None:
    simulator.allow_impersonation(SERVICE, [BOB])

    told = desk("doctor")

    assert told.code == 1
    assert f"✗ {CORA}: " in told.out
    assert f"✓ {BOB}" in told.out


def test_without_a_configuration_it_says_what_check_says(bare: CommandLine) -> None:
    bare.config.write_text("[sync]\nworkers = 0\n")

    told, shape = bare("doctor"), bare("doctor", "--json")

    assert told.code == 1
    assert "sync.workers" in told.out
    assert shape.shape["examined"] == []


def test_a_disk_that_is_nearly_full_is_told(tmp_path: Path) -> None:
    with a_small_disk(tmp_path) as place:
        if place is None:
            pytest.skip("this user may not mount a small disk")
        url = a_file(place / "dealtrail.sqlite")
        with closing(open_store(url)) as store:
            told = examine_content(url, store.read, store.write)

    [said] = [re.sub(r"\d+", "N", one) for one in told.warnings]
    assert said.startswith("the disk has N MB left, and the database takes N: make room before it is full; a backup")
