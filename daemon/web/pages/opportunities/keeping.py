"""Keeping a view, beginning with one, forgetting it; owners share theirs with everybody."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import SentForm
from daemon.web.pages.opportunities.address import Address
from daemon.web.pages.opportunities.views import FIRST, FIRST_SHARED, NAMED, NONE, View, views_of
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import Invalid, NotFound
from store.text import line
from store.unit import Unit
from store.web.views import LONGEST as LONGEST_NAME

router = APIRouter()

MOST, LONGEST = 50, 4_000  # views of one person; characters of an address that is kept


@router.post("/opportunities/views")
def change(visit: Member, form: SentForm) -> Response:
    """Keep what is shown under a name; or what the button says of the view that is shown."""

    def act(unit: Unit) -> str:
        query, user_id = Address.of(form.get("query")), visit.actor.user_id or 0
        views = views_of(unit, visit.preferences)
        match form.get("act"):
            case "keep" | "":
                kept = query.but(view="", shared="")
                name = line("name", form.get("name"), longest=LONGEST_NAME)
                if len({one.name for one in views.own} | {name}) > MOST or len(kept.at("")) > LONGEST:
                    raise Invalid("name", "this is more than is kept", "forget some views, or ask for less")
                value = {"query": kept.at("").lstrip("?"), "columns": views.columns_at(query)}
                unit.preferences.choose(user_id, NAMED + name, json.dumps(value))
                return query.but(view=name, shared="").at("/opportunities")
            case "begin-with-none":
                unit.preferences.choose(user_id, FIRST, "")
                unit.preferences.choose(user_id, FIRST_SHARED, NONE)
            case "firm-begins-with-none":
                unit.shared_views.begin_with(None)
            case other:
                view = views.at(query)
                if view is None:
                    raise NotFound("view", query.first("view") or query.first("shared"))
                return _of_view(unit, visit, other, view, query)
        return query.at("/opportunities")

    return visit.act(
        form, act, lambda refused: visit.page("failure.html.j2", status=refused.status, sentence=refused.sentence)
    )


def _of_view(unit: Unit, visit: Visit, act: str, view: View, query: Address) -> str:
    """What is done with the view that is shown; where that leads."""
    user_id = visit.actor.user_id or 0
    match act, view.shared_id:
        case "forget", None:
            unit.preferences.choose(user_id, NAMED + view.name, "")
            return query.but(view="").at("/opportunities")
        case "begin", id:
            unit.preferences.choose(user_id, FIRST, view.name if id is None else "")
            unit.preferences.choose(user_id, FIRST_SHARED, str(id or ""))
        case "share", None:
            asked = view.address.at("").lstrip("?")
            shared = acts.share_view(unit, view.name, asked, view.columns, view.address.given, visit.manner)
            return query.but(view="", shared=str(shared.id)).at("/opportunities")
        case "withdraw", int(id):
            acts.withdraw_view(unit, id)
            return query.but(shared="").at("/opportunities")
        case "firm-begins", int(id):
            unit.shared_views.begin_with(id)
        case _:
            raise Invalid("form", f"asks for {act!r}, which is nothing that is done here", "go back, and try again")
    return view.at(query)
