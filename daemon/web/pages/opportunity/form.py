"""The form of an opportunity: a new one, or one that is changed."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Form, OwnField, Refusal, SentForm, changed_by, own_fields, own_settings
from daemon.web.pages.opportunity.typed import (
    EMPTY,
    NOBODY,
    fields_of,
    has_amount,
    references_of,
    remind,
    typed_of,
    typed_of_new,
)
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.rules.opportunity import begun
from store.rules.typed import moment_of
from store.unit import Unit
from store.values import ListName, Record, StageKind

router = APIRouter()


@router.get("/opportunities/new")
def new(visit: Member) -> Response:
    return _form(visit, None, Form(), Refusal())


@router.post("/opportunities/new")
def add(visit: Member, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        typed = {name: text for name in EMPTY if (text := form.get(name))}
        if typed.get("currency") == form.was("currency"):
            typed.pop("currency", None)  # it was there before somebody typed an amount, which may name another
        own = own_settings(form, own_fields(unit, Record.OPPORTUNITY, None, visit.language), "opportunity")
        fields = fields_of(typed, visit.manner)
        at = moment_of("reminder", typed["reminder"], visit.manner) if "reminder" in typed else None
        added = acts.add_opportunity(
            unit,
            fields.pop("title", ""),
            fields,
            acts.references_of_new(unit, references_of(typed, EMPTY)),
            own=own,
            remind_at=at,
            amount=typed.get("amount"),
            default_currency=visit.desk.settings.records.currency,
        )
        return _onward(form, added.number)

    return visit.act(form, act, lambda refused: _form(visit, None, form, refused))


@router.get("/opportunities/{number}/edit")
def edit(visit: Member, number: int) -> Response:
    return _form(visit, number, Form(), Refusal())


@router.post("/opportunities/{number}/edit")
def save(visit: Member, number: int, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        now = typed_of(unit, visit, unit.opportunities.find(str(number)))
        subject = f"opportunity {number}"
        changed = changed_by(form, now, subject)
        own = own_settings(form, own_fields(unit, Record.OPPORTUNITY, number, visit.language), subject)
        if changed.keys() & {"initiated_by", "initiated_kind"}:  # the two are one thing
            changed |= {name: form.get(name) for name in ("initiated_by", "initiated_kind")}
        acts.edit_opportunity(
            unit,
            str(number),
            fields_of(changed, visit.manner),
            references_of(changed, now),
            own=own,
            amount=changed.get("amount") or None,
        )
        if "reminder" in changed:
            remind(unit, number, changed["reminder"], visit.manner)
        return _onward(form, number)

    return visit.act(form, act, lambda refused: _form(visit, number, form, refused))


def _onward(form: Form, number: int) -> str:
    """Where the button leads: save, save and close, save and new."""
    match form.get("then"):
        case "close":
            return "/opportunities"
        case "new":
            return "/opportunities/new"
        case _:
            return f"/opportunities/{number}"


def _page(asked: str) -> str:
    """Which of its two pages is looked at."""
    return asked if asked in ("general", "details") else "general"


def _about_initiator(form: Form, refused: Refusal) -> Refusal:
    """What led to it is an account or a contact, too: where its name was refused, the sentence belongs there."""
    name = form.get("initiated_by")
    is_meant = name and refused.subject == form.get("initiated_kind") and repr(name) in refused.sentence
    return replace(refused, subject="initiated by") if is_meant else refused


def _form(visit: Visit, number: int | None, form: Form, refused: Refusal) -> Response:
    refused = _about_initiator(form, refused)
    key, is_open, own = "", True, list[OwnField]()
    with visit.reading() as unit:
        if number is None:
            now = typed_of_new(unit, visit)
            now |= {name: text for name, text in visit.request.query_params.items() if name in now}
        else:
            one = unit.opportunities.find(str(number))
            key, is_open = f"{visit.desk.prefix}-{number}", one.is_open
            now = typed_of(unit, visit, one)
        own = own_fields(unit, Record.OPPORTUNITY, number, visit.language)
        stages = [stage for stage in acts.stages_found(unit) if stage.kind is StageKind.OPEN]
        choices = {
            "stage": [("", "-"), *((str(stage.id), stage.name) for stage in stages)],
            "assigned_to": [
                (NOBODY, "-"),
                *((str(user.id), user.name) for user in acts.users_found(unit, active_only=True)),
            ],
            **{
                which.value: [("", "-"), *((value.name, value.name) for value in acts.values_found(unit, which))]
                for which in (ListName.TYPE, ListName.SOURCE, ListName.PAYMENT_TERMS)
            },
        }
        amount_is_typed = number is None or has_amount(unit, number)
    return visit.page(
        "opportunity/form.html.j2",
        number=number,
        key=key,
        is_open=is_open,
        now=now,
        own=own,
        choices=choices,
        amount_is_typed=amount_is_typed,
        page=_page(form.get("page") or visit.request.query_params.get("page", "")),
        stamp=begun(visit.actor.name, visit.desk.clock().astimezone(visit.desk.zone)),
        form=form,
        refused=refused,
    )
