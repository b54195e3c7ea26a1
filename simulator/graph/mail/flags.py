"""The follow-up flag of a message: Exchange's Flag element as Graph's followupFlag."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from simulator.graph.errors import GraphError
from simulator.graph.times import UTC_ZONE, NamedZone, read, shown_in
from simulator.mailboxes.flags import put_flag, read_flag
from simulator.mailboxes.items import Item

_STATES = {"NotFlagged": "notFlagged", "Flagged": "flagged", "Complete": "complete"}
_DATES = {"StartDate": "startDateTime", "DueDate": "dueDateTime", "CompleteDate": "completedDateTime"}


def flag_of(item: Item, zone: NamedZone = UTC_ZONE) -> dict[str, Any]:
    """The message's followupFlag."""
    status, dates = read_flag(item)
    shown: dict[str, Any] = {"flagStatus": _STATES.get(status, "notFlagged")}
    for name, graph in _DATES.items():
        if name in dates:
            shown[graph] = shown_in(dates[name], zone)
    return shown


def set_flag(item: Item, value: Any, now: datetime) -> None:
    """Set the flag as a request wants it; raises GraphError for a due date without a start date."""
    if not isinstance(value, dict):
        raise GraphError(400, "ErrorInvalidPropertySet", "The value of 'flag' is not a flag.")
    status, dates = read_flag(item)
    if "flagStatus" in value:
        states = {graph: ews for ews, graph in _STATES.items()}
        if value["flagStatus"] not in states:
            raise GraphError(400, "ErrorInvalidPropertySet", f"There is no flag '{value['flagStatus']}'.")
        status = states[value["flagStatus"]]
    for name, graph in _DATES.items():
        if graph in value:
            dates.pop(name, None)
            if value[graph] is not None:
                dates[name] = read(value[graph], graph).at
    if "DueDate" in dates and "StartDate" not in dates:
        raise GraphError(400, "ErrorInvalidRequest", "The flag's dueDateTime needs a startDateTime.")
    if status == "Complete":
        dates.setdefault("CompleteDate", now.replace(hour=0, minute=0, second=0, microsecond=0))
    else:
        dates.pop("CompleteDate", None)
    put_flag(item, status, dates)
