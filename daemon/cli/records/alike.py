"""What may be the same as a record that was just made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daemon.cli.base.output import complain
from daemon.shapes import keyed

if TYPE_CHECKING:
    from store.unit import Unit


def warn_of_alike(unit: Unit, *records: Any, prefix: str = "") -> None:
    """On standard error, as a program that reads what was made reads the other."""
    from daemon.acts import look_alikes

    complain(keyed(sentence, prefix) for sentence in look_alikes(unit, records))
