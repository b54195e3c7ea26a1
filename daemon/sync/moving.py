"""A mailbox that is on another server than before: what is in it is known again, and nothing is doubled.

Another server, or another interface of the same one, gives ids of its own to what is there. Folders are known again by
Exchange's own names and by their paths; items, while they are read anew, by Message-ID and UID, or at once where the
server translates ids; tasks by what they show. Of what a server does not reach, such as an archive mailbox through
Graph, everything stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from connectors.mailbox import ARCHIVE, Folder, Task, TaskChange, TaskContent, TaskEdit
from daemon.context import Cycle
from daemon.sync.folders import leave_out_of_reach
from daemon.sync.moved_tasks import as_followed_here, known_again
from store.unit import Unit
from store.values import FollowedTask, KnownFolder

log = structlog.get_logger()

NOTHING = TaskContent("", None, None)


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of what is known of a mailbox on its new server."""

    is_same: bool = False  # it is the server that it was on before
    folders: Mapping[int, Folder] = field(default_factory=dict)  # ours, by the id of the row
    missing: tuple[KnownFolder, ...] = ()  # that were read, and the new server does not have
    out_of_reach: tuple[KnownFolder, ...] = ()  # in an archive mailbox that it does not show
    translated: Mapping[str, str] = field(default_factory=dict)  # ids of copies, as they were and as they are
    untranslated: int = 0  # copies that are known again when they are read
    tasks: Mapping[FollowedTask, Task] = field(default_factory=dict)
    tasks_missing: tuple[FollowedTask, ...] = ()  # made anew


def settle_in(cycle: Cycle) -> None:
    """Where the mailbox is on another server than it was when it was read last, take what is known over to it."""
    if cycle.attention.is_settled:
        return
    here = f"{cycle.plan.server_kind} {cycle.plan.server}"
    with cycle.context.store.read() as unit:
        before = _before(unit, cycle.due.address)
        known = unit.mailboxes.known_folders(cycle.due.id)
    if before != here:
        # What was read before anybody wrote down where is on the only kind of server that there was.
        if known and (before or cycle.plan.server_kind != "ews"):
            _take_over(cycle, known)
        with cycle.context.store.write_beside() as unit:
            unit.state.put(_name(cycle.due.address), here)
    cycle.attention.is_settled = True


def _take_over(cycle: Cycle, known: Sequence[KnownFolder]) -> None:
    move = planned(cycle, known, list(cycle.mailbox.folders()))
    if move.is_same:  # it has another name in the configuration
        return
    _write(cycle, move)
    cycle.attention.is_list_owed = True  # folders that were not known yet
    log.info(
        "mailbox moved to another server",
        server=cycle.plan.server,
        folders=len(move.folders),
        missing=len(move.missing),
        out_of_reach=len(move.out_of_reach),
        translated=len(move.translated),
        tasks=len(move.tasks),
    )


def planned(cycle: Cycle, known: Sequence[KnownFolder], listed: Sequence[Folder]) -> Move:
    """What the move will do; changes nothing."""
    with cycle.context.store.read() as unit:
        kind = _before(unit, cycle.due.address).partition(" ")[0] or "ews"
    # Two interfaces of one server may name a folder alike; what they call its items and how far it was read, never.
    is_same_kind = kind == cycle.plan.server_kind
    if is_same_kind and {folder.id for folder in listed} & {one.server_id for one in known}:
        return Move(is_same=True)
    folders = dict(_pairs(known, listed))
    rest = [one for one in known if one.id not in folders]
    shows_archive = any(map(_is_archive, listed))
    out = [] if shows_archive else [one for one in rest if _is_archive(one)]
    with cycle.context.store.read() as unit:
        there = unit.comparing.there_by_folder(cycle.due.id)
        followed, own_over = unit.tasks.followed(cycle.due.id), unit.tasks.own_over(cycle.due.id)
    ids = sorted(id for folder in folders for id in there.get(folder, ()))
    # A folder that was never read, and the new server does not have, is nobody's loss.
    lost = [one for one in rest if one.is_watched or one.id in there]
    translated = cycle.mailbox.translated(ids)
    # Of those that are over some may be open, where something stood for them on the server before. Those that a user
    # made are told apart from new ones of theirs by nothing but this.
    all_of_them = [*followed, *own_over]
    tasks = known_again(cycle, all_of_them, listed) if all_of_them or kind == "graph" else {}
    return Move(
        folders=folders,
        missing=tuple(one for one in lost if one not in out),
        out_of_reach=tuple(out),
        translated=translated,
        untranslated=len(ids) - len(translated),
        tasks=tasks,
        tasks_missing=tuple(one for one in followed if one.server_id and one not in tasks),
    )


def _write(cycle: Cycle, move: Move) -> None:
    """Do it: first the tasks, which may be done twice; then all that is stored, at once."""
    found = [(as_followed_here(one, task), task) for one, task in move.tasks.items()]
    marked = [
        TaskChange(task.item_id, task.change_key, TaskEdit(frozenset(), NOTHING, one.guid))
        for one, task in found
        if not one.is_over
    ]
    answers = iter(cycle.mailbox.edit_tasks(marked) if marked else ())
    followed: list[FollowedTask] = []
    for one, task in found:
        answer = None if one.is_over else next(answers)
        now = answer if isinstance(answer, Task) else task
        followed.append(replace(one, server_id=now.item_id, change_key=now.change_key))
    followed += [replace(one, server_id="", change_key="", seen=None) for one in move.tasks_missing]
    with cycle.context.store.read() as unit:
        guids = [one.guid for one in unit.tasks.followed(cycle.due.id)]
    if guids:  # what stood for one of them would remind of it twice
        cycle.mailbox.give_back(guids)
    with cycle.context.store.write() as unit:
        unit.mailboxes.renew(cycle.due, now=cycle.now, lease=cycle.context.lease)
        unit.mailboxes.move_folders({id: folder.id for id, folder in move.folders.items()}, at=cycle.now)
        leave_out_of_reach(unit, cycle.due.address, [one.server_id for one in move.out_of_reach])
        unit.mailboxes.unwatch([one.id for one in move.out_of_reach])
        unit.history.translate(cycle.due.id, move.translated)
        for one in followed:
            unit.tasks.save(one)


def _pairs(known: Sequence[KnownFolder], listed: Sequence[Folder]) -> Iterator[tuple[int, Folder]]:
    """Each known folder with what it is on the new server: by Exchange's own name, or else by its path."""
    named = {f"{folder.kind}:{folder.wellknown}": folder for folder in listed if folder.wellknown}
    by_path = {f"{folder.kind}:{folder.path.casefold()}": folder for folder in listed}
    renamed = {
        one.path.casefold(): named[name].path.casefold()
        for one in known
        if (name := f"{one.kind}:{one.wellknown}") in named
    }
    taken: set[str] = set()
    for one in sorted(known, key=lambda one: not one.wellknown):
        path = one.path.casefold()
        found = named.get(f"{one.kind}:{one.wellknown}") or by_path.get(f"{one.kind}:{path}")
        found = found or by_path.get(f"{one.kind}:{_below(path, renamed)}")
        if found is not None and found.id not in taken:
            taken.add(found.id)
            yield one.id, found


def _below(path: str, renamed: Mapping[str, str]) -> str:
    """The path, where the folder that it is below has another name on the new server: in the mailbox's language."""
    above, slash, rest = path.partition("/")
    return f"{renamed.get(above, above)}{slash}{rest}"


def _is_archive(folder: KnownFolder | Folder) -> bool:
    return folder.path == ARCHIVE or folder.path.startswith(f"{ARCHIVE}/")


def _name(address: str) -> str:
    return f"server of {address}"


def _before(unit: Unit, address: str) -> str:
    """Kind and name of the server on which the mailbox was read last: "graph cloud"; "" before it ever was."""
    return unit.state.get(_name(address)) or ""
