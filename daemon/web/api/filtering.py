"""Which opportunities are meant, as `dealtrail opportunity list` takes it: of one name's several values, any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, Field, create_model

from daemon import acts
from daemon.shapes import keyed
from daemon.web.api.access import Call
from daemon.web.api.refusing import Refused
from daemon.web.api.taken import Taken, Word
from store.rules.typed import Manner
from store.unit import Unit
from store.values import OpportunityFilter

Texts = Annotated[list[Word], Field(max_length=20)]
_STATES = Literal["open", "closed", "won", "lost", "all"]
_FILTERS: Any = {
    name.replace("-", "_"): (Texts, Query(default_factory=list, alias=name)) for name in acts.ASKED if name != "state"
}


def filtered(name: str, base: type[BaseModel], state: str = "open", **more: Any) -> Any:
    """A query that has all filters; those in this `state` are meant where it names none."""
    return create_model(name, __base__=base, state=(_STATES, state), **_FILTERS, **more)


Filtered = filtered("Filtered", Taken)


def meant(call: Call, unit: Unit, asked: Any) -> OpportunityFilter:
    """Raises Refused for what is not understood, by name."""
    given: dict[str, Sequence[str]] = {name: getattr(asked, name.replace("-", "_")) for name in acts.ASKED[1:]}
    manner = Manner(call.desk.clock(), call.desk.zone, "ymd", ".")
    found = acts.asked_for(unit, given | {"state": [asked.state]}, manner)
    if found.troubles:
        told = {name: keyed(str(trouble), call.desk.prefix) for name, trouble in found.troubles.items()}
        errors = [{"in": "query", "name": name, "reason": reason} for name, reason in told.items()]
        raise Refused(422, "; ".join(told.values()), more={"errors": errors})
    return found.wanted
