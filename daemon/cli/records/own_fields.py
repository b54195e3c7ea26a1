"""What the commands of opportunities, accounts and contacts do with a firm's own fields."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

OwnFields = Annotated[
    tuple[str, ...],
    Parameter(name="--field", help='A field of your own, "NAME=VALUE"; "NAME=" clears it; can be repeated.'),
]
Where = Annotated[
    tuple[str, ...],
    Parameter(name="--where", help='Only those whose own field is so: "NAME>=100", also = != ~ > < <=; repeatable.'),
]
