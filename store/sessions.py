"""What a session with PostgreSQL is told as it begins: what holds in it, and that nobody waits for who is gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, event

from store.errors import DatabaseUnreachable

# A machine that lost its power or its network closes nothing. Unless it is told otherwise, the server takes it for
# alive for two hours more, and all who write wait meanwhile for what its transaction holds; so does it for the server.
_RESTS, _EACH, _TIMES = 20, 5, 4  # seconds of silence, between two questions whether anybody is there, and questions
_UNHEARD = timedelta(seconds=_RESTS + _EACH * _TIMES)  # what was sent and nobody acknowledged

# A process that was stopped, or hangs, is there still: what it holds is let go of, and its transaction undone.
RESTS = timedelta(minutes=1)

_TOLD = "dealtrail.told"  # of no meaning but that what stands beside it was heard as well

_OF_CLIENTS = {
    "keepalives_idle": _RESTS,
    "keepalives_interval": _EACH,
    "keepalives_count": _TIMES,
    "tcp_user_timeout": int(_UNHEARD.total_seconds() * 1000),
}
_OF_SERVERS = {
    "timezone": "UTC",
    "tcp_keepalives_idle": _RESTS,
    "tcp_keepalives_interval": _EACH,
    "tcp_keepalives_count": _TIMES,
    "tcp_user_timeout": int(_UNHEARD.total_seconds() * 1000),
    _TOLD: 1,
}


def at_this_end(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the driver is told, where the url does not say otherwise."""
    return {name: value for name, value in _OF_CLIENTS.items() if name not in given}


def at_the_other_end() -> str:
    """Options of the server; what comes after them counts more."""
    return " ".join(f"-c {name}={value}" for name, value in _OF_SERVERS.items())


def rests_no_longer(rests: timedelta) -> str:
    """The option that ends a transaction in which nothing was asked for so long."""
    return f"-c idle_in_transaction_session_timeout={int(rests.total_seconds() * 1000)}"


def takes_its_time(connection: Connection) -> None:
    """What follows in this transaction may take as long as it takes, whatever an administrator set for all."""
    for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")


def refuse_unheard(engine: Engine, place: str) -> None:
    """From now on no connection is used whose server was not told all this.

    A pooler that passes over the options would have what only reads write, and a snapshot be none; and one that gives
    each transaction another session loses what was planned in the one before.
    """

    @event.listens_for(engine, "connect")
    def made(connection: Any, _record: object) -> None:
        answer = connection.pgconn.exec_(f"SELECT current_setting('{_TOLD}', true)".encode())
        if answer.get_value(0, 0) != b"1":
            connection.close()
            raise through_a_pooler(place)


def through_a_pooler(place: str) -> DatabaseUnreachable:
    return DatabaseUnreachable(
        place,
        "a pooler stands before it (PgBouncer?) that does not hand on how a session is to be",
        "name the server itself in the url: each process keeps its own connections",
    )
