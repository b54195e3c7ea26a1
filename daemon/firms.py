"""The firms of one installation: what is run for each, and what must not be the same of two.

`python -m daemon.firms FILE NAME …` tells what that is, for a process that is not to know what is in configurations.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.errors import ConfigError, Problem
from config.files_section import Keep
from config.firms import Firm, Firms, read_firms
from config.settings import Settings, load

if TYPE_CHECKING:
    from datetime import datetime

    from daemon.service import FirmProcess
    from daemon.shapes import Shape
    from store.values import SharedLimit

_SECONDS = 30.0  # that a configuration may take to be read, a program that tells where its database is included
_ASKED = 3.0  # seconds in which databases are to say which they are
_HERE = {"", "localhost", "127.0.0.1", "::1", "/var/run/postgresql", "/run/postgresql"}


def processes(firms: Firms, command: str, environ: Mapping[str, str] = os.environ) -> list[FirmProcess]:
    """One for each firm: `run`, with browsers served where it says so, or `worker`."""
    from daemon.service import FirmProcess

    found = []
    for firm in firms.firms:
        words = [command, *(["--web"] if firm.web and command == "run" else [])]
        main = [sys.executable, "-P", "-m", "daemon.cli.main", "--config", str(firm.config), *words]
        around = firms.environment(firm, environ) | {"DEALTRAIL_LOG__FORMAT": "json"}
        found.append(FirmProcess(firm.name, main, around))
    return found


class Hindrances:
    """What keeps a firm from being started beside those that run, and those that stand before it and may run again.

    What configurations say is read by a process that ends, all of them at first, and one that was changed or was wrong.
    """

    def __init__(self, firms: Firms, environ: Mapping[str, str] = os.environ) -> None:
        self._firms, self._environ = firms, environ
        self._known: dict[str, dict[str, str]] = {}

    def __call__(self, name: str, running: Sequence[str]) -> str:
        firms = self._firms.firms
        before = [one.name for one in firms[: firms.index(self._firms.named(name))]]
        others = dict.fromkeys([*before, *running])
        asked = [one for one in firms if self._is_to_be_asked(one, name, others)] if self._known else firms
        self._known |= self._told(asked)
        said = self._known[name]
        if reason := said.get("reason"):
            return reason
        for other in others:
            if reason := _had_by_both(said, other, self._known[other]):
                return reason
        return ""

    def _is_to_be_asked(self, one: Firm, name: str, others: Collection[str]) -> bool:
        """Whether what is known of it may be other by now that the firm of this name is to be started."""
        said = self._known[one.name]
        if one.name == name:
            return bool(said.get("reason")) or said["changed"] != _changed(one) or not said["which"]
        return one.name in others and not said.get("reason") and not said["which"]  # its database was away

    def _told(self, firms: Sequence[Firm]) -> dict[str, dict[str, str]]:
        if not firms:
            return {}
        command = [sys.executable, "-P", "-m", "daemon.firms", str(self._firms.file), *(one.name for one in firms)]
        changed = {one.name: _changed(one) for one in firms}
        seconds = _SECONDS * (1 + len(firms))
        try:
            done = subprocess.run(  # noqa: S603 - this program itself
                command,
                env=dict(self._environ),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
            said: dict[str, dict[str, str]] = json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            said = {one.name: {"reason": f"its configuration could not be read within {seconds:g} s"} for one in firms}
        except ValueError:
            said = {one.name: {"reason": "its configuration could not be read"} for one in firms}
        return {name: {**one, "changed": changed[name]} for name, one in said.items()}


def _had_by_both(said: Mapping[str, str], other: str, has: Mapping[str, str]) -> str:
    """What two firms have that only one may; "" where that is nothing, or is not known."""
    if said.get("reason") or has.get("reason"):
        return ""
    if said["database"] == has["database"] or (said["which"] and said["which"] == has["which"]):
        return f"its database is that of firm {other}; give each firm its own"
    if said["files"] and said["files"] == has["files"]:
        return f"its files are kept where those of firm {other} are; give each firm its own [files] path or prefix"
    if said["host"] and said["host"] == has["host"]:
        return f"its pages have the host of firm {other}, and browsers tell cookies by hosts, not by ports"
    return ""


def _changed(firm: Firm) -> str:
    """When its configuration was changed last."""
    try:
        return str(firm.config.stat().st_mtime_ns)
    except OSError:
        return ""


def told_of(firms: Firms, names: Iterable[str], environ: Mapping[str, str] = os.environ) -> dict[str, dict[str, str]]:
    """What no other firm may have, of each: the places of the database and of files, and the host of pages for
    browsers; and which database it is, "" where that does not say so in time.
    """
    told: dict[str, dict[str, str]] = {}
    urls: dict[str, str] = {}
    for name in names:
        try:
            firm = firms.named(name)
            settings = load(firm.config, firms.environment(firm, environ)).settings
            host = urlsplit(settings.web.url or f"http://{settings.web.listen}").hostname if firm.web else ""
            said = {"database": database_of(settings), "files": files_of(settings), "host": (host or "").lower()}
            told[name], urls[name] = said, settings.database.url.get_secret_value()
        except ConfigError as failure:
            told[name] = _not_told(failure)
    which = _which(urls)
    return {name: {**said, "which": which.get(name, "")} for name, said in told.items()}


def _which(urls: Mapping[str, str]) -> dict[str, str]:
    """Asked at the same time: one that does not answer keeps nobody for long."""
    from store.which import which

    found: dict[str, str] = {}

    def ask(name: str, url: str) -> None:
        found[name] = which(url)

    asking = [Thread(target=ask, args=one, daemon=True) for one in urls.items()]
    until = time.monotonic() + _ASKED
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(max(0.0, until - time.monotonic()))
    return dict(found)


def _not_told(failure: ConfigError) -> dict[str, str]:
    return {"reason": str(failure).replace("\n", "; ")}


def files_of(settings: Settings) -> str:
    """Where contents of files are kept; "" where that is the database."""
    files = settings.files
    match files.keep:
        case Keep.FOLDER:
            return str(Path(files.path).resolve())
        case Keep.S3:
            return f"{files.s3.endpoint.rstrip('/').lower()}/{files.s3.bucket}/{files.s3.prefix}"
        case Keep.DATABASE:
            return ""


def standing_of(firms: Firms, now: datetime) -> Shape:
    """How each firm stands, as `status --check` has it, and who may have how much of what they share."""
    from daemon.acts import Severity
    from daemon.shapes import firms_shape
    from store.errors import StoreError

    stands: list[tuple[str, int, str]] = []
    told = told_of(firms, [firm.name for firm in firms.firms])
    for number, firm in enumerate(firms.firms):
        before = [one.name for one in firms.firms[:number]]
        clashes = filter(None, (_had_by_both(told[firm.name], other, told[other]) for other in before))
        if clash := next(clashes, ""):
            stands.append((firm.name, int(Severity.CRITICAL), f"it is not started: {clash}"))
        else:
            stands.append((firm.name, *_judged(firms, firm, now)))
    try:
        return firms_shape(stands, _limits(firms))
    except StoreError as failure:
        return firms_shape(stands, [], f"what they share cannot be told: {failure}")


def _judged(firms: Firms, firm: Firm, now: datetime) -> tuple[int, str]:
    """How bad it is, and what; what keeps it from being told is an answer, too."""
    from daemon import bootstrap
    from daemon.acts import Severity, judged
    from store.errors import StoreError

    try:
        settings = load(firm.config, firms.environment(firm, os.environ)).settings
        with closing(bootstrap.open_store(settings)) as store:
            store.check()
            answer = judged(store, settings.linking.category_prefix, settings.sync.time_zone, now - store.clock.ahead)
    except (ConfigError, StoreError) as failure:
        return int(Severity.CRITICAL), " ".join(str(failure).split())
    return int(answer.severity), answer.says


def _limits(firms: Firms) -> list[SharedLimit]:
    from store.installation import open_installation

    if not firms.database:
        return []
    with closing(open_installation(firms.database)) as shared, shared.look() as unit:
        return [one for one in unit.limits.all() if one.most is not None]


def database_of(settings: Settings) -> str:
    """Where it is, however that is written; raises ConfigError where the url cannot be used."""
    from store.engine import PostgresPlace, SqlitePlace, place_of
    from store.errors import StoreError

    try:
        place = place_of(settings.database.url.get_secret_value())
    except StoreError as failure:
        raise ConfigError(Problem("database.url", str(failure))) from None
    match place:
        case SqlitePlace():
            return str(place.path.resolve())
        case PostgresPlace(url=url):
            host = str(url.host or url.query.get("host") or "")
            where = "" if host in _HERE else host.lower()
            return f"{where}:{url.port or url.query.get('port') or 5432}/{url.database or url.username or ''}"
        case other:
            return str(other)


def main(file: str, *names: str) -> None:
    try:
        firms = read_firms(Path(file))
    except ConfigError as failure:
        print(json.dumps(dict.fromkeys(names, _not_told(failure))))
    else:
        print(json.dumps(told_of(firms, names)), flush=True)
        os._exit(0)  # whoever still asks a database that does not answer is not waited for


if __name__ == "__main__":
    main(*sys.argv[1:])
