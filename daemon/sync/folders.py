"""Which folders a mailbox has and which are watched: listed now and then, and when something hints at a new one."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from connectors.errors import AccessRefused, CursorExpired, FolderGone, Refused
from connectors.mailbox import Folder, FolderKind
from daemon.context import Cycle
from daemon.link import WatchRule, unknown_names, watched
from daemon.sync.unreadable import FOLDERS, note
from store.unit import Unit
from store.values import KnownFolder, WatchedFolder

log = structlog.get_logger()

OUT_OF_REACH = "out_of_reach"  # among what is remembered: folders that the server does not show, and that are there

# Between two listings because of a hint: who deletes a mail a second does not make us list the folders each time.
HINTS = timedelta(minutes=1)
ASKED = 20  # folders missing in a list that are asked for one by one
MOST = 200  # copies that are remembered as having left: any one of them is reason enough


def are_stale(cycle: Cycle, unit: Unit) -> bool:
    """True when they were never listed, not for a while, or not since the configuration names others."""
    listed = cycle.due.folders_listed_at
    if listed is None or cycle.now - listed >= cycle.context.refresh:
        return True
    return _remembered(unit, cycle.due.address).get("rule") != _shape(cycle.plan.watch)


def list_folders(cycle: Cycle, *, is_hint: bool = False) -> None:
    """Read which folders there are, and remember which of them are watched; a hint does not put off the next look.

    A name in the configuration that none answers to is logged once, and again after it has been there.
    """
    found = list({folder.id: folder for folder in cycle.mailbox.folders()}.values())  # some are told twice
    cycle.attention.listed({folder.id for folder in found})
    with cycle.context.store.read() as unit:
        hidden = _hidden(unit, cycle, {folder.id for folder in found})
    kept = _unlisted(cycle, {folder.id for folder in (*found, *hidden)})
    rule, now = cycle.plan.watch, cycle.now
    wanted = watched(found, rule) | {folder.id for folder in kept}
    unknown = unknown_names(found, rule)

    def save(unit: Unit) -> dict[str, Any]:
        before = _remembered(unit, cycle.due.address)
        after = {**before, "rule": _shape(rule), "unknown": unknown, "left": []}
        after |= {"hint": now.isoformat()} if is_hint else {}
        unit.mailboxes.save_folders(
            cycle.due.id,
            [(f.id, f.path, f.kind.value, f.wellknown, f.id in wanted) for f in (*found, *kept, *hidden)],
            at=None if is_hint else now,
        )
        if after != before:
            _remember(unit, cycle.due.address, after)
        return before

    before = cycle.context.store.write_among(save)
    for name in unknown:
        if name not in before.get("unknown", ()):
            log.warning("folder is not there", folder=name, remedy="correct the configuration, or make it")


def leave_out_of_reach(unit: Unit, address: str, server_ids: Sequence[str]) -> None:
    """These folders are there, and the server does not show them: what was seen in them stays as it was."""
    _remember(unit, address, {**_remembered(unit, address), OUT_OF_REACH: sorted(server_ids)})


def out_of_reach(unit: Unit, mailbox_id: int, address: str) -> list[str]:
    """The paths of such folders."""
    ids = _remembered(unit, address).get(OUT_OF_REACH, ())
    return [one.path for one in unit.mailboxes.known_folders(mailbox_id) if one.server_id in ids] if ids else []


def _hidden(unit: Unit, cycle: Cycle, listed: Collection[str]) -> list[Folder]:
    ids = _remembered(unit, cycle.due.address).get(OUT_OF_REACH, ())
    known = unit.mailboxes.known_folders(cycle.due.id) if ids else ()
    return [where_is(one) for one in known if one.server_id in ids and one.server_id not in listed]


def _unlisted(cycle: Cycle, listed: Collection[str]) -> list[Folder]:
    """Watched folders that the list leaves out and the server still has: they are not gone.

    Each is asked for by itself. Once several in a row really are gone, so are the others: somebody deleted a tree.
    """
    with cycle.context.store.read() as unit:
        missing = [one for one in unit.mailboxes.folders(cycle.due.id) if one.server_id not in listed]
    kept: list[Folder] = []
    for asked, one in enumerate(missing):
        if not kept and asked >= ASKED:
            break
        folder = where_is(one)
        try:
            cycle.mailbox.changes(folder, one.cursor)
        except CursorExpired:
            kept.append(folder)
        except (FolderGone, AccessRefused, Refused):
            continue
        else:
            kept.append(folder)
    paths = ", ".join(sorted(folder.path for folder in kept)[:5])
    reason = f"the server's list of folders leaves out {paths}, which it still has: kept as they were"
    if kept:
        log.warning("folders are missing in the server's list", folders=paths, count=len(kept))
    note(cycle, FOLDERS, reason if kept else "")
    return kept


def suspect(cycle: Cycle, unit: Unit, server_ids: Sequence[str]) -> None:
    """These copies left their folder: unless they show up elsewhere, there may be a folder that is not known yet."""
    state = _remembered(unit, cycle.due.address)
    left = [*state.get("left", ()), *server_ids][-MOST:]
    _remember(unit, cycle.due.address, {**state, "left": left})


def look_for_new(cycle: Cycle) -> bool:
    """True when the folders were listed again, because copies left and did not come back anywhere.

    Most of them were deleted: then it was for nothing, and costs two requests.
    """
    with cycle.context.store.read() as unit:
        state = _remembered(unit, cycle.due.address)
        left = state.get("left")
        if not left or _was_listed_just_now(cycle, state):
            return False
        is_hint = unit.history.are_gone(cycle.due.id, left)
    if is_hint:
        list_folders(cycle, is_hint=True)
        return True
    with cycle.context.store.write() as unit:
        _remember(unit, cycle.due.address, {**state, "left": []})
    return False


def look_where_told(cycle: Cycle) -> bool:
    """True when the folders were listed, because the server told of some that are not known, or that changed."""
    attention = cycle.attention
    with cycle.context.store.read() as unit:
        are_all_known = attention.told <= unit.mailboxes.known(cycle.due.id, attention.told)
        attention.is_list_owed = attention.is_list_owed or not are_all_known
        if not attention.is_list_owed or _was_listed_just_now(cycle, _remembered(unit, cycle.due.address)):
            return False
    list_folders(cycle, is_hint=True)
    return True


def have_any_left(cycle: Cycle) -> bool:
    """Whether copies left their folders and did not come back anywhere, as far as is known."""
    with cycle.context.store.read() as unit:
        left: list[str] = _remembered(unit, cycle.due.address).get("left", [])
        return bool(left) and unit.history.are_gone(cycle.due.id, left)


def _was_listed_just_now(cycle: Cycle, state: dict[str, Any]) -> bool:
    last = state.get("hint")
    return last is not None and cycle.now - datetime.fromisoformat(last) < HINTS


def where_is(folder: WatchedFolder | KnownFolder) -> Folder:
    """The folder as its mailbox knows it."""
    return Folder(folder.server_id, folder.path, FolderKind(folder.kind), folder.wellknown)


def watched_folders(cycle: Cycle) -> list[WatchedFolder]:
    """The watched ones as they are remembered, by path."""
    with cycle.context.store.read() as unit:
        return unit.mailboxes.folders(cycle.due.id)


def _remembered(unit: Unit, address: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unit.state.get(_name(address)) or "{}")
    return found


def _remember(unit: Unit, address: str, state: dict[str, Any]) -> None:
    unit.state.put(_name(address), json.dumps(state))


def _name(address: str) -> str:
    return f"folders of {address}"


def _shape(rule: WatchRule) -> list[list[str]]:
    return [sorted(rule.only), sorted(rule.never), sorted(rule.also)]
