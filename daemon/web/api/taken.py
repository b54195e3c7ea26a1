"""What programs send: the values that bodies are made of. The record's own rules say the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictFloat, StrictInt

YEARS = range(1900, 3000)
LARGEST_ID = 999_999_999

Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Number = Annotated[str, Path(pattern=r"^([A-Za-z]{1,20}-)?[0-9]{1,9}$", description="An opportunity: 17 or OPP-17.")]

Word = Annotated[str, Field(max_length=200)]  # in an address, which servers take 64 KB of
Line = Annotated[str, Field(max_length=1_000)]
Text = Annotated[str, Field(max_length=300_000)]
Place = Annotated[StrictInt, Field(ge=1, le=LARGEST_ID, description="In the list, from 1.")]
Whole = Annotated[StrictInt, Field(ge=0, le=LARGEST_ID)]
Percent = Annotated[StrictInt, Field(ge=0, le=100)]
Amount = Annotated[Decimal, Field(max_digits=30, description="A number, or as text, which loses nothing.")]
Name = Annotated[
    Line | Annotated[StrictInt, Field(ge=1, le=LARGEST_ID)],
    Field(description="As on the command line: an id, an e-mail address or domain, a name or a part of it."),
]


def _day_alone(value: object) -> object:
    """Raises ValueError for what is no day as ISO 8601 writes it."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("write it as 2025-03-04")
    return _in_reach(value)


def _moment_alone(value: object) -> object:
    if not isinstance(value, str) or not re.match(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}", value, re.ASCII):
        raise ValueError("write it as 2025-03-04T09:00:00+01:00")
    return _in_reach(value)


def _in_reach(value: str) -> str:
    if int(value[:4]) not in YEARS:
        raise ValueError(f"the year is to be from {YEARS[0]} to {YEARS[-1]}")
    return value


Day = Annotated[date, BeforeValidator(_day_alone)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment_alone)]


class Taken(BaseModel):
    """A body; what is left out of a change stays as it is, `null` empties."""

    model_config = ConfigDict(extra="forbid")

    def given(self, *names: str) -> dict[str, Any]:
        """Of these, the values that were sent."""
        return {name: getattr(self, name) for name in names if name in self.model_fields_set}


class Money(Taken):
    amount: Amount
    currency: Line


OwnValue = Line | StrictBool | StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)] | Money | None
OwnFields = Annotated[
    dict[Line, OwnValue], Field(max_length=500, description="A firm's own fields by name; null empties one.")
]


def settings(fields: Mapping[str, OwnValue]) -> list[str]:
    """Own fields as acts take them."""
    return [f"{name}={_in_words(value)}" for name, value in fields.items()]


def _in_words(value: OwnValue) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{Decimal(str(value)):f}"
        case Money():
            return f"{value.amount:f} {value.currency}"
        case _:
            return str(value)


def named(value: str | int | None) -> str | None:
    """A reference as acts take it."""
    return None if value is None else str(value)


def emptied(given: Mapping[str, Any], texts: Iterable[str]) -> dict[str, Any]:
    """The same, where texts that are emptied are ""."""
    return {name: "" if value is None and name in texts else value for name, value in given.items()}
