"""The log as a test found it, whatever the test does to it.

A command that a test runs in its own process sets the log up for all of that process: after one that only tells errors,
who waits for an event of the log in a later test would wait for nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog


@contextmanager
def left_as_it_was() -> Iterator[None]:
    """What the block does to the log is undone."""
    root, ours = logging.getLogger(), structlog.get_config()
    handlers, level, is_ours = list(root.handlers), root.level, structlog.is_configured()
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = handlers
        root.setLevel(level)
        if is_ours:
            structlog.configure(**ours)
        else:
            structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _leave_the_log_as_it_was() -> Iterator[None]:
    with left_as_it_was():
        yield
