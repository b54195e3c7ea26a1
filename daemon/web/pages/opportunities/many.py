"""Many opportunities at once: what would change and what refuses is shown first, then all of it is done, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.acts import Edited
from daemon.language import refusal_told
from daemon.shapes import keyed
from daemon.web.forms import Form, Refusal, SentForm
from daemon.web.pages.opportunities.address import Address
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.errors import DatabaseError, Invalid, StoreError
from store.rules.typed import Toward, day_of
from store.unit import Unit
from store.values import BulkAct, BulkReport, Categorise, OpportunityFilter

router = APIRouter()

ACTS = ("assign", "stage", "categorise", "close")
SHOWN = 200  # lines of a report; the rest is counted
NONE = "none"


@dataclass(frozen=True)
class Meant:
    """What a form says: which, and what is to be done to them."""

    form: Form

    @property
    def act(self) -> str:
        named = self.form.get("act")
        return named if named in ACTS else ACTS[0]

    @property
    def address(self) -> Address:
        return Address.of(self.form.get("query"))

    @property
    def is_every(self) -> bool:
        return self.form.get("every") == "yes"

    @property
    def is_said(self) -> bool:
        """Whether the form says with what."""
        return any(self.form.get(name) for name in ("user", "stage", "add", "remove", "outcome"))

    def which(self, visit: Visit, unit: Unit) -> Sequence[int] | OpportunityFilter:
        if not self.is_every:
            if not (keys := self.form.all("number")):
                raise Invalid("opportunities", "none is chosen", "tick some of them")
            return acts.numbers_of(unit, keys)
        asked = acts.asked_for(unit, self.address.filter.given, visit.manner)
        for trouble in asked.troubles.values():
            raise trouble
        return asked.wanted

    def edit(self, visit: Visit, unit: Unit) -> BulkAct:
        get = self.form.get
        match self.act:
            case "assign":
                return acts.assign_to(unit, None if get("user") == NONE else get("user"))
            case "stage":
                return acts.move_to(unit, get("stage"))
            case "categorise":
                return Categorise(*(tuple(filter(None, [get(name)])) for name in ("add", "remove")))
            case _:
                on = day_of("close_date", get("on"), visit.manner, Toward.PAST) if get("on") else None
                return acts.close_all(
                    unit,
                    is_won=get("outcome") == "won",
                    on=on,
                    zone=visit.desk.zone,
                    now=visit.desk.clock(),
                    reason=get("reason") or None,
                )

    def edited(self, visit: Visit, unit: Unit, *, is_asked: bool) -> Edited:
        return acts.edit_many(unit, self.which(visit, unit), self.edit(visit, unit), is_asked=is_asked)


@router.get("/opportunities/many")
def plan(visit: Member) -> Response:
    """What would change; asks with what, where the address does not say it. Changes nothing: one comes back to it."""
    return _planned(visit, Form.of(visit.request.query_params.multi_items()), Refusal())


@router.post("/opportunities/many/do")
def do(visit: Member, form: SentForm) -> Response:
    meant = Meant(form)

    def act(unit: Unit) -> str:
        seen = meant.edited(visit, unit, is_asked=False)
        if _print(seen.report) != form.get("seen"):
            raise Invalid("opportunities", "changed since this was shown", "look at what would change now")
        if not meant.edited(visit, unit, is_asked=True).is_done:
            raise Invalid("opportunities", "some refuse, so none was changed", "leave those out")
        return meant.address.at("/opportunities")

    return visit.act(form, act, lambda refused: _planned(visit, form, refused))


def _planned(visit: Visit, form: Form, refused: Refusal) -> Response:
    meant = Meant(form)
    with visit.reading() as unit:
        choices, report, chosen = unit.choices.all(), None, 0
        try:
            which = meant.which(visit, unit)
            chosen = len(unit.pipeline.numbers(which) if isinstance(which, OpportunityFilter) else which)
            if meant.is_said:
                report = meant.edited(visit, unit, is_asked=False).report
        except DatabaseError:
            raise
        except StoreError as error:
            refused = Refusal.of(error, visit.language, visit.desk.prefix)
    prefix = visit.desk.prefix
    refusals = [
        (line, refusal_told(visit.language, keyed(line.refusal, prefix)))
        for line in (report.refusals[:SHOWN] if report else ())
    ]
    return visit.page(
        "opportunities/many.html.j2",
        meant=meant,
        form=form,
        refused=refused,
        report=report,
        refusals=refusals,
        chosen=chosen,
        shown=SHOWN,
        seen=_print(report) if report else "",
        prefix=prefix,
        stages=[one for one in choices.get("stage", ()) if one.detail == "open"],
        users=choices.get("user", ()),
        outcomes=[(one, visit.language.word("State", one)) for one in ("won", "lost")],
        reasons=choices.get("lost_reason", ()),
    )


def _print(report: BulkReport) -> str:
    """Changes with anything that the report says."""
    said = "\n".join(f"{one.number}|{one.before}|{one.after}|{one.refusal}" for one in report.lines)
    return hashlib.sha256(said.encode()).hexdigest()[:32]
