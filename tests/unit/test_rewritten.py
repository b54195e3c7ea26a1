"""What is rewritten of tests ahead of their processes is what pytest would make of them, and what it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
import xdist.plugin

from tests import conftest
from tests.rewritten import HERE, PLUGINS, plugins, rewrite, rewritten, to_rewrite

pytest_plugins = ["pytester"]

TESTS = """
def test_two():
    two = 1 + 2
    assert two == 2
"""
SHOWN = ["*assert 3 == 2*"]


@pytest.fixture
def tests(pytester: pytest.Pytester) -> Path:
    return pytester.makepyfile(test_numbers=TESTS)


@pytest.fixture(autouse=True)
def _nothing_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # none of them has a part in it, and they load for long


def run(pytester: pytest.Pytester) -> tuple[pytest.RunResult, str]:
    """As a process of its own, and what it says of whence it had what."""
    trace = pytester.path / "trace.log"
    told = pytester.runpytest_subprocess("-p", "no:cacheprovider", f"--debug={trace}")
    return told, trace.read_text()


def test_pytest_takes_it_and_a_failure_shows_its_values(pytester: pytest.Pytester, tests: Path):
    _, before = run(pytester)
    rewrite(tests)

    told, trace = run(pytester)

    assert "rewriting" in before
    assert "found cached rewritten pyc for" in trace
    assert f"rewriting {tests!r}" not in trace
    told.stdout.fnmatch_lines(SHOWN)


def test_of_a_text_that_changed_it_is_made_anew_and_otherwise_it_stays(pytester: pytest.Pytester, tests: Path):
    rewrite(tests)
    first = rewritten(tests).stat().st_ino
    rewrite(tests)
    assert rewritten(tests).stat().st_ino == first

    tests.write_text(TESTS.replace("1 + 2", "2 + 3"))
    rewrite(tests)
    told, trace = run(pytester)

    assert "found cached rewritten pyc for" in trace
    told.stdout.fnmatch_lines(["*assert 5 == 2*"])


def test_it_is_done_for_every_file_of_tests():
    assert {Path(__file__), HERE / "conftest.py", HERE / "web" / "conftest.py"} <= set(to_rewrite(HERE))


def test_it_is_done_for_every_plugin():
    assert [f"tests.{name}" for name in PLUGINS] == conftest.pytest_plugins
    assert {Path(xdist.plugin.__file__), HERE / "postgres.py"} <= set(plugins())
