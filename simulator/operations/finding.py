"""FindItem: by restriction, in pages, or expanded over a stretch of the calendar."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from lxml import etree

from simulator.call import Call, ids
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.series import in_window
from simulator.operations.registry import each, operation
from simulator.restriction import compile_restriction, path_values, sortable
from simulator.shapes import item_shape, render
from simulator.soap import EwsError, SoapFault, success
from simulator.xml import M, T, moment

# What Exchange gives at a time, whatever is asked for: less where it has to search.
_MOST_ITEMS = 1000
_MOST_FOUND = 250
_WIDEST_VIEW = timedelta(days=2 * 365 + 1)


@operation("FindItem")
def find_item(call: Call) -> str:
    shape_element = call.element.find(f"{M}ItemShape")
    if shape_element is None:
        raise SoapFault("ErrorSchemaValidation", "The request has no ItemShape.")
    shape = item_shape(shape_element, in_lists=True)
    restriction = call.element.find(f"{M}Restriction")
    if call.element.find(f"{M}QueryString") is not None or call.element.find(f"{M}GroupBy") is not None:
        raise SoapFault("ErrorInvalidOperation", "This server searches by restriction only, and does not group.")
    view = call.element.find(f"{M}CalendarView")

    def answer(id_element: etree._Element) -> str:
        mailbox, folder = call.folder(id_element)
        if view is not None:
            found: Sequence[Item] = _calendar(call, mailbox, folder, view)
            offset, limit = 0, int(view.get("MaxEntriesReturned") or _MOST_ITEMS)
        else:
            found = _matching(call, folder, restriction)
            offset, limit = _paging(call.element)
        page = found[offset : offset + min(limit, _MOST_ITEMS if restriction is None else _MOST_FOUND)]
        end = offset + len(page)
        rendered = "".join(render(call, mailbox, item, shape) for item in page)
        return success(
            "FindItem",
            f'<m:RootFolder IndexedPagingOffset="{end}" TotalItemsInView="{len(found)}" '
            f'IncludesLastItemInRange="{str(end >= len(found)).lower()}"><t:Items>{rendered}</t:Items></m:RootFolder>',
        )

    return each("FindItem", ids(call.element, "ParentFolderIds"), answer)


def _calendar(call: Call, mailbox: Mailbox, folder: Folder, view: etree._Element) -> list[Item]:
    try:
        start, end = (moment(view.get(name) or "", call.zone) for name in ("StartDate", "EndDate"))
    except ValueError as problem:
        raise EwsError("ErrorCalendarInvalidTimeZone", "The calendar view's times cannot be understood.") from problem
    if end < start:
        raise EwsError("ErrorCalendarEndDateIsEarlierThanStartDate")
    if end - start > _WIDEST_VIEW:
        raise EwsError("ErrorCalendarViewRangeTooBig")
    if folder.tag != "CalendarFolder":
        raise EwsError("ErrorCalendarFolderIsInvalidForCalendarView")
    quirks = call.organization.quirks
    if quirks.refuses_views:
        raise EwsError(quirks.refuses_views)
    found = [one for item in folder.items.values() for one in in_window(mailbox, item, start, end)]
    if quirks.expands_no_series:
        found = _unexpanded(found, folder, quirks.shows_instead)
    return sorted(found, key=lambda item: item.get("Start"))


def _unexpanded(found: Sequence[Item], folder: Folder, shown: Collection[str]) -> list[Item]:
    """What a view shows that does not list what series consist of."""
    kept = [item for item in found if item.master is None]
    kept += [item for item in found if "exceptions" in shown and item.get("CalendarItemType") == "Exception"]
    if "first" in shown:
        firsts = {id(item.master): item for item in reversed(found) if item.get("CalendarItemType") == "Occurrence"}
        kept += firsts.values()
    if "masters" in shown:
        kept += [item for item in folder.items.values() if item.series is not None]
    return kept


def _matching(call: Call, folder: Folder, restriction: etree._Element | None) -> list[Item]:
    if call.element.get("Traversal") == "Associated":
        return []
    found = list(folder.items.values())
    if restriction is not None:
        test = compile_restriction(restriction[0])
        found = [item for item in found if test(item)]
    found.sort(key=lambda item: (item.arrived, item.entered), reverse=True)
    orders = list(call.element.iterfind(f"{M}SortOrder/{T}FieldOrder"))
    for order in reversed(orders):
        values = path_values(order[0])
        found.sort(
            key=lambda item, values=values: sortable("".join(values(item))),  # type: ignore[misc]  # bound per loop
            reverse=order.get("Order") == "Descending",
        )
    return found


def _paging(element: etree._Element) -> tuple[int, int]:
    view = element.find(f"{M}IndexedPageItemView")
    if view is None:
        return 0, _MOST_ITEMS
    return int(view.get("Offset") or "0"), int(view.get("MaxEntriesReturned") or _MOST_ITEMS)
