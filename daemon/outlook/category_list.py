"""Each mailbox's category list offers its opportunities, so that a link is a tap in any Outlook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import structlog

from connectors.errors import MailboxError
from connectors.mailbox import CategoryEdit
from daemon.context import Cycle
from daemon.link import LinkPolicy, category_name, choose_name, is_choose, is_new, new_name, number_in
from daemon.stamping import ListBeingWritten
from store.unit import Unit
from store.values import ErrandKind

log = structlog.get_logger()

ERRAND = "list"  # a mailbox has one category list: one errand

# Phones and Outlook's menus show long lists badly, and each entry travels with every write. Between the two numbers,
# what is in the list stays in it and what is not stays out: an opportunity that gains or loses a place or two in the
# order of activity is no reason to write.
MOST = 100
ENOUGH = 80

ROUNDS = 2  # times that it is edited, where the first found another list than it was made for

NEW, CHOOSE = "new", "choose"


def owe_categories(cycle: Cycle) -> None:
    """Owe an edit of the list when it does not offer what it should; writes nothing otherwise."""
    with cycle.context.store.read() as unit:
        if is_list_in_step(cycle, unit) or ERRAND in unit.errands.keys(cycle.due.id, ErrandKind.CATEGORIES):
            return
    due = cycle.due.id, ErrandKind.CATEGORIES, [ERRAND]
    cycle.context.store.write_among(lambda unit: unit.errands.owe(*due, due_at=cycle.now))


def is_list_in_step(cycle: Cycle, unit: Unit) -> bool:
    """Whether the list offers what it should, as far as is known of it."""
    return _edit(cycle, unit, cycle.due.offered) == CategoryEdit()


def pay_categories(cycle: Cycle) -> None:
    """Bring the list in step and remember what it holds afterwards, as read back from the server.

    What it held when it was read last decides; where that turns out to be old, what was read back does.
    """
    held = cycle.due.offered
    for _ in range(ROUNDS):
        with cycle.context.store.read() as unit:
            edit = _edit(cycle, unit, held)
        held, is_in_step = _take_note(cycle, edit, cycle.mailbox.edit_category_list(edit))
        if is_in_step:
            break


def begin_categories(cycle: Cycle) -> None:
    """Bring the list in step while a folder's last stamps are waited for; once a turn.

    Nothing rests on it: what becomes of it unheard of is found in the list by the edit that is owed then.
    """
    if cycle.list_being_written is not None or all(one.answers.done() for one in cycle.being_written):
        return
    with cycle.context.store.read() as unit:
        edit = _edit(cycle, unit, cycle.due.offered)
    answer = cycle.mailbox.edit_category_list_beside(edit) if edit != CategoryEdit() else None
    cycle.list_being_written = ListBeingWritten(edit, answer)


def settle_categories(cycle: Cycle) -> None:
    """Take note of a list that was written meanwhile; where that went wrong, it is owed and said as ever."""
    begun, cycle.list_being_written = cycle.list_being_written, None
    if begun is None or begun.answer is None:
        return
    try:
        names = begun.answer.result()
    except MailboxError as failure:
        log.debug("category list not written beside", reason=str(failure))
        return
    held, _ = _take_note(cycle, begun.edit, names)
    cycle.due = replace(cycle.due, offered=held)


def _take_note(cycle: Cycle, edit: CategoryEdit, names: Sequence[str]) -> tuple[dict[str, str], bool]:
    """Remember what the list holds after the edit; our entries of it, and whether they are as they should be."""
    held = our_entries(names, cycle.context.policy)

    def remember(unit: Unit) -> bool:
        unit.mailboxes.offered(cycle.due.id, held)
        return _edit(cycle, unit, held) == CategoryEdit()

    is_in_step = cycle.context.store.write_among(remember)
    if edit != CategoryEdit():
        log.info("category list written", added=len(edit.add), renamed=len(edit.rename), removed=len(edit.remove))
    return held, is_in_step


def our_entries(names: Iterable[str], policy: LinkPolicy) -> dict[str, str]:
    """Our entries of a category list, by what they offer; the users' own are not our business.

    Further wordings of the same have keys of their own ("17/2"), which nobody wants; so do those with a former prefix.
    """
    ours: dict[str, str] = {}
    for name in names:
        key = _key(name, policy.prefix)
        if key is None and any(_key(name, former) for former in policy.former_prefixes):
            key = "former"
        if key is not None and name not in ours.values():
            times = sum(known.partition("/")[0] == key for known in ours)
            ours[f"{key}/{times + 1}" if times else key] = name
    return ours


def wanted(offered: Sequence[tuple[int, str]], held: Mapping[str, str], prefix: str) -> dict[str, str]:
    """What the list should hold, by what it offers; the opportunities come the most important first."""
    kept = [one for place, one in enumerate(offered[:MOST]) if place < ENOUGH or str(one[0]) in held]
    names = {NEW: new_name(prefix), CHOOSE: choose_name(prefix)}
    return names | {str(number): category_name(number, title, prefix) for number, title in sorted(kept)}


def edit_for(wanted: Mapping[str, str], held: Mapping[str, str]) -> CategoryEdit:
    """What to change so that the entries held become those wanted, each once."""
    wordings: dict[str, list[str]] = {}
    for key, name in held.items():
        wordings.setdefault(key.partition("/")[0], []).append(name)
    edit: dict[str, list[str]] = {"add": [], "remove": []}
    renamed: list[tuple[str, str]] = []
    for key, name in wanted.items():
        present = wordings.pop(key, [])
        alike = [other for other in present if other.casefold() == name.casefold()]  # a list holds one of these only
        kept = name if name in present else next(iter(alike or present), None)
        if kept is None:
            edit["add"].append(name)
        elif kept != name:
            renamed.append((kept, name))
        edit["remove"] += [
            other for other in present if other.casefold() not in (str(kept).casefold(), name.casefold())
        ]
    edit["remove"] += [name for names in wordings.values() for name in names]
    return CategoryEdit(tuple(edit["add"]), tuple(renamed), tuple(edit["remove"]))


def _key(name: str, prefix: str) -> str | None:
    """What an entry offers; None for the user's own."""
    if is_new(name, prefix):
        return NEW
    if is_choose(name, prefix):
        return CHOOSE
    number = number_in(name, prefix)
    return None if number is None else str(number)


def _edit(cycle: Cycle, unit: Unit, held: Mapping[str, str]) -> CategoryEdit:
    context = cycle.context
    offered = unit.opportunities.offered_to(cycle.due.user_id, closed_since=cycle.now - context.retire, limit=MOST)
    return edit_for(wanted(offered, held, context.policy.prefix), held)
