"""Marketing activities: campaigns, and the opportunities that they brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from daemon import acts
from daemon.shapes import marketing_shape, tracked_shape
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import DatabaseError, StoreError
from store.rules.typed import day_of
from store.unit import Unit
from store.values import ListName, MarketingActivity, Record

router = APIRouter()

A_PAGE, TRACKED = 100, 100  # campaigns of a page; opportunities that the page of one shows
EMPTY = dict.fromkeys(("title", "type", "start", "end", "budget"), "")
DAYS = {"start": "starts_on", "end": "ends_on"}


@router.get("/marketing")
def activities(
    visit: Member, q: str = "", type: str = "", offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0
) -> Response:
    found: Sequence[MarketingActivity] = ()
    refused = Refusal()
    with visit.reading() as unit:
        types = [value.name for value in acts.values_found(unit, ListName.MARKETING_TYPE)]
        try:
            found = acts.marketing_found(unit, q.strip(), type=type or None, limit=A_PAGE + 1, offset=offset)
        except DatabaseError:
            raise
        except StoreError as error:
            refused = Refusal.of(error, visit.language, visit.desk.prefix)
    return visit.page(
        "marketing/list.html.j2",
        activities=[marketing_shape(one) for one in found[:A_PAGE]],
        types=types,
        asked={name: text for name, text in (("q", q), ("type", type)) if text},
        offset=offset,
        a_page=A_PAGE,
        has_more=len(found) > A_PAGE,
        refused=refused,
    )


@router.get("/marketing/new")
def new(visit: Member) -> Response:
    return _form(visit, None, Form(), Refusal())


@router.post("/marketing/new")
def add(visit: Member, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        typed = {name: text for name in EMPTY if (text := form.get(name))}
        added = acts.add_marketing(unit, typed.pop("title", ""), _fields(typed, visit))
        return f"/marketing/{added.id}"

    return visit.act(form, act, lambda refused: _form(visit, None, form, refused))


@router.get("/marketing/{id}")
def track(visit: Member, id: int) -> Response:
    """What it is, and what it brought: the opportunities that name it as their initiator."""
    with visit.reading() as unit:
        found, sums, opportunities = acts.track_marketing(unit, str(id), TRACKED)
        shape = tracked_shape(found, sums, visit.shapes(unit).opportunities(opportunities))
        alike = acts.look_alikes(unit, [found])
    return visit.page("marketing/track.html.j2", one=shape, alike=alike)


@router.get("/marketing/{id}/edit")
def edit(visit: Member, id: int) -> Response:
    return _form(visit, id, Form(), Refusal())


@router.post("/marketing/{id}/edit")
def save(visit: Member, id: int, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        found = acts.marketing_named(unit, str(id))
        changed = changed_by(form, _typed(found, visit), f"marketing activity {id}")
        acts.edit_marketing(unit, str(id), _fields(changed, visit))
        return f"/marketing/{id}"

    return visit.act(form, act, lambda refused: _form(visit, id, form, refused))


@router.get("/marketing/{id}/delete")
def ask_delete(visit: Member, id: int) -> Response:
    return _delete(visit, id, Refusal())


@router.post("/marketing/{id}/delete")
def delete(visit: Member, id: int, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        acts.delete_record(unit, Record.MARKETING, str(id))
        return "/marketing"

    return visit.act(form, act, lambda refused: _delete(visit, id, refused))


def _fields(typed: Mapping[str, str], visit: Visit) -> dict[str, Any]:
    """By column, as the act takes them: None for what is empty; the currency is named with the budget."""
    fields: dict[str, Any] = {}
    for name, text in typed.items():
        if name in DAYS:
            fields[DAYS[name]] = day_of(name, text, visit.manner) if text else None
        else:
            fields[name] = text if name == "title" else text or None
    return fields


def _typed(one: MarketingActivity, visit: Visit) -> dict[str, str]:
    """What the fields hold, as it would be typed."""
    return {
        "title": one.title,
        "type": one.type,
        "start": one.starts_on.isoformat() if one.starts_on else "",
        "end": one.ends_on.isoformat() if one.ends_on else "",
        "budget": "" if one.budget is None else f"{visit.language.number(one.budget)} {one.currency}",
    }


def _form(visit: Visit, id: int | None, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        now = EMPTY if id is None else _typed(acts.marketing_named(unit, str(id)), visit)
        types = [("", "-"), *((value.name, value.name) for value in acts.values_found(unit, ListName.MARKETING_TYPE))]
    return visit.page("marketing/form.html.j2", id=id, now=now, types=types, form=form, refused=refused)


def _delete(visit: Visit, id: int, refused: Refusal) -> Response:
    with visit.reading() as unit:
        one = marketing_shape(acts.marketing_named(unit, str(id)))
    return visit.page("marketing/delete.html.j2", one=one, refused=refused)
