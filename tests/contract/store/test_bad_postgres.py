"""PostgreSQL servers that cannot be used: each is one sentence without the password, and the data stays as it was."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import psycopg
import pytest

from store import alive
from store.database import Store, open_store
from store.engine import serialise_writers
from store.errors import DatabaseLocked, DatabaseMissing, DatabaseReadOnly, DatabaseUnreachable, StoreError
from tests.postgres import PASSWORD, PostgresServer


@contextmanager
def opened(url: str, wait: float = 5) -> Iterator[Store]:
    store = open_store(url, lock_wait=timedelta(seconds=wait))
    try:
        yield store
    finally:
        store.close()


def refused(url: str) -> StoreError:
    with opened(url) as store, pytest.raises(StoreError) as said:
        store.check()
    shown = "".join(traceback.format_exception(said.value))
    assert PASSWORD not in str(said.value)
    assert "wrong-secret" not in shown
    return said.value


def names(url: str) -> list[str]:
    with opened(url) as store, store.read() as unit:
        return [account.name for account in unit.accounts.all()]


def add(store: Store, name: str) -> None:
    with store.write() as unit:
        unit.accounts.add(name)


def test_both_ways_of_writing_the_url_reach_the_same_database(postgres_url: str):
    with opened(postgres_url) as store:
        add(store, "Fabrikam")

    assert names(postgres_url.replace("postgresql://", "postgresql+psycopg://")) == ["Fabrikam"]


def test_a_wrong_password_is_told_without_it(postgres_server: PostgresServer):
    said = refused(postgres_server.url("postgres", password="wrong-secret"))

    assert isinstance(said, DatabaseUnreachable)
    assert str(said) == (
        f'database postgres at 127.0.0.1:{postgres_server.port}: password authentication failed for user "dealtrail"; '
        "check the server, its address, and the user and password in the url"
    )


def test_nobody_at_the_address_is_told():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

        said = refused(f"postgresql://dealtrail:{PASSWORD}@127.0.0.1:{port}/x")

    assert isinstance(said, DatabaseUnreachable)
    assert said.subject == f"database x at 127.0.0.1:{port}"
    assert said.reason == "Connection refused"


def test_a_host_that_does_not_exist_is_told():
    said = refused(f"postgresql://dealtrail:{PASSWORD}@no-such-host.invalid/x?connect_timeout=5")

    assert isinstance(said, DatabaseUnreachable)
    assert said.subject == "database x at no-such-host.invalid"


def test_a_database_that_does_not_exist_is_told(postgres_server: PostgresServer):
    said = refused(postgres_server.url("nowhere"))

    assert isinstance(said, DatabaseMissing)
    assert str(said).endswith(
        'database "nowhere" does not exist; make the database (createdb), then run: dealtrail init'
    )


def test_a_server_that_went_away_is_told_and_found_again(postgres_url: str):
    with opened(postgres_url) as store:
        add(store, "Before")
        with psycopg.connect(postgres_url, autocommit=True) as other:
            # They have ended when it returns; what ends in the middle of a transaction is below.
            ended = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'dealtrail'"
            other.execute(ended)
        add(store, "After")

        def cut_off() -> None:
            with store.write() as unit:
                unit.accounts.add("Cut off")
                with psycopg.connect(postgres_url, autocommit=True) as other:
                    other.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dealtrail'"
                    )
                unit.accounts.add("Never")

        with pytest.raises(DatabaseUnreachable):
            cut_off()
        add(store, "Again")

    assert names(postgres_url) == ["After", "Again", "Before"]


@pytest.mark.parametrize("trusted", [timedelta(minutes=1), timedelta(0)], ids=["used just now", "rested for long"])
def test_a_reader_whose_connection_ended_meanwhile_reads_through_another(
    postgres_url: str, trusted: timedelta, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(alive, "TRUSTED", trusted)
    with opened(postgres_url) as store:
        before = [who_serves(store) for _ in range(2)]
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid = %s", before[:1])
        after = who_serves(store)

    assert before == [before[0]] * 2  # a connection that lives is used again, whether it was asked or not
    assert after != before[0]


def who_serves(store: Store) -> int:
    """The server's process for a transaction that reads, and for a look."""
    with store.read() as unit:
        reads = unit.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with store.look() as unit:
        looks = unit.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    assert reads == looks
    return int(reads)


def test_a_connection_keeps_the_plans_of_all_that_pages_ask(postgres_url: str):
    with opened(postgres_url) as store:
        for _ in range(6):
            with store.read() as unit:
                for number in range(200):
                    unit.connection.exec_driver_sql(f"SELECT %s::INTEGER + {number}", (1,))
        with store.read() as unit:
            planned = unit.connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar_one()

    assert planned >= 200


def test_a_writer_waits_for_another_only_so_long(postgres_url: str):
    with opened(postgres_url) as patient, opened(postgres_url, wait=0.05) as hasty:
        with patient.write() as unit:
            unit.accounts.add("First")
            with pytest.raises(DatabaseLocked, match="did not finish in time"):
                add(hasty, "Refused")
            with hasty.read() as reading:
                assert reading.accounts.all() == []
        add(hasty, "Second")

    assert names(postgres_url) == ["First", "Second"]


def test_writers_take_turns_as_on_sqlite(postgres_url: str):
    began, second_done = Event(), Event()

    with opened(postgres_url) as store:

        def second() -> None:
            began.set()
            with store.write() as unit:
                unit.accounts.add(f"after {len(unit.accounts.all())}")
            second_done.set()

        with store.write() as unit:
            thread = Thread(target=second)
            thread.start()
            began.wait(10)
            unit.accounts.add("a first")
            assert not second_done.wait(0.1)
        thread.join(10)

    assert names(postgres_url) == ["a first", "after 1"]
    assert serialise_writers.__doc__


def test_a_user_who_may_only_read_is_told(postgres_url: str):
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute("DROP ROLE IF EXISTS reader")
        owner.execute("CREATE ROLE reader LOGIN PASSWORD 'made-up'")
        owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    url = postgres_url.replace(f"dealtrail:{PASSWORD}", "reader:made-up")

    with opened(url) as store:
        store.check()
        with pytest.raises(DatabaseReadOnly, match="permission denied for table accounts"):
            add(store, "Refused")

    assert names(postgres_url) == []
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute("DROP OWNED BY reader")
        owner.execute("DROP ROLE reader")


def test_what_is_read_only_by_its_own_default_stays_so_after_it_was_read(postgres_url: str):
    name = postgres_url.rpartition("/")[2]
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')

    with opened(postgres_url) as store:
        for _ in range(2):
            with store.read() as unit:
                assert unit.accounts.all() == []
            with pytest.raises(StoreError, match="it cannot be written"):
                add(store, "Fabrikam")


def test_a_reading_unit_cannot_write(postgres_url: str):
    with opened(postgres_url) as store:
        for reading in (store.read, store.look):
            with pytest.raises(DatabaseReadOnly), reading() as unit:
                unit.accounts.add("Refused")

    assert names(postgres_url) == []


def test_a_reader_sees_one_moment(postgres_url: str):
    with opened(postgres_url) as store, store.read() as unit:
        assert unit.accounts.all() == []
        add(store, "Meanwhile")

        assert unit.accounts.all() == []

    assert names(postgres_url) == ["Meanwhile"]
