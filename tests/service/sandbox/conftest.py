"""The machine that a confined service runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.cli.mailboxes import let_in
from tests.service.site import Site, a_site
from tests.simulated import simulated


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Bob is on Exchange Server, Eve in Microsoft 365; both over TLS."""
    with simulated(tls=True) as firm:
        let_in(firm)
        yield a_site(tmp_path, firm)
