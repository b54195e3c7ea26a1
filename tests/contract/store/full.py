"""Records with everything that can hang on them, for tests of the recycle bin."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select

from store.history.index import Indexed, add_words
from store.ids import next_ids
from store.models import (
    Base,
    DraftRow,
    FieldRow,
    FieldValueRow,
    FileContentRow,
    ItemAccountRow,
    ItemContactRow,
    ItemFileRow,
    ItemRow,
    LineItemRow,
    LinkRow,
    MarketingRow,
    OpportunityActivityRow,
    OpportunityCategoryRow,
    ProjectRow,
    ProjectTaskRow,
)
from store.unit import Unit
from store.values import FollowedTask, Mark, MarkKind, Record
from tests.contract.store.conftest import NOON
from tests.contract.store.records import a_folder, a_mailbox, an_opportunity, linked


def count(unit: Unit, table: type[Base]) -> int:
    return unit.connection.execute(select(func.count()).select_from(table)).scalar_one()


def an_item(
    unit: Unit, kind: str = "note", *numbers: int, contact: int | None = None, account: int | None = None
) -> int:
    """Something that people wrote here, in the history of these."""
    [id] = next_ids(unit.connection, ItemRow.id, 1)
    words = ("identity", "fingerprint", "author", "preview", "location", "thread")
    values = dict.fromkeys(words, "") | {"kind": kind, "size": 0, "subject": "Seats", "folded": "seats", "body": "x"}
    flags = {"is_cancelled": False, "has_attachments": False, "occurred_at": NOON, "search_id": id}
    flags |= dict.fromkeys(("is_all_day", "is_series", "is_dismissed", "is_redacted"), False) | {
        "parents": [],
        "traits": {},
    }
    unit.connection.execute(insert(ItemRow).values(id=id, **values, **flags))
    add_words(unit.connection, [Indexed(id, "Seats", "x")])
    for number in numbers:
        link = {"item_id": id, "number": number, "rule": "made", "evidence": "", "created_at": NOON, "placed_at": NOON}
        unit.connection.execute(insert(LinkRow).values(**link))
    if contact:
        place = {"item_id": id, "contact_id": contact, "placed_at": NOON, "is_kept": True}
        unit.connection.execute(insert(ItemContactRow).values(**place))
    if account:
        unit.connection.execute(insert(ItemAccountRow).values(item_id=id, account_id=account, placed_at=NOON))
    return id


def a_file(unit: Unit, content: bytes, *numbers: int) -> int:
    id, sha256 = an_item(unit, "file", *numbers), hashlib.sha256(content).hexdigest()
    if not unit.connection.scalar(select(FileContentRow.sha256).where(FileContentRow.sha256 == sha256)):
        unit.file_copies.enter(sha256, content)
    unit.connection.execute(
        insert(ItemFileRow).values(item_id=id, sha256=sha256, name="a.txt", media_type="text/plain")
    )
    return id


def a_project(unit: Unit, number: int | None = None, **given: object) -> int:
    values = {"name": "Move", "folded": "move", "created_at": NOON, "number": number} | given
    id = unit.connection.execute(insert(ProjectRow).values(**values).returning(ProjectRow.id)).scalar_one()
    task = {"position": 0, "title": "Pack", "is_cancelled": False, "guid": uuid4()}
    unit.connection.execute(insert(ProjectTaskRow).values(project_id=id, **task))
    return id


def a_marketing(unit: Unit) -> int:
    new = insert(MarketingRow).values(title="Fair", folded="fair", currency="EUR").returning(MarketingRow.id)
    return unit.connection.execute(new).scalar_one()


def ids(unit: Unit) -> list[tuple[Record, int]]:
    return [(one.record, one.id) for one in unit.bin.all()]


def a_full_opportunity(unit: Unit) -> tuple[int, int, int, int]:
    """An opportunity with everything that can hang on one: its number, contact, account and marketing activity."""
    account = unit.accounts.add("Fabrikam", domains=["f.example"]).id
    ann = unit.contacts.add("Ann", addresses=["ann@client.example"], phones=["1"], account_id=account).id
    marketing = a_marketing(unit)
    number = an_opportunity(unit, "200 seats", contact_id=ann, initiated_marketing_id=marketing)
    unit.opportunities.remind(number, NOON)
    db = unit.connection
    line = {"position": 0, "name": "Seat", "description": "", "quantity_milli": 1000, "price_minor": 1}
    db.execute(insert(LineItemRow).values(number=number, discount_bp=0, total_minor=1, **line))
    db.execute(insert(OpportunityCategoryRow).values(number=number, folded="key", name="Key"))
    activity = {"activity_id": 1, "completed_at": NOON, "completed_by": "Bob", "is_reminder_off": False}
    db.execute(insert(OpportunityActivityRow).values(number=number, **activity))
    for record, id in (("opportunity", number), ("contact", ann), ("account", account)):
        field = {"record": record, "name": "Region", "folded": "region", "kind": "text", "choices": [], "position": 0}
        field_id = db.execute(insert(FieldRow).values(**field).returning(FieldRow.id)).scalar_one()
        db.execute(insert(FieldValueRow).values(field_id=field_id, record_id=id, text="North", folded="north"))
    due = a_mailbox(unit)
    folder = a_folder(unit, due.id)
    mail = replace(
        linked("S1", number),
        contacts=frozenset({ann}),
        confirmed=frozenset({number}),
        marks=(Mark(due.id, number, MarkKind.SET),),
    )
    unit.history.save(due.id, folder.id, [mail, linked("S2", number, confirmed=frozenset({number}))], now=NOON)
    draft = {"kind": "email", "content": {}, "server_id": "", "created_at": NOON}
    db.execute(insert(DraftRow).values(guid=uuid4(), mailbox_id=due.id, number=number, **draft))
    unit.tasks.save(FollowedTask(UUID(int=1), due.id, number=number, is_over=True))
    an_item(unit, "note", number)
    a_file(unit, b"offer", number)
    return number, ann, account, marketing
