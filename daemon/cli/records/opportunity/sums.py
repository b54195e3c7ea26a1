"""What opportunities come to, as the list, the pipeline and the forecast show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daemon.cli.base.output import say, say_json, say_table
from daemon.shapes import groups_shape, many, people_shape

if TYPE_CHECKING:
    from store.values import PersonSum, Sum

Groups = Sequence[tuple[str | None, Sequence["Sum"]]]


def say_sums(sums: Sequence[Sum]) -> None:
    """One line for each currency."""
    for one in sums:
        count = many(one.count, "opportunity")
        say(f"{count}, total {one.total} {one.currency}, expected {one.expected} {one.currency}")


def say_groups(name: str, none: str, groups: Groups, as_json: bool) -> None:
    """Each stage or month with its sums."""
    if as_json:
        say_json(groups_shape(name, groups))
        return
    from store.rules.sums import added_up

    rows = [(key or none, *_told(one)) for key, sums in groups for one in sums]
    totals = [("all", *_told(one)) for one in added_up(one for _, sums in groups for one in sums)]
    say_table((name, "count", "total", "weighted"), rows and [*rows, *totals], empty="no opportunities that match")


def say_people(people: Sequence[PersonSum], as_json: bool) -> None:
    """Each person with their months and what those come to, and what all people's come to; by currency."""
    if as_json:
        say_json(people_shape(people))
        return
    from store.rules.sums import added_up

    rows: list[tuple[str, ...]] = []
    for one in people:
        name = one.person or "nobody"
        rows += [(name, month.month or "no close date", *_told(sum)) for month in one.months for sum in month.sums]
        rows += [(name, "all", *_told(sum)) for sum in one.sums]
    rows += [("all", "", *_told(sum)) for sum in added_up(sum for one in people for sum in one.sums)]
    say_table(("person", "month", "count", "total", "weighted"), rows, empty="no opportunities that match")


def _told(one: Sum) -> tuple[str, str, str]:
    return str(one.count), f"{one.total} {one.currency}", f"{one.expected} {one.currency}"
