"""What may be wrong with the machine, the servers and the database beyond what a look at the mailboxes shows."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from daemon.acts.keeping import count_sums_anew
from daemon.shapes import Finding
from store import integrity
from store.errors import StoreError
from store.unit import Unit

if TYPE_CHECKING:
    from connectors.examining import Shown

SKEW = timedelta(minutes=4)  # logins fail from five on: Kerberos, and the tokens of applications
SOON = timedelta(days=30)  # that a certificate ends
OLD = timedelta(days=3 * 365)  # of time zone data: governments change their minds more often
ROOM = 500_000_000  # bytes that are always to be free
EWS_BLOCKED, EWS_GONE = datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
_ONLINE = re.compile(r"https://[^/]*\.(office365\.(com|us)|partner\.outlook\.cn|office\.com)(:\d+)?/", re.IGNORECASE)

Cure = Callable[[], str]  # puts it right, and says what it did


@dataclass(slots=True)
class Ill(Finding):
    """What was found out about one thing, with what may safely be done about it."""

    cures: dict[str, Cure] = field(default_factory=dict)  # by the sentence that each puts right
    cured: list[str] = field(default_factory=list)

    def cure(self) -> None:
        """What is put right is told as that, and is no problem and no warning any more; what cannot be, says why."""
        for sentence, one in self.cures.items():
            told = self.problems if sentence in self.problems else self.warnings
            try:
                self.cured.append(one())
                told.remove(sentence)
            except (StoreError, OSError) as failure:
                told.append(f"it could not be put right: {failure}")

    def curable(self, sentence: str, cure: Cure, *, is_problem: bool) -> None:
        told = f"{sentence}; to put it right run: dealtrail doctor --fix"
        (self.problems if is_problem else self.warnings).append(told)
        self.cures[told] = cure


# --- servers ----------------------------------------------------------------------------------------------------------


def judge_server(name: str, endpoint: str, auth: str, shown: Shown, now: datetime) -> Finding:
    """`auth` is how the configuration logs in; "" where that does not show in HTTP."""
    found = Finding(f"server {name} {endpoint}")
    if shown.skew is not None and abs(shown.skew) > SKEW:
        minutes = round(abs(shown.skew).total_seconds() / 60)
        how = "slow" if shown.skew > timedelta(0) else "fast"
        found.problems.append(
            f"{name}: this machine's clock is {minutes} minutes {how} by the server's: set it right (timedatectl "
            "set-ntp true), because logins are refused over it"
        )
    if shown.expires is not None and shown.expires <= now:
        found.problems.append(f"{name}: the server's certificate ended on {shown.expires:%Y-%m-%d}: renew it there")
    elif shown.expires is not None and shown.expires - now < SOON:
        days = (shown.expires - now).days
        found.warnings.append(
            f"{name}: the server's certificate ends on {shown.expires:%Y-%m-%d}, in {days} days: renew it there in time"
        )
    found.warnings += _of_logins(name, endpoint, auth, shown.logins)
    if auth and _ONLINE.match(endpoint):
        told = found.problems if now >= EWS_GONE else found.warnings
        told.append(f"{name}: {_online(now)}; move its mailboxes to Graph: docs/microsoft-365.md")
    return found


def _of_logins(name: str, endpoint: str, auth: str, offered: Sequence[str]) -> Iterator[str]:
    wanted = {"basic": {"basic"}, "ntlm": {"ntlm", "negotiate"}, "kerberos": {"negotiate"}, "oauth2": {"bearer"}}
    if offered and auth in wanted and not wanted[auth] & set(offered):
        yield f"{name}: the server offers {', '.join(offered)}, and auth is {auth}: correct auth, or let the server"
    if auth in ("ntlm", "kerberos") and endpoint.startswith("http:"):
        yield (
            f"{name}: over plain http no login is bound to a connection: a server with Extended Protection refuses it; "
            "write the https:// address"
        )


def _online(now: datetime) -> str:
    if now >= EWS_GONE:
        return "Exchange Online answers no EWS any more since 2027-04-01"
    if now >= EWS_BLOCKED:
        return (
            f"Exchange Online ends EWS for all on 2027-04-01, in {(EWS_GONE - now).days} days, and lets in only the "
            "applications in EwsAllowedAppIDs until then"
        )
    return f"Exchange Online blocks EWS from 2026-10-01 on, in {(EWS_BLOCKED - now).days} days"


# --- the database -----------------------------------------------------------------------------------------------------


def examine_content(
    url: str,
    reading: Callable[[], AbstractContextManager[Unit]],
    writing: Callable[[], AbstractContextManager[Unit]],
) -> Ill:
    """Its content from end to end, its room, who may read its files, and what is counted beside it."""
    found = Ill("database, from end to end")
    try:
        restore = "stop the service, and restore a backup: docs/operations.md#back-up-and-restore"
        found.problems += [f"the database is damaged: {fault}; {restore}" for fault in integrity.faults_of(url)]
        _look_for_all(found, url, restore)
        with reading() as unit:
            wrong = unit.sums.wrong()
        if wrong:
            found.curable(f"kept sums: {wrong} are wrong", lambda: _count_anew(writing), is_problem=True)
    except StoreError as failure:
        found.problems.append(str(failure))
    with suppress(OSError, StoreError):
        room = integrity.room_of(url)
        if room is not None and room.free < max(ROOM, room.size // 2):
            free, size = room.free // 1_000_000, room.size // 1_000_000
            found.warnings.append(
                f"the disk has {free:,} MB left, and the database takes {size:,}: make room before it is full; a "
                "backup and an upgrade need as much again"
            )
    with suppress(StoreError):
        for path in integrity.files_of(url):
            _look_at_rights(found, path, "it holds people's mail")
    return found


def _look_for_all(found: Ill, url: str, restore: str) -> None:
    """Of what it was made with, an index can be made again from the tables; nothing else can."""
    from store.whole import lacking_of, make_again

    lacking = lacking_of(url)
    found.problems += [f"the database lacks {one.what}; {restore}" for one in lacking if not one.index]
    if indexes := [one.index for one in lacking if one.index]:

        def make() -> str:
            make_again(url, indexes)
            return f"made again: {', '.join(indexes)}"

        found.curable(f"the database lacks an index ({', '.join(indexes)}): it is slow", make, is_problem=True)


def _count_anew(writing: Callable[[], AbstractContextManager[Unit]]) -> str:
    with writing() as unit:
        count_sums_anew(unit)
    return "kept sums were counted anew"


def examine_leases(
    reading: Callable[[], AbstractContextManager[Unit]],
    writing: Callable[[], AbstractContextManager[Unit]],
    now: datetime,
) -> Ill:
    """Mailboxes that a process holds which has died, or which was not heard of for long."""
    from daemon.service import is_gone

    found = Ill("leases")
    try:
        with reading() as unit:
            dead = sorted(owner for owner in unit.mailboxes.owners() if is_gone(owner))
    except StoreError as failure:
        found.problems.append(str(failure))
        return found

    def free() -> str:
        with writing() as unit:
            for owner in dead:
                unit.mailboxes.release_owner(owner, due_at=now)
        return f"what {len(dead)} dead {'process' if len(dead) == 1 else 'processes'} held was given back"

    if dead:
        names = ", ".join(dead)
        found.curable(f"mailboxes are held by processes that have died ({names})", free, is_problem=False)
    return found


# --- this machine -----------------------------------------------------------------------------------------------------


def examine_files(paths: Sequence[Path]) -> Ill:
    """Files with secrets that anybody on this machine may read or write."""
    found = Ill("files with secrets")
    for path in paths:
        _look_at_rights(found, path, "it holds secrets")
    return found


def _look_at_rights(found: Ill, path: Path, what: str) -> None:
    with suppress(FileNotFoundError, PermissionError):
        if not integrity.is_open_to_others(path):
            return
        mode = stat.S_IMODE(path.stat().st_mode)

        def close() -> str:
            os.chmod(path, mode & ~0o007)
            return f"{path}: closed to others (mode {mode & ~0o007:04o})"

        sentence = f"{path}: everybody on this machine may open it (mode {mode:04o}), and {what}"
        is_ours = path.stat().st_uid == os.geteuid() or os.geteuid() == 0
        if is_ours:
            found.curable(sentence, close, is_problem=True)
        else:
            found.problems.append(f"{sentence}; run: sudo chmod o= {path}")


def examine_clock(ahead: timedelta) -> Finding:
    """How far this machine's clock is ahead of the database's, which counts; behind, where it is less than nothing."""
    found = Finding("clock")
    if ahead:
        how = "ahead of" if ahead > timedelta(0) else "behind"
        found.warnings.append(
            f"this machine's clock is {round(abs(ahead).total_seconds())} s {how} the database's, which counts: let "
            "NTP set both (timedatectl set-ntp true)"
        )
    return found


def examine_time_zones(now: datetime, version: str | None = None) -> Finding:
    """`version` is that of the data, such as "2024a"; None: as this machine has it."""
    found = Finding("time zone data")
    known = zone_data_version() if version is None else version
    if not known:
        found.warnings.append("it cannot be told of when the time zone data is; see that the package tzdata is there")
    elif (year := int(known[:4])) and now - datetime(year, 12, 31, tzinfo=UTC) > OLD:
        found.warnings.append(
            f"the time zone data is of {known}: where a country changed its clocks since, reminders and meetings are "
            "an hour off; install the newest tzdata, and restart the service"
        )
    return found


def zone_data_version() -> str:
    """Of the data that Python reads: the system's, else that of the package tzdata; "" where nobody says."""
    from zoneinfo import TZPATH

    for folder in map(Path, TZPATH):
        for name in ("tzdata.zi", "+VERSION"):
            with suppress(OSError):
                with (folder / name).open(errors="replace") as file:
                    match = re.search(r"\b(20\d\d[a-z]?)\b", file.readline())
                if match:
                    return match[1]
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as version_of

    try:
        return version_of("tzdata").partition(".")[0]
    except PackageNotFoundError:
        return ""
