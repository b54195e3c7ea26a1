"""What holds for every command: help, exit codes, errors, configuration, speed of starting."""

from __future__ import annotations

import getpass
import json
import os
import platform
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.metadata import version

import pytest

from daemon.cli.main import main
from daemon.cli.reference import commands, help_of, reference
from store.revisions import HEAD
from tests.service.cli.line import ROOT, CommandLine, process

ALL = [words for words, _ in commands()]
HEAVY = {"exchangelib", "sqlalchemy", "alembic", "pydantic", "structlog", "lxml", "psutil"}
HEAVY |= {"msal", "httpx2", "msgspec"}


def alone(*words: str, **variables: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command line in a process of its own."""
    with process(*words, **variables) as running:
        out, err = running.communicate(timeout=60)
    return running.returncode, out, err


# --- help -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_shows_an_example_of_itself(words: tuple[str, ...]) -> None:
    assert f"  dealtrail {' '.join(words)}" in help_of(words)


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_and_every_parameter_of_it_is_described(words: tuple[str, ...]) -> None:
    undescribed = [line for line in help_of(words).splitlines() if line.startswith("│") and not line[20:-1].strip()]

    assert not undescribed


def test_the_help_names_all_nouns_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--help"])
    out = capsys.readouterr().out

    nouns = "init check config run status why opportunity contact account user simulator demo"
    assert code == 0
    assert [noun for noun in nouns.split() if f"│ {noun} " not in out] == []
    assert "Exit codes: 0 done, 1 failed" in out


@pytest.mark.parametrize("words", ["--help", "--version", "opportunity add --help", "check --help"])
def test_help_imports_nothing_heavy(words: str) -> None:
    code = (
        "import sys; from daemon.cli.main import main; "
        f"code = main({words.split()!r}); print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )

    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert HEAVY & set(ended.stderr.split()) == set()


def test_the_reference_is_current() -> None:
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")

    assert written == reference(), "run: python -m daemon.cli.reference > docs/cli.md"


# --- exit codes and errors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("opportunity list --closed", "unknown option"),
        ("oportunity list", 'did you mean "opportunity"'),
        ("opportunity lst", "unknown command"),
        ("opportunity show", "OPPORTUNITY is missing: dealtrail opportunity show OPPORTUNITY …"),
        ("opportunity close OPP-1 maybe", "won"),
        ("opportunity add X --contact ann --probability 101", "--probability"),
        ("opportunity add X --contact ann --probability half", "--probability"),
        ("opportunity add X", "give --contact or --account"),
        ("opportunity add X --contact ann --account fab", "give --contact or --account"),
        ("opportunity remind OPP-1", "give a time, or --off"),
        ("opportunity remind OPP-1 today --off", "give a time, or --off"),
        ("opportunity remind OPP-1 someday", "is not a time"),
        ("opportunity edit OPP-1", "nothing to change was named"),
        ("opportunity edit OPP-1 --close-date soon", "is not a date"),
        ("account edit fab --web x --clear web", "both given and cleared"),
        ("user add Bob", "--email"),
        ("run --json", "go with --once"),
        ("simulator", "give --mailbox ADDRESS=PASSWORD"),
        ("simulator --mailbox sales@example.test", "is not ADDRESS=PASSWORD"),
        ("simulator --mailbox a@b.test=x --load c@b.test=.", "which no --mailbox makes"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(office: CommandLine, words: str, sentence: str) -> None:
    ended = office(*words.split())

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("dealtrail: ")
    assert ended.err.count("\n") == 1
    assert sentence.lower() in ended.err.lower()


def test_a_wrong_mailbox_option_does_not_show_the_password(bare: CommandLine) -> None:
    ended = bare("simulator", "--mailbox", "sales=sesame")

    assert ended.code == 2
    assert "sesame" not in ended.err


def test_a_misspelled_key_is_exit_code_1_and_names_the_nearest(dealtrail: CommandLine) -> None:
    dealtrail.configure("sync.intervall = '30s'\n")

    ended = dealtrail("status")

    assert (ended.code, ended.out) == (1, "")
    assert f"dealtrail: {dealtrail.config}:3: sync.intervall is not a known key" in ended.err
    assert "did you mean sync.interval?" in ended.err


def test_every_problem_of_a_configuration_is_a_sentence_of_its_own(dealtrail: CommandLine) -> None:
    dealtrail.configure("sync.workers = 0\nlinking.ambiguous = 'maybe'\n")

    ended = dealtrail("status")

    assert ended.code == 1
    assert [line.startswith("dealtrail: ") for line in ended.err.splitlines()] == [True, True]


def test_a_configuration_that_is_not_there_is_exit_code_1(bare: CommandLine) -> None:
    bare.config.unlink()

    ended = bare("config", "show")

    assert ended.code == 1
    assert str(bare.config) in ended.err


def test_a_database_that_is_not_there_says_to_run_init(bare: CommandLine) -> None:
    ended = bare("user", "list")

    assert (ended.code, ended.out) == (1, "")
    assert "dealtrail init" in ended.err
    assert ended.err.count("\n") == 1


def test_a_database_of_a_newer_program_is_refused(office: CommandLine) -> None:
    with closing(sqlite3.connect(office.database)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()

    for words in (["init"], ["status"], ["opportunity", "list"]):
        ended = office(*words)

        assert (ended.code, ended.out) == (1, "")
        assert "newer version of dealtrail" in ended.err
        assert ended.err.count("\n") == 1


def test_config_can_stand_before_and_after_the_command(
    dealtrail: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = main(["--config", str(dealtrail.config), "user", "list"])
    after = main(["user", "list", "--config", str(dealtrail.config)])

    assert (before, after) == (0, 0)
    assert capsys.readouterr().out.count("no users yet") == 2


def test_a_mistake_of_ours_is_not_disguised(office: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.records.users.Users.all", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        office("user", "list")


def test_errors_hold_nothing_that_a_terminal_obeys(office: CommandLine) -> None:
    ended = office("contact", "show", "\x1b[2Jann\u202e")

    assert ended.code == 1
    assert "\x1b" not in ended.err
    assert "\u202e" not in ended.err


# --- as a process -----------------------------------------------------------------------------------------------------


def test_the_version_is_the_distributions() -> None:
    for words in (["--version"], ["version"], ["opportunity", "--version"], ["opportunity", "list", "--version"]):
        assert alone(*words) == (0, f"dealtrail {version('dealtrail')}\n", ""), words


def test_a_report_of_a_fault_can_tell_what_the_program_runs_on() -> None:
    code, out, complaint = alone("--version", "--verbose", "--json")

    told = json.loads(out)
    assert (code, complaint) == (0, "")
    assert (told["dealtrail"], told["schema"], told["sqlite"]) == (version("dealtrail"), HEAD, sqlite3.sqlite_version)
    assert (told["python"], told["sqlalchemy"]) == (f"CPython {platform.python_version()}", version("sqlalchemy"))
    assert "web" in told["extras"].split(", ")
    assert not {socket.gethostname(), os.getcwd(), getpass.getuser()} & {*told.values()}
    in_words = alone("--version", "--verbose")[1]
    assert [what for what, said in told.items() if what not in in_words or said.split()[0] not in in_words] == []


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("sqlite:////var/lib/dealtrail/dealtrail.sqlite", "SQLite"),
        ("postgresql://dealtrail:sesame-open@nowhere.example/dealtrail", "PostgreSQL"),
        ("mysql://dealtrail:sesame-open@nowhere.example/dealtrail", "unknown, as the configuration cannot be used"),
    ],
)
def test_a_report_of_a_fault_tells_of_which_kind_the_database_is_and_not_where(
    monkeypatch: pytest.MonkeyPatch, url: str, kind: str
) -> None:
    monkeypatch.setenv("DEALTRAIL_DATABASE__URL", url)

    code, out, complaint = alone("--version", "--verbose", "--json")

    assert (code, complaint, json.loads(out)["database"]) == (0, "", kind)
    assert [word for word in ("sesame-open", "nowhere.example") if word in out] == []


def test_a_reader_that_leaves_early_is_no_failure(office: CommandLine) -> None:
    with process("config", "show", "--config", str(office.config)) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        complaint = running.stderr.read()
        code = running.wait(60)

    assert (code, complaint) == (0, "")


def test_the_exit_code_reaches_the_shell() -> None:
    assert alone("oportunity")[0] == 2
    assert alone("--config", "/nowhere/config.toml", "status")[0] == 1
