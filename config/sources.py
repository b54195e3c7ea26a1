"""Where settings are read from: the TOML file, `DEALTRAIL_*` variables, systemd credentials.

Each becomes a layer: nested values, and for every one of them the place where it was written.
"""

from __future__ import annotations

import json
import os
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from config import backslashes
from config.errors import ConfigError, Problem, nearest
from config.keys import MAILBOX, SERVER, Key, is_placeholder
from config.positions import KeyPath, lines_of

DEFAULT_FILE = Path("/etc/dealtrail/config.toml")
FILE_VARIABLE = "DEALTRAIL_CONFIG"
USER_VARIABLE = "DEALTRAIL_USER"  # who acts on the command line: no setting, but one of our names
FIRMS_VARIABLE = "DEALTRAIL_FIRMS"  # the file of the firms on this installation: the same
NO_SETTINGS = (FILE_VARIABLE, USER_VARIABLE, FIRMS_VARIABLE)
PREFIX = "DEALTRAIL_"
CREDENTIAL_PREFIX = "dealtrail."
LARGEST_FILE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source says. `origins` names a place for each path that it mentions."""

    values: dict[Any, Any] = field(default_factory=dict, repr=False)
    origins: Mapping[KeyPath, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


class Layers:
    """All sources, the strongest first."""

    def __init__(self, *layers: Layer) -> None:
        self._layers = layers

    def values(self) -> dict[str, Any]:
        """The sources laid over each other: tables merge key by key, anything else is replaced."""
        merged: dict[str, Any] = {}
        for layer in reversed(self._layers):
            merged = _laid_over(merged, layer.values)
        return merged

    def problems(self) -> Iterator[Problem]:
        for layer in reversed(self._layers):
            yield from layer.problems

    def origin(self, path: KeyPath) -> str:
        """Where the value at this path was written; "default" when nowhere."""
        for layer in self._layers:
            decided = _decides(layer.values, path)
            if decided is not None:
                return _nearest_place(layer, path) if decided else "default"
        return "default"

    def place(self, path: KeyPath) -> str:
        """Where to look for what is wrong at this path: the value, else the section around it; "" when neither."""
        while path:
            origin = self.origin(path)
            if origin != "default":
                return origin
            path = path[:-1]
        return ""


def read_file(path: Path | None, environ: Mapping[str, str]) -> tuple[Path | None, Layer]:
    """The TOML file that `path`, a variable or the default names; raises ConfigError when it cannot be used."""
    named_by = ""
    if path is None:
        variable = environ.get(FILE_VARIABLE, "")
        path, named_by = (Path(variable), f", which {FILE_VARIABLE} names,") if variable else (DEFAULT_FILE, "")
        if not variable and not path.parent.is_dir():
            return None, Layer()
    try:
        return path, read_toml(path)
    except FileNotFoundError:
        if path == DEFAULT_FILE and not named_by:
            return None, Layer()
        raise ConfigError(Problem(str(path), f"this file{named_by} does not exist")) from None
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ConfigError(Problem(str(path), f"this file{named_by} cannot be read: {reason}")) from None


def read_toml(path: Path) -> Layer:
    """What a file says; raises ConfigError for what is no TOML, and OSError."""
    return _parsed(path, _read_text(path))


# Where a file was looked for when none was found, and nobody named one.
NO_FILE = (
    f"no configuration file: --config names none, {FILE_VARIABLE} is not set, and there is no {DEFAULT_FILE}; "
    f"make it: dealtrail config example > {DEFAULT_FILE}"
)


def _read_text(path: Path) -> str:
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe would block, a directory would not say what it is
        raise ConfigError(Problem(str(path), "this is not a file; name a TOML file"))
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ConfigError(Problem(str(path), "this file is larger than 1 MiB; a configuration is a few lines of TOML"))
    try:
        return content.decode("utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(Problem(f"{path}:{line}", "this is not UTF-8 text; save the file as UTF-8")) from None


def _parsed(path: Path, text: str) -> Layer:
    text = text.replace("\r\n", "\n")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = f"this is not valid TOML: {error}{backslashes.hint(text, str(error))}"
        raise ConfigError(Problem(str(path), what)) from None
    except (RecursionError, ValueError):
        raise ConfigError(
            Problem(str(path), "this file holds values that no configuration has: nested too deeply, or too long")
        ) from None
    problems = tuple(Problem(f"{path}:{line}", what) for line, what in backslashes.slips(text, values))
    return Layer(values, _Places(path, text), problems)


class _Places(Mapping[KeyPath, str]):
    """Where each key of a file stands, looked up when it is first asked for: most who read a file never ask."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text = path, text

    @cached_property
    def _lines(self) -> Mapping[KeyPath, int]:
        return lines_of(self._text)

    def __getitem__(self, key: KeyPath) -> str:
        return f"{self._path}:{self._lines[key]}"

    def __iter__(self) -> Iterator[KeyPath]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def read_variables(environ: Mapping[str, str], keys: Iterable[Key]) -> Layer:
    """`DEALTRAIL_SYNC__INTERVAL=5m`, `DEALTRAIL_SERVER__CLOUD__CLIENT_ID=…` and the like.

    A whole section, a named server or all of them, or all mailboxes, can be given as JSON.
    """
    keys = tuple(keys)
    paths = {key.path for key in keys if not is_placeholder(key.path)}
    of_servers = {key.path[-1] for key in keys if key.path[0] == SERVER}
    sections = {path[0] for path in paths} | {MAILBOX, SERVER}
    known = {_variable(path) for path in (*paths, *((section,) for section in sections))}
    known |= {name.removeprefix(PREFIX) for name in NO_SETTINGS}
    values: dict[str, Any] = {}
    origins: dict[KeyPath, str] = {}
    problems = []
    for name in sorted(environ):  # a section as JSON comes before its keys
        if not name.upper().startswith(PREFIX) or name in NO_SETTINGS:
            continue
        place = f"variable {name}"
        path = tuple(name[len(PREFIX) :].lower().split("__"))
        is_of_server = path[0] == SERVER and len(path) == 3 and path[2] in of_servers
        if path in paths or is_of_server:
            _put(values, path, environ[name])
            origins[path] = place
        elif (len(path) == 1 and path[0] in sections) or (path[0] == SERVER and len(path) == 2):
            try:
                given = json.loads(environ[name])
            except (ValueError, RecursionError):
                given = None
            if not isinstance(given, list if path[0] == MAILBOX else dict):
                shape = (
                    'a list: [{"address": "bob@us.example"}]' if path[0] == MAILBOX else 'an object: {"key": "value"}'
                )
                problems.append(Problem(place, f"this is not JSON for {'.'.join(path)}; allowed: {shape}"))
                continue
            _put(values, path, given)
            origins[path] = place
        else:
            similar = known | {_variable((*path[:2], key)) for key in of_servers if path[0] == SERVER and path[2:]}
            near = nearest(name[len(PREFIX) :].upper(), similar)  # without the part that all have in common
            problems.append(Problem(place, f"there is no such variable{_meant(near and PREFIX + near)}"))
    return Layer(values, origins, tuple(problems))


def _put(values: dict[Any, Any], path: KeyPath, value: Any) -> None:
    inner = values
    for part in path[:-1]:
        inner = inner.setdefault(part, {})
    inner[path[-1]] = value


def read_credentials(environ: Mapping[str, str], keys: Iterable[Key], below: Mapping[str, Any]) -> Layer:
    """Files of $CREDENTIALS_DIRECTORY that are named by a key, with or without "dealtrail." before it.

    Other files are another program's and stay unread, as long as neither "dealtrail." nor a section begins their
    name. `below` are the values of weaker sources: a mailbox's credential needs its mailbox, a server's its server.
    """
    directory = environ.get("CREDENTIALS_DIRECTORY", "")
    if not directory:
        return Layer()
    keys = tuple(keys)
    known = {key.name: key.path for key in keys}
    sections = {str(path[0]) for path in known.values()}
    mailboxes = below.get(MAILBOX, ())
    for position, address in _addresses(mailboxes):
        known |= {f"{MAILBOX}.{address}.{name}": (MAILBOX, position, name) for name in ("username", "password")}
    servers = below.get(SERVER, {})
    for server in servers if isinstance(servers, dict) else ():
        known |= {
            f"{SERVER}.{server}.{key.path[-1]}": (SERVER, server, key.path[-1]) for key in keys if key.path[0] == SERVER
        }
    known = {name: path for name, path in known.items() if not is_placeholder(path)}
    values: dict[Any, Any] = {}
    origins: dict[KeyPath, str] = {}
    problems = []
    for file in _files_in(directory):
        name = file.removeprefix(CREDENTIAL_PREFIX)
        place = f"credential {file}"
        path = known.get(name) or known.get(name.lower())
        if path is None:
            if file.startswith(CREDENTIAL_PREFIX) or (name.partition(".")[0] in sections and "." in name):
                of_one = next((one for one in (MAILBOX, SERVER) if name.startswith(f"{one}.")), "")
                what = f"names a {of_one} or key that is not configured" if of_one else "is not a known key"
                problems.append(Problem(place, f"this {what}{_meant(nearest(name, known))}"))
            continue
        try:
            text = Path(directory, file).read_bytes()[:LARGEST_FILE].decode().rstrip("\r\n")
        except UnicodeDecodeError:
            problems.append(Problem(place, "this is not UTF-8 text"))
            continue
        except OSError as error:
            problems.append(Problem(place, f"this cannot be read: {error.strerror}"))
            continue
        _put(values, path, text)
        origins[path] = place
    return Layer(values, origins, tuple(problems))


def _files_in(directory: str) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(directory) if entry.is_file())
    except OSError as error:
        raise ConfigError(
            Problem("variable CREDENTIALS_DIRECTORY", f"the directory {directory} cannot be read: {error.strerror}")
        ) from None


def _addresses(mailboxes: Any) -> Iterator[tuple[int, str]]:
    if isinstance(mailboxes, list):
        for position, mailbox in enumerate(mailboxes):
            if isinstance(mailbox, dict) and isinstance(mailbox.get("address"), str):
                yield position, mailbox["address"].strip().lower()


def _variable(path: KeyPath) -> str:
    return "__".join(str(part) for part in path).upper()


def _meant(name: str | None) -> str:
    return f"; did you mean {name}?" if name else ""


def _laid_over(below: Any, above: Any) -> Any:
    """Tables merge; a table of positions changes those elements of a list; anything else replaces what was there."""
    if isinstance(below, list) and isinstance(above, dict) and all(isinstance(part, int) for part in above):
        return [_laid_over(element, above.get(position, {})) for position, element in enumerate(below)]
    if isinstance(below, dict) and isinstance(above, dict):
        return below | {key: _laid_over(below.get(key), value) for key, value in above.items()}
    return above


def _decides(values: Any, path: KeyPath) -> bool | None:
    """Whether a source says what is at this path; None leaves it to weaker ones, False means that nobody says it."""
    is_in_list = False
    for part in path:
        if isinstance(values, dict):
            if part not in values:
                return False if is_in_list else None  # a list replaces all that weaker sources say of its elements
            values = values[part]
        elif isinstance(values, list):
            if not isinstance(part, int) or part >= len(values):
                return False
            values, is_in_list = values[part], True
        else:
            return True
    return True


def _nearest_place(layer: Layer, path: KeyPath) -> str:
    while path not in layer.origins and len(path) > 1:
        path = path[:-1]
    return layer.origins.get(path, "default")
