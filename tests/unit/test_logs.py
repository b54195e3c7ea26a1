"""What one test does to the log is not met by the next."""

import logging
from io import StringIO

import structlog
from structlog.testing import capture_logs

from config import log as logs
from tests.logs import left_as_it_was


def test_after_a_command_that_only_tells_errors_events_are_heard_again() -> None:
    root = logging.getLogger()
    before = list(root.handlers), root.level

    with left_as_it_was():
        logs.configure("json", "error", StringIO())
        with capture_logs() as within:
            structlog.get_logger().info("turn done")
    with capture_logs() as after:
        structlog.get_logger().info("turn done")

    assert not within
    assert [one["event"] for one in after] == ["turn done"]
    assert (list(root.handlers), root.level) == before
