"""The form of a project: a new one, or one that is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import key_of
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.rules.typed import day_of
from store.unit import Unit
from store.values import Project

router = APIRouter()

EMPTY = dict.fromkeys(("name", "opportunity", "account", "contact", "assigned_to", "start"), "")
OF_OTHERS = ("opportunity", "account", "contact")  # named as people call them


@router.get("/projects/new")
def new(visit: Member) -> Response:
    return _form(visit, None, Form(), Refusal())


@router.post("/projects/new")
def add(visit: Member, form: SentForm) -> Response:
    """With the tasks of its template; what is left empty, its opportunity gives."""

    def act(unit: Unit) -> str:
        typed = {name: text for name in (*EMPTY, "template") if (text := form.get(name))}
        added = acts.add_project(
            unit,
            typed.get("name"),
            zone=visit.desk.zone,
            template=typed.get("template"),
            starts_on=day_of("start", typed["start"], visit.manner) if "start" in typed else None,
            user=typed.get("assigned_to"),
            **{name: typed.get(name) for name in OF_OTHERS},
        )
        return f"/projects/{added.id}"

    return visit.act(form, act, lambda refused: _form(visit, None, form, refused))


@router.get("/projects/{id}/edit")
def edit(visit: Member, id: int) -> Response:
    return _form(visit, id, Form(), Refusal())


@router.post("/projects/{id}/edit")
def save(visit: Member, id: int, form: SentForm) -> Response:
    """Its tasks stay when the start is another."""

    def act(unit: Unit) -> str:
        now = _typed(unit, visit, acts.project_named(unit, str(id)))
        changed = changed_by(form, now, f"project {id}")
        user = changed.get("assigned_to") or None
        named = {name: changed.get(name) or None for name in OF_OTHERS}
        acts.edit_project(unit, str(id), _fields(changed, visit), user=user, **named)
        return f"/projects/{id}"

    return visit.act(form, act, lambda refused: _form(visit, id, form, refused))


def _fields(changed: Mapping[str, str], visit: Visit) -> dict[str, Any]:
    """The plain ones by column, and what is to be empty; a party that goes for another one says nothing itself."""
    fields: dict[str, Any] = {"name": changed["name"]} if "name" in changed else {}
    if "start" in changed:
        fields["starts_on"] = day_of("start", changed["start"], visit.manner) if changed["start"] else None
    columns = {"opportunity": "number", "assigned_to": "assigned_to"}
    if not (changed.get("account") or changed.get("contact")):
        columns |= {"account": "account_id", "contact": "contact_id"}
    return fields | {column: None for name, column in columns.items() if changed.get(name) == ""}


def _typed(unit: Unit, visit: Visit, one: Project) -> dict[str, str]:
    """What the fields hold, as it would be typed."""
    return {
        "name": one.name,
        "opportunity": key_of(one.number, visit.desk.prefix) if one.number is not None else "",
        "account": unit.accounts.get(one.account_id).name if one.account_id is not None else "",
        "contact": unit.contacts.get(one.contact_id).name if one.contact_id is not None else "",
        "assigned_to": str(one.assigned_to or ""),
        "start": one.starts_on.isoformat() if one.starts_on else "",
    }


def _typed_of_new(unit: Unit, visit: Visit) -> dict[str, str]:
    """Its maker's; begun from somewhere else, what is known there is filled in."""
    now = EMPTY | {"assigned_to": str(visit.actor.user_id or "")}
    now |= {name: text for name, text in visit.request.query_params.items() if name in now}
    if now["opportunity"]:
        source = unit.opportunities.find(now["opportunity"])
        now["opportunity"] = key_of(source.number, visit.desk.prefix)
        now["name"] = now["name"] or source.title
        if source.account_id is not None:
            now["account"] = unit.accounts.get(source.account_id).name
        elif source.contact_id is not None:
            now["contact"] = unit.contacts.get(source.contact_id).name
    return now


def _form(visit: Visit, id: int | None, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        now = _typed_of_new(unit, visit) if id is None else _typed(unit, visit, acts.project_named(unit, str(id)))
        nobody = [("", "-")] if id is not None else []
        users = [(str(user.id), user.name) for user in acts.users_found(unit, active_only=True)]
        templates = [("", "-"), *((str(one.id), one.name) for one in acts.templates_found(unit))]
    return visit.page(
        "projects/form.html.j2",
        id=id,
        now=now,
        users=nobody + users,
        templates=templates,
        form=form,
        refused=refused,
    )
