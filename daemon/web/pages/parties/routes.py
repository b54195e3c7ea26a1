"""Lists, pages and forms of accounts or contacts: the same of both."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Form, Refusal, SentForm, changed_by, own_fields, own_settings, shown_fields
from daemon.web.pages.parties.kinds import Kind
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import DatabaseError, StoreError
from store.unit import Unit

A_PAGE = 100


def router_of(kind: Kind) -> APIRouter:
    """The pages of one kind."""
    router, path = APIRouter(), f"/{kind.path}"

    @router.get(path)
    def found(visit: Member, offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0) -> Response:
        asked = {name: text for name, text in visit.request.query_params.items() if text and name != "offset"}
        refused = Refusal()
        with visit.reading() as unit:
            types = [value.name for value in acts.values_found(unit, kind.types)]
            fields = [field.name for field in unit.fields.all(kind.record)]
            try:
                parties = kind.found(unit, asked, A_PAGE + 1, offset)
            except DatabaseError:
                raise
            except StoreError as error:
                parties, refused = (), Refusal.of(error, visit.language, visit.desk.prefix)
            shown = kind.shapes(visit.shapes(unit), parties[:A_PAGE])
        return visit.page(
            f"parties/{kind.path}.html.j2",
            parties=shown,
            types=types,
            fields=fields,
            asked=asked,
            offset=offset,
            a_page=A_PAGE,
            has_more=len(parties) > A_PAGE,
            refused=refused,
        )

    @router.get(f"{path}/new")
    def new(visit: Member) -> Response:
        return _form(visit, kind, None, Form(), Refusal())

    @router.post(f"{path}/new")
    def add(visit: Member, form: SentForm) -> Response:
        def act(unit: Unit) -> str:
            typed = {name: form.get(name) for name in kind.typed(unit, None)}
            own = own_settings(form, own_fields(unit, kind.record, None, visit.language), kind.record.value)
            added = kind.add(unit, typed, own)
            return f"{path}/new" if form.has("and_new") else f"{path}/{added.id}"

        return visit.act(form, act, lambda refused: _form(visit, kind, None, form, refused))

    @router.get(f"{path}/{{id}}")
    def show(visit: Member, id: int) -> Response:
        with visit.reading() as unit:
            whole = kind.whole(unit, id)
            one = whole.shape(visit.shapes(unit))
            alike = unit.alike.to(whole.party)
            own = shown_fields(visit.shapes(unit).held_fields(kind.record, id), visit.language)
        return visit.page(f"parties/{kind.record.value}.html.j2", one=one, alike=alike, own=own, kind=kind)

    @router.get(f"{path}/{{id}}/edit")
    def edit(visit: Member, id: int) -> Response:
        return _form(visit, kind, id, Form(), Refusal())

    @router.post(f"{path}/{{id}}/edit")
    def save(visit: Member, id: int, form: SentForm) -> Response:
        def act(unit: Unit) -> str:
            subject = f"{kind.record.value} {id}"
            changed = changed_by(form, kind.typed(unit, id), subject)
            own = own_settings(form, own_fields(unit, kind.record, id, visit.language), subject)
            kind.edit(unit, id, changed, own)
            return f"{path}/{id}"

        return visit.act(form, act, lambda refused: _form(visit, kind, id, form, refused))

    @router.get(f"{path}/{{id}}/delete")
    def ask_delete(visit: Member, id: int) -> Response:
        return _delete(visit, kind, id, Refusal())

    @router.post(f"{path}/{{id}}/delete")
    def delete(visit: Member, id: int, form: SentForm) -> Response:
        def act(unit: Unit) -> str:
            acts.delete_record(unit, kind.record, str(id))
            return path

        return visit.act(form, act, lambda refused: _delete(visit, kind, id, refused))

    @router.get(f"{path}/{{id}}/merge")
    def plan(visit: Member, id: int, other: str = "") -> Response:
        """What would become of the two, first; `other` is the one that goes."""
        return _merge(visit, kind, id, other, Refusal())

    @router.post(f"{path}/{{id}}/merge")
    def merge(visit: Member, id: int, form: SentForm) -> Response:
        def act(unit: Unit) -> str:
            acts.merge_parties(unit, kind.record, str(id), form.get("other"), is_asked=True)
            return f"{path}/{id}"

        return visit.act(form, act, lambda refused: _merge(visit, kind, id, form.get("other"), refused))

    return router


def _form(visit: Visit, kind: Kind, id: int | None, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        now = kind.typed(unit, id)
        fields = own_fields(unit, kind.record, id, visit.language)
        types = [("", "-"), *((value.name, value.name) for value in acts.values_found(unit, kind.types))]
    if id is None:  # where it is begun from somewhere else, that is filled in
        now |= {name: text for name, text in visit.request.query_params.items() if name in now}
    return visit.page(
        f"parties/{kind.record.value}_form.html.j2",
        id=id,
        now=now,
        own=fields,
        types=types,
        form=form,
        refused=refused,
        action=f"/{kind.path}/{id}/edit" if id is not None else f"/{kind.path}/new",
        kind=kind,
    )


def _delete(visit: Visit, kind: Kind, id: int, refused: Refusal) -> Response:
    with visit.reading() as unit:
        one = kind.whole(unit, id).shape(visit.shapes(unit))
    return visit.page("parties/delete.html.j2", one=one, kind=kind, refused=refused)


def _merge(visit: Visit, kind: Kind, id: int, other: str, refused: Refusal) -> Response:
    merging = None
    with visit.reading() as unit:
        one = kind.whole(unit, id).shape(visit.shapes(unit))
        if other and not refused.sentence:
            try:
                merging = acts.merge_parties(unit, kind.record, str(id), other, is_asked=False)
            except DatabaseError:
                raise
            except StoreError as error:
                refused = Refusal.of(error, visit.language, visit.desk.prefix)
    return visit.page(
        "parties/merge.html.j2",
        one=one,
        kind=kind,
        other=other,
        merging=merging,
        refused=refused,
    )
