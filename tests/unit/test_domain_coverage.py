"""docs/domain-coverage.md says which tests show each promise of the record."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.domain_coverage import PROMISES, ROOT, SHOWN, document, rows
from tests.sampled import is_named


@pytest.fixture(scope="module")
def found(request: pytest.FixtureRequest) -> Mapping[int, list[str]]:
    """As this run found them, where it looked at all tests."""
    return rows() if is_named(request.config) else request.config.stash[SHOWN]


def test_the_document_is_current(found: Mapping[int, list[str]]):
    written = (ROOT / "docs/domain-coverage.md").read_text()

    assert written == document(found), "run: python -m tests.domain_coverage > docs/domain-coverage.md"


def test_every_promise_is_shown_by_tests_and_nothing_else_is_marked(found: Mapping[int, list[str]]):
    assert sorted(found) == list(range(1, len(PROMISES) + 1))
