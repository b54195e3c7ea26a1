"""The migration that makes Message-IDs compare."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from store.database import migrate
from store.engine import place_of
from tests.contract.store.conftest import NOON
from tests.contract.store.test_migrations import direct, upgrade


def add_mail(db: Connection, id: int, identity: str, subject: str, parents: str = "[]") -> None:
    texts = dict.fromkeys(("fingerprint", "folded", "author", "preview", "location", "body"), "")
    flags = ("is_all_day", "is_cancelled", "has_attachments", "is_series", "is_dismissed", "is_redacted")
    at = NOON.strftime("%Y-%m-%d %H:%M:%S.%f") if db.dialect.name == "sqlite" else NOON
    values: dict[str, Any] = {
        **texts,
        **dict.fromkeys(flags, False),
        "id": id,
        "kind": "email",
        "identity": identity,
        "subject": subject,
        "occurred_at": at,
        "size": 1,
        "thread": identity,
        "parents": parents,
        "traits": "{}",
        "search_id": id,
    }
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    db.execute(text(f"INSERT INTO items ({names}) VALUES ({marks})"), values)  # noqa: S608 - our own names


def test_stored_message_ids_compare_and_their_threads_are_decided_again(empty_url: str):
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        upgrade(connection, "0006")
        add_mail(connection, 1, "q.1@x", "Question")
        add_mail(connection, 2, "<a@x>", "RE: Question", '["q.1@x"]')
        add_mail(connection, 3, "<b@x>", "AW: Question")
        add_mail(connection, 4, "fingerprint:abc", "Question")
        connection.commit()
    migrate(empty_url)

    with direct(empty_url) as connection:
        columns = "identity, thread, CAST(parents AS TEXT), CAST(traits AS TEXT)"
        rows = connection.execute(text(f"SELECT {columns} FROM items ORDER BY id")).all()  # noqa: S608 - our own names
        waiting = connection.execute(text("SELECT item_id FROM to_decide ORDER BY item_id")).scalars().all()

    assert [tuple(row) for row in rows] == [
        ("<q.1@x>", "<q.1@x>", "[]", "{}"),
        ("<a@x>", "<q.1@x>", '["<q.1@x>"]', "{}"),
        ("<b@x>", "<b@x>", "[]", '{"answer": "yes"}'),
        ("fingerprint:abc", "fingerprint:abc", "[]", "{}"),
    ]
    assert waiting == [1, 2]
