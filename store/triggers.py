"""Triggers, by which the databases keep what would be counted anew each time: the same on both."""

from __future__ import annotations

from sqlalchemy import Connection, text


def keep_by_row(db: Connection, name: str, event: str, act: str, *, when: str = "TRUE") -> None:
    """Do statements for each row of an event, "AFTER UPDATE OF stage_id ON opportunities", where it matters."""
    if db.dialect.name == "sqlite":
        _run(db, f"CREATE TRIGGER IF NOT EXISTS {name} {event} FOR EACH ROW WHEN {when} BEGIN {act} END")
        return
    _function(db, name, act, returns="OLD" if event.startswith("BEFORE") else "NULL")
    _run(db, f"CREATE OR REPLACE TRIGGER {name} {event} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()")


def keep_by_statement(db: Connection, name: str, event: str, rows: str, act: str) -> None:
    """Do statements once for all rows of an event, named as in "NEW TABLE AS came"; on PostgreSQL, SQLite cannot."""
    _function(db, name, act, returns="NULL")
    _run(
        db, f"CREATE OR REPLACE TRIGGER {name} {event} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def has_table(db: Connection, name: str) -> bool:
    there = "sqlite_master WHERE name" if db.dialect.name == "sqlite" else "pg_tables WHERE tablename"
    return bool(_run(db, f"SELECT count(*) FROM {there} = '{name}'"))


def _function(db: Connection, name: str, act: str, *, returns: str) -> None:
    made = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
    _run(db, f"{made} $$ BEGIN {act} RETURN {returns}; END $$")


def _run(db: Connection, statement: str) -> object:
    done = db.execute(text(statement))
    return done.scalar() if done.returns_rows else None
