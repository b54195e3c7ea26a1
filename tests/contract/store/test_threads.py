"""The migration that ties threads together by everything that messages name."""

from __future__ import annotations

from sqlalchemy import text

from store.database import migrate
from store.engine import place_of
from tests.contract.store.test_message_ids import add_mail
from tests.contract.store.test_migrations import direct, upgrade


def test_stored_messages_that_name_the_same_become_one_thread_whether_it_was_seen_or_not(empty_url: str):
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        upgrade(connection, "0007")
        add_mail(connection, 1, "<a@x>", "RE: Question", '["<unseen@x>", "<far@x>"]')
        add_mail(connection, 2, "<b@x>", "RE: Question", '["<c@x>", "<unseen@x>", "<other@x>"]')
        add_mail(connection, 3, "<c@x>", "Question")
        add_mail(connection, 4, "<d@x>", "Something else")
        connection.commit()
    migrate(empty_url)

    with direct(empty_url) as connection:
        threads = dict(connection.execute(text("SELECT id, thread FROM items")).all())
        named = dict(connection.execute(text("SELECT identity, thread FROM named_messages")).all())

    assert threads[1] == threads[2] == threads[3] != threads[4]
    assert named == dict.fromkeys(("<unseen@x>", "<far@x>", "<other@x>"), threads[1])
