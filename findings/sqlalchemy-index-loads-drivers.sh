#!/usr/bin/env bash
# SQLAlchemy 2.1.9: an index over some of the rows takes its condition by the name of each database, sqlite_where=... and postgresql_where=...,
# and what is named for another dialect is without effect. Of a program that keeps its tables in SQLite one expects that PostgreSQL's part
# costs nothing there. Seen: to look whether the argument is known, the whole dialect is imported, with the modules of all its five drivers, when
# the table is defined: before there is any engine, in every process that imports the tables. It is SQLAlchemy's own modules that are
# loaded, not the drivers, so that nothing fails: it is only slow and large. (sqlite_where loads SQLite's three.)
# A listener of "before_create", which knows the connection's dialect, can add the index instead.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check sqlalchemy==2.1.9
cat > count.py <<'PYTHON'
import sys

import sqlalchemy as sa

table = sa.Table("tasks", sa.MetaData(), sa.Column("done", sa.Boolean))
before = set(sys.modules)
sa.Index("ix_done", table.c.done, **{sys.argv[1]: table.c.done} if sys.argv[1:] else {})
new = set(sys.modules) - before
drivers = ("asyncpg", "pg8000", "psycopg", "psycopg2", "psycopg2cffi", "aiosqlite", "pysqlite", "pysqlcipher")
loaded = [driver for driver in drivers if any(module.endswith("." + driver) for module in new)]
print(*(sys.argv[1:] or ["none"]), "loads", " ".join(loaded) or "no driver", "and more than 10 modules:", len(new) > 10)
PYTHON
{ venv/bin/python count.py; venv/bin/python count.py sqlite_where; venv/bin/python count.py postgresql_where; } > seen
diff seen - <<'EXPECTED'
none loads no driver and more than 10 modules: False
sqlite_where loads aiosqlite pysqlite pysqlcipher and more than 10 modules: False
postgresql_where loads asyncpg pg8000 psycopg psycopg2 psycopg2cffi and more than 10 modules: True
EXPECTED
echo "as seen: SQLAlchemy 2.1.9 loads PostgreSQL's dialect with five drivers' modules to define an index, whatever the database is"
