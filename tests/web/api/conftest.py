"""Programs with the tokens of an owner and of a member."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.api.program import Program, program
from tests.web.site import Site


@pytest.fixture
def ann(site: Site) -> Iterator[Program]:
    """An owner's, which reads and writes."""
    with program(site, "ann") as made:
        yield made


@pytest.fixture
def bob(site: Site) -> Iterator[Program]:
    """A member's, which reads and writes."""
    with program(site, "bob") as made:
        yield made
