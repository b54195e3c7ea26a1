"""What a database lacks of what the program made it with is found out, and an index made again."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from store.revisions import KNOWN
from store.whole import TRIGGERS, Lacking, lacking_of, make_again
from tests.contract.store.test_migrations import direct, set_revision

ALL = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT DISTINCT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def undo(url: str, statement: str) -> None:
    with direct(url) as connection:
        connection.execute(text(statement))
        connection.commit()


def test_a_database_that_init_made_lacks_nothing(url: str):
    assert lacking_of(url) == []


def test_the_triggers_that_are_looked_for_are_all_that_there_are(url: str):
    with direct(url) as connection:
        dialect = connection.dialect.name
        there = set(connection.scalars(text(ALL[dialect])))

    assert there == {*TRIGGERS["both"], *TRIGGERS[dialect]}


@pytest.mark.parametrize(
    ("statement", "lacks"),
    [
        ("DROP TABLE webhook_deliveries", "the table webhook_deliveries"),
        ("DROP TABLE item_words", "the table item_words"),
        ("ALTER TABLE items DROP COLUMN private_since", "the column private_since of the table items"),
    ],
)
def test_what_is_lost_for_good_is_named(url: str, statement: str, lacks: str):
    if "private_since" in statement:
        undo(url, "DROP INDEX ix_items_private_since")

    undo(url, statement)

    assert lacks in [one.what for one in lacking_of(url) if not one.index]


def test_a_trigger_that_is_lost_is_named(url: str):
    with direct(url) as connection:
        where = " ON stages" if connection.dialect.name == "postgresql" else ""

    undo(url, f"DROP TRIGGER stages_built_in_keep{where}")

    assert lacking_of(url) == [Lacking("the trigger stages_built_in_keep")]


def test_an_index_that_is_lost_is_named_and_made_again_as_it_was(url: str):
    def indexes() -> list[object]:
        with direct(url) as connection:
            return [one for one in inspect(connection).get_indexes("items") if one["name"] == "ix_items_thread"]

    before = indexes()
    undo(url, "DROP INDEX ix_items_thread")
    lacking = lacking_of(url)

    make_again(url, [one.index for one in lacking])

    assert lacking == [Lacking("the index ix_items_thread", "ix_items_thread")]
    assert lacking_of(url) == []
    assert indexes() == before != []


def test_of_another_version_nothing_is_expected(url: str):
    undo(url, "DROP INDEX ix_items_thread")

    set_revision(url, KNOWN[-2])

    assert lacking_of(url) == []
