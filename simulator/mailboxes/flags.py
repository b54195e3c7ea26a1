"""The follow-up flag of a message, as Exchange keeps it."""

from __future__ import annotations

from datetime import datetime

from simulator.mailboxes.items import Item
from simulator.xml import T, leaf, moment, parse, timestamp

DATES = ("StartDate", "DueDate", "CompleteDate")


def read_flag(item: Item) -> tuple[str, dict[str, datetime]]:
    """ "NotFlagged", "Flagged" or "Complete", and StartDate, DueDate and CompleteDate where it has them."""
    if "Flag" not in item.fields:
        return "NotFlagged", {}
    element = parse(item.fields["Flag"])
    texts = {name: element.findtext(f"{T}{name}") for name in DATES}
    return element.findtext(f"{T}FlagStatus") or "NotFlagged", {name: moment(at) for name, at in texts.items() if at}


def put_flag(item: Item, status: str, dates: dict[str, datetime]) -> None:
    """Set the flag; a message that is not flagged has no dates."""
    if status == "NotFlagged":
        item.fields.pop("Flag", None)
        return
    shown = "".join(leaf(name, timestamp(dates[name])) for name in DATES if name in dates)
    item.fields["Flag"] = f"<t:Flag>{leaf('FlagStatus', status)}{shown}</t:Flag>"
