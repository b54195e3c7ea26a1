"""Views that somebody keeps: a filter, an order and columns under a name; one of them may be what they begin with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from daemon.web.forms import SentForm
from daemon.web.pages.opportunities.address import Address
from daemon.web.pages.opportunities.columns import PREFERENCE
from daemon.web.signing_in import Member
from store.errors import Invalid
from store.text import line
from store.unit import Unit

router = APIRouter()

NAMED, FIRST = "opportunities.view.", "opportunities.first-view"
MOST, LONGEST = 50, 4_000  # views of one person; characters of an address that is kept


@dataclass(frozen=True)
class View:
    name: str
    address: Address
    columns: str  # as they are kept

    @property
    def path(self) -> str:
        return self.address.but(view=self.name).at("/opportunities")


def views_of(preferences: Mapping[str, str]) -> Sequence[View]:
    """By name."""
    found = []
    for name, value in preferences.items():
        if name.startswith(NAMED):
            kept = json.loads(value)
            found.append(View(name.removeprefix(NAMED), Address.of(kept["query"]), kept["columns"]))
    return sorted(found, key=lambda view: view.name.casefold())


def first_view(preferences: Mapping[str, str]) -> View | None:
    """What this person begins with."""
    wanted = preferences.get(FIRST, "")
    return next((view for view in views_of(preferences) if view.name == wanted), None)


@router.post("/opportunities/views")
def keep(visit: Member, form: SentForm) -> Response:
    """Keep what is shown under a name, begin with it, or forget it."""

    def act(unit: Unit) -> str:
        assert visit.user is not None  # noqa: S101  # a member is a user
        name, query = line("name", form.get("name"), longest=60), Address.of(form.get("query"))
        known = {view.name for view in views_of(visit.preferences)}
        match form.get("act"):
            case "forget":
                unit.preferences.choose(visit.user.id, NAMED + name, "")
                return query.but(view="").at("/opportunities")
            case "begin":
                unit.preferences.choose(visit.user.id, FIRST, name if name in known else "")
            case "begin-with-none":
                unit.preferences.choose(visit.user.id, FIRST, "")
            case _:
                kept = query.but(view="")
                if len(known | {name}) > MOST or len(kept.at("")) > LONGEST:
                    raise Invalid("name", "this is more than is kept", "forget some views, or ask for less")
                columns = visit.preferences.get(PREFERENCE, "")
                value = json.dumps({"query": kept.at("").lstrip("?"), "columns": columns})
                unit.preferences.choose(visit.user.id, NAMED + name, value)
        return query.but(view=name).at("/opportunities")

    return visit.act(
        form, act, lambda refused: visit.page("failure.html.j2", status=refused.status, sentence=refused.sentence)
    )
