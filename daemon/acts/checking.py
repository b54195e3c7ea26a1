"""Whether the database and every mailbox work, and what to do where they do not. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from daemon.shapes import Finding, FolderFound, MailboxFinding, about
from store.engine import SqlitePlace, place_of
from store.errors import StoreError
from store.unit import Unit

if TYPE_CHECKING:
    from connectors.mailbox import Mailbox
    from daemon.context import MailboxPlan


def check_database(
    url: str, reading: Callable[[], AbstractContextManager[Unit]], service: str = ""
) -> tuple[Finding, set[str] | None]:
    """What was found out, and the addresses of the active users; None where they could not be read.

    `service` is the user whom the service runs as: what only root can write to would stop it.
    """
    try:
        place = place_of(url)
        refused = place.refused_to(service) if isinstance(place, SqlitePlace) else None
        with reading() as unit:
            problems = [
                f"{one.address}: what was seen of it does not add up to what became of it; please report this"
                for one in unit.mailboxes.status()
                if not one.adds_up
            ]
            if wrong := unit.sums.wrong():
                problems.append(f"kept sums: {wrong} are wrong; to count them anew run: dealtrail init")
            problems += [str(refused)] if refused else []
            return Finding(str(place), problems), {user.email for user in unit.users.all(active_only=True)}
    except StoreError as error:
        return Finding("database", [str(error)]), None


def hidden_folders(
    addresses: Iterable[str], reading: Callable[[], AbstractContextManager[Unit]]
) -> dict[str, list[str]]:
    """Paths, by mailbox, of what its server does not show and was read before: an archive mailbox, after a move."""
    from daemon.sync import out_of_reach

    try:
        with reading() as unit:
            known = {address: due for address in addresses if (due := unit.mailboxes.look_at(address))}
            found = {address: out_of_reach(unit, due.id, address) for address, due in known.items()}
    except StoreError:
        return {}
    return {address: paths for address, paths in found.items() if paths}


def check_mailboxes(
    plans: Iterable[MailboxPlan],
    opened: Callable[[str], Mailbox],
    owners: set[str] | None,
    workers: int,
    *,
    is_news_wanted: bool,
    hidden: Mapping[str, Sequence[str]] | None = None,
) -> list[MailboxFinding]:
    """Log in to each and look at its folders, several at a time; `owners` are the addresses of active users, if known.

    `is_news_wanted`: a mailbox of whose news nobody tells is a warning; and so are folders that are `hidden`.
    """

    def checked(plan: MailboxPlan) -> MailboxFinding:
        finding = check_mailbox(plan, opened, owners, is_news_wanted=is_news_wanted)
        if paths := (hidden or {}).get(plan.address):
            there = "out of this server's reach, and kept in the history as it is"
            finding.warnings.append(f"{there}: {', '.join(paths)}")
        return finding

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(checked, plans))


def check_mailbox(
    plan: MailboxPlan, opened: Callable[[str], Mailbox], owners: set[str] | None, *, is_news_wanted: bool
) -> MailboxFinding:
    from connectors.errors import MailboxError
    from connectors.mailbox import Heard
    from daemon.link import unknown_names, verdicts
    from daemon.news import in_words

    finding = MailboxFinding(plan.address)
    try:
        mailbox = opened(plan.address)
        try:
            access = mailbox.check()
            folders = list(mailbox.folders())
            news = mailbox.news(folders)
        finally:
            mailbox.close()
    except (MailboxError, OSError) as error:
        finding.problems = [about(plan.address, str(error))]
        return finding
    finding.server, finding.display_name, finding.time_zone = access.server, access.display_name, access.time_zone
    finding.warnings, finding.news = list(access.warnings), in_words(news.heard, news.why)
    if news.heard is Heard.BY_LOOKING and is_news_wanted:
        finding.warnings.append(finding.news)
    for verdict in verdicts(folders, plan.watch):
        told = finding.watched if verdict.is_watched else finding.unwatched
        told.append(FolderFound(verdict.folder.path, verdict.reason))
    finding.problems = [
        f"{plan.address}: there is no folder {name!r}; correct folders, include_folders or exclude_folders in the "
        "configuration"
        for name in unknown_names(folders, plan.watch)
    ]
    if not finding.watched:
        finding.problems.append(f"{plan.address}: no folder is watched; widen folders in the configuration")
    if not plan.is_shared and owners is not None and plan.address not in owners:
        finding.warnings.append(
            "no active user has this address, so it gets no tasks; "
            f"add one: dealtrail user add NAME --email {plan.address}"
        )
    return finding
