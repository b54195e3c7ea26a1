"""The catalogue of products and services."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from daemon import acts
from daemon.shapes import product_shape
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.unit import Unit
from store.values import Product

router = APIRouter()

A_PAGE = 100


@router.get("/products")
def products(
    visit: Member, q: str = "", all: str = "", offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0
) -> Response:
    """Those that are offered, with a part of the name; of `all`, those that are not offered any more, too."""
    with visit.reading() as unit:
        found = acts.products_found(unit, q, active_only=not all, limit=A_PAGE + 1, offset=offset)
        shown = [product_shape(one) for one in found[:A_PAGE]]
    return visit.page(
        "records/products.html.j2",
        products=shown,
        asked={name: text for name, text in (("q", q), ("all", all)) if text},
        offset=offset,
        a_page=A_PAGE,
        has_more=len(found) > A_PAGE,
    )


@router.get("/products/new")
def new(visit: Member) -> Response:
    return _form(visit, None, Form(), Refusal())


@router.post("/products/new")
def add(visit: Member, form: SentForm) -> Response:
    def act(unit: Unit) -> str:
        acts.add_product(
            unit,
            form.get("name"),
            price=form.get("price") or None,
            default=visit.desk.settings.records.currency,
            description=form.get("description"),
        )
        return "/products/new" if form.has("and_new") else "/products"

    return visit.act(form, act, lambda refused: _form(visit, None, form, refused))


@router.get("/products/{id}")
def edit(visit: Member, id: int) -> Response:
    return _form(visit, id, Form(), Refusal())


@router.post("/products/{id}")
def save(visit: Member, id: int, form: SentForm) -> Response:
    """Change it, or delete it where the button says so."""

    def act(unit: Unit) -> str:
        if form.has("delete"):
            acts.delete_product(unit, str(id))
            return "/products"
        found = unit.products.get(id)
        changed = dict(changed_by(form, _typed(visit, found), f"product {found.name}"))
        values = changed | ({"is_active": changed.pop("is_active") == "yes"} if "is_active" in changed else {})
        acts.edit_product(unit, str(id), values)
        return "/products"

    return visit.act(form, act, lambda refused: _form(visit, id, form, refused))


def _typed(visit: Visit, one: Product) -> dict[str, str]:
    """As it would be typed: the price as the reader's country writes it, with its currency."""
    return {
        "name": one.name,
        "price": f"{visit.language.number(one.price)} {one.currency}",
        "description": one.description,
        "is_active": "yes" if one.is_active else "no",
    }


def _form(visit: Visit, id: int | None, form: Form, refused: Refusal) -> Response:
    now = {"name": "", "price": "", "description": "", "is_active": "yes"}
    if id is not None:
        with visit.reading() as unit:
            now = _typed(visit, unit.products.get(id))
    return visit.page("records/product.html.j2", id=id, now=now, form=form, refused=refused)
