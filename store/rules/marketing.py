"""What a marketing activity may be: its title, its dates in order, its budget. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store.errors import Invalid
from store.rules.money import known_currency, to_minor
from store.text import fold, line

FIELDS = ("title", "type_id", "starts_on", "ends_on", "budget", "currency")


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """All fields as they are stored; raises Invalid."""
    title = line("title", given["title"])
    currency = known_currency("currency", given["currency"])
    start, end, budget = given["starts_on"], given["ends_on"], given["budget"]
    if start and end and end < start:
        raise Invalid("end date", f"{end} is before the start date, {start}")
    return {
        "title": title,
        "folded": fold(title),
        "type_id": given["type_id"],
        "starts_on": start,
        "ends_on": end,
        "budget_minor": None if budget is None else to_minor("budget", budget, currency),
        "currency": currency,
    }
