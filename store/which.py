"""Which database it is, by whatever name it is reached."""

from __future__ import annotations

from datetime import timedelta

from store.engine import SqlitePlace, place_of
from store.errors import StoreError

_PATIENCE = timedelta(seconds=1)
_OF_THE_SERVER = (
    "SELECT system_identifier, oid FROM pg_control_system(), pg_database WHERE datname = current_database()"
)


def which(url: str) -> str:
    """What tells a database from all others, the same for each name of it; "" where it cannot be asked now.

    Of a file its place on the disk; of PostgreSQL the number that the server gave itself when it was made, and the
    database's there. Raises StoreError for a url that cannot be used.
    """
    place = place_of(url)
    if isinstance(place, SqlitePlace):
        try:
            found = place.path.stat()
        except OSError:
            return ""
        return f"file {found.st_dev}:{found.st_ino}"
    engine = place.reading(_PATIENCE)
    try:
        with engine.connect() as db:
            return "server {}, database {}".format(*db.exec_driver_sql(_OF_THE_SERVER).one())
    except StoreError:
        return ""
    finally:
        engine.dispose()
