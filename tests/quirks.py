"""Every way in which a server may differ, from the simulator's own table: a new one joins by itself."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from simulator.quirks import Quirks

# What is tried of those that are no switches; a new one that has nothing here fails by its name.
OPTIONAL = frozenset({"FirstOccurrence", "LastOccurrence", "IsComplete", "TextBody", "LastModifiedTime"})
SETTINGS: dict[str, dict[str, Any]] = {
    "leave_out": {"leave_out": OPTIONAL},
    "leave_out_of_many": {"leave_out_of_many": OPTIONAL | {"Organizer", "RequiredAttendees"}},
    "refuses_fields": {"refuses_fields": frozenset({"item:InternetMessageHeader"})},
    "shows_instead": {"expands_no_series": True, "shows_instead": frozenset({"exceptions", "first"})},
    "refuses_views": {"refuses_views": "ErrorInvalidOperation"},
    "most_changes": {"most_changes": 1},
}


def every_quirk() -> dict[str, dict[str, Any]]:
    """By the name of each, what is to be set."""
    return {
        field.name: {field.name: not field.default} if isinstance(field.default, bool) else SETTINGS[field.name]
        for field in fields(Quirks)
    }
