"""The migration that makes Message-IDs compare."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from store.database import migrate, open_store
from store.engine import place_of
from store.history.index import Indexed, add_words
from store.rules.words import search_id
from tests.contract.store.conftest import NOON
from tests.contract.store.test_migrations import direct, upgrade


def add_mail(db: Connection, id: int, identity: str, subject: str, parents: str = "[]", search: int = 0) -> None:
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
        "search_id": search or id << 27,
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


def test_answers_of_the_second_of_their_questions_come_after_them_in_the_index(empty_url: str):
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        upgrade(connection, "0014")
        second = search_id(0, NOON)
        add_mail(connection, 1, "<a@x>", "RE: Seats", '["<q@x>"]', search=second + 1)
        add_mail(connection, 2, "<q@x>", "Seats", search=second + 2)
        add_words(connection, [Indexed(second + 1, "RE: Seats", ""), Indexed(second + 2, "Seats", "")])
        connection.commit()
    migrate(empty_url)

    store = open_store(empty_url)
    with store.read() as unit:
        found = [hit.line.subject for hit in unit.search.find("seats")]
    store.close()

    assert found == ["RE: Seats", "Seats"]
