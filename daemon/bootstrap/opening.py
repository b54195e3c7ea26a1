"""Mailboxes, and the servers and tenants that they are on: opened as the configuration says, their limits shared."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from config.sections import ExchangeSettings, GraphServerSettings, MailboxSettings, Notifications
from config.settings import Settings
from connectors.stopping import NEVER, Stop
from daemon.bootstrap.environment import now
from store.addresses import normalise

# What only a service needs is imported where it is built: a command that shows a record starts in half the time.
if TYPE_CHECKING:
    from connectors.apart import Apart
    from connectors.ews.news.ears import Ears
    from connectors.ews.server import Server
    from connectors.gates import Gates
    from connectors.graph.server import GraphServer
    from connectors.graph.tenant import Tenant
    from connectors.logins import Logins
    from connectors.mailbox import Mailbox
    from daemon.service import Sharing


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


def brief_ears(settings: Settings) -> Ears | None:
    """To find out whether a server tells of news, and to leave nothing behind; None where it is not to be asked."""
    from connectors.ews.news.ears import Ears

    return None if settings.sync.notifications is Notifications.OFF else Ears(settings.sync.interval, gives_back=True)


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
