"""A driver's exceptions as sentences, where making the driver fail takes a broken machine."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest

from store.failures import failure_of


def test_a_disk_that_cannot_be_read_or_written_says_where_to_look():
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"

    said = str(failure_of(error, "database /var/lib/dealtrail/dealtrail.sqlite"))

    assert said == (
        "database /var/lib/dealtrail/dealtrail.sqlite: it failed: disk I/O error; look for a full or broken disk"
    )


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            "consuming input failed: server closed the connection unexpectedly\n"
            "\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.",
            "server closed the connection unexpectedly",
        ),
        (
            'connection failed: connection to server at "127.0.0.1", port 5499 failed: Connection refused\n'
            "\tIs the server running on that host and accepting TCP/IP connections?",
            "Connection refused",
        ),
        (
            'connection failed: connection to server at "127.0.0.1", port 5499 failed: FATAL:  '
            "the database system is starting up\n",
            "the database system is starting up",
        ),
        ("", "OperationalError"),
    ],
)
def test_of_what_a_lost_server_is_said_to_have_done_what_happened_is_told(lines: str, reason: str):
    said = str(failure_of(psycopg.OperationalError(lines), "database deals at db.us.example"))

    assert said.startswith(f"database deals at db.us.example: {reason}; check the server")
