"""Backups of PostgreSQL, made and read by its own programs: pg_dump, pg_restore and psql."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, text

from store.engine import LOCK_WAIT, PostgresPlace
from store.errors import DatabaseDamaged, StoreError

_PLAIN = ("--no-owner", "--no-privileges")  # whoever restores owns what there is


def dump(place: PostgresPlace, file: Path) -> None:
    """Write one snapshot of the whole database to the file, compressed; raises StoreError."""
    _run("pg_dump", place, ["--format=custom", *_PLAIN, f"--file={file}", f"--dbname={_address(place)}"])
    _contents(file)


def revision_in(file: Path, ours: Collection[str]) -> str:
    """The revision of the schema in a dump; raises StoreError for one that is damaged or not of dealtrail."""
    contents = _contents(file)
    if not all(f" TABLE DATA public {table} " in contents for table in ours):
        raise StoreError(str(file), "is not a database of dealtrail", "name a file that dealtrail backup made")
    rows = _run("pg_restore", None, ["--data-only", "--table=alembic_version", "--file=-", str(file)]).splitlines()
    start = next((n for n, row in enumerate(rows) if row.startswith("COPY public.alembic_version")), len(rows))
    found = rows[start + 1 : start + 2]
    if not found or found == ["\\."]:
        raise StoreError(str(file), "is not a database of dealtrail", "name a file that dealtrail backup made")
    return found[0].strip()


def load(place: PostgresPlace, file: Path, now: datetime) -> None:
    """Replace all that the database holds by what is in the dump, in one transaction; raises StoreError."""
    with TemporaryDirectory(prefix=".dealtrail-", dir=file.parent) as folder:
        restored, script = Path(folder, "restored.sql"), Path(folder, "script.sql")
        _run("pg_restore", None, ["--clean", "--if-exists", *_PLAIN, f"--file={restored}", str(file)])
        with script.open("wb") as whole, restored.open("rb") as part:
            whole.write("\n".join([*_removals(place), ""]).encode())
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
        f"SELECT setval({sequence}, greatest({int(last)}, {given}));",
    ]


def _contents(file: Path) -> str:
    try:
        return _run("pg_restore", None, ["--list", str(file)])
    except StoreError as failure:
        if failure.subject == "pg_restore":
            raise
        raise DatabaseDamaged(f"backup {file}", "its content is damaged", "use another backup") from None


def _address(place: PostgresPlace) -> str:
    """The database's address without its password, which the list of processes would show to everybody."""
    url, query = place.url, {name: value for name, value in place.url.query.items() if name != "password"}
    bare = URL.create(
        "postgresql", username=url.username, host=url.host, port=url.port, database=url.database, query=query
    )
    return bare.render_as_string()


def _run(program: str, place: PostgresPlace | None, arguments: Sequence[str]) -> str:
    """What the program prints; raises StoreError with what it complained about."""
    found = shutil.which(program)
    if found is None:
        raise StoreError(program, "is not installed here", "install PostgreSQL's client programs, as new as the server")
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
