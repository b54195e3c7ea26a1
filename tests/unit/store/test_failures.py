"""A driver's exceptions as sentences, where making the driver fail takes a broken machine."""

from __future__ import annotations

import sqlite3

from store.failures import failure_of


def test_a_disk_that_cannot_be_read_or_written_says_where_to_look():
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"

    said = str(failure_of(error, "database /var/lib/dealtrail/dealtrail.sqlite"))

    assert said == (
        "database /var/lib/dealtrail/dealtrail.sqlite: it failed: disk I/O error; look for a full or broken disk"
    )
