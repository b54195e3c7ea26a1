"""What each commit runs of what repeats a claim: some of every test, in the end all of it, and all in the soak."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sampled import EXAMPLES, examples, seed

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
CONFTEST = """
from pathlib import Path
from tests.sampled import leave_out

def pytest_collection_modifyitems(config, items):
    leave_out(config, items, Path(__file__).parent, 4)
"""
TESTS = """
import pytest

@pytest.mark.parametrize("row", range(12))
def test_many(row): ...

@pytest.mark.parametrize("row", range(3))
def test_few(row): ...

def test_one(): ...

@pytest.mark.sampled(one_in=12)
@pytest.mark.parametrize("row", range(12))
def test_marked(row): ...

class TestInAClass:
    @pytest.mark.sampled(one_in=1)
    @pytest.mark.parametrize("row", range(5))
    def test_all(self, row): ...
"""
KEPT = {"test_many": 3, "test_few": 1, "test_one": 1, "test_marked": 1, "test_all": 5}
WHOLE = {"test_many": 12, "test_few": 3, "test_one": 1, "test_marked": 12, "test_all": 5}


@pytest.fixture
def suite(pytester: pytest.Pytester) -> Iterator[pytest.Pytester]:
    """Tests of which a share runs, and others beside them."""
    pytester.makeini("[pytest]\ntestpaths = all\nmarkers = sampled(one_in): a share")
    for folder, conftest in (("some", CONFTEST), ("beside", "")):
        place = pytester.path / "all" / folder
        place.mkdir(parents=True)
        (place / "conftest.py").write_text(conftest)
        (place / f"test_{folder}.py").write_text(TESTS)
    yield pytester
    seed.cache_clear()


def collected(suite: pytest.Pytester, folder: str, *named: str) -> list[str]:
    """What of the folder runs."""
    told = suite.runpytest("--collect-only", "-q", "-p", "no:cacheprovider", *named)
    return [line for line in told.outlines if line.startswith(f"all/{folder}/")]


def counts(ids: list[str]) -> dict[str, int]:
    return dict(Counter(one.rpartition("::")[2].partition("[")[0] for one in ids))


def test_where_all_tests_run_a_share_of_each_does_and_at_least_one_row(suite: pytest.Pytester):
    assert counts(collected(suite, "some")) == KEPT
    assert counts(collected(suite, "beside")) == WHOLE


@pytest.mark.parametrize("named", ["all/some", "all/some/test_some.py"])
def test_what_is_named_runs_whole(suite: pytest.Pytester, named: str):
    assert counts(collected(suite, "some", named)) == WHOLE


def test_the_same_commit_has_the_same_rows_and_all_rows_have_their_commit(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
):
    seen = set()
    for number in range(20):
        monkeypatch.setenv("SEED", str(number))
        seed.cache_clear()
        seen |= {one for one in collected(suite, "some") if "test_few" in one or "test_many" in one}
    assert len(seen) == WHOLE["test_few"] + WHOLE["test_many"]

    assert collected(suite, "some") == collected(suite, "some")


def test_a_law_that_is_named_is_tried_with_all_its_examples(suite: pytest.Pytester):
    assert examples(suite.parseconfig("all/some")) == EXAMPLES
    assert 0 < examples(suite.parseconfig()) < EXAMPLES


# --- the soak ---------------------------------------------------------------------------------------------------------


def soaked() -> list[str]:
    """The lines of `make soak` that run tests."""
    told = subprocess.run(["make", "-n", "soak"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [line for line in told.stdout.splitlines() if "-m pytest" in line]


def is_whole(line: str, path: Path) -> bool:
    """Whether the line runs all that there is under the path."""
    places = [ROOT / word for word in line.partition("-m pytest")[2].split() if word.startswith("tests/")]
    return " -k " not in line and any(path.is_relative_to(place) for place in places)


def sources() -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path != Path(__file__):
            yield path, path.read_text(encoding="utf-8")


def test_the_soak_runs_all_of_each_folder_of_which_a_share_runs_otherwise():
    folders = [path.parent for path, text in sources() if path.name == "conftest.py" and "leave_out(" in text]
    lines = soaked()

    assert folders
    assert not [str(one) for one in folders if not any(is_whole(line, one) for line in lines)]


def test_the_soak_asks_for_all_of_whatever_is_otherwise_drawn_by_hand():
    asked = {path: re.findall(r"environ\.get\(\"(EVERY_\w+)\"", text) for path, text in sources()}
    lines = soaked()

    assert any(asked.values())
    for path, words in asked.items():
        for word in words:
            assert any(f"{word}=1" in line and is_whole(line, path) for line in lines), f"{word} of {path}"
