"""Long values are packed by LZ4 where PostgreSQL has it, and as it always does where it has not."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.postgres import PostgresServer, of_this_machine, running_postgres

PACKED = """
SELECT count(*) FILTER (WHERE attcompression = 'l'), count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
AND attstorage IN ('x', 'm')
"""


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
        assert db.execute("SELECT pg_column_compression(body), length(body) FROM items").fetchone() == ("lz4", 12_000)


def test_a_server_without_it_packs_as_it_does(postgres_url: str) -> None:
    can = asked(postgres_url, "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
    packed, all_of_them = asked(postgres_url, PACKED)

    assert packed == (all_of_them if can == (True,) else 0)
