"""What `check` finds out about the machine that it runs on: files, secrets, rights."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from config.sources import NO_FILE
from daemon.acts import check_database
from daemon.cli.main import main
from simulator.server import Simulator
from tests.contract.store.test_bad_sqlite import as_nobody, opened
from tests.service.cli.line import CommandLine
from tests.service.cli.mailboxes import configure

needs_root = pytest.mark.skipif(bool(os.geteuid()), reason="only root can give files away")


def test_without_a_configuration_file_it_says_where_it_looked(
    bare: CommandLine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if Path("/etc/dealtrail/config.toml").exists():
        pytest.skip("this machine has a configuration")
    monkeypatch.setenv("DEALTRAIL_DATABASE__URL", f"sqlite:///{bare.database}")

    code = main(["check"])

    told = capsys.readouterr().out
    assert code == 1
    assert "✗ no mailbox is configured" in told
    assert f"! {NO_FILE}" in told
    assert "DEALTRAIL_CONFIG is not set, and there is no /etc/dealtrail/config.toml" in NO_FILE


def test_a_file_that_is_named_and_missing_says_who_names_it(
    bare: CommandLine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEALTRAIL_CONFIG", str(bare.folder / "gone.toml"))

    code = main(["check"])

    assert code == 1
    assert (
        f"{bare.folder}/gone.toml: this file, which DEALTRAIL_CONFIG names, does not exist" in capsys.readouterr().out
    )


def test_sums_that_are_wrong_are_told_and_counted_anew_by_init(bare: CommandLine) -> None:
    bare("init")
    with closing(sqlite3.connect(bare.database)) as database, database:
        values = "7, 1, 0, 202603, 'EUR', 1, 0, 100, 0, 100"
        database.execute(f"INSERT INTO pipeline_sums VALUES ({values})")  # noqa: S608  # a constant

    before, repaired, after = bare("check").out, bare("init").out, bare("check").out

    assert "kept sums: 1 are wrong; to count them anew run: dealtrail init" in before
    assert "! kept sums were wrong, 1 of them, and were counted anew" in repaired
    assert "kept sums" not in after


@pytest.mark.parametrize("password", ["", "  "])
def test_an_empty_secret_is_named_where_it_stands(connected: CommandLine, simulator: Simulator, password: str) -> None:
    configure(connected, simulator, password=password)

    ended = connected("check")

    assert ended.code == 1
    assert f"✗ {connected.config}:8: exchange.password is empty; write the secret, or take the key out" in ended.out


def test_an_empty_credential_is_named_by_its_file(
    connected: CommandLine, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = connected.folder / "credentials"
    folder.mkdir()
    (folder / "dealtrail.exchange.password").write_text("\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))

    told = connected("check").out

    assert "✗ credential dealtrail.exchange.password: exchange.password is empty" in told


def test_a_configuration_with_a_password_that_others_can_read_is_told_and_works(connected: CommandLine) -> None:
    for one in (connected.config, *connected.config.parents):
        if one.stat().st_uid == os.geteuid():
            one.chmod(0o644 if one == connected.config else one.stat().st_mode | 0o011)
    open_to_all = connected("check")
    connected.config.chmod(0o600)
    closed = connected("check", "--json")

    assert open_to_all.code == 0
    assert f"! {connected.config}: everybody on this machine can read it (mode 0644), and it holds" in open_to_all.out
    assert closed.json["configuration"]["warnings"] == []


@needs_root
def test_a_database_that_root_made_and_the_service_cannot_write_is_a_cross_for_root(dealtrail: CommandLine) -> None:
    path = dealtrail.database
    path.chmod(0o600)

    with opened(path) as store:
        (roots, _), (theirs, _) = (
            check_database(f"sqlite:///{path}", store.read, user) for user in ("nobody", "no such user")
        )
        shutil.chown(path, "nobody")
        shutil.chown(path.parent, "nobody")
        for beside in path.parent.iterdir():
            shutil.chown(beside, "nobody")
        given, _ = check_database(f"sqlite:///{path}", store.read, "nobody")

    assert roots.problems == [
        f"database {path}: it belongs to root, and the service, which runs as nobody, cannot write to it; "
        f"chown nobody: {path}*, and work as sudo -u nobody"
    ]
    assert (theirs.problems, given.problems) == ([], [])


@needs_root
def test_a_database_that_root_made_is_a_cross_for_the_services_user(dealtrail: CommandLine) -> None:
    path = dealtrail.database
    path.chmod(0o600)
    path.parent.chmod(0o755)
    for beside in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        beside.unlink(missing_ok=True)

    with as_nobody(dealtrail.config):
        told = dealtrail("check").out

    assert f"✗ database {path}: it cannot be opened: it belongs to root, and this runs as nobody" in told
    assert f"chown nobody: {path}*, or work as root" in told


def test_a_name_in_double_quotes_gets_its_hint_in_every_command(dealtrail: CommandLine) -> None:
    dealtrail.configure('exchange.username = "US\\bob"\n')

    told = [dealtrail(*words) for words in (["check"], ["status"], ["run", "--once"], ["account", "list"], ["init"])]

    assert [one.code for one in told] == [1] * 5
    assert all("write 'US\\bob' in single quotes, or \"US\\\\bob\"" in one.out + one.err for one in told)
