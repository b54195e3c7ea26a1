"""Backups of PostgreSQL, made and read by its own programs: pg_dump, pg_restore and psql."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from sqlalchemy import URL, Connection, text

from store.compression import PACKED_FAST, PACKS_FAST
from store.content import Content
from store.engine import PostgresPlace
from store.errors import DatabaseDamaged, StoreError
from store.patience import LOCK_WAIT

_VERSION = "alembic_version"
_PLAIN = ("--no-owner", "--no-privileges")  # whoever restores owns what there is
_FOR_ANY_SERVER = "--no-toast-compression"  # one that cannot pack as this one does would refuse the dump


def dump(place: PostgresPlace, file: Path) -> Content:
    """Write one snapshot of the whole database to the file, compressed, and read it again; raises StoreError.

    What is in the dump is what there was in that moment, counted by the server.
    """
    engine = place.reading(LOCK_WAIT)
    try:
        with engine.begin() as connection:
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            there = _content(connection)
            options = ["--format=custom", *_PLAIN, _FOR_ANY_SERVER, f"--snapshot={snapshot}", f"--file={file}"]
            _run("pg_dump", place, [*options, f"--dbname={_address(place)}"])
    finally:
        engine.dispose()
    found = content_of(file)
    found.refuse_other_than(there, f"backup {file}")
    return found


def _content(connection: Connection) -> Content:
    """Of the database, as this transaction sees it."""
    names = connection.scalars(text(_TABLES.replace("'public.%I', ", "'%I', "))).all()
    counts = {
        name: connection.scalar(text(f"SELECT count(*) FROM public.{name}")) or 0  # noqa: S608  # quoted by the server
        for name in names
    }
    revision = connection.scalar(text("SELECT max(version_num) FROM alembic_version")) if _VERSION in counts else ""
    return Content(revision or "", counts)


def content_of(file: Path) -> Content:
    """Of a dump, which is read to its end; raises StoreError for one that is damaged."""
    _contents(file)
    table, revision, rows = "", "", dict[str, int]()
    with _reading("pg_restore", ["--data-only", "--file=-", str(file)], file) as lines:
        for line in lines:
            if not table and line.startswith(b"COPY public."):
                table = line.split(b" ", 2)[1].decode().removeprefix("public.")
                rows[table] = 0
            elif line == b"\\.\n":
                table = ""
            elif table:
                rows[table] += 1
                revision = line.decode().strip() if table == _VERSION else revision
    return Content(revision, rows)


def load(place: PostgresPlace, file: Path, now: datetime) -> None:
    """Replace all that the database holds by what is in the dump, in one transaction; raises StoreError."""
    with TemporaryDirectory(prefix=".dealtrail-", dir=file.parent) as folder:
        restored, script = Path(folder, "restored.sql"), Path(folder, "script.sql")
        _run("pg_restore", None, ["--clean", "--if-exists", *_PLAIN, f"--file={restored}", str(file)])
        with script.open("wb") as whole, restored.open("rb") as part:
            whole.write("\n".join([PACKS_FAST, *_removals(place), ""]).encode())
            shutil.copyfileobj(part, whole)
            whole.write("\n".join(["", *_afterwards(place, now), ""]).encode())
        once = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={script}"]
        _run("psql", place, [*once, f"--dbname={_address(place)}"])


def _removals(place: PostgresPlace) -> list[str]:
    """Statements that take away what there is: a newer schema may hold more than the dump knows of."""
    engine = place.engine(LOCK_WAIT)
    try:
        with engine.connect() as connection:
            removed = [f"DROP TABLE IF EXISTS {name} CASCADE;" for name in connection.scalars(text(_TABLES))]
            removed += [f"DROP FUNCTION IF EXISTS {name} CASCADE;" for name in connection.scalars(text(_FUNCTIONS))]
    finally:
        engine.dispose()
    return removed


_NO_EXTENSIONS = "NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = one.oid AND deptype = 'e')"
_TABLES = f"""
    SELECT format('public.%I', relname) FROM pg_class one
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND {_NO_EXTENSIONS}"""  # noqa: S608  # constants
_FUNCTIONS = f"""
    SELECT format('public.%I(%s)', proname, pg_get_function_identity_arguments(one.oid)) FROM pg_proc one
    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND {_NO_EXTENSIONS}"""  # noqa: S608  # constants


def _afterwards(place: PostgresPlace, now: datetime) -> list[str]:
    """Nobody is at work on what was restored, and numbers that were given since are not given again."""
    engine = place.engine(LOCK_WAIT)
    sequence = "pg_get_serial_sequence('public.opportunities', 'number')"
    try:
        with engine.connect() as connection:
            last = connection.scalar(text("SELECT last_value FROM public.opportunities_number_seq")) or 1
    finally:
        engine.dispose()
    given = "(SELECT coalesce(max(number), 1) FROM public.opportunities)"
    return [
        f"UPDATE public.mailboxes SET lease_owner = NULL, lease_until = NULL, due_at = '{now.isoformat()}';",  # noqa: S608  # our own clock's
        "DO $$ BEGIN IF to_regclass('public.jobs') IS NOT NULL"
        " THEN UPDATE public.jobs SET lease_owner = NULL WHERE ended_at IS NULL; END IF; END $$;",
        "DO $$ BEGIN IF to_regclass('public.webhooks') IS NOT NULL"
        " THEN UPDATE public.webhooks SET lease_owner = NULL, lease_until = NULL; END IF; END $$;",
        f"SELECT setval({sequence}, greatest({int(last)}, {given}));",
        "SET search_path = public;",  # a dump leaves none
        PACKED_FAST,
    ]


def _contents(file: Path) -> str:
    try:
        return _run("pg_restore", None, ["--list", str(file)])
    except StoreError as failure:
        if failure.subject == "pg_restore":
            raise
        raise _damaged(file) from None


def _damaged(file: Path) -> DatabaseDamaged:
    return DatabaseDamaged(f"backup {file}", "its content is damaged", "use another backup")


@contextmanager
def _reading(program: str, arguments: Sequence[str], file: Path) -> Iterator[IO[bytes]]:
    """The lines that a program makes of a dump; raises DatabaseDamaged where it does not get to the end."""
    with subprocess.Popen(  # noqa: S603  # one of PostgreSQL's programs, without a shell
        [_found(program), *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        assert running.stdout  # noqa: S101  # it is a pipe
        yield running.stdout
    if running.returncode:
        raise _damaged(file)


def _address(place: PostgresPlace) -> str:
    """The database's address without its password, which the list of processes would show to everybody."""
    url, query = place.url, {name: value for name, value in place.url.query.items() if name != "password"}
    bare = URL.create(
        "postgresql", username=url.username, host=url.host, port=url.port, database=url.database, query=query
    )
    return bare.render_as_string()


def _run(program: str, place: PostgresPlace | None, arguments: Sequence[str]) -> str:
    """What the program prints; raises StoreError with what it complained about."""
    found = _found(program)
    environment = dict(os.environ)
    if place and (password := place.url.password or place.url.query.get("password")):
        environment["PGPASSWORD"] = str(password)
    ended = subprocess.run(  # noqa: S603  # one of PostgreSQL's programs, without a shell
        [found, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if ended.returncode:
        said = [line.strip() for line in ended.stderr.splitlines() if line.strip()] or [
            f"it ended with {ended.returncode}"
        ]
        raise StoreError(str(place or f"file {arguments[-1]}"), f"{program} failed: {said[0][:500]}")
    return ended.stdout


def _found(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise StoreError(program, "is not installed here", "install PostgreSQL's client programs, as new as the server")
    return found
