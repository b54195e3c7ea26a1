"""What must hold when all is quiet, whatever people did: each difference is a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, timedelta

from sqlalchemy import select

from daemon.link.category import category_name, numbers_in
from daemon.outlook.tasks.asking import task_for
from daemon.outlook.tasks.words import block_in
from simulator.mailboxes.items import Item
from store.models import ItemRow, LinkRow, PointerRow
from store.unit import Unit
from store.values import ItemKind, TaskWanted
from tests.flow.machine.desk import PREFIX, USERS, ZONE, Asked, Desk, identity_of

DONE_AWAY = timedelta(hours=2)  # after which whatever was put off is due
READING = {"SyncFolderItems", "SyncFolderHierarchy", "GetItem", "FindItem", "GetFolder", "FindFolder"}
READING |= {"GetUserConfiguration", "ResolveNames", "GetServerTimeZones", "ConvertId"}


def settle(desk: Desk) -> None:
    """Whatever was put off is done, the clerk has decided, and quiet cycles go by; the last writes nothing at all."""
    desk.firm.clock.tick(DONE_AWAY)
    desk.cycle()
    if desk.is_filed:
        desk.night()
    while desk.decides(desk.count % 2 == 0):
        desk.cycle()
    for _ in range(3):  # a draft is made, it is read, and an hour later tasks show it
        desk.firm.clock.tick(DONE_AWAY)
        desk.cycle()
    desk.cycle()
    journal = desk.firm.simulator.journal
    journal.clear()
    desk.cycle()
    assert not set(journal.counts()) - READING, f"a quiet cycle writes: {journal.counts()}"
    wrong = list(differences(desk))
    assert wrong == [], "\n".join(wrong)


def differences(desk: Desk) -> Iterator[str]:
    with desk.firm.store.read() as unit:
        for mailbox in unit.mailboxes.status():
            if mailbox.errands_owed or mailbox.errands_parked:
                yield f"{mailbox.address} owes {mailbox.errands_owed} errands after quiet cycles"
            yield from _tasks(desk, unit, mailbox.address, mailbox.id)
            yield from _stamps(desk, unit, mailbox.address, mailbox.id)
        yield from _notes(desk, unit)
        yield from _meetings(desk, unit)
        for subject, asked in desk.drafts.items():
            yield from _draft(desk, unit, subject, asked)


# --- tasks ------------------------------------------------------------------------------------------------------------


def _tasks(desk: Desk, unit: Unit, address: str, id: int) -> Iterator[str]:
    wanted = {str(k): one for k, one in unit.wanted_tasks.of(desk.firm.people[address], ZONE).items()}
    followed = {str(one.guid): one for one in unit.tasks.followed(id)}
    by_id = {one.id: one for one in desk.tasks(address)}
    for guid, one in wanted.items():
        found = followed.get(guid)
        if found is None:
            yield f"{address}: {one.about} of {one.number} is wanted and not followed"
            continue
        task = by_id.get(found.server_id)
        if task is None or task.folder.wellknown == "deleteditems":
            yield f"{address}: {one.about} of {one.number} is wanted and has no task"
            continue
        yield from _equal(desk, address, one, task, found.is_theirs)
    for guid, tasks in grouped(desk.ours(address)).items():
        originals = [one for one in tasks if one.id not in desk.copies]
        still = [one for one in originals if not one.flag("IsComplete")]
        if len(originals) > 1:
            yield f"{address}: {len(originals)} tasks of {guid}: {[one.subject for one in originals]}"
        if still and guid not in wanted and guid not in desk.kept_open:
            yield f"{address}: {still[0].subject} is open, and no record asks for it"


def _equal(desk: Desk, address: str, wanted: TaskWanted, task: Item, is_theirs: bool) -> Iterator[str]:
    guid, where = str(wanted.guid), f"{address}: {wanted.about} of {wanted.number}"
    state = task_for(wanted, PREFIX)
    if task.flag("IsComplete"):
        yield f"{where}: complete in Outlook, open on the record"
    if wanted.brief:
        deal = wanted.brief.opportunity
        if category_name(deal.number, deal.title, PREFIX) not in task.categories:
            yield f"{where}: has only the categories {task.categories}, and the deal is called {deal.title}"
    if not is_theirs and guid not in desk.renamed and task.subject != state.subject:
        yield f"{where}: is called {task.subject}, not {state.subject}"
    if not is_theirs and guid not in desk.cut and block_in(task.text) != state.block:
        yield f"{where}: shows {block_in(task.text)!r}, not {state.block!r}"
    if guid in desk.moved:
        return
    if task.get("DueDate")[:10] != str(state.due or ""):
        yield f"{where}: due {task.get('DueDate')}, not {state.due}"
    alarm = task.get("ReminderDueBy")[:16] if task.flag("ReminderIsSet") else ""
    asked = f"{state.reminder_at.astimezone(UTC):%Y-%m-%dT%H:%M}" if state.reminder_at else ""
    if alarm != asked and not (state.reminder_at and state.reminder_at <= desk.firm.clock.now and not alarm):
        yield f"{where}: alarm {alarm}, not {asked}"


def _notes(desk: Desk, unit: Unit) -> Iterator[str]:
    """What was typed around a block is one note, wherever its task was still there to be read."""
    notes = unit.connection.scalars(select(ItemRow.id).where(ItemRow.kind == ItemKind.NOTE.value))
    texts = [unit.items.get(id).body for id in notes]
    for words, typed in desk.typed.items():
        count = sum(words in text for text in texts)
        if count > 1 or (count == 0 and not typed.is_lost):
            yield f"{words!r} is in {count} notes: {typed}"


# --- mail and meetings ------------------------------------------------------------------------------------------------


def _stamps(desk: Desk, unit: Unit, address: str, id: int) -> Iterator[str]:
    """What an item carries is what it is linked to; deals in the recycle bin apart."""
    deleted = desk.in_bin()
    copies = select(PointerRow.server_id, PointerRow.item_id).where(
        PointerRow.mailbox_id == id, PointerRow.is_gone.is_(False), PointerRow.is_occurrence.is_(False)
    )
    by_id = {one.id: one for one in desk.items(address)}
    for server_id, item_id in unit.connection.execute(copies).all():
        item = by_id.get(server_id)
        if item is None:
            yield f"{address}: item {item_id} is in no folder, and counts as there"
            continue
        links = select(LinkRow.number).where(LinkRow.item_id == item_id)
        linked = set(unit.connection.scalars(links)) - deleted
        stamped = set(numbers_in(item.categories, PREFIX)) - deleted
        is_unsent = item.subject in desk.drafts and desk.drafts[item.subject].fate != "sent"
        if linked != stamped and not is_unsent:
            yield f"{address}: {item.subject} carries {item.categories}, and is linked to {linked}"


def _meetings(desk: Desk, unit: Unit) -> Iterator[str]:
    there = {one.subject: one for who in USERS for one in desk.meetings_of(who)}
    for number in desk.deals:
        lines = unit.opportunities.history(number, limit=1_000)
        count = Counter((line.subject, line.occurred_at) for line in lines)
        for line in lines:
            if line.subject not in desk.meetings:
                continue
            if count[line.subject, line.occurred_at] > 1:
                yield f"{line.subject} is in the history of {number} more than once"
            if line.subject in desk.series:
                continue
            is_gone = line.subject not in there and line.subject not in desk.kept
            if line.is_gone != is_gone:
                yield f"{line.subject} is {'not ' if is_gone else ''}marked as deleted"
            meeting = there.get(line.subject)
            if meeting and line.occurred_at != desk.begins(meeting):
                yield f"{line.subject} is at {meeting.get('Start')}, and at {line.occurred_at} in the history"


def _draft(desk: Desk, unit: Unit, subject: str, asked: Asked) -> Iterator[str]:
    found = [one for one in desk.items(asked.who) if identity_of(one) == str(asked.guid)]
    there = [one for one in found if one.folder.wellknown != "deleteditems"]
    lines = [n for n in desk.deals for one in unit.opportunities.history(n, limit=1_000) if one.subject == subject]
    if len(there) != 1 and not (asked.fate == "thrown" and not there):
        yield f"{subject} is in Outlook {len(there)} times: {asked}"
    if asked.fate != "sent" and lines:
        yield f"{subject} was never sent, and is in the history of {lines}"
    if asked.fate == "sent" and not asked.is_sorted and lines != [asked.number] and not asked.is_unsure:
        yield f"{subject} was sent, and is in the histories of {lines}: {asked}"


def grouped(tasks: list[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for task in tasks:
        found.setdefault(identity_of(task), []).append(task)
    return found
