"""Deltas of what has no change numbers of its own: told by comparing it with what the client knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from simulator.graph.call import GraphCall, Json, Reply
from simulator.graph.deltas import Round as Place
from simulator.graph.deltas import lost, opened, page_of, page_size
from simulator.graph.ids import find, rest
from simulator.graph.options import Options
from simulator.graph.rounds import Outside, Round, Versions

Render = Callable[[str, Options], Json | None]  # by the id that a thing keeps; None where it has just gone


def compared_delta(
    call: GraphCall,
    place: str | Place,
    present: Callable[[], Versions],
    render: Render,
    *,
    kind: str,
    context: str,
    default_page: int = 10,
) -> Reply:
    """A page of what became of a set of things since the token.

    What a round tells is settled when it begins, and kept here: links stay short, and mean the same each time.
    """
    at = opened(call, place) if isinstance(place, str) else place
    offset = at.state.get("offset")
    known = str(at.state.get("round", ""))
    if known and known not in call.state.rounds:
        raise lost(call)
    current = call.state.rounds.get(known, Round())
    if offset is None and _lags(call, at.place, current):
        return page_of(call, [], kind, context, delta=replace(at, state={**at.state, "round": known}))
    if offset is None:
        current = current.after(present, call.mailbox.number, replays=call.quirks.replays)
        offset = 0
    key = call.state.keep_round(f"{call.mailbox.address}/{at.place}", known, current)
    state = {name: value for name, value in at.state.items() if name not in ("offset", "round", "was_empty")}
    state["round"] = key
    if call.quirks.empty_pages and not at.state.get("was_empty"):
        skip = replace(at, state={**state, "offset": offset, "was_empty": True})
        return page_of(call, [], kind, context, skip=skip)
    changed, gone, following = current.page(int(offset), page_size(call, at, default_page))
    is_lasting, rows = call.prefer.immutable_ids, list[Json]()
    back = {own for own, _ in current.gone if own in current.known}  # what left and came back
    for own in changed:
        today, version = current.known[own]
        if isinstance(version, Outside):
            rows.append(_removed(own if is_lasting else today))
        elif own in current.updates and call.quirks.doubts_updates:
            rows.append({"@removed": {"reason": "changed"}, "id": rest(own if is_lasting else today)})
        elif call.quirks.moves == "removal" and kind != _NEW_WHERE_IT_GOES and _has_just_moved_in(call, own, current):
            continue
        elif (row := render(own, at.options)) is not None:
            row = _told(call, own, row, current)
            rows += _settled(own, row, call.quirks.returns) if is_lasting and own in back else [row]
    if is_lasting:  # what has only got another id is there
        rows += [_removed(own) for own, _ in gone if own not in current.known]
    else:
        rows += [_removed(own) for _, own in gone]
    if following is not None:
        return page_of(call, rows, kind, context, skip=replace(at, state={**state, "offset": following}))
    return page_of(call, rows, kind, context, delta=replace(at, state=state))


def _lags(call: GraphCall, place: str, current: Round) -> bool:
    """Whether what is new is kept from the client until it asks again."""
    if not call.quirks.lags or current.number < 0:
        return False
    before, call.state.asked[place] = call.state.asked.get(place, current.number), call.mailbox.number
    return before < call.mailbox.number


def _has_just_moved_in(call: GraphCall, own: str, current: Round) -> bool:
    """Whether a thing has come from another folder since the round before."""
    if current.since < 0 or own in current.updates:
        return False
    item = find(call.mailbox, own)
    return item is not None and item.came_from is not None


def _settled(own: str, row: Json, returns: str) -> list[Json]:
    """One word, or two, for what left and is there again."""
    gone = _removed(own)
    return {"merged": [row], "removal": [gone], "removal-first": [gone, row], "removal-last": [row, gone]}[returns]


def _told(call: GraphCall, own: str, row: Json, current: Round) -> Json:
    """The row; of an update, where only changes are told, what is another than it was told before."""
    if call.quirks.updates != "changed":
        return row
    versions = call.state.versions.setdefault(own, {})
    earlier = [number for number in versions if number <= current.since]
    versions[current.number] = row
    if own not in current.updates or not earlier:
        return row
    before = versions[max(earlier)]
    changed = {name: value for name, value in row.items() if name in _ALWAYS or before.get(name) != value}
    return changed | {name: None for name in before if name not in row and "@" not in name}


_NEW_WHERE_IT_GOES = "todoTask"  # no id of it lasts: in another list it is another one, and told there as new
_ALWAYS = ("@odata.type", "@odata.etag", "id")


def _removed(own: str) -> Json:
    return {"@removed": {"reason": "deleted"}, "id": rest(own)}
