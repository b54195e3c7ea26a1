"""What a database would do for each statement, in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Engine


@contextmanager
def explained() -> Iterator[list[str]]:
    """SQLite's plan, step by step, of every statement in the block."""
    plans: list[str] = []

    def explain(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE", "INSERT")):
            first = parameters[0] if executemany else parameters
            with closing(cursor.connection.cursor()) as other:
                plans.extend(row[3] for row in other.execute(f"EXPLAIN QUERY PLAN {statement}", first))
                plans.append("done")

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
