"""`dealtrail init`: the schema is made, found again, and refused when it is not ours to touch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import NullPool

import store
from daemon.link.facts import UNTOLD
from store.database import migrate, open_store
from store.engine import place_of
from store.errors import DatabaseMissing, DatabaseNewer, DatabaseOlder, StoreError
from store.history.index import beside_the_models
from store.models import Base
from store.revisions import HEAD, KNOWN
from store.values import StageKind
from tests.contract.store.conftest import NOON
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_entry
from tests.databases import a_file


def direct(url: str) -> Connection:
    """A connection past the store, closed when its block ends."""
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool).connect()


def set_revision(url: str, revision: str) -> None:
    with direct(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
        connection.commit()


# What an index computes is not compared: one has the expected revenue.
@pytest.mark.filterwarnings(
    r"ignore:.* expression-based index ix_opportunities_(open|closed)_by_revenue:sqlalchemy.exc.SAWarning"
)
@pytest.mark.filterwarnings(
    r"ignore:.* expression-based .*index 'ix_opportunities_(open|closed)_by_revenue'.*:UserWarning"
)
def test_the_migrated_schema_is_what_the_models_declare(url: str):
    with direct(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": beside_the_models})

        differences = compare_metadata(context, Base.metadata)
        tables = inspect(connection).get_table_names()
        checks = {table: {c["name"] for c in inspect(connection).get_check_constraints(table)} for table in tables}

    assert differences == []
    for table in Base.metadata.sorted_tables:  # which Alembic does not compare
        declared = {c.name for c in table.constraints if c.__class__.__name__ == "CheckConstraint"}
        assert checks[table.name] == declared, table.name


def test_the_program_knows_exactly_the_revisions_that_it_ships():
    config = Config()
    config.set_main_option("script_location", str(Path(store.__file__).with_name("migrations")))
    script = ScriptDirectory.from_config(config)

    assert script.get_heads() == [HEAD]
    assert [r.revision for r in reversed(list(script.walk_revisions()))] == list(KNOWN)


def test_no_way_back_is_promised():
    folder = Path(store.__file__).with_name("migrations") / "versions"

    assert [path.name for path in folder.glob("*.py") if "def downgrade" in path.read_text()] == []


def test_init_makes_a_database_that_is_ready(empty_url: str):
    assert migrate(empty_url) == HEAD

    opened = open_store(empty_url)
    opened.check()
    with opened.read() as unit:
        stages = unit.stages.all()
    opened.close()

    names = ["Prospecting", "Qualification", "Needs Analysis", "Proposal", "Negotiation", "Closed Won", "Closed Lost"]
    assert [stage.name for stage in stages] == names
    assert [stage.kind for stage in stages] == [StageKind.OPEN] * 5 + [StageKind.WON, StageKind.LOST]


def test_init_twice_changes_nothing(url: str):
    opened = open_store(url)
    with opened.write() as unit:
        unit.accounts.add("Fabrikam")

    assert migrate(url) == HEAD

    with opened.read() as unit:
        assert [account.name for account in unit.accounts.all()] == ["Fabrikam"]
        assert len(unit.stages.all()) == 7
    opened.close()


def test_init_several_times_at_once_makes_one_schema(empty_url: str):
    with ThreadPoolExecutor(4) as pool:
        revisions = list(pool.map(migrate, [empty_url] * 4))

    assert revisions == [HEAD] * 4
    opened = open_store(empty_url)
    with opened.read() as unit:
        assert len(unit.stages.all()) == 7
    opened.close()


def test_a_newer_database_is_refused_and_stays_as_it_is(url: str):
    set_revision(url, "9999")
    opened = open_store(url)

    with pytest.raises(DatabaseNewer, match="made by a newer version of dealtrail"):
        opened.check()
    with pytest.raises(DatabaseNewer, match="9999"):
        migrate(url)

    opened.close()
    with direct(url) as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_an_older_database_asks_for_init(url: str):
    set_revision(url, KNOWN[0])
    opened = open_store(url)

    with pytest.raises(DatabaseOlder, match="run: dealtrail init"):
        opened.check()

    opened.close()


def test_a_database_without_tables_asks_for_init(empty_url: str):
    place_of(empty_url).create()
    opened = open_store(empty_url)

    with pytest.raises(DatabaseMissing, match="run: dealtrail init"):
        opened.check()
    with pytest.raises(DatabaseMissing, match="run: dealtrail init"), opened.read() as unit:
        unit.users.all()

    opened.close()


def test_a_database_of_another_program_is_left_alone(empty_url: str):
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
        connection.commit()

    with pytest.raises(StoreError, match=r"holds tables of another program \(invoices\)"):
        migrate(empty_url)


def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch):
    from alembic import command

    def broken(config: Config, revision: str) -> None:
        connection = config.attributes["connection"]
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise StoreError("migration", "stops halfway")

    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", broken)
        with pytest.raises(StoreError, match="stops halfway"):
            migrate(empty_url)

    with direct(empty_url) as connection:
        assert inspect(connection).get_table_names() == []


@pytest.mark.row(29)
def test_items_of_the_first_schema_are_found_by_their_words(empty_url: str):
    values = ["'email'", "'<1@x>'", "''", "'Offre café'", "'offre cafe'", "''", "''", "''", "FALSE", "FALSE"]
    columns = "kind, identity, fingerprint, subject, folded, author, preview, location, is_cancelled, has_attachments"
    place_of(empty_url).create()
    with direct(empty_url) as connection:
        upgrade(connection, "0001")
        connection.execute(
            text(
                f"INSERT INTO items (id, {columns}, size, conversation_id, in_reply_to, body) "  # noqa: S608 - ours
                f"VALUES (7, {', '.join(values)}, 1, '', '', 'the body')"
            )
        )
        connection.commit()

    migrate(empty_url)

    opened = open_store(empty_url)
    with opened.read() as unit:
        hits = [(hit.line.item_id, hit.snippet) for hit in unit.search.find("cafe BODY")]
    opened.close()
    assert hits == [(7, "the body")]


@pytest.mark.row(29)
def test_a_word_that_a_changed_name_kept_and_lost_is_found_again(tmp_path: Path):
    url_of_file = a_file(tmp_path / "store.sqlite")
    with closing(open_store(url_of_file)) as opened, opened.write() as unit:
        id = unit.accounts.add("Fabrikam North").id
    delete = f"INSERT INTO record_words (record_words, rowid, words) VALUES ('delete', {(2 << 48) + id}, 'fabrikam')"  # noqa: S608 - ours
    older = f"CREATE TRIGGER record_words_2_came AFTER UPDATE OF folded ON accounts BEGIN {delete}; END"
    with direct(url_of_file) as connection:
        connection.execute(text(delete))
        connection.execute(text(older))
        connection.commit()
    set_revision(url_of_file, "0049")

    with direct(url_of_file) as connection:
        upgrade(connection, "0050")
        connection.commit()

    with closing(open_store(url_of_file)) as opened, opened.read() as unit:
        assert [hit.name for hit in unit.finding.find("north fabrikam")] == ["Fabrikam North"]
    with direct(url_of_file) as connection:
        made = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'accounts'"
        assert set(connection.scalars(text(made))) >= {"record_words_2_added", "record_words_2_changed"}
        assert "record_words_2_came" not in set(connection.scalars(text(made)))


def test_what_nobody_can_tell_who_set_stays_so(url: str):
    with closing(open_store(url)) as opened, opened.write() as unit:
        due = a_mailbox(unit)
        entries = [
            an_entry("S1", an_email("<m1@x>"), named=(6,), sent_along=frozenset({6, -9})),
            an_entry("S2", an_email("<m2@x>"), named=(6,), sent_along=frozenset({6, -99})),
        ]
        ids = unit.history.save(due.id, a_folder(unit, due.id).id, entries, now=NOON).pointers
    set_revision(url, "0015")

    with direct(url) as connection:
        upgrade(connection, "0016")
        connection.commit()

    with closing(open_store(url)) as opened, opened.read() as unit:
        found = unit.history.pointers(ids)
        assert [found[id].sent_along for id in ids] == [{6, -9, UNTOLD}, {6, -99}]


def upgrade(connection: Connection, revision: str) -> None:
    from alembic import command

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(store.__file__).with_name("migrations")))
    command.upgrade(config, revision)
