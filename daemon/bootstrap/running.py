"""The database, what turns of mailboxes work with, and what tells how they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, time, timedelta
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from config.errors import ConfigError, Problem
from config.sections import Notifications
from config.settings import Settings
from connectors.stopping import Stop
from daemon.bootstrap.environment import now
from daemon.bootstrap.opening import Tenants, open_mailbox, reading_apart
from daemon.bootstrap.said import history, kept, outlook_language, plans, policy
from store.addresses import normalise
from store.database import Store
from store.database import open_store as open_database
from store.patience import LOCK_WAIT

# What only a service needs is imported where it is built: a command that shows a record starts in half the time.
if TYPE_CHECKING:
    from config.renewal import Renewal
    from daemon.context import Context
    from daemon.service import Sharing


def open_store(settings: Settings, clock: Callable[[], datetime] = now, lock_wait: timedelta = LOCK_WAIT) -> Store:
    """The store of the configured database; opens nothing until it is used."""
    return open_database(settings.database.url.get_secret_value(), clock=clock, lock_wait=lock_wait)


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
        clock=lambda: clock() - store.clock.ahead,
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
