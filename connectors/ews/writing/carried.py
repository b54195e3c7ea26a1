"""The categories that an item carries, read so that they may be written back.

A server that gives no categories says the same of an item without any and of one whose categories it left out. So they
are asked for by both of their names, as EWS and as MAPI has them; and where an item shows neither, "none" is believed
only of a server that is known to show categories: one did so on another item, or nothing that it finds has any.
"""

from __future__ import annotations

from collections.abc import Iterator

from connectors.errors import AccessRefused, Refused, Throttled, Unreachable
from connectors.ews import request
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import BadAnswer, Element, M, T, items_of

_HOMES = ("inbox", "sentitems", "calendar", "tasks")
_PROBED = 5  # items that have categories, as the server finds them

Carried = tuple[str, ...]


def paths() -> list[Element]:
    """What has to be asked for."""
    return [request.field("item:Categories"), request.keywords_path()]


class Reader:
    """Reads them for one batch: whether the server shows categories at all is found out once in it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_trusted: bool | None = None  # None: was not asked

    def of(self, element: Element) -> Carried | Refused:
        """The item's categories, in its order; a refusal where it cannot be told which there are."""
        connection = self._connection
        try:
            found = told(element)
        except BadAnswer as problem:
            return Refused(connection.address, f"the categories of an item cannot be read: {problem}", _REMEDY)
        if found:
            connection.shows_categories = True
            return found
        if self._is_trusted is None:
            self._is_trusted = _is_trusted(connection)
        if found is None and not (self._is_trusted or connection.shows_categories):
            return Refused(connection.address, "the server does not show the categories that items carry", _REMEDY)
        return ()


_REMEDY = "nothing is written over them; set a category on any item in Outlook, or report the server's product"


def told(element: Element) -> Carried | None:
    """What both names say; None where neither is there. BadAnswer where what is there makes no sense."""
    holder, keywords = element.find(f"{T}Categories"), _keywords(element)
    if holder is None:
        return keywords
    if any(child.tag != f"{T}String" for child in holder.iterchildren("*")):
        raise BadAnswer("they are not written as strings")
    return tuple(child.text or "" for child in holder.iterchildren("*")) or keywords


def _keywords(element: Element) -> Carried | None:
    for held in element.iterfind(f"{T}ExtendedProperty"):
        path = held.find(f"{T}ExtendedFieldURI")
        if path is not None and path.get("PropertyName") == request.KEYWORDS:
            values = tuple(value.text or "" for value in held.iter(f"{T}Value"))
            if not values:
                raise BadAnswer("their property has no values")
            return values
    return None


def text(element: Element) -> str | None:
    """An item's plain text as its property has it; None where that is not there."""
    for held in element.iterfind(f"{T}ExtendedProperty"):
        path = held.find(f"{T}ExtendedFieldURI")
        if path is not None and (path.get("PropertyTag") or "").lower() in (request.TEXT, "4096"):
            return held.findtext(f"{T}Value") or ""
    return None


def _is_trusted(connection: Connection) -> bool:
    """Whether "none" means none: the server showed categories before, or there are none for it to show.

    A server that does not answer the search is not trusted; what is in the way of all requests is raised.
    """
    if not connection.shows_categories:
        try:
            found = list(_categorised(connection))
        except (AccessRefused, Refused):
            return False
        if found:
            messages = connection.read(request.get_items(found[:_PROBED], paths()))
            shown = [
                told(item) for message in messages if connection.refusal(message) is None for item in items_of(message)
            ]
            if not any(shown):
                return False
            connection.shows_categories = True
    return True


def _categorised(connection: Connection) -> Iterator[str]:
    """Ids of some items that have categories, in the folders that every mailbox has."""
    homes = [request.distinguished(one, connection.address) for one in _HOMES]
    for message in connection.read(request.find_categorised(homes, _PROBED)):
        refusal = connection.refusal(message)
        if isinstance(refusal, Throttled | Unreachable):
            raise refusal
        if refusal is None:
            found = message.find(f"{M}RootFolder/{T}Items")
            if found is None:
                raise BadAnswer("the answer to a search has no result")
            for item in found.iterfind(f"*/{T}ItemId"):
                yield item.get("Id") or ""
