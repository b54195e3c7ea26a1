"""The log: one event per fact, and no secret in any of them."""

import io
import json
import logging
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from config import log as logs


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _leave_no_trace() -> Iterator[None]:
    yield
    logs._hidden.clear()


def _events(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_of_json_with_its_time_in_utc() -> None:
    stream = io.StringIO()
    logs.configure("json", "info", stream)

    structlog.get_logger().info("page stored", changes=120, took=timedelta(seconds=2))

    (event,) = _events(stream)
    assert datetime.fromisoformat(event.pop("timestamp")).utcoffset() == timedelta(0)
    assert event == {"event": "page stored", "level": "info", "changes": 120, "took": "0:00:02"}


def test_auto_is_text_on_a_terminal_and_json_elsewhere() -> None:
    terminal, pipe = Terminal(), io.StringIO()

    logs.configure("auto", "info", terminal)
    structlog.get_logger().info("page stored")
    logs.configure("auto", "info", pipe)
    structlog.get_logger().info("page stored")

    assert "\x1b[" in terminal.getvalue()
    assert _events(pipe)[0]["event"] == "page stored"


def test_text_that_does_not_go_to_a_terminal_has_no_colours() -> None:
    stream = io.StringIO()
    logs.configure("text", "info", stream)

    structlog.get_logger().info("page stored", changes=1)

    assert "\x1b" not in stream.getvalue()
    assert "page stored" in stream.getvalue()


def test_what_is_below_the_level_is_not_written() -> None:
    stream = io.StringIO()
    logs.configure("json", "warning", stream)

    structlog.get_logger().info("page stored")
    structlog.get_logger().warning("mailbox parked")

    assert [event["event"] for event in _events(stream)] == ["mailbox parked"]


def test_what_is_bound_once_is_on_every_event() -> None:
    stream = io.StringIO()
    logs.configure("json", "info", stream)

    with structlog.contextvars.bound_contextvars(mailbox="bob@us.example", cycle=7):
        structlog.get_logger().info("page stored")
        logging.getLogger("sqlalchemy.pool").warning("slow")
    structlog.get_logger().info("stopped")

    inside, library, outside = _events(stream)
    assert (inside["mailbox"], inside["cycle"]) == ("bob@us.example", 7)
    assert library["mailbox"] == "bob@us.example"
    assert "mailbox" not in outside


def test_libraries_are_heard_from_warnings_on_under_their_names() -> None:
    stream = io.StringIO()
    logs.configure("json", "debug", stream)

    logging.getLogger("urllib3").info("connected")
    logging.getLogger("sqlalchemy.pool").warning("retry %s", 2)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    first, second = _events(stream)
    assert (first["library"], first["event"], first["level"]) == ("sqlalchemy.pool", "retry 2", "warning")
    assert second["library"] == "py.warnings"


def test_an_error_is_one_line_that_says_where_it_happened() -> None:
    stream = io.StringIO()
    logs.configure("json", "info", stream)

    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        structlog.get_logger().exception("mailbox parked")
        structlog.get_logger().error("mailbox parked", exc_info=error)
        logging.getLogger("alembic").exception("failed")

    assert [event["error"] for event in _events(stream)] == ["ValueError: two lines"] * 3
    assert "test_log.py" in _events(stream)[0]["at"]
    assert "exception" not in _events(stream)[0]


def test_whole_tracebacks_come_at_level_debug() -> None:
    stream = io.StringIO()
    logs.configure("json", "debug", stream)

    try:
        raise ValueError("no")
    except ValueError:
        structlog.get_logger().exception("mailbox parked")

    assert "Traceback" in _events(stream)[0]["exception"]


@pytest.mark.parametrize(
    "key",
    ["password", "client_secret", "access_token", "Authorization", "set-cookie", "body", "text_body", "mime_content"],
)
def test_what_is_called_a_secret_is_masked_at_any_depth(key: str) -> None:
    stream = io.StringIO()
    logs.configure("json", "info", stream)

    structlog.get_logger().info("sent", **{key: "hunter2"}, headers={key: "hunter2"}, list=[{key: "hunter2"}])

    assert "hunter2" not in stream.getvalue()
    assert _events(stream)[0][key] == "***"


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("level", ["info", "debug"])
def test_a_known_secret_is_masked_wherever_it_occurs(form: str, level: str) -> None:
    stream = io.StringIO()
    logs.configure(form, level, stream)
    secret, quoted = "hunter/2 & 'co'", "hunter%2F2%20%26%20%27co%27"
    logs.hide(SecretStr(secret))

    log = structlog.get_logger().bind(note=secret)
    log.info(secret, url=f"x?p={quoted}", inner=[{"a": secret}], error=KeyError(secret))
    try:
        raise KeyError(secret)
    except KeyError as error:
        log.exception("failed")
        logging.getLogger("requests").error(secret, exc_info=error)
        logging.getLogger("requests").error("answer %s", {"x": quoted})

    assert "hunter/2" not in stream.getvalue()
    assert "hunter%2F2" not in stream.getvalue()


def test_the_login_of_any_url_is_masked() -> None:
    stream = io.StringIO()
    logs.configure("json", "info", stream)

    structlog.get_logger().info("connecting", url="postgresql://u:hunter2@db.example/x")

    assert _events(stream)[0]["url"] == "postgresql://***@db.example/x"


def test_secrets_as_values_are_masked_and_empty_ones_mask_nothing() -> None:
    stream = io.StringIO()
    logs.configure("json", "info", stream)
    logs.hide(None)
    logs.hide("")
    logs.hide("abc")  # too short: it would mask half of the log

    structlog.get_logger().info("abc", given=SecretStr("hunter2"))

    (event,) = _events(stream)
    assert (event["event"], event["given"]) == ("abc", "***")


def test_a_warning_that_comes_with_every_turn_is_said_once_an_hour_with_how_often_it_came() -> None:
    now, stream = [0.0], io.StringIO()
    logs.configure("json", "info", stream)
    repeats = next(one for one in structlog.get_config()["processors"] if isinstance(one, logs.Repeats))
    repeats._clock = lambda: now[0]
    log = structlog.get_logger()

    for turn in range(240):
        now[0] = turn * 30.0
        log.warning("folder cannot be read", folder="Inbox", cycle=f"{turn}")
        log.info("page stored", folder="Inbox", changes=1)
    log.warning("folder cannot be read", folder="Other", cycle="240")

    said = [event for event in _events(stream) if event["event"] == "folder cannot be read"]
    assert [(event["folder"], event.get("repeated")) for event in said] == [
        ("Inbox", None),
        ("Inbox", 119),
        ("Other", None),
    ]
    assert len(_events(stream)) == 3 + 240


def test_at_debug_everything_is_said() -> None:
    stream = io.StringIO()
    logs.configure("json", "debug", stream)

    for _ in range(3):
        structlog.get_logger().warning("folder cannot be read", folder="Inbox")

    assert len(_events(stream)) == 3
