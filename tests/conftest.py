"""Fixtures of all tests: each subject's stand in a module of their own."""

import gc
import os

import pytest
from hypothesis import settings

from tests.places import prefer_memory
from tests.sampled import examples

pytest_plugins = ["tests.logs", "tests.postgres", "tests.remembered", "tests.simulated"]

# Tens of thousands of tests are there for as long as the process is: they are not looked through for what may go,
# neither while they are found nor each time when a test leaves something behind.
gc.disable()

NEW = 50_000  # objects after which circles are looked for, as in the service: reading all the source makes millions

prefer_memory()
os.environ.pop("COLUMNS", None)  # pytest's workers set it, and commands would take it for a person's wish


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    # A claim holds or does not; how fast the machine is today has no part in it. At a desk each run tries other
    # examples; whether a change may land depends on the change alone.
    is_random = not os.environ.get("CI")
    settings.register_profile("dealtrail", deadline=None, derandomize=not is_random, max_examples=examples(config))
    settings.load_profile("dealtrail")


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(NEW, 10, 10)
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests counted (`record_property("counted", …)`), told at the end, whichever worker ran them."""
    reports = terminalreporter.stats.get("passed", [])
    counted = sorted(str(text) for report in reports for name, text in report.user_properties if name == "counted")
    if counted:
        terminalreporter.section("counted")
        for line in counted:
            terminalreporter.line(line)
