"""`dealtrail check`: what works, what does not, and what to do about it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from cyclopts import App

from daemon.cli.base.errors import DONE, FAILED
from daemon.cli.base.output import bad, good, say, say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import about

if TYPE_CHECKING:
    from connectors.logins import Logins
    from daemon.cli.base.session import Session
    from daemon.context import MailboxPlan

app = App(name="check", help_epilogue=example("dealtrail check", "dealtrail check --json --config ./config.toml"))


@dataclass(slots=True)
class Finding:
    """What was found out about one thing; it is fine when there are no problems."""

    about: str
    problems: list[str] = field(default_factory=list)  # each says what to do

    @property
    def ok(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class Named:
    """A folder, and why it is watched or not."""

    folder: str
    reason: str


@dataclass(slots=True)
class MailboxFinding(Finding):
    server: str = ""
    display_name: str = ""
    time_zone: str = ""
    news: str = ""  # how the service is told of it
    warnings: list[str] = field(default_factory=list)
    watched: list[Named] = field(default_factory=list)
    unwatched: list[Named] = field(default_factory=list)


@app.default
def check(*, as_json: AsJson = False, session: Here) -> int:
    """Try the configuration, the database and every mailbox, and say what to do. Changes nothing."""
    configuration = _configuration(session)
    findings = [configuration]
    if "loaded" in vars(session):
        session.start_log(quiet=True)
        database, owners = _database(session)
        findings.append(database)
        mailboxes = _mailboxes(session, owners) if configuration.ok else []
    else:
        database, mailboxes = Finding("database", ["not tried without a configuration"]), []
    ok = all(finding.ok for finding in (*findings, *mailboxes))
    if as_json:
        say_json(
            {
                "ok": ok,
                "configuration": _shape(configuration),
                "database": _shape(database),
                "mailboxes": [_shape(mailbox) for mailbox in mailboxes],
            }
        )
    else:
        for finding in findings:
            _say(finding)
        for mailbox in mailboxes:
            _say_mailbox(mailbox)
    return DONE if ok else FAILED


# --- finding out ------------------------------------------------------------------------------------------------------


def _configuration(session: Session) -> Finding:
    from config.errors import ConfigError

    try:
        finding = Finding(f"configuration {session.loaded.file or '(defaults and variables)'}")
        session.loaded.require_exchange()
    except ConfigError as error:
        return Finding("configuration", [str(problem) for problem in error.problems])
    return finding


def _database(session: Session) -> tuple[Finding, set[str]]:
    """The finding, and the addresses of the active users."""
    from store.engine import place_of
    from store.errors import StoreError

    try:
        place = place_of(session.settings.database.url.get_secret_value())
        with session.reading() as unit:
            lost = [one.address for one in unit.mailboxes.status() if not one.adds_up]
            problems = [
                f"{address}: what was seen of it does not add up to what became of it; please report this"
                for address in lost
            ]
            return Finding(str(place), problems), {user.email for user in unit.users.all(active_only=True)}
    except StoreError as error:
        return Finding("database", [str(error)]), set()


def _mailboxes(session: Session, owners: set[str]) -> list[MailboxFinding]:
    from connectors.logins import Logins
    from daemon import bootstrap

    plans, logins = bootstrap.plans(session.settings).values(), Logins(session.now)
    with ThreadPoolExecutor(session.settings.sync.workers) as pool:
        return list(pool.map(lambda plan: _mailbox(session, plan, owners, logins), plans))


def _mailbox(session: Session, plan: MailboxPlan, owners: set[str], logins: Logins) -> MailboxFinding:
    from connectors.errors import MailboxError
    from connectors.mailbox import Heard
    from daemon import bootstrap
    from daemon.link import unknown_names, verdicts
    from daemon.news import in_words

    finding = MailboxFinding(plan.address)
    try:
        mailbox = bootstrap.open_mailbox(session.settings, plan.address, logins, bootstrap.brief_ears(session.settings))
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
    if news.heard is Heard.BY_LOOKING and session.settings.sync.notifications != "off":
        finding.warnings.append(finding.news)
    for verdict in verdicts(folders, plan.watch):
        told = finding.watched if verdict.is_watched else finding.unwatched
        told.append(Named(verdict.folder.path, verdict.reason))
    finding.problems = [
        f"{plan.address}: there is no folder {name!r}; correct folders, include_folders or exclude_folders in the "
        "configuration"
        for name in unknown_names(folders, plan.watch)
    ]
    if not finding.watched:
        finding.problems.append(f"{plan.address}: no folder is watched; widen folders in the configuration")
    if not plan.is_shared and plan.address not in owners:
        finding.warnings.append(
            "no active user has this address, so it gets no tasks; "
            f"add one: dealtrail user add NAME --email {plan.address}"
        )
    return finding


# --- telling ----------------------------------------------------------------------------------------------------------


def _say(finding: Finding) -> None:
    if finding.ok:
        good(finding.about)
    for problem in finding.problems:
        bad(problem)


def _say_mailbox(mailbox: MailboxFinding) -> None:
    _say(mailbox)
    details = (mailbox.display_name, mailbox.server, mailbox.time_zone)
    if any(details):
        say(f"  {', '.join(filter(None, details))}")
    if mailbox.news and mailbox.news not in mailbox.warnings:
        say(f"  {mailbox.news}")
    for warning in mailbox.warnings:
        say(f"  ! {warning}", "yellow")
    _say_folders("watched", mailbox.watched)
    _say_folders("not watched", mailbox.unwatched, "dim")


def _say_folders(what: str, folders: list[Named], style: str = "") -> None:
    """A line for each reason, with all folders that it holds for."""
    by_reason: dict[str, list[str]] = {}
    for named in folders:
        by_reason.setdefault(named.reason, []).append(named.folder)
    for reason, paths in by_reason.items():
        say(f"  {what} ({reason}): {', '.join(paths)}", style)


def _shape(finding: Finding) -> dict[str, Any]:
    return {"ok": finding.ok, **asdict(finding)}
