"""What all pages work with: the database, the configuration, the time, and how pages are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.sections import ExchangeSettings, GraphServerSettings
from config.settings import Settings
from connectors.web_mail import WebMail, of_cloud, of_exchange
from daemon.web.challenges import Challenges
from daemon.web.drawing import Drawing
from daemon.web.floods import Floods
from daemon.web.news import News
from daemon.web.proxy import Proxy
from daemon.web.totals import Totals
from daemon.web.welcome import Welcome
from store.addresses import normalise
from store.database import Store

if TYPE_CHECKING:
    from daemon.files import Contents
    from daemon.web.jobs import Jobs
    from daemon.web.oidc.provider import Provider

LOOK = timedelta(seconds=15)  # at whether the database is still of this program's version


@dataclass
class Desk:
    """One for each process that serves pages; for any thread."""

    settings: Settings
    store: Store  # with a short wait for the lock: whoever waits holds a thread that others could be answered by
    clock: Callable[[], datetime]
    drawing: Drawing = field(default_factory=Drawing)
    totals: Totals = field(default_factory=Totals)
    closing: Event = field(default_factory=Event)  # what goes on without end, ends
    welcome: Welcome | None = None  # of the demo, which signs in by itself
    _looked_at: datetime | None = None

    def check(self) -> None:
        """Once in a while, however often it is called: raises the DatabaseError that keeps this program from using the
        database, which another machine's `init` may have brought to another version. Who writes finds that at once.
        """
        now = self.clock()
        if self._looked_at is None or abs(now - self._looked_at) >= LOOK:
            self.store.check()
            self._looked_at = now

    @cached_property
    def news(self) -> News:
        return News(self.store, self.closing)

    @cached_property
    def contents(self) -> Contents:
        """What files hold, from wherever it is kept."""
        from daemon import bootstrap

        return bootstrap.contents(self.settings, self.store)

    @cached_property
    def jobs(self) -> Jobs:
        """What people do not wait for; who asks for nothing loads nothing of it."""
        from daemon.acts import import_work
        from daemon.jobs import Runner
        from daemon.service import is_contained, is_gone, is_here, this_process
        from daemon.web.jobs import Jobs

        runner = Runner(
            self.store,
            self.clock,
            this_process(),
            is_gone,
            is_here,
            self.closing,
            import_work(self.store),
            beats=self.store.is_for_machines or is_contained(),
        )
        return Jobs(runner)

    @cached_property
    def challenges(self) -> Challenges:
        return Challenges(self.clock)

    @cached_property
    def floods(self) -> Floods:
        return Floods(self.clock)

    @cached_property
    def proxy(self) -> Proxy:
        return Proxy(self.settings.web)

    @cached_property
    def provider(self) -> Provider:
        """For who signs in by OpenID Connect; its library is loaded by who does."""
        from daemon.web.oidc.provider import Provider

        return Provider(self.settings.web.oidc, self.clock)

    @cached_property
    def web_mail(self) -> Mapping[str, WebMail]:
        """Where each mailbox is read in a browser, by address."""
        return {normalise(one.address): _web_mail(self.settings.server_of(one)) for one in self.settings.mailbox}

    @property
    def zone(self) -> ZoneInfo:
        return self.settings.sync.time_zone

    @property
    def prefix(self) -> str:
        return self.settings.linking.category_prefix

    @property
    def url(self) -> str:
        """How browsers reach it, without a slash at the end."""
        return self.settings.web.url.rstrip("/") or f"http://{self.settings.web.listen}"

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https://")


def _web_mail(server: ExchangeSettings | GraphServerSettings) -> WebMail:
    if isinstance(server, GraphServerSettings):
        return of_cloud(server.endpoint, server.web_mail)
    return of_exchange(server.endpoint, server.version.value, server.web_mail)
