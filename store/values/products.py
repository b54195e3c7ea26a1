"""Products of the catalogue, and the lines of an opportunity. Pure."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal

from store.values.making import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    id: int
    name: str
    description: str
    price: Decimal  # a unit's
    currency: str
    is_active: bool = True  # False: not offered any more


@dataclass(frozen=True, slots=True)
class LineItem:
    """In the currency of its opportunity."""

    number: int  # the opportunity's
    position: int  # from 1
    name: str
    quantity: Decimal
    price: Decimal  # a unit's
    total: Decimal
    currency: str
    discount: Decimal = Decimal(0)  # per cent
    description: str = ""
    product_id: int | None = None  # None: a free line
    id: int = field(default=0, compare=False)  # by which it is known wherever it is moved to

    def __str__(self) -> str:
        less = f" less {self.discount:f} %" if self.discount else ""
        return f"{self.quantity:f} x {self.name} at {self.price}{less} = {self.total} {self.currency}"
