"""The file that names the firms of one installation, each with a configuration of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.errors import ConfigError, Problem, found, nearest
from config.fields import is_database_url
from config.sources import FILE_VARIABLE, FIRMS_VARIABLE, Layer, read_toml

DEFAULT_FILE = Path("/etc/dealtrail/firms.toml")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")  # it is a file's name, and one of a unit of systemd
_KEYS = {"config": str, "credentials": str, "web": bool}
_EXAMPLE = '[firms.oslo] with config = "/etc/dealtrail/firms/oslo.toml"'


@dataclass(frozen=True, slots=True)
class Firm:
    name: str
    config: Path
    credentials: Path | None = None  # a folder of files, each of which is a secret
    web: bool = False  # browsers are served as well


@dataclass(frozen=True, slots=True)
class Firms:
    file: Path
    firms: tuple[Firm, ...]
    database: str = field(default="", repr=False)  # where they share limits; it may hold a password

    def named(self, name: str) -> Firm:
        """Raises ConfigError where there is none of this name."""
        for firm in self.firms:
            if firm.name == name:
                return firm
        known = ", ".join(firm.name for firm in self.firms)
        raise ConfigError(Problem(str(self.file), f'there is no firm "{name}"; there are {known}'))

    def environment(self, firm: Firm, environ: Mapping[str, str]) -> dict[str, str]:
        """What a process of this firm has around it: no setting, and no secret, that is not its own."""
        kept = {
            name: text
            for name, text in environ.items()
            if not name.upper().startswith("DEALTRAIL_") and name not in _OF_THE_INSTALLATION
        }
        own = {FILE_VARIABLE: str(firm.config)}
        if firm.credentials is not None:
            own["CREDENTIALS_DIRECTORY"] = str(firm.credentials)
        if self.database:
            own["DEALTRAIL_LIMITS__DATABASE"] = self.database
        return kept | own


# What systemd tells the process that has all firms below it, and nobody else.
_OF_THE_INSTALLATION = (
    *("CREDENTIALS_DIRECTORY", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"),
    *("LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "JOURNAL_STREAM"),
)


def read_firms(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Firms:
    """The firms as the file names them: `path`, else what DEALTRAIL_FIRMS names, else /etc/dealtrail/firms.toml.

    Raises ConfigError, with all that is wrong.
    """
    path = path or Path(environ.get(FIRMS_VARIABLE) or DEFAULT_FILE)
    try:
        layer = read_toml(path)
    except FileNotFoundError:
        raise ConfigError(Problem(str(path), f"this file does not exist; it names each firm: {_EXAMPLE}")) from None
    except OSError as error:
        raise ConfigError(
            Problem(str(path), f"this file cannot be read: {error.strerror or 'it cannot be opened'}")
        ) from None
    problems = [*layer.problems, *_problems(path, layer)]
    if problems:
        raise ConfigError(*problems)
    firms = tuple(_firm(path, name, said) for name, said in layer.values["firms"].items())
    return Firms(path, firms, layer.values.get("database", ""))


def _firm(path: Path, name: str, said: Mapping[str, Any]) -> Firm:
    def place(key: str) -> Path:
        return Path(os.path.normpath(path.absolute().parent / said[key]))

    return Firm(name, place("config"), place("credentials") if "credentials" in said else None, said.get("web", False))


def _problems(path: Path, layer: Layer) -> Iterator[Problem]:
    values = layer.values
    for key in values.keys() - {"database", "firms"}:
        yield Problem(_place(layer, path, key), f"{key} is not a known key{_meant(key, ('database', 'firms'))}")
    database = values.get("database")
    if database is not None and not (isinstance(database, str) and is_database_url(database)):
        wanted = "sqlite:////PATH, or postgresql://USER:PASSWORD@HOST/NAME"
        yield Problem(_place(layer, path, "database"), f"database is {found(database)}; allowed: {wanted}")
    firms = values.get("firms")
    if not isinstance(firms, dict) or not firms:
        yield Problem(_place(layer, path, "firms"), f"no firm is named; add {_EXAMPLE}")
        return
    seen: dict[Path, str] = {}
    for name, said in firms.items():
        at = _place(layer, path, "firms", name)
        if not _NAME.fullmatch(name):
            yield Problem(at, f'"{name}" is no name for a firm; allowed: {_ALLOWED}')
            continue
        if not isinstance(said, dict):
            yield Problem(at, f"firms.{name} is no section; write {_EXAMPLE}")
            continue
        yield from _problems_of(path, layer, name, said)
        if isinstance(said.get("config"), str):
            config = _firm(path, name, {"config": said["config"]}).config.resolve()
            if config in seen:
                yield Problem(at, f"firms.{name} has the configuration of firm {seen[config]}; each needs its own")
            seen.setdefault(config, name)


_ALLOWED = "small letters, digits, - and _, 31 at the most, such as oslo"


def _problems_of(path: Path, layer: Layer, name: str, said: Mapping[str, Any]) -> Iterator[Problem]:
    if "config" not in said:
        yield Problem(_place(layer, path, "firms", name), f"firms.{name}.config is missing; write {_EXAMPLE}")
    for key, value in said.items():
        at = _place(layer, path, "firms", name, key)
        if key not in _KEYS:
            yield Problem(at, f"firms.{name}.{key} is not a known key{_meant(key, _KEYS)}")
        elif not isinstance(value, _KEYS[key]) or value == "":
            wanted = "true or false" if _KEYS[key] is bool else "the path of a file or folder"
            yield Problem(at, f"firms.{name}.{key} is wrong; allowed: {wanted}")


def _place(layer: Layer, path: Path, *key: str) -> str:
    return layer.origins.get(key, str(path))


def _meant(key: str, known: Any) -> str:
    meant = nearest(key, known)
    return f"; did you mean {meant}?" if meant else f"; there are {', '.join(known)}"
