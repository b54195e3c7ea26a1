"""Collections: filtered, ordered, counted, and given out in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cmp_to_key
from typing import Any, TypeVar
from urllib.parse import quote

from simulator.graph.call import GraphCall, Json, Reply
from simulator.graph.errors import GraphError, bad_request
from simulator.graph.filters import Filter

_MOST = 1000
Thing = TypeVar("Thing")


def listed(
    call: GraphCall,
    things: Iterable[Thing],
    render: Callable[[Thing], Json],
    *,
    kind: str,
    context: str,
    lookup: Callable[[Thing, list[str], list[str]], Json] | None = None,
    search: Callable[[Thing], str] | None = None,
    default_page: int = 10,
) -> Reply:
    """A page of a collection, in the order given unless the client wants another.

    `lookup(thing, names, extended)` gives the properties that a filter or an order looks at; without it, `render`.
    `search(thing)` gives the text that is searched, in lower case.
    """
    options = call.options
    look = lookup or (lambda thing, _names, _extended: render(thing))
    found = list(things)
    if options.search:
        found = _searched(found, call, search)
    test = options.filter
    if test is not None:
        check_order(test, options.orderby)
        found = [thing for thing in found if test(look(thing, test.names, test.extended))]
    if options.orderby:
        found = _ordered(found, options.orderby, look)
    if call.count:
        return Reply(raw=str(len(found)).encode(), content_type="text/plain")
    size = options.top if options.top is not None else call.prefer.page or default_page
    if options.top is None and call.prefer.page is not None:
        call.prefer.apply(f"odata.maxpagesize={call.prefer.page}")
    size = min(size, _MOST, call.quirks.most_in_a_page)
    start = int(options.skiptoken) if options.skiptoken.isdecimal() else options.skip
    content: Json = {"@odata.context": call.context(context)}
    if call.quirks.empty_pages and test is not None and not options.skiptoken:
        content |= {"@odata.nextLink": _next(call, f"$skiptoken={start}"), "value": []}
        return Reply(content, f"Collection({kind})")
    page = found[start : start + size]
    if options.count:
        content["@odata.count"] = len(found)
    if start + size < len(found) and size:
        content["@odata.nextLink"] = _next(call, f"$skip={start + size}")
    content["value"] = [render(thing) for thing in page]
    return Reply(content, f"Collection({kind})")


def _searched(found: list[Thing], call: GraphCall, search: Callable[[Thing], str] | None) -> list[Thing]:
    """What holds every word that is searched for; a word's property is not looked at."""
    if search is None or call.options.filter is not None or call.options.orderby:
        raise GraphError(400, "SearchWithFilter", "The query parameter '$search' is not supported with these.")
    words = [word.rpartition(":")[2].strip("\"'()*").casefold() for word in call.options.search.split()]
    return [thing for thing in found if all(word in search(thing) for word in words)]


def _next(call: GraphCall, place: str) -> str:
    kept = [
        f"{name if name in call.options.others else f'${name}'}={quote(value, safe='')}"
        for name, value in call.options.text.items()
        if name not in ("skip", "skiptoken")
    ]
    return f"{call.base}{call.linked_path}?{'&'.join([*kept, place])}"


def check_order(test: Filter, orderby: Sequence[tuple[str, bool]]) -> None:
    """Outlook orders a filtered collection only by what it filters by first."""
    wanted = [path.lower().split("/")[0] for path, _ in orderby]
    given = [name.lower() for name in test.names]
    if wanted and given[: len(wanted)] != wanted:
        raise GraphError(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.")


def _ordered(
    things: list[Thing], orderby: Sequence[tuple[str, bool]], look: Callable[[Thing, list[str], list[str]], Json]
) -> list[Thing]:
    names = [path.split("/")[0] for path, _ in orderby]
    keyed = [(look(thing, names, []), thing) for thing in things]

    def compare(left: tuple[Json, Thing], right: tuple[Json, Thing]) -> int:
        for path, is_descending in orderby:
            one, two = _key(left[0], path), _key(right[0], path)
            if one != two:
                return -1 if (one < two) != is_descending else 1
        return 0

    return [thing for _, thing in sorted(keyed, key=cmp_to_key(compare))]


def _key(entity: Any, path: str) -> tuple[int, Any]:
    for step in path.split("/"):
        if not isinstance(entity, dict):
            entity = None
            break
        name = next((one for one in entity if one.lower() == step.lower()), None)
        entity = entity[name] if name is not None else None
    if isinstance(entity, dict | list):
        raise bad_request(f"The property '{path}' cannot be ordered by.")
    if entity is None:
        return 0, ""
    return (1, float(entity)) if isinstance(entity, bool | int | float) else (2, str(entity).casefold())
