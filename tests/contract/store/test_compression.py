"""Long values are packed by LZ4 where PostgreSQL has it, and as it always does where it has not."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from store.database import utc_now
from store.dump import dump, load
from store.engine import PostgresPlace, place_of
from tests.postgres import PostgresServer, of_this_machine, running_postgres

PACKED = """
SELECT count(*) FILTER (WHERE attcompression = 'l'), count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
AND attstorage IN ('x', 'm')
"""


HOW = "SELECT pg_column_compression(body), length(body) FROM items"
A_MAIL = """
INSERT INTO items (id, kind, identity, fingerprint, subject, folded, author, preview, location, is_all_day,
is_cancelled, has_attachments, size, search_id, thread, is_series, is_dismissed, is_redacted, traits, parents, body)
VALUES (1, 'email', 'a', 'a', '', '', '', '', '', false, false, false, 0, 1, '', false, false, false, '{}', '[]',
repeat('a long mail ', 1000))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    programs = of_this_machine()
    if programs is None:
        pytest.skip("this machine has no PostgreSQL of its own (package postgresql), and the tests' own has no LZ4")
    with running_postgres(programs=programs) as running:
        yield running


def place(url: str) -> PostgresPlace:
    found = place_of(url)
    assert isinstance(found, PostgresPlace)
    return found


def asked(url: str, statement: str) -> tuple[object, ...]:
    with psycopg.connect(url) as db:
        return db.execute(statement).fetchone() or ()


def test_every_column_is_that_can_be(server: PostgresServer) -> None:
    with server.database() as url:
        packed, all_of_them = asked(url, PACKED)

    assert packed == all_of_them
    assert packed


def test_the_text_of_a_mail_is(server: PostgresServer) -> None:
    with server.database() as url, psycopg.connect(url) as db:
        db.execute(A_MAIL)
        assert db.execute(HOW).fetchone() == ("lz4", 12_000)


def test_a_backup_is_restored_packed_and_where_the_server_cannot_pack_so_too(
    server: PostgresServer, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = of_this_machine()
    assert programs is not None
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    with server.database() as url:
        with psycopg.connect(url) as db:
            db.execute(A_MAIL)
        dump(place(url), tmp_path / "backup")
        with psycopg.connect(url) as db:
            db.execute("ALTER TABLE items ALTER COLUMN body SET COMPRESSION pglz")
            db.execute("DELETE FROM items")

        for restored in (url, postgres_url):
            load(place(restored), tmp_path / "backup", utc_now())

        assert asked(url, HOW) == ("lz4", 12_000)
        assert len(set(asked(url, PACKED))) == 1
    assert asked(postgres_url, HOW) == ("pglz", 12_000)


def test_a_server_without_it_packs_as_it_does(postgres_url: str) -> None:
    can = asked(postgres_url, "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
    packed, all_of_them = asked(postgres_url, PACKED)

    assert packed == (all_of_them if can == (True,) else 0)
