"""Secrets that a program tells: when it is run, with what, for how long, and what is said when it does not tell."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import structlog

from config import log
from config.commands import COMMAND, LARGEST, CommandFailed, told_by
from config.errors import ConfigError
from config.keys import keys_of
from config.renewal import ASKED_EVERY, Renewal
from config.settings import Loaded, Settings, load
from config.show import rows
from tests.unit.config.desk import Desk, is_read

SECRET = "sesame-open-a-9f2c"
ALLOWED = "allowed: a program by its whole path and its arguments"
BOB = '[[mailbox]]\naddress = "bob@us.example"\n'


class Program:
    """A program that prints what a file holds, and notes each time that it is run."""

    def __init__(self, folder: Path) -> None:
        self.runs, self.secret = folder / "runs", folder / "secret"
        self.secret.write_text(f"{SECRET}\n")
        self.path = folder / "tell"
        self.path.write_text(f"#!/bin/sh\necho run >> {self.runs}\ncat {self.secret}\n")
        self.path.chmod(0o700)

    @property
    def times(self) -> int:
        return len(self.runs.read_text().splitlines()) if self.runs.exists() else 0

    def configuration(self, *, key: str = "password") -> str:
        return (
            f'[exchange]\nendpoint = "https://mail.us.example"\nauth = "basic"\nusername = "service"\n'
            f'{key}_command = ["{self.path}"]\n{BOB}'
        )


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def password(loaded: Loaded) -> str:
    login = loaded.settings.login_of(loaded.settings.mailbox[0])
    assert login is not None
    return login.password.get_secret_value()


def test_every_secret_can_be_told_by_a_program() -> None:
    keys = keys_of(Settings)
    names = {key.name for key in keys}

    assert {key.name for key in keys if key.is_secret and f"{key.name}{COMMAND}" not in names} == set()


def test_the_program_is_run_when_the_secret_is_needed_and_once(desk: Desk, program: Program) -> None:
    loaded = desk.load(program.configuration())
    before = program.times, str(loaded.settings), repr(loaded), loaded.secrets(), rows(loaded)

    told = [password(loaded) for _ in range(3)]

    assert (before[0], told, program.times) == (0, [SECRET] * 3, 1)
    assert SECRET not in f"{before}{loaded!r}{loaded.settings}{loaded.settings.model_dump_json()}"


def test_what_is_in_effect_names_the_program_and_hides_what_it_tells(desk: Desk, program: Program) -> None:
    shown = {row.key: row for row in rows(desk.load(program.configuration()))}

    assert shown["exchange.password"].value == "********"
    assert shown["exchange.password"].origin == f"command {program.path}"
    assert shown["exchange.password_command"].value == [str(program.path)]


def test_the_log_masks_what_a_program_told(desk: Desk, program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("json", "debug")

    password(desk.load(program.configuration()))
    structlog.get_logger().info("said", what=f"it is {SECRET}")

    said = capsys.readouterr().err
    assert "it is ***" in said
    assert SECRET not in said


def test_of_a_mailbox_of_a_server_and_of_the_database(desk: Desk, program: Program) -> None:
    program.secret.write_text("postgresql://bob:sesame@host/name")
    loaded = desk.load(
        f'[database]\nurl_command = ["{program.path}"]\n[exchange]\naccess = "direct"\n'
        f'[server.cloud]\nkind = "graph"\nclient_secret_command = ["/bin/echo", "of the cloud"]\n'
        f'{BOB}server = "exchange"\npassword_command = ["/bin/echo", "of the mailbox"]\n'
    )

    assert loaded.settings.database.url.get_secret_value() == "postgresql://bob:sesame@host/name"
    assert loaded.settings.server["cloud"].client_secret.get_secret_value() == "of the cloud"  # type: ignore[union-attr]
    assert password(loaded) == "of the mailbox"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[exchange]\npassword = "x"\npassword_command = ["/bin/echo", "x"]',
            "FILE:3: exchange.password_command is beside exchange.password; keep one of them",
        ),
        ('[exchange]\npassword_command = ["echo", "x"]', f"FILE:2: exchange.password_command is a list; {ALLOWED}"),
        ('[exchange]\npassword_command = "echo x"', f'FILE:2: exchange.password_command is "echo x"; {ALLOWED}'),
        ("[exchange]\npassword_command = [1]", f"FILE:2: exchange.password_command is a list; {ALLOWED}"),
    ],
)
def test_what_is_no_program_or_beside_a_written_secret_is_refused(desk: Desk, text: str, sentence: str) -> None:
    [said] = desk.problems(text)

    assert said.startswith(sentence)


def test_a_variable_names_the_program_as_json(desk: Desk) -> None:
    given = {"DEALTRAIL_EXCHANGE__PASSWORD_COMMAND": '["/bin/echo", "a, b; $HOME"]'}
    loaded = desk.load(f'[exchange]\nauth = "basic"\nusername = "service"\n{BOB}', given)

    assert password(loaded) == "a, b; $HOME"  # no shell has a hand in it


# --- programs that do not tell ----------------------------------------------------------------------------------------


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "ends badly": (python(f"import sys; print('{SECRET}'); sys.exit('{SECRET}')"), "ended with 1"),
    "is killed": (python("import os; os.kill(os.getpid(), 9)"), "was ended by signal 9"),
    "says nothing": (("/bin/true",), "prints nothing"),
    "says an empty line": (("/bin/echo", " "), "prints nothing"),
    "says too much": (python(f"print('{SECRET}' * {LARGEST})"), "prints more than 64 KiB"),
    "never stops": (python("while True: print('x', flush=True)"), "prints more than 64 KiB"),
    "says no text": (python("import sys; sys.stdout.buffer.write(bytes([255]))"), "prints what is not UTF-8 text"),
    "is silent": (("/bin/sleep", "600"), "did not answer in 0.5 s"),
    "stays": (("/bin/sh", "-c", "exec >&-; exec sleep 600"), "did not end in 0.5 s"),
    "leaves a child": (("/bin/sh", "-c", "sleep 600 & exit 0"), "did not answer in 0.5 s"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_program_that_does_not_tell_is_ended_and_said_without_what_it_printed(what: str) -> None:
    command, sentence = WRONG[what]

    with pytest.raises(CommandFailed) as failed:
        told_by(command, 0.5 if "0.5" in sentence else 60)

    assert str(failed.value) == sentence


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ('["/nowhere/tell"]', "cannot be run: No such file or directory"),
        ('["/etc/passwd"]', "cannot be run: Permission denied"),
        ('["/bin/false"]', "ended with 1"),
    ],
)
def test_who_needs_the_secret_is_told_which_key_and_what_to_do(desk: Desk, command: str, why: str) -> None:
    loaded = desk.load(f'[exchange]\nauth = "basic"\nusername = "x"\npassword_command = {command}\n{BOB}')

    with pytest.raises(ConfigError) as refused:
        loaded.require_servers()

    [said] = desk.lines(refused.value)
    program = command.strip('["]')
    remedy = "run it by hand as the service's user to see what it says"
    assert said == f"FILE:4: exchange.password_command: {program} {why}; {remedy}"


def test_what_a_key_cannot_be_is_refused_without_repeating_it(desk: Desk) -> None:
    loaded = desk.load(f'[database]\nurl_command = ["/bin/echo", "mysql://{SECRET}"]')

    with pytest.raises(ConfigError, match="tells what this key cannot be"):
        loaded.settings.database.url.get_secret_value()


def test_the_program_learns_nothing_of_ours_and_has_nothing_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALTRAIL_EXCHANGE__PASSWORD", SECRET)
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/notify")
    monkeypatch.setenv("KEPT", "yes")

    told = told_by(python("import os, sys; print(sorted(os.environ), os.getcwd(), repr(sys.stdin.read()))"))

    assert "'KEPT'" in told
    assert "DEALTRAIL" not in told
    assert "NOTIFY" not in told
    assert told.endswith("/ ''")


# --- a secret that changes --------------------------------------------------------------------------------------------


def service(desk: Desk, program: Program, moments: list[float]) -> Renewal:
    desk.file.write_text(program.configuration())

    def read() -> Loaded:
        loaded = load(desk.file, {})
        loaded.require_servers()
        return loaded

    return Renewal(read(), read, {}, lambda: moments[-1])


def in_use(renewal: Renewal) -> str:
    login = renewal.settings.login_of(renewal.settings.mailbox[0])
    assert login is not None
    return login.password.get_secret_value()


def test_a_service_asks_again_every_five_minutes_and_logs_in_with_what_changed(desk: Desk, program: Program) -> None:
    moments = [0.0]
    renewal = service(desk, program, moments)

    moments.append(ASKED_EVERY)
    begun = renewal.renew()
    is_read()
    same = renewal.renew()
    program.secret.write_text("another-one-77\n")
    soon = renewal.renew()
    before = in_use(renewal)
    moments.append(2 * ASKED_EVERY)
    renewal.renew()
    is_read()
    later = [renewal.renew(), renewal.renew()]

    assert (begun, same, soon, before, later) == (False, False, False, SECRET, [True, False])
    assert (in_use(renewal), program.times) == ("another-one-77", 3)


def test_while_the_program_fails_the_secret_before_stays(desk: Desk, program: Program) -> None:
    moments = [0.0]
    renewal = service(desk, program, moments)
    program.secret.unlink()
    moments.append(ASKED_EVERY)
    renewal.renew()
    is_read()

    with pytest.raises(ConfigError, match="ended with 1"):
        renewal.renew()

    assert (renewal.renew(), in_use(renewal)) == (False, SECRET)


def test_a_program_that_hangs_holds_nobody_up_and_the_secret_before_stays(desk: Desk, program: Program) -> None:
    moments = [0.0]
    renewal = service(desk, program, moments)
    program.secret.unlink()
    os.mkfifo(program.secret)  # whoever reads it waits for what is written
    moments.append(ASKED_EVERY)

    begun = renewal.renew()
    with program.secret.open("w") as gate:  # opens once the program is there and waits
        meanwhile = [renewal.renew(), renewal.renew()], in_use(renewal), program.times
        gate.write("another-one-77\n")
    is_read()

    assert (begun, meanwhile) == (False, ([False, False], SECRET, 2))
    assert (renewal.renew(), in_use(renewal)) == (True, "another-one-77")


def test_a_file_that_changes_meanwhile_holds_and_not_what_was_asked_before(desk: Desk, program: Program) -> None:
    moments = [0.0]
    renewal = service(desk, program, moments)
    program.secret.unlink()
    os.mkfifo(program.secret)
    moments.append(ASKED_EVERY)

    renewal.renew()
    with program.secret.open("w") as gate:
        desk.file.write_text(
            program.configuration().replace(f'password_command = ["{program.path}"]', 'password = "p"')
        )
        begun = renewal.renew()
        gate.write("another-one-77\n")
    is_read()

    assert (begun, renewal.renew(), renewal.renew(), in_use(renewal)) == (False, True, False, "p")


def test_a_changed_file_whose_program_hangs_holds_nobody_up_and_is_read_once(desk: Desk, program: Program) -> None:
    renewal = service(desk, program, [0.0])
    program.secret.unlink()
    os.mkfifo(program.secret)
    desk.file.write_text(program.configuration() + '[records]\ncurrency = "NOK"\n')

    begun = renewal.renew()
    with program.secret.open("w") as gate:  # opens once the program is there and waits
        meanwhile = [renewal.renew(), renewal.renew()], in_use(renewal), renewal.settings.records.currency
        gate.write("another-one-77\n")
    is_read()

    assert (begun, meanwhile) == (False, ([False, False], SECRET, "EUR"))
    assert [renewal.renew(), renewal.renew()] == [True, False]
    assert (in_use(renewal), renewal.settings.records.currency, program.times) == ("another-one-77", "NOK", 2)
