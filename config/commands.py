"""Secrets that a program tells: `password_command = ["/usr/bin/pass", "show", "exchange"]` instead of `password`.

A program is run when its secret is needed first, not when the configuration is read: whoever only shows a record may
not be allowed to ask it. It is run without a shell, with nothing to read, for ten seconds at the most; what it says
beside its output is thrown away, since it may hold the secret.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError

from config.errors import ConfigError, Problem, passwords_in
from config.keys import Key, keys_of
from config.positions import KeyPath

if TYPE_CHECKING:
    import subprocess

COMMAND = "_command"  # the end of the key that has the program, after the key whose value it tells
TIME_LIMIT = 10.0  # seconds
LARGEST = 64 * 1024  # bytes: a certificate with its key and those between is a tenth of it
# What tells a program about the service and not about itself: it could take the service's place with it.
_OURS = ("DEALTRAIL_", "NOTIFY_SOCKET", "WATCHDOG_", "LISTEN_")

Filled = TypeVar("Filled", bound=BaseModel)


class ToldByCommand(SecretStr):
    """A secret whose text a program tells when it is first asked for. For any thread."""

    def __init__(self, command: tuple[str, ...], name: str, place: str, accept: Callable[[str], object]) -> None:
        super().__init__("")
        self.command, self.name, self.place = command, name, place
        self._accept = accept
        self._lock = Lock()
        self._told: str | None = None

    def get_secret_value(self) -> str:
        """Raises ConfigError where the program tells nothing, or nothing that could be the secret."""
        with self._lock:
            if self._told is None:
                self._told = self._ask()
            return self._told

    def __len__(self) -> int:
        return len(self.get_secret_value())

    def _display(self) -> str:
        return "**********"

    def _ask(self) -> str:
        try:
            text = told_by(self.command)
            self._accept(text)
        except ValidationError:
            raise self._refused("tells what this key cannot be") from None
        except OSError as error:
            raise self._refused(f"cannot be run: {error.strerror or 'it failed'}") from None
        except CommandFailed as failed:
            raise self._refused(str(failed)) from None
        from config.log import hide  # it is slow to load, and most secrets stand in a file

        for secret in (text, *passwords_in(text)):
            hide(secret)
        return text

    def _refused(self, why: str) -> ConfigError:
        remedy = "run it by hand as the service's user to see what it says"
        return ConfigError(Problem(self.place, f"{self.name}: {self.command[0]} {why}; {remedy}"))


class CommandFailed(Exception):
    """What the program did instead of telling a secret."""


def told_by(command: tuple[str, ...], limit: float = TIME_LIMIT) -> str:
    """What a program prints, without the line break at its end; raises OSError, CommandFailed."""
    import subprocess

    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    with subprocess.Popen(  # noqa: S603  # the administrator's own program, named by its whole path
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept,
        cwd="/",
        start_new_session=True,
    ) as process:
        try:
            content = _read(process, limit)
            code = process.wait()
        except BaseException:
            _kill(process)
            raise
    if code:
        raise CommandFailed(f"ended with {code}" if code > 0 else f"was ended by signal {-code}")
    try:
        text = content.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise CommandFailed("prints what is not UTF-8 text") from None
    if not text.strip():
        raise CommandFailed("prints nothing")
    return text


def _read(process: subprocess.Popen[bytes], limit: float) -> bytes:
    """All of its output, once it has ended: a program that closes it and stays takes no longer than another."""
    import select
    import subprocess

    assert process.stdout is not None  # noqa: S101
    content, until = b"", time.monotonic() + limit
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            raise CommandFailed(f"did not answer in {limit:g} s")
        part = os.read(process.stdout.fileno(), LARGEST)
        content += part
        if len(content) > LARGEST:
            raise CommandFailed(f"prints more than {LARGEST // 1024} KiB")
        if not part:
            break
    try:
        process.wait(max(until - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        raise CommandFailed(f"did not end in {limit:g} s") from None
    return content


def _kill(process: subprocess.Popen[bytes]) -> None:
    """It and whatever it began."""
    import signal

    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()


def filled_in(settings: Filled, place: Callable[[KeyPath], str]) -> Filled:
    """Settings in which each secret that a program tells is one; nothing is run yet. `place`: where a key stands."""
    keys = {key.path: key for key in keys_of(settings)}
    for path, key in keys.items():
        if key.name.endswith(COMMAND) and key.value:
            of = keys[_of(path)]
            told = ToldByCommand(key.value, key.name, place(path), _accepting(of))
            settings = _with(settings, of.path, told)
    return settings


def written_twice(settings: BaseModel, is_written: Callable[[KeyPath], bool]) -> Iterator[tuple[KeyPath, str]]:
    """Secrets that are written beside a program that tells them, as the path to blame and a sentence."""
    for key in keys_of(settings):
        if key.name.endswith(COMMAND) and key.value and is_written(_of(key.path)):
            yield key.path, f"{key.name} is beside {key.name.removesuffix(COMMAND)}; keep one of them"


def _of(path: KeyPath) -> KeyPath:
    """The key whose value the program of this key tells."""
    return (*path[:-1], str(path[-1]).removesuffix(COMMAND))


def _with(holder: Any, path: KeyPath, value: object) -> Any:
    """A copy that has this value at a path."""
    if not path:
        return value
    first: Any = path[0]
    match holder:
        case BaseModel():
            return holder.model_copy(update={first: _with(getattr(holder, first), path[1:], value)})
        case tuple():
            return (*holder[:first], _with(holder[first], path[1:], value), *holder[first + 1 :])
        case _:
            return {**holder, first: _with(holder[first], path[1:], value)}


def _accepting(key: Key) -> Callable[[str], object]:
    """What the key's own rules say of a text."""
    kind: Any = key.field.annotation
    for rule in key.field.metadata:
        kind = Annotated[kind, rule]
    return lambda text: TypeAdapter(kind).validate_python(text)
