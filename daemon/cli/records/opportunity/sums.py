"""What opportunities come to, as the list, the pipeline and the forecast show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daemon.cli.base.output import say, say_json, say_table
from daemon.shapes import groups_shape

if TYPE_CHECKING:
    from store.values import Sum

Groups = Sequence[tuple[str | None, Sequence["Sum"]]]


def say_sums(sums: Sequence[Sum]) -> None:
    """One line for each currency."""
    for one in sums:
        say(f"{one.count} opportunities, total {one.total} {one.currency}, expected {one.expected} {one.currency}")


def say_groups(name: str, none: str, groups: Groups, as_json: bool) -> None:
    """Each stage or month with its sums."""
    if as_json:
        say_json(groups_shape(name, groups))
        return
    rows = [
        (key or none, str(one.count), f"{one.total} {one.currency}", f"{one.expected} {one.currency}")
        for key, sums in groups
        for one in sums
    ]
    say_table((name, "count", "total", "weighted"), rows, empty="no opportunities that match")
