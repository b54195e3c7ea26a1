"""Where the contents of files are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.unit import Unit
    from store.values import KeptTotal


def places_of_files(unit: Unit) -> Sequence[KeptTotal]:
    """How much is kept in each place."""
    return unit.file_copies.totals()
