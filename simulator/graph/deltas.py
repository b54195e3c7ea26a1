"""Deltas: rounds of pages, tokens that hold where a round stands, and all the ways in which they surprise.

Here those of an item folder, by the change numbers that EWS syncs by; those of other sets of things, by what was told
last, are in `comparing`.
"""

from __future__ import annotations

import base64
import itertools
import json
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from simulator.graph import ids as graph_ids
from simulator.graph.call import GraphCall, Json, Reply
from simulator.graph.errors import GraphError, refusal
from simulator.graph.options import Options, options
from simulator.mailboxes.changes import Change, ChangeKind, Position, State, pending
from simulator.mailboxes.items import Folder, Item

Render = Callable[[Item, Options], Json | None]  # None for what does not belong into the set (any more)
_MOST_FILTERED = 5000
_BEHIND_ALL: Position = (-1e12, 0)


@dataclass(frozen=True, slots=True)
class Round:
    """Where a client stands, as its token says. `query` is that of the round's first request."""

    query: str
    place: str  # what the delta is of
    state: dict[str, Any]
    options: Options


def opened(call: GraphCall, place: str, *, shape: str = "") -> Round:
    """The round that a request begins or goes on with; raises GraphError for a token that this server has forgotten."""
    token = call.options.skiptoken or call.options.deltatoken
    if not token:
        return Round(first_query(call), place, {}, call.options)
    try:
        generation, known_place, query, state = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if generation != call.organization.state_epoch or known_place != place:
            raise lost(call, shape)
        return Round(query, place, dict(state), options(query))
    except (ValueError, TypeError) as problem:
        raise refusal(shape or "ErrorInvalidIdMalformed") from problem


def token_of(call: GraphCall, at: Round) -> str:
    content = [call.organization.state_epoch, at.place, at.query, at.state]
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def lost(call: GraphCall, shape: str = "") -> GraphError:
    """How a server says that a link is worth nothing any more."""
    match shape or call.quirks.lost_state:
        case "gone-with-location":
            error = refusal("SyncStateNotFound")
            error.headers["Location"] = f"{call.base}{call.path}?$deltatoken="
            return error
        case "malformed":
            return refusal("ErrorInvalidIdMalformed")
        case "delta-token":
            return GraphError(400, "BadRequest", "Parameter 'DeltaToken' not supported for this request.")
        case "folder":
            return refusal("ErrorSyncFolderNotFound")
        case "resync":
            error = refusal("ResyncRequired")
            error.headers["Location"] = f"{call.base}{call.path}?$deltatoken="
            return error
        case "state-invalid":
            return GraphError(400, "SyncStateInvalid", "The sync state is invalid.")
    highest = call.organization.state_epoch
    return GraphError(
        410, "SyncStateNotFound",
        f"The sync state generation is not found; generation={highest - 1};[highest={highest}].",
    )  # fmt: skip


def page_size(call: GraphCall, at: Round, default: int) -> int:
    """How many a page holds: what the client prefers, within bounds."""
    wanted = call.prefer.page
    if wanted is not None:
        call.prefer.apply(f"odata.maxpagesize={wanted}")
    elif at.options.top and not call.quirks.top_limits_rounds:
        wanted = at.options.top
    return max(1, min(wanted or default, call.quirks.most_in_a_page))


def folder_delta(
    call: GraphCall,
    folder: Folder,
    render: Render,
    *,
    kind: str,
    context: str,
    tags: frozenset[str],
    default_page: int = 10,
) -> Reply:
    """A page of what happened in a folder, to things of these kinds."""
    at = opened(call, folder.id)
    number = call.mailbox.number
    since, until = int(at.state.get("since", 0)), int(at.state.get("until", number))
    if "until" not in at.state and call.quirks.lags:
        until = max(since, call.state.last_asked(folder, number))
    seen = State(since, until, _position(at.state.get("position")))
    told = int(at.state.get("told", 0))
    limit = page_size(call, at, default_page)
    if call.quirks.empty_pages and not at.state.get("was_empty"):
        return page_of(call, [], kind, context, skip=replace(at, state={**at.state, "until": until, "was_empty": True}))
    most = at.options.top if call.quirks.top_limits_rounds and at.options.top else None
    if since == 0 and at.options.filter is not None:
        most = _MOST_FILTERED
    rows: list[Json] = []
    position = seen.position
    is_complete = True
    for where, change in _from_position(_in_order(call, folder, seen, tags, at.state.get("again")), seen.position):
        if len(rows) >= limit:
            is_complete = False
            break
        if most is not None and told + len(rows) >= most:
            break
        position = where
        rows += _rows(call, at, change, since, render)
    if not is_complete:
        state = {**at.state, "since": since, "until": until, "position": position, "told": told + len(rows)}
        state.pop("was_empty", None)
        return page_of(call, rows, kind, context, skip=replace(at, state=state))
    return page_of(call, rows, kind, context, delta=replace(at, state={"since": until, "again": since}))


def _position(given: Any) -> Position | None:
    return (float(given[0]), int(given[1])) if given else None


def _in_order(
    call: GraphCall, folder: Folder, seen: State, tags: frozenset[str], again: int | None
) -> list[tuple[Position, Change]]:
    """What a round tells, newest first; what left and came back is told as the quirk says.

    Worked out once for all pages of a round, as long as nothing happens in the folder.
    """
    key = (seen.since, seen.until, again, folder.changed, call.prefer.immutable_ids, tags, call.quirks)
    known = call.state.orders.get(folder.id)
    if known is None or known[0] != key:
        known = call.state.orders[folder.id] = key, _worked_out(call, folder, seen, tags, again)
    return known[1]


def _from_position(found: list[tuple[Position, Change]], after: Position | None) -> Iterator[tuple[Position, Change]]:
    """What comes behind the place where the page before ended."""
    start = (
        0 if after is None else bisect_right(found, (-after[0], -after[1]), key=lambda one: (-one[0][0], -one[0][1]))
    )
    return itertools.islice(found, start, None)


def _worked_out(
    call: GraphCall, folder: Folder, seen: State, tags: frozenset[str], again: int | None
) -> list[tuple[Position, Change]]:
    found: list[tuple[Position, Change]] = []
    if folder.changed > seen.since:
        found = pending(folder, State(seen.since, seen.until, None), from_nothing=seen.since == 0)
    if call.quirks.removals_at_first and seen.since == 0:
        found += [
            (
                (gone.arrived.timestamp(), gone.entered),
                Change(ChangeKind.DELETE, gone.item_id, gone.change_key, None, gone),
            )
            for gone in folder.departures
        ]
    if call.quirks.lags and seen.since:
        found = [one for one in found if _is_within(one[1], seen)]
    if call.quirks.replays and again is not None:
        known = {change.item_id for _, change in found}
        before = pending(folder, State(again, seen.since, None), from_nothing=again == 0)
        found += [one for one in before if one[1].item_id not in known]
    found = [
        (where, change)
        for where, change in found
        if (change.item.tag if change.item else change.departure.tag if change.departure else "") in tags
    ]
    if call.quirks.moves == "removal" and seen.since:
        found = [one for one in found if not _is_only_moved(call, one[1])]
    if call.prefer.immutable_ids:
        found = _settled(found, call.quirks.returns)
    found.sort(key=lambda entry: entry[0], reverse=True)
    if call.quirks.repeats and found:
        found.append((_BEHIND_ALL, found[0][1]))
    return found


def _is_within(change: Change, seen: State) -> bool:
    """Whether something of it happened between the two, and not only since."""
    item = change.item
    return item is None or any(seen.since < one <= seen.until for one in (item.entered, item.modified, item.marked))


def _is_only_moved(call: GraphCall, change: Change) -> bool:
    """Whether something that was told before came in from another folder, and is otherwise as it was."""
    item = change.item
    if item is None or change.kind is not ChangeKind.CREATE or item.came_from is None:
        return False
    return max(item.modified, item.marked) <= item.entered and call.state.was_shown(item)


def _settled(entries: list[tuple[Position, Change]], returns: str) -> list[tuple[Position, Change]]:
    """One word, or two, for what left the folder and is in it again."""
    back = {change.item.lasting_id: where for where, change in entries if change.item is not None}
    left = {gone.lasting_id for _, change in entries if (gone := change.departure) and gone.lasting_id in back}
    kept = []
    for where, change in entries:
        gone = change.departure
        if gone is not None and gone.lasting_id in left:
            if returns == "merged":
                continue
            if returns != "removal":  # right before or behind its other word
                arrived, entered = back[gone.lasting_id]
                where = (arrived, entered + 1 if returns == "removal-first" else entered - 1)
        elif change.item is not None and change.item.lasting_id in left and returns == "removal":
            continue
        kept.append((where, change))
    return kept


def _rows(call: GraphCall, at: Round, change: Change, since: int, render: Render) -> list[Json]:
    wanted = {word.strip() for word in at.options.other("changeType").lower().split(",") if word.strip()}
    item = change.item
    if item is None:
        gone = change.departure
        is_wanted = gone is not None and (not wanted or "deleted" in wanted)
        return [removed(call.prefer.immutable_ids, change)] if is_wanted else []
    is_new = change.kind is ChangeKind.CREATE
    if wanted and ("created" if is_new else "updated") not in wanted:
        return []
    if call.quirks.doubts_updates and not is_new:
        return [{"@removed": {"reason": "changed"}, "id": call.id_of(item)}]
    row = render(item, at.options)
    if row is None or not _passes(call, at, item, render):
        return []
    call.state.note_shown(item)
    return [_as_update(call, item, row, change, since) if not is_new else _noted(call, item, row)]


def _passes(call: GraphCall, at: Round, item: Item, render: Render) -> bool:
    test = at.options.filter
    if test is None:
        return True
    whole = render(item, replace(at.options, select=list(test.names), expand=[]))
    return whole is not None and test(whole)


def removed(immutable: bool, change: Change) -> Json:
    """The row for what left."""
    gone = change.departure
    own = gone.lasting_id if immutable and gone is not None else change.item_id
    return {"@removed": {"reason": "deleted"}, "id": graph_ids.rest(own)}


def _noted(call: GraphCall, item: Item, row: Json) -> Json:
    if call.quirks.updates == "changed":
        call.state.note_version(item, max(item.modified, item.marked, item.entered), row)
    return row


def _as_update(call: GraphCall, item: Item, row: Json, change: Change, since: int) -> Json:
    """What an update tells: all that was selected, or what changed; a read flag travels alone."""
    keep = {"@odata.type", "@odata.etag", "id"}
    if call.quirks.updates == "changed":
        before = call.state.version_before(item, since)
        _noted(call, item, row)
        if before is not None:
            return {name: value for name, value in row.items() if name in keep or before.get(name) != value}
        return row
    if change.kind is ChangeKind.READ_FLAG and "isRead" in row:
        return {name: value for name, value in row.items() if name in keep or name == "isRead"}
    return row


def page_of(
    call: GraphCall, rows: list[Json], kind: str, context: str, *, skip: Round | None = None, delta: Round | None = None
) -> Reply:
    """The answer with these rows and the link to what follows: the rest of the round, or the next one."""
    content: Json = {"@odata.context": call.context(context)}
    if skip is not None:
        content["@odata.nextLink"] = call.link(skiptoken=token_of(call, skip))
    if delta is not None:
        content["@odata.deltaLink"] = call.link(deltatoken=token_of(call, delta))
    content["value"] = rows
    return Reply(content, f"Collection({kind})")


def first_query(call: GraphCall) -> str:
    """The query of a round's first request, for its links to carry on."""
    given = call.options.text.items()
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in given if name != "deltatoken")
