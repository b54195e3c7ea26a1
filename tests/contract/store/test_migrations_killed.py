"""A migration that dies half way leaves the database as it was, and the next start goes on from there; on both."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, inspect, text

import store.database
from store.database import migrate, open_store
from store.errors import DatabaseOlder
from store.revisions import HEAD, KNOWN
from store.whole import index_names
from tests.contract.store.test_migrations import direct
from tests.postgres import PostgresServer
from tests.sampled import is_among, one_of

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.contract.store.test_migrations_killed"])

EVERY = 1 if os.environ.get("EVERY_BORDER") else 14  # of the migrations
STEPS = [one for one in KNOWN if is_among("migrations that die", one, EVERY)] or [one_of("a migration", KNOWN)]


@contextmanager
def at_each_statement(act: Callable[[str], None]) -> Iterator[None]:
    """Whatever any database is told, told before it."""

    def told(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        act(statement)

    event.listen(Engine, "before_cursor_execute", told)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", told)


class Stopped(Exception):
    """The statement that is the last."""


@contextmanager
def up_to(revision: str) -> Iterator[None]:
    """The program as it was when this was the newest schema."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store.database, "HEAD", revision)
        yield


def statements_of(url: str, revision: str) -> int:
    """How many statements make a database that is one behind have this schema."""
    told: list[str] = []
    with at_each_statement(told.append), up_to(revision):
        migrate(url)
    return len(told)


def died_at(url: str, revision: str, last: int, *, is_killed: bool) -> None:
    """In a process of its own, which is killed before the statement, or to which it fails."""
    left = last

    def act(_statement: str) -> None:
        nonlocal left
        left -= 1
        if left == 0 and is_killed:
            os.kill(os.getpid(), signal.SIGKILL)
        if left == 0:
            raise Stopped

    with at_each_statement(act), up_to(revision):
        migrate(url)


def ended(url: str, revision: str, last: int, *, is_killed: bool) -> int | None:
    process = CONTEXT.Process(target=died_at, args=(url, revision, last), kwargs={"is_killed": is_killed})
    process.start()
    process.join(60)
    return process.exitcode


def shape(url: str) -> object:
    """All that is there: what each table is made of, how many rows it has, and which schema it is."""
    with direct(url) as connection:
        looked_at = inspect(connection)
        tables = {
            name: (
                [(column["name"], str(column["type"])) for column in looked_at.get_columns(name)],
                connection.scalar(text(f'SELECT count(*) FROM "{name}"')),  # noqa: S608 - its own tables
            )
            for name in looked_at.get_table_names()
            if name not in ("item_words", "record_words", "record_parts")  # indexes of words, which cannot be counted
        }
        # By their names alone: SQLAlchemy cannot tell what an index of an expression is of.
        indexes = index_names(connection)
        revision = connection.scalar(text("SELECT version_num FROM alembic_version")) if tables else None
        return tables, indexes, revision


def before(revision: str) -> str:
    """The schema that it came after; "" for the first."""
    at = KNOWN.index(revision)
    return KNOWN[at - 1] if at else ""


@pytest.fixture(params=["sqlite", "postgresql"])
def one_behind(request: pytest.FixtureRequest, tmp_path: Path, step: str) -> Iterator[Callable[[], str]]:
    """Makes databases of the schema before the step, each a new one."""
    if request.param == "sqlite":
        made = tmp_path / "before.sqlite"
        if before(step):
            with up_to(before(step)):
                migrate(f"sqlite:///{made}")

        def a_copy() -> str:
            copy = tmp_path / f"{len(list(tmp_path.iterdir()))}.sqlite"
            if made.exists():
                shutil.copy(made, copy)
            return f"sqlite:///{copy}"

        yield a_copy
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(migrated=False) as url:
        if before(step):
            with up_to(before(step)):
                migrate(url)
        with server.kept(url) as name:
            opened = []

            def another() -> str:
                opened.append(server.copied(name))
                return opened[-1].__enter__()

            yield another
            for one in opened:
                one.__exit__(None, None, None)


@pytest.mark.sampled(one_in=12)
@pytest.mark.parametrize("how", ["killed", "failing"])
@pytest.mark.parametrize("step", STEPS)
def test_a_migration_that_dies_half_way_leaves_what_there_was_and_is_done_by_the_next(
    step: str, how: str, one_behind: Callable[[], str]
):
    count = statements_of(one_behind(), step)
    last = one_of(f"the last statement of {step}, {how}", range(3, count + 1))  # the first two only look
    url = one_behind()
    if url.startswith("sqlite") and not before(step):
        store.database.place_of(url).create()
    there = shape(url)

    code = ended(url, step, last, is_killed=how == "killed")

    assert code == (-signal.SIGKILL if how == "killed" else 1), f"at {last} of {count}"
    assert shape(url) == there, f"at {last} of {count}"
    if before(step):
        is_told_to_go_on(url)
    assert migrate(url) == HEAD
    opened = open_store(url)
    opened.check()
    opened.close()


def is_told_to_go_on(url: str) -> None:
    opened = open_store(url)
    try:
        with pytest.raises(DatabaseOlder, match="run: dealtrail init"):
            opened.check()
    finally:
        opened.close()
