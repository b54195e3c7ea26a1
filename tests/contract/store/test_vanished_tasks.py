"""Tasks that vanished with many others wait for the same answer after an upgrade."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import text

from store.database import migrate, open_store
from store.engine import place_of
from store.values import TaskVanished
from tests.contract.store.test_migrations import direct, upgrade

HELD = "vanished together with others from bob@us.example: nothing was done to its record; say what it was: …"
REASONS = (HELD, "gone, as a person said", "bob@us.example: the server is busy", "")


def test_what_an_earlier_version_had_written_into_reasons_is_known_of_the_tasks(empty_url: str):
    guids = [uuid4() for _ in REASONS]
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        upgrade(connection, "0015")
        columns = (
            "id, address, is_shared, is_active, is_forgotten, due_at, failures, last_error, last_error_kind, offered"
        )
        values = "1, 'bob@us.example', FALSE, TRUE, FALSE, '2026-03-10', 0, '', '', '{}'"
        connection.execute(text(f"INSERT INTO mailboxes ({columns}) VALUES ({values})"))  # noqa: S608 - ours
        for guid, reason in zip(guids, REASONS, strict=True):
            key = guid.hex if connection.dialect.name == "sqlite" else str(guid)
            owed = {"key": str(guid), "reason": reason}
            columns = "mailbox_id, kind, key, revision, attempts, due_at, is_parked, reason"
            values = "1, 'task', :key, 1, 0, '2026-03-10', TRUE, :reason"
            connection.execute(text(f"INSERT INTO errands ({columns}) VALUES ({values})"), owed)  # noqa: S608 - ours
            columns = "mailbox_id, guid, about, about_id, server_id, change_key, is_over, closing, is_theirs"
            values = "1, :guid, 'reminder', 0, 'AAMk', 'k', FALSE, '', FALSE"
            connection.execute(text(f"INSERT INTO tasks ({columns}) VALUES ({values})"), {"guid": key})  # noqa: S608
        connection.commit()

    migrate(empty_url)

    opened = open_store(empty_url)
    with opened.read() as unit:
        found: dict[UUID, TaskVanished | None] = {task.guid: task.vanished for task in unit.tasks.followed(1)}
        held = unit.vanished.held()
    opened.close()
    assert [found[guid] for guid in guids] == [TaskVanished.HELD, TaskVanished.GONE, None, None]
    assert [(one.what, one.count) for one in held] == [("tasks", 1)]
