"""Products and services."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import StrictBool
from starlette.responses import Response

from daemon import acts
from daemon.shapes import product_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import Shown, answer, json_of
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import catalogue as schemas
from daemon.web.api.taken import Amount, Id, Line, Taken, Text, Word, emptied
from store.unit import Unit

router = router_of("products")

All = Annotated[bool, Query(description="Those that are not offered any more, too.")]


class ProductEdit(Taken):
    name: Line | None = None
    description: Text | None = None
    price: Amount | None = None
    currency: Line | None = None
    active: StrictBool | None = None

    def values(self) -> dict[str, Any]:
        sent = self.given("name", "description", "price", "currency", "active")
        if "active" in sent:
            sent["is_active"] = sent.pop("active")
        return {name: value for name, value in emptied(sent, ("name", "description")).items() if value is not None}


class ProductNew(ProductEdit):
    name: Line


@router.get("/products", response_model=list[schemas.Product])
def products(call: Reader, search: Annotated[Word, Query()] = "", all: All = False) -> Response:
    """By name, all at once: what `product list --json` prints."""
    with call.reading() as unit:
        return json_of([product_shape(one) for one in acts.products_found(unit, search, active_only=not all)])


@router.post("/products", response_model=schemas.Product, status_code=201)
def add(making: Makes, body: ProductNew) -> Response:
    default = making.call.desk.settings.records.currency

    def act(unit: Unit) -> tuple[str, Any]:
        price = None if body.price is None else f"{body.price:f}"
        made = acts.add_product(
            unit, body.name, price=price, currency=body.currency, default=default, description=body.description
        )
        if body.active is False:
            acts.edit_product(unit, str(made.id), {"is_active": False})
        return f"/products/{made.id}", lambda unit: _product(unit, made.id)

    return making.make(body, act)


@router.get("/products/{product}", response_model=schemas.Product)
def product(call: Reader, product: Id) -> Response:
    with call.reading() as unit:
        return answer(call.request, _product(unit, product))


@router.patch("/products/{product}", response_model=schemas.Product)
def edit(changing: Changes, product: Id, body: ProductEdit) -> Response:
    """Lines that were made from it stay as they are."""
    return changing.change(
        body,
        lambda unit: _product(unit, product),
        lambda unit: acts.edit_product(unit, str(product), body.values()),
    )


@router.delete("/products/{product}", response_model=schemas.Product)
def delete(changing: Changes, product: Id) -> Response:
    """Delete one that no opportunity has a line of."""
    return changing.remove(
        lambda unit: _product(unit, product), lambda unit: product_shape(acts.delete_product(unit, str(product)))
    )


def _product(unit: Unit, id: int) -> Shown:
    return Shown(product_shape(acts.product_named(unit, str(id))))
