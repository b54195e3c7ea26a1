"""Each mailbox's category list offers its opportunities, so that a link is a tap in any Outlook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import structlog

from connectors.mailbox import CategoryEdit
from daemon.category import category_name, number_in
from daemon.cycle import Cycle
from store.values import ErrandKind

log = structlog.get_logger()

ERRAND = "list"  # a mailbox has one category list: one errand


def owe_categories(cycle: Cycle) -> None:
    """Owe an edit of the list when it does not offer what it should; writes nothing otherwise."""
    if _edit(cycle, cycle.due.offered) == CategoryEdit():
        return
    with cycle.office.store.read() as unit:
        if ERRAND in unit.errands.keys(cycle.due.id, ErrandKind.CATEGORIES):
            return
    with cycle.office.store.write() as unit:
        unit.errands.owe(cycle.due.id, ErrandKind.CATEGORIES, [ERRAND], due_at=cycle.now)


def pay_categories(cycle: Cycle) -> None:
    """Bring the list in step and remember what it holds afterwards, as read back from the server."""
    edit = _edit(cycle, held(cycle.mailbox.category_list(), cycle.office.policy.prefix))
    names = cycle.mailbox.edit_category_list(edit)
    with cycle.office.store.write() as unit:
        unit.mailboxes.offered(cycle.due.id, held(names, cycle.office.policy.prefix))
    log.info("category list written", added=len(edit.add), renamed=len(edit.rename), removed=len(edit.remove))


def held(names: Iterable[str], prefix: str) -> dict[str, str]:
    """Our entries of a category list, by the opportunity's number; the users' own are not our business."""
    ours = ((number_in(name, prefix), name) for name in names)
    return {str(number): name for number, name in ours if number is not None}


def edit_for(wanted: Mapping[str, str], held: Mapping[str, str]) -> CategoryEdit:
    """What to change so that the entries held become those wanted."""
    return CategoryEdit(
        add=tuple(name for key, name in wanted.items() if key not in held),
        rename=tuple((held[key], name) for key, name in wanted.items() if key in held and held[key] != name),
        remove=tuple(name for key, name in held.items() if key not in wanted),
    )


def _edit(cycle: Cycle, held: Mapping[str, str]) -> CategoryEdit:
    office = cycle.office
    with office.store.read() as unit:
        titles = unit.opportunities.offered_to(cycle.due.user_id, closed_since=cycle.now - office.retire)
    wanted = {str(number): category_name(number, title, office.policy.prefix) for number, title in titles}
    return edit_for(wanted, held)
