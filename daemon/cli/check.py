"""`dealtrail check`: what works, what does not, and what to do about it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cyclopts import App

from daemon.cli.base.errors import DONE, FAILED
from daemon.cli.base.output import bad, good, say, say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import Finding, FolderFound, MailboxFinding, Shape, checked_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session

app = App(name="check", help_epilogue=example("dealtrail check", "dealtrail check --json --config ./config.toml"))


@app.default
def check(*, as_json: AsJson = False, session: Here) -> int:
    """Try the configuration, the database, the interface and every mailbox, and say what to do. Changes nothing."""
    found = checked(session)
    if as_json:
        say_json(found.shape)
    else:
        say_checked(found)
    return DONE if found.ok else FAILED


# --- finding out ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    configuration: Finding
    database: Finding
    web: Finding | None
    provider: Finding | None
    mailboxes: list[MailboxFinding]
    is_read: bool  # the configuration was; else nothing more could be tried

    @property
    def ok(self) -> bool:
        return bool(self.shape["ok"])

    @property
    def shape(self) -> Shape:
        return checked_shape(self.configuration, self.database, self.web, self.provider, self.mailboxes)


def checked(session: Session) -> Checked:
    """Everything tried, and nothing changed."""
    from config.exposure import SERVICE_USER
    from daemon.acts import check_database

    configuration = _configuration(session)
    if "loaded" not in vars(session):
        database = Finding("database", ["not tried without a configuration"])
        return Checked(configuration, database, None, None, [], is_read=False)
    session.start_log(quiet=True)
    database, owners = check_database(session.settings.database.url.get_secret_value(), session.reading, SERVICE_USER)
    web, provider = _web(session), _provider(session)
    mailboxes = _mailboxes(session, owners) if configuration.ok else []
    return Checked(configuration, database, web, provider, mailboxes, is_read=True)


def _configuration(session: Session) -> Finding:
    from config.errors import ConfigError
    from config.exposure import readers_of
    from config.sources import NO_FILE

    try:
        loaded = session.loaded
    except ConfigError as error:
        return Finding("configuration", [str(problem) for problem in error.problems])
    finding = Finding(f"configuration {loaded.file or '(defaults and variables)'}")
    if loaded.file is None:
        finding.warnings.append(NO_FILE)
    told = [(path, readers_of(path)) for path in loaded.files_with_secrets()]
    finding.warnings += [f"{path}: {what}" for path, what in told if what]
    try:
        loaded.require_servers()
    except ConfigError as error:
        finding.about, finding.problems = "configuration", [str(problem) for problem in error.problems]
    return finding


def _web(session: Session) -> Finding | None:
    """The browser interface, where anything of it is configured."""
    from config.web import certificate_fault, lacking_for_web, warnings_of_web
    from config.web_sections import WebSettings

    web = session.settings.web
    if web == WebSettings():
        return None
    problems = [what for _, what in lacking_for_web(web)]
    if fault := certificate_fault(web, session.now()):
        problems.append(fault)
    return Finding(f"web {web.url or web.listen}", problems, list(warnings_of_web(web)))


def _provider(session: Session) -> Finding | None:
    """The OpenID Connect provider, where people sign in by one that can be asked."""
    from config.web import lacking_for_web
    from config.web_sections import SignIn

    web = session.settings.web
    if SignIn.OIDC not in web.sign_in or any(lacking_for_web(web)):
        return None
    from daemon.web import check_provider

    return check_provider(web.oidc, session.now)


def _mailboxes(session: Session, owners: set[str] | None) -> list[MailboxFinding]:
    from connectors.logins import Logins
    from daemon import bootstrap
    from daemon.acts import check_mailboxes, hidden_folders

    settings, logins = session.settings, Logins(session.now)
    plans = bootstrap.plans(settings)
    with closing(bootstrap.Tenants()) as tenants:
        return check_mailboxes(
            plans.values(),
            lambda address: bootstrap.open_mailbox(settings, address, logins, bootstrap.brief_ears(settings), tenants),
            owners,
            settings.sync.workers,
            is_news_wanted=settings.sync.notifications != "off",
            hidden=hidden_folders(plans, session.reading),
        )


# --- telling ----------------------------------------------------------------------------------------------------------


def say_checked(found: Checked) -> None:
    say_finding(found.configuration)
    if found.is_read:
        say_finding(found.database)
    for finding in filter(None, (found.web, found.provider)):
        say_finding(finding)
    said: set[str] = set()
    for mailbox in found.mailboxes:
        _say_mailbox(mailbox, said)


def say_finding(finding: Finding) -> None:
    if finding.ok:
        good(finding.about)
    for problem in finding.problems:
        bad(problem)
    if not isinstance(finding, MailboxFinding):  # of which several may say the same
        for warning in finding.warnings:
            say(f"  ! {warning}", "yellow")


def _say_mailbox(mailbox: MailboxFinding, said: set[str]) -> None:
    """What concerns several mailboxes alike, as their server does, is said of the first."""
    say_finding(mailbox)
    details = (mailbox.display_name, mailbox.server, mailbox.time_zone)
    if any(details):
        say(f"  {', '.join(filter(None, details))}")
    if mailbox.news and mailbox.news not in mailbox.warnings:
        say(f"  {mailbox.news}")
    for warning in mailbox.warnings:
        if warning not in said:
            say(f"  ! {warning}", "yellow")
    said.update(mailbox.warnings)
    _say_folders("watched", mailbox.watched)
    _say_folders("not watched", mailbox.unwatched, "dim")


def _say_folders(what: str, folders: list[FolderFound], style: str = "") -> None:
    """A line for each reason, with all folders that it holds for."""
    by_reason: dict[str, list[str]] = {}
    for named in folders:
        by_reason.setdefault(named.reason, []).append(named.folder)
    for reason, paths in by_reason.items():
        say(f"  {what} ({reason}): {', '.join(paths)}", style)
