"""The master category list, the same that EWS clients keep in the Calendar's configuration."""

from __future__ import annotations

from simulator.graph.call import GraphCall, Json, Reply, no_content
from simulator.graph.errors import GraphError, refusal
from simulator.graph.listing import listed
from simulator.graph.registry import handles
from simulator.mailboxes import categories
from simulator.mailboxes.categories import Entry
from simulator.xml import clean

_LISTS = "outlook/masterCategories"


def _json(entry: Entry) -> Json:
    color = "none" if entry.color < 0 else f"preset{entry.color}"
    return {"id": entry.guid, "displayName": entry.name, "color": color}


def _context(call: GraphCall) -> str:
    return f"users('{call.mailbox.address}')/outlook/masterCategories"


def _found(call: GraphCall) -> Entry:
    wanted = call.ids[0].strip("{}").lower()
    for entry in categories.entries(call.mailbox):
        if entry.guid.lower() == wanted or entry.name.lower() == wanted:
            return entry
    raise refusal("ErrorItemNotFound")


def _one(call: GraphCall, entry: Entry, status: int = 200) -> Reply:
    return Reply(
        {"@odata.context": call.context(f"{_context(call)}/$entity"), **_json(entry)}, "outlookCategory", status
    )


@handles("GET", _LISTS)
def list_categories(call: GraphCall) -> Reply:
    found = categories.entries(call.mailbox)
    return listed(call, found, _json, kind="outlookCategory", context=_context(call), default_page=1000)


@handles("GET", f"{_LISTS}/{{id}}")
def get_category(call: GraphCall) -> Reply:
    return _one(call, _found(call))


@handles("POST", _LISTS)
def create_category(call: GraphCall) -> Reply:
    given = call.given("outlookCategory")
    name = given.get("displayName")
    if not isinstance(name, str) or not name.strip() or len(name) > 255 or ";" in name or "," in name:
        raise GraphError(400, "ErrorInvalidArgument", "The display name of the category is not valid.")
    if any(entry.name.casefold() == name.casefold() for entry in categories.entries(call.mailbox)):
        raise GraphError(409, "CategoryNameDuplicate", "A category with the specified name already exists.")
    name = clean(name)
    categories.offer(call.mailbox, name, _color(given.get("color", "none")))
    return _one(call, next(entry for entry in categories.entries(call.mailbox) if entry.name == name), 201)


def _color(given: object) -> int:
    text = str(given)
    if text.lower() in ("none", "-1"):
        return -1
    number = text.lower().removeprefix("preset")
    if not text.lower().startswith("preset") or not number.isdecimal() or int(number) > 24:
        raise GraphError(400, "RequestBodyRead", f"'{text}' is no color of a category.")
    return int(number)


@handles("PATCH", f"{_LISTS}/{{id}}")
def color_category(call: GraphCall) -> Reply:
    """Its color alone: a name stays as long as its category."""
    entry, given = _found(call), call.given("outlookCategory")
    if "displayName" in given and given["displayName"] != entry.name:
        raise GraphError(400, "ErrorInvalidArgument", "The display name of a category cannot be changed.")
    if "color" in given:
        categories.paint(call.mailbox, entry.name, _color(given["color"]))
    return _one(call, _found(call))


@handles("DELETE", f"{_LISTS}/{{id}}")
def delete_category(call: GraphCall) -> Reply:
    categories.retire(call.mailbox, _found(call).name)
    return no_content()
