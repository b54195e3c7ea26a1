"""Whether a connection to PostgreSQL that rested in its pool still lives; the server is asked only in doubt."""

from __future__ import annotations

import select
import time
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

# A server that ends closes what is connected to it; one that lost its network, or a firewall that forgets whoever is
# quiet, tells nobody. So whoever rested for longer is asked.
TRUSTED = timedelta(seconds=5)

_RESTS = "rests since"


def refuse_dead(engine: Engine) -> None:
    """From now on its pool gives out no connection that is known to be dead: all of that time are made anew."""

    @event.listens_for(engine, "checkin")
    def rests(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_RESTS] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def taken(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        now = time.monotonic()
        rested = timedelta(seconds=now - record.info.get(_RESTS, now))
        if rested < TRUSTED and not _has_something_to_say(connection):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None


def _has_something_to_say(connection: Any) -> bool:
    """Nothing was asked: so the server says that it ends, or that is what the network says of it."""
    if connection.closed:
        return True
    socket = select.poll()
    socket.register(connection.pgconn.socket, select.POLLIN)
    return bool(socket.poll(0))
