"""From settings to working parts: the only place that knows concrete classes."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, time, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from config.errors import ConfigError, Problem
from config.sections import ExchangeSettings, GraphServerSettings, MailboxSettings, Notifications
from config.settings import Settings
from config.sources import USER_VARIABLE
from connectors.stopping import NEVER, Stop
from store.addresses import domain_of, normalise
from store.database import Store
from store.database import open_store as open_database
from store.patience import LOCK_WAIT

# What only a service needs is imported where it is built: a command that shows a record starts in half the time.
if TYPE_CHECKING:
    from config.renewal import Renewal
    from connectors.apart import Apart
    from connectors.ews.news.ears import Ears
    from connectors.ews.server import Server
    from connectors.files.bucket import Bucket
    from connectors.files.folder import Folder
    from connectors.gates import Gates
    from connectors.graph.server import GraphServer
    from connectors.graph.tenant import Tenant
    from connectors.logins import Logins
    from connectors.mailbox import Mailbox
    from connectors.webhooks.posting import Poster
    from daemon.context import Context, MailboxPlan
    from daemon.files import Contents, Mover
    from daemon.language import Language
    from daemon.link import HistoryPolicy, LinkPolicy
    from daemon.service import Sharing
    from daemon.webhooks import Deliverer, Keys, Sender
    from store.values import Keeping


def now() -> datetime:
    return datetime.now(UTC)


def open_store(settings: Settings, clock: Callable[[], datetime] = now, lock_wait: timedelta = LOCK_WAIT) -> Store:
    """The store of the configured database; opens nothing until it is used."""
    return open_database(settings.database.url.get_secret_value(), clock=clock, lock_wait=lock_wait)


def named_user() -> str:
    """Who acts on the command line, as the environment names them; "" when it does not."""
    return os.environ.get(USER_VARIABLE, "").strip()


def login_name() -> str:
    """The name that whoever runs this logged in with, before a sudo; "" for one that the system does not know."""
    if person := os.environ.get("SUDO_USER", "").strip():  # the service's user works for whoever asked
        return person
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return ""


def locales() -> tuple[str, str]:
    """The environment's names of the locales that dates and numbers are written in; "" for those that name none."""
    dates, numbers = (
        next(filter(None, (os.environ.get(name) for name in ("LC_ALL", kind, "LANG"))), "")
        for kind in ("LC_TIME", "LC_NUMERIC")
    )
    return dates, numbers


def context(
    settings: Settings, store: Store, renewal: Renewal | None = None, clock: Callable[[], datetime] = now
) -> Context:
    """Everything a cycle works with, from settings; how mailboxes log in, from what they are now where they change."""
    from connectors.ews.news.ears import Ears
    from connectors.logins import Logins
    from daemon.bell import Bell
    from daemon.context import Context
    from daemon.service import this_process
    from store.values import AtOnce

    stop = Stop()
    store.ends_with(stop.is_set)
    sharing, close_shared = sharing_of(settings, store, stop)
    logins, tenants, apart = Logins(clock), Tenants(clock, stop, sharing), reading_apart(settings, stop)
    how = settings.sync.notifications
    bell = Bell() if how is Notifications.STREAM else None
    ears = Ears(settings.sync.interval, bell.ring if bell else None) if how is not Notifications.OFF else None

    def give_back() -> None:
        tenants.close()
        sharing.close()
        close_shared()

    return Context(
        store=store,
        open_mailbox=lambda address: open_mailbox(
            _newest(settings, renewal, address), address, logins, ears, tenants, apart, stop, sharing
        ),
        plans=plans(settings),
        policy=policy(settings),
        clock=clock,
        owner=this_process(),
        every=settings.sync.interval,
        refresh=settings.sync.refresh_interval,
        backfill=timedelta(days=settings.sync.backfill_days),
        series_before=timedelta(days=settings.linking.series_days_before),
        series_after=timedelta(days=settings.linking.series_days_after),
        retire=timedelta(days=settings.linking.category_retire_days),
        workers=settings.sync.workers,
        at_once=AtOnce(settings.sync.gone_at_once, settings.sync.gone_percent),
        language=outlook_language(settings),
        currency=settings.records.currency,
        reconcile_at=None if settings.sync.reconcile_at == "off" else time.fromisoformat(settings.sync.reconcile_at),
        zone=settings.sync.time_zone,
        history=history(settings),
        kept=kept(settings),
        bell=bell,
        stop=stop,
        give_back=give_back,
        gates=sharing.states,
        renewed=partial(_renewed, renewal) if renewal else lambda: False,
    )


def sharing_of(settings: Settings, store: Store, stop: Stop) -> tuple[Sharing, Callable[[], None]]:
    """What limits are shared through, with this firm's processes or with all of an installation; and what ends it."""
    from daemon.service import Sharing, this_process
    from store.installation import open_installation

    if settings.limits.database is None:
        return Sharing(store, this_process(), stop), lambda: None
    all_firms = open_installation(settings.limits.database.get_secret_value())
    return Sharing(all_firms, this_process(), stop, tells_names=False), all_firms.close


def tracing(settings: Settings, context: Context) -> AbstractContextManager[None]:
    """Traces of what the service does, where the configuration says whereto."""
    from daemon.tracing import TRACING

    to = settings.telemetry
    if not to.endpoint:
        return nullcontext()
    try:
        import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    except ImportError:
        what = "OpenTelemetry is not installed: pip install dealtrail[telemetry]"
        raise ConfigError(Problem("telemetry.endpoint", what)) from None
    return traced(context.store, TRACING.to(to.endpoint, context.version, addresses=to.addresses))


@contextmanager
def traced(store: Store, begun: AbstractContextManager[None]) -> Iterator[None]:
    """Requests and transactions are told as well, as long as the traces last."""
    from connectors.measured import MEASURED
    from daemon.tracing import TRACING

    around = MEASURED.around, store.spent.around
    with begun:
        MEASURED.around = store.spent.around = TRACING.span
        try:
            yield
        finally:
            MEASURED.around, store.spent.around = around


def told(settings: Settings, context: Context) -> AbstractContextManager[None]:
    """What tells this machine how the service is, where the configuration says so."""
    listen, store, progress = settings.health.listen, context.store, context.progress
    if not listen:
        return nullcontext()
    from daemon.health import Figures, Judge, told_at

    addresses = settings.health.addresses
    figures = Figures(store, progress, context.clock, context.version, addresses=addresses, gates=context.gates)
    return told_at(listen, Judge(store, progress, context.clock), figures)


def _renewed(renewal: Renewal) -> bool:
    import structlog

    try:
        return renewal.renew()
    except ConfigError as problem:
        structlog.get_logger().error(
            "the changed configuration cannot be used, and what was read before stays", reason=str(problem)
        )
        return False


def _newest(settings: Settings, renewal: Renewal | None, address: str) -> Settings:
    """What the configuration says now, unless it has no such mailbox any more: a restart forgets that."""
    newest = renewal.settings if renewal else settings
    return newest if any(normalise(one.address) == normalise(address) for one in newest.mailbox) else settings


def poster(settings: Settings) -> Poster:
    """What sends messages to webhooks; opens nothing yet."""
    from connectors.webhooks.posting import Poster

    return Poster(settings.webhooks.allow, settings.webhooks.ca_file)


def keys(settings: Settings) -> Keys:
    """What the secrets of webhooks are made with."""
    from daemon.webhooks import Keys

    key = settings.webhooks.key
    return Keys(key.get_secret_value() if key else None)


def sender(settings: Settings, clock: Callable[[], datetime] = now) -> Sender:
    from daemon.webhooks import Sender

    return Sender(poster(settings), keys(settings), clock, settings.linking.category_prefix)


def deliverer(settings: Settings, store: Store, stop: Event, clock: Callable[[], datetime] = now) -> Deliverer:
    """What sends to webhooks whatever waits for them, until it is to stop."""
    from daemon.service import is_gone, this_process
    from daemon.webhooks import Deliverer

    retention = timedelta(days=settings.webhooks.retention_days)
    return Deliverer(store, lambda: sender(settings, clock), clock, this_process(), is_gone, stop, retention)


def contents(settings: Settings, store: Store) -> Contents:
    """What files hold, from wherever it is kept; a place is opened, and its library loaded, when it is first needed."""
    from daemon.files import Contents
    from store.values import KeptIn

    return Contents(store, {KeptIn.FOLDER: partial(_folder, settings), KeptIn.S3: partial(_bucket, settings)})


def _folder(settings: Settings) -> Folder:
    from connectors.files.folder import Folder

    return Folder(Path(settings.files.path))


def _bucket(settings: Settings) -> Bucket:
    """Raises PlaceFails where the configuration does not say enough, or its library is not installed."""
    from config.files_section import lacking_of_bucket
    from connectors.files import PlaceFails

    s3 = settings.files.s3
    told = f"bucket {s3.bucket or 'of files.s3'}"
    lacking = lacking_of_bucket(s3)
    if s3.secret is None or lacking:
        raise PlaceFails(told, f"the configuration lacks {lacking}", "say it there, or act as who may read it")
    try:
        from connectors.files.bucket import Address, Bucket
    except ImportError:
        raise PlaceFails(told, "what speaks S3 is not installed", "run: pip install dealtrail[s3]") from None
    secret = s3.secret.get_secret_value()
    return Bucket(Address(s3.endpoint, s3.bucket, s3.prefix, s3.region, s3.key_id, secret, s3.ca_file))


def mover(settings: Settings, store: Store, stop: Event, clock: Callable[[], datetime] = now) -> Mover:
    """What brings the contents of files to where the configuration wants them."""
    from daemon.files import Mover
    from store.values import KeptIn

    files = settings.files
    left = timedelta(days=files.left_days)
    return Mover(store, contents(settings, store), KeptIn(files.keep.value), clock, stop, left)


def outlook_language(settings: Settings, asked: str | None = None) -> Language:
    """The language of what is written to Outlook, or one that is asked for, with dates as in the firm's country."""
    from daemon.language import ENGLISH, choose_language, named

    code, firm = asked or settings.outlook.language.value, named(settings.records.locale)
    return ENGLISH if code == ENGLISH.code else firm if firm and firm.code == code else choose_language(code, "")


def brief_ears(settings: Settings) -> Ears | None:
    """To find out whether a server tells of news, and to leave nothing behind; None where it is not to be asked."""
    from connectors.ews.news.ears import Ears

    return None if settings.sync.notifications is Notifications.OFF else Ears(settings.sync.interval, gives_back=True)


def plans(settings: Settings) -> Mapping[str, MailboxPlan]:
    """What the configuration says of each mailbox, by normalised address."""
    found = (_plan(settings, mailbox) for mailbox in settings.mailbox)
    return {plan.address: plan for plan in found}


def policy(settings: Settings) -> LinkPolicy:
    """The linking policy; without named domains, those of the mailboxes are our own."""
    from daemon.link import Ambiguous, LinkPolicy

    linking = settings.linking
    own = linking.own_domains or [domain_of(normalise(mailbox.address)) for mailbox in settings.mailbox]
    return LinkPolicy(
        prefix=linking.category_prefix,
        own_domains=frozenset(domain_of(normalise(f"x@{domain}")) for domain in own),
        block=frozenset(
            normalise(entry) if "@" in entry else domain_of(normalise(f"x@{entry}")) for entry in linking.block
        ),
        ambiguous=Ambiguous(linking.ambiguous),
        lookback=timedelta(days=linking.lookback_days),
        contact_history=linking.contact_history,
        new_per_day=linking.new_per_day,
    )


def history(settings: Settings) -> HistoryPolicy:
    """What is kept of texts, and for how long."""
    from daemon.link import HistoryPolicy, KeptBody

    days = settings.history.retention_days
    return HistoryPolicy(KeptBody(settings.history.body), timedelta(days=days) if days else None)


def kept(settings: Settings) -> dict[Keeping, timedelta]:
    """How long what concerns people is kept; what is not in it, for ever."""
    from store.values import Keeping

    days = {kind: getattr(settings.privacy, f"{kind}_days") for kind in Keeping}
    return {kind: timedelta(days=many) for kind, many in days.items() if many}


class Tenants:
    """The tenants of Microsoft 365 that mailboxes are in, one for each way to log in to one; for any thread."""

    def __init__(self, clock: Callable[[], datetime] = now, stop: Stop = NEVER, sharing: Sharing | None = None) -> None:
        self._clock, self._stop, self._sharing, self._lock = clock, stop, sharing, Lock()
        self._known: dict[Hashable, Tenant] = {}

    def of(self, settings: Settings, name: str) -> tuple[Tenant, Hashable]:
        """That of a server's name, and what tells its login apart; its libraries are heavy, and wait until then."""
        from connectors.graph.tenant import Tenant

        server, most = graph_server(settings, name), settings.server_named(name).requests_at_once
        login = ("graph", server, _changed(server.certificate_file))
        with self._lock:
            if login not in self._known:
                gates = gates_of(self._sharing, server.endpoint, server.client_id, login=most)
                self._known[login] = Tenant(server, clock=self._clock, stop=self._stop, gates=gates)
            return self._known[login], login

    def close(self) -> None:
        with self._lock:
            for tenant in self._known.values():
                tenant.close()
            self._known.clear()


def _changed(file: Path | None) -> int:
    """When a file was changed; 0 where there is none."""
    try:
        return file.stat().st_mtime_ns if file else 0
    except OSError:
        return 0


def reading_apart(settings: Settings, stop: Stop = NEVER) -> Apart | None:
    """The processes that read much mail, of which none is there before it is needed; None where none is wanted."""
    from connectors.apart import Apart
    from connectors.mailbox import Attachment, Email, PassedOver, Person, Sensitivity, Unreadable, Upserted
    from daemon.link import Facts, Seen, Texts, seen_when_read
    from daemon.text import readable
    from store.values import ItemKind, Participant, Sketch

    asked = settings.sync.processes
    most = min(len(os.sched_getaffinity(0)) - 1, 2) if asked == "auto" else asked
    if not most:
        return None
    return Apart(
        most,
        look=partial(seen_when_read, prefix=settings.linking.category_prefix),
        made_of=(
            *(Attachment, Email, PassedOver, Person, Sensitivity, Unreadable, Upserted),
            *(Facts, ItemKind, Participant, Seen, Sketch, Texts, readable),
        ),
        loads=("connectors.ews.reading.plain", seen_when_read.__module__),
        stop=stop,
    )


def open_mailbox(
    settings: Settings,
    address: str,
    logins: Logins,
    ears: Ears | None,
    tenants: Tenants,
    apart: Apart | None = None,
    stop: Stop = NEVER,
    sharing: Sharing | None = None,
) -> Mailbox:
    """The mailbox of an address on its configured server; sends nothing yet, nor once it is to stop.

    Those with one login share its fate.
    """
    name = settings.server_name_of(_mailbox_of(settings, address))
    section = settings.server_named(name)
    if isinstance(section, GraphServerSettings):
        from connectors.graph.mailbox import open_mailbox as open_graph

        tenant, login = tenants.of(settings, name)
        return open_graph(tenant, address, login=logins.of(login))
    from connectors.ews.mailbox import open_mailbox as open_ews  # exchangelib is heavy: only those who connect pay

    asked = server(settings, address)
    who = asked.client_id if asked.auth == "oauth2" else asked.username
    gates = gates_of(sharing, asked.endpoint, who, section.requests_at_once, section.login_requests_at_once)
    return open_ews(asked, address, logins=logins, ears=ears, apart=apart, stop=stop, gates=gates)


def gates_of(
    sharing: Sharing | None, endpoint: str, who: str, server: int | None = None, login: int | None = None
) -> Gates:
    """What requests to a server go through as this login, shared with all processes; nothing where nothing is said."""
    from connectors.gates import OPEN, Gates
    from daemon.service import of_login, of_server

    if sharing is None or (server is None and login is None):
        return OPEN
    limits = [of_login(endpoint, who, login), *([of_server(endpoint, server)] if server is not None else [])]
    gates = Gates(*map(sharing.gate, limits))
    sharing.begin()
    return gates


def graph_server(settings: Settings, name: str) -> GraphServer:
    """What is configured of a tenant, in the connector's words."""
    from connectors.graph.server import GraphServer

    section = settings.server_named(name)
    if not isinstance(section, GraphServerSettings):
        raise TypeError(f"{name} is not in Microsoft 365")
    return GraphServer(**_said(section, GraphServer.__slots__) | {"stamp_meetings": section.stamp_meetings.value})


def server(settings: Settings, address: str) -> Server:
    """The configured server, with the mailbox's own login where it has one."""
    from connectors.ews.server import Server

    mailbox = _mailbox_of(settings, address)
    exchange = settings.server_of(mailbox)
    if isinstance(exchange, GraphServerSettings):
        raise TypeError(f"{mailbox.address} is not on an Exchange Server")
    login = settings.login_of(mailbox)
    own = {"username": login.username if login else "", "password": login.password if login else None}
    return Server(**_said(exchange, Server.__slots__) | own)


def _said(section: ExchangeSettings | GraphServerSettings, keys: Iterable[str]) -> dict[str, Any]:
    """What a section says under the names that the connector has for it, too."""
    return {key: getattr(section, key) for key in keys}


def _mailbox_of(settings: Settings, address: str) -> MailboxSettings:
    return next(one for one in settings.mailbox if normalise(one.address) == normalise(address))


def _plan(settings: Settings, mailbox: MailboxSettings) -> MailboxPlan:
    from daemon.context import MailboxPlan
    from daemon.link import WatchRule

    return MailboxPlan(
        address=normalise(mailbox.address),
        zone=mailbox.time_zone or settings.sync.time_zone,
        server=settings.server_name_of(mailbox),
        server_kind="graph" if isinstance(settings.server_of(mailbox), GraphServerSettings) else "ews",
        is_shared=mailbox.kind == "shared",
        watch=WatchRule(
            only=frozenset(mailbox.folders),
            never=frozenset(mailbox.exclude_folders),
            also=frozenset(mailbox.include_folders),
        ),
    )
