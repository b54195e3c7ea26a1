"""What holds in every session with PostgreSQL, whoever stands between, and that nobody waits for who is gone."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from threading import Thread
from urllib.parse import quote

import psycopg
import pytest

from store.database import Store, open_store
from store.engine import place_of
from store.errors import DatabaseError, DatabaseReadOnly, DatabaseUnreachable
from store.patience import LOCK_WAIT
from tests.postgres import PASSWORD

ASKED_AFTER = 20  # seconds


@pytest.fixture
def store(postgres_url: str) -> Iterator[Store]:
    with closing(open_store(postgres_url)) as store:
        yield store


def told(url: str, **options: str) -> str:
    return f"{url}?options={quote(' '.join(f'-c {name}={value}' for name, value in options.items()))}"


# --- who is gone ------------------------------------------------------------------------------------------------------


def test_either_end_asks_soon_whether_the_other_is_there(store: Store):
    with store.write() as unit:
        at_the_server = unit.connection.exec_driver_sql("SHOW tcp_keepalives_idle").scalar_one()
        driver = unit.connection.connection.driver_connection
        assert driver is not None
        with socket.socket(fileno=socket.dup(driver.pgconn.socket)) as ours:
            here = ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE)
            is_asked = ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)

    assert (at_the_server, here) == (str(ASKED_AFTER), ASKED_AFTER)
    assert is_asked


def test_what_the_url_says_of_it_counts(postgres_url: str):
    url = f"{told(postgres_url, tcp_keepalives_idle='7')}&keepalives_idle=9"

    with closing(open_store(url)) as store, store.read() as unit:
        at_the_server = unit.connection.exec_driver_sql("SHOW tcp_keepalives_idle").scalar_one()
        driver = unit.connection.connection.driver_connection
        assert driver is not None
        with socket.socket(fileno=socket.dup(driver.pgconn.socket)) as ours:
            here = ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE)

    assert (at_the_server, here) == ("7", 9)


def test_a_writer_that_was_stopped_keeps_nobody_from_writing(store: Store, postgres_url: str):
    with closing(open_store(told(postgres_url, idle_in_transaction_session_timeout="100"))) as stopped:

        def write_and_stop() -> None:
            with stopped.write() as unit:
                unit.accounts.add("Never")
                with store.write() as other:  # waits until the first is given up
                    other.accounts.add("Fabrikam")
                unit.accounts.add("Neither")

        with pytest.raises(DatabaseError, match="a transaction rested for longer than the server lets it"):
            write_and_stop()
        with stopped.write() as unit:
            unit.accounts.add("Contoso")

    with store.read() as unit:
        assert [one.name for one in unit.accounts.all()] == ["Contoso", "Fabrikam"]


def test_a_writer_may_rest_for_a_minute_and_what_copies_or_migrates_as_long_as_it_takes(postgres_url: str):
    place = place_of(told(postgres_url, statement_timeout="5s"))
    engine = place.engine(LOCK_WAIT)
    names = ("idle_in_transaction_session_timeout", "statement_timeout")

    with engine.begin() as db:
        place.begin(db, writes=True)
        writes = [db.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]
    with engine.begin() as db:
        place.begin(db, writes=True, migrates=True)
        migrates = [db.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]
    engine.dispose()

    assert writes == ["1min", "5s"]
    assert migrates == ["0", "0"]


# --- what administrators set ------------------------------------------------------------------------------------------


def test_a_statement_that_was_broken_off_is_told_as_that(postgres_url: str):
    with (
        closing(open_store(told(postgres_url, statement_timeout="10"))) as store,
        pytest.raises(DatabaseError) as said,
        store.look() as unit,
    ):
        unit.connection.exec_driver_sql("SELECT pg_sleep(60)")

    assert str(said.value).endswith(
        "the server broke a statement off (canceling statement due to statement timeout); "
        "where statement_timeout did, let its user have more time: ALTER ROLE … SET statement_timeout = 0"
    )


def test_a_server_that_takes_no_more_connections_says_so(postgres_url: str):
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute("DROP ROLE IF EXISTS late")
        owner.execute("CREATE ROLE late LOGIN PASSWORD 'made-up' CONNECTION LIMIT 0")
        with (
            closing(open_store(postgres_url.replace(f"dealtrail:{PASSWORD}", "late:made-up"))) as store,
            pytest.raises(DatabaseUnreachable) as said,
        ):
            store.check()
        owner.execute("DROP ROLE late")

    assert said.value.reason == 'it takes no more connections (too many connections for role "late")'
    assert "max_connections" in said.value.remedy


def test_a_standby_is_told_from_a_user_without_rights(postgres_url: str):
    with (
        closing(open_store(told(postgres_url, default_transaction_read_only="on"))) as store,
        pytest.raises(DatabaseReadOnly, match="name the server that can be, where this is a standby"),
        store.write() as unit,
    ):
        unit.accounts.add("Refused")


# --- who stands between -----------------------------------------------------------------------------------------------


@contextmanager
def a_pooler(port: int, change: Callable[[dict[str, str]], str]) -> Iterator[int]:
    """Its port. It hands on how a session begins as it likes; what `change` says, it answers, and hands on nothing."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                came, _ = listening.accept()
                Thread(target=handle, args=(came,), daemon=True).start()

    def handle(came: socket.socket) -> None:
        with suppress(OSError), came, came.makefile("rb") as said:
            length = int.from_bytes(said.read(4))
            words = said.read(length - 4)[4:].rstrip(b"\0").split(b"\0")
            begins = {key.decode(): value.decode() for key, value in zip(words[::2], words[1::2], strict=True)}
            if refused := change(begins):
                fields = b"SFATAL\0C08P01\0M" + refused.encode() + b"\0\0"
                came.sendall(b"E" + (len(fields) + 4).to_bytes(4) + fields)
                return
            text = b"".join(f"{key}\0{value}\0".encode() for key, value in begins.items()) + b"\0"
            with socket.create_connection(("127.0.0.1", port)) as there:
                there.sendall((len(text) + 8).to_bytes(4) + (3 << 16).to_bytes(4) + text)
                Thread(target=hand_on, args=(there, came), daemon=True).start()
                while piece := said.read1():
                    there.sendall(piece)

    def hand_on(there: socket.socket, came: socket.socket) -> None:
        with suppress(OSError):
            while piece := there.recv(65_536):
                came.sendall(piece)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def passes_over_options(begins: dict[str, str]) -> str:
    begins.pop("options")
    return ""


def knows_no_options(begins: dict[str, str]) -> str:
    return "unsupported startup parameter: options"


@pytest.mark.parametrize("change", [passes_over_options, knows_no_options])
def test_a_pooler_that_does_not_hand_on_how_a_session_is_to_be_is_refused(
    postgres_url: str, change: Callable[[dict[str, str]], str]
):
    with a_pooler(port_of(postgres_url), change) as port, closing(open_store(through(postgres_url, port))) as store:
        for uses in (store.read, store.look, store.write, store.write_beside):
            with pytest.raises(DatabaseUnreachable) as said, uses():
                pass
            assert "a pooler stands before it" in said.value.reason
            assert said.value.remedy.startswith("name the server itself in the url")


def test_one_that_does_is_none_the_worse(postgres_url: str):
    with (
        a_pooler(port_of(postgres_url), lambda begins: "") as port,
        closing(open_store(through(postgres_url, port))) as store,
    ):
        store.check()
        with store.write() as unit:
            unit.accounts.add("Fabrikam")


def port_of(url: str) -> int:
    return place_of(url).url.port  # type: ignore[attr-defined,no-any-return]  # of a server


def through(url: str, port: int) -> str:
    return url.replace(f":{port_of(url)}/", f":{port}/") + "?sslmode=disable&gssencmode=disable"
