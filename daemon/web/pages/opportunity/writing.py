"""Writing into a history: business notes, phone logs, tasks and files, and changing what was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import key_of
from daemon.web.forms import Form, Refusal, SentForm, changed_by, sent_file
from daemon.web.handing_out import attached
from daemon.web.pages.opportunity.written import FIELDS, NOBODY, columns_of, typed_of, typed_of_new
from daemon.web.pages.settings.lists import unknown_act
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import NotFound
from store.unit import Unit
from store.values import HistoryItem, ItemKind

router = APIRouter()


@dataclass(frozen=True)
class Into:
    """The record whose history is written into."""

    of: Mapping[str, str]  # as acts name it
    path: str  # of its page


@router.get("/opportunities/{number}/write/{kind}")
def ask(visit: Member, number: int, kind: ItemKind) -> Response:
    return asked_to_write(visit, _of(number), kind, Form(), Refusal())


@router.post("/opportunities/{number}/write/{kind}")
def write(visit: Member, number: int, kind: ItemKind, form: SentForm) -> Response:
    """One more item, linked to the opportunity at once."""
    return written(visit, _of(number), kind, form)


def _of(number: int) -> Into:
    return Into({"opportunity": str(number)}, f"/opportunities/{number}")


@router.get("/history/{id}/edit")
def ask_edit(visit: Member, id: int) -> Response:
    return _edit(visit, id, Form(), Refusal())


@router.post("/history/{id}/edit")
def edit(visit: Member, id: int, form: SentForm) -> Response:
    """Change what was written; a file itself never changes."""

    def act(unit: Unit) -> str:
        item = _written(unit, id)
        changed = columns_of(changed_by(form, typed_of(item, visit), f"{item.kind} {id}"), visit)
        if changed:
            change = {
                ItemKind.NOTE: acts.edit_note,
                ItemKind.CALL: acts.edit_call,
                ItemKind.TASK: acts.edit_task,
                ItemKind.FILE: acts.edit_file,
            }[item.kind]
            change(unit, id, changed)
        return f"/history/{id}"

    return visit.act(form, act, lambda refused: _edit(visit, id, form, refused))


@router.post("/history/{id}/do")
def do(visit: Member, id: int, form: SentForm) -> Response:
    """A task is done, cancelled or open again; what was written goes to the recycle bin."""

    def act(unit: Unit) -> str:
        match form.get("act"):
            case "done":
                acts.finish_task(unit, id)
            case "reopen":
                acts.reopen_task(unit, id)
            case "cancel":
                acts.cancel_task(unit, id)
            case "delete":
                item = _written(unit, id)
                acts.delete_item(unit, id, item.kind)
                return f"/opportunities/{item.links[0].number}/history" if item.links else "/"
            case other:
                raise unknown_act(other)
        return f"/history/{id}"

    return visit.act(form, act, lambda refused: _edit(visit, id, form, refused))


@router.get("/history/{id}/file")
def download(visit: Member, id: int) -> Response:
    """The file as it was stored, to be saved: no browser shows it in a page of ours."""
    with visit.reading() as unit:
        item, kept = acts.stored_file(unit, id)
    content = visit.desk.contents.of(kept, f"file {id}")
    name = item.file.name if item.file else str(id)
    return Response(content, media_type="application/octet-stream", headers=attached(name))


def written(visit: Visit, into: Into, kind: ItemKind, form: Form) -> Response:
    """One more item in a history, from its form."""

    def act(unit: Unit) -> str:
        fields = columns_of({name: form.get(name) for name in _fields(kind)}, visit)
        title, text = fields.pop("subject"), fields.pop("body")
        match kind:
            case ItemKind.CALL:
                acts.add_call(unit, into.of, title, text, at=fields.pop("occurred_at"), **fields)
            case ItemKind.TASK:
                assign = fields.pop("assign") or NOBODY
                acts.add_task(unit, into.of, title, text, assign=assign, **fields)
            case ItemKind.FILE:
                name, content = sent_file(form, visit.desk.settings.history.file_limit_mb)
                acts.add_file(unit, into.of, title or name, content, text)
            case _:
                acts.add_note(unit, into.of, title, text, at=fields["occurred_at"])
        return f"{into.path}/history"

    return visit.act(form, act, lambda refused: asked_to_write(visit, into, kind, form, refused))


def _fields(kind: ItemKind) -> tuple[str, ...]:
    if kind not in FIELDS:
        raise NotFound("kind", kind.value)
    return FIELDS[kind]


def _written(unit: Unit, id: int) -> HistoryItem:
    """An item that people wrote; mail and appointments are changed where they are, in Outlook."""
    item = unit.items.get(id)
    if item.kind not in FIELDS:
        raise NotFound("note, call, task or file", id)
    return item


def asked_to_write(visit: Visit, into: Into, kind: ItemKind, form: Form, refused: Refusal) -> Response:
    """The form of one more item."""
    _fields(kind)
    with visit.reading() as unit:
        match into.of:
            case {"opportunity": number}:
                one = unit.opportunities.find(number)
                heading = f"{key_of(one.number, visit.desk.prefix)} {one.title}"
            case {"account": id}:
                heading = unit.accounts.find(id).name
            case _:
                heading = unit.contacts.find(into.of["contact"]).name
        users = _users(unit)
    action, back = f"{into.path}/write/{kind}", f"{into.path}/history"
    return _drawn(visit, kind, heading, action, back, typed_of_new(kind, visit), users, form, refused, is_new=True)


def _edit(visit: Visit, id: int, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        item = _written(unit, id)
        now, users = typed_of(item, visit), _users(unit)
    action, back = f"/history/{id}/edit", f"/history/{id}"
    return _drawn(visit, item.kind, item.subject, action, back, now, users, form, refused, is_new=False)


def _users(unit: Unit) -> list[tuple[str, str]]:
    return [(NOBODY, "-"), *((str(user.id), user.name) for user in acts.users_found(unit, active_only=True))]


def _drawn(
    visit: Visit,
    kind: ItemKind,
    heading: str,
    action: str,
    back: str,
    now: dict[str, str],
    users: list[tuple[str, str]],
    form: Form,
    refused: Refusal,
    *,
    is_new: bool,
) -> Response:
    return visit.page(
        "opportunity/write.html.j2",
        kind=kind.value,
        heading=heading,
        action=action,
        back=back,
        now=now,
        users=users,
        form=form,
        refused=refused,
        is_new=is_new,
    )
