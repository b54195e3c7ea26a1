"""The board: a column a stage, with what it comes to, and cards that are moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.shapes import Shape
from daemon.web.forms import Form, Refusal, SentForm, changed_by
from daemon.web.pages.opportunities.address import Address
from daemon.web.pages.opportunities.looking import Looking, looking
from daemon.web.signing_in import Member
from daemon.web.visit import Visit
from store.rules.typed import Toward, day_of
from store.unit import Unit
from store.values import Choice, StageKind, Sum

router = APIRouter()

A_COLUMN = 20  # cards


@dataclass(frozen=True)
class Column:
    stage: Choice | None  # None: those whose stage is no more
    sums: Sequence[Sum]  # by currency
    cards: Sequence[Shape]

    @property
    def name(self) -> str:
        return self.stage.name if self.stage else ""

    @property
    def is_closing(self) -> bool:
        return self.stage is not None and self.stage.detail != StageKind.OPEN.value

    @property
    def count(self) -> int:
        return sum(one.count for one in self.sums)


@router.get("/board")
def board(visit: Member) -> Response:
    address = Address.of(visit.request.url.query)
    with visit.reading() as unit:
        look = looking(visit, unit, address)
        columns = _columns(visit, unit, look) if look.is_understood else []
    status = 200 if look.is_understood else 422
    return visit.page("opportunities/board.html.j2", status=status, look=look, address=address, columns=columns)


def _columns(visit: Visit, unit: Unit, look: Looking) -> list[Column]:
    """Every stage, also those to which nothing of what is asked for belongs: cards are moved there."""
    sums = {one.stage: one.sums for one in acts.sums_by_stage(unit, look.wanted)}
    stages: list[Choice | None] = [*look.choices_of("stage"), *([None] if sums.get(None) else [])]
    # Where the sums say that there is none, looking for the newest would read all of the others.
    ids = [stage.id if stage else None for stage in stages if sums.get(stage.name if stage else None)]
    cards = unit.pipeline.cards(look.wanted, ids, each=A_COLUMN)
    shapes = {
        one["number"]: one for one in visit.shapes(unit).opportunities(one for of in cards.values() for one in of)
    }
    return [
        Column(
            stage,
            sums.get(stage.name if stage else None, ()),
            [shapes[one.number] for one in cards.get(stage.id if stage else None, ())],
        )
        for stage in stages
    ]


@router.get("/board/move/{number}")
def ask(visit: Member, number: int, stage: str = "", back: str = "") -> Response:
    return _ask(visit, number, Form({"stage": [stage], "back": [back]} if stage else {"back": [back]}), Refusal())


@router.post("/board/move/{number}")
def move(visit: Member, number: int, form: SentForm) -> Response:
    key = f"{visit.desk.prefix}-{number}"

    def act(unit: Unit) -> str:
        found = unit.opportunities.find(str(number))
        if stage := changed_by(form, {"stage": found.stage_name}, key).get("stage"):
            on = form.get("on")
            acts.take_to_stage(
                unit,
                number,
                stage,
                on=day_of("close_date", on, visit.manner, Toward.PAST) if on else None,
                reason=form.get("reason") or None,
                zone=visit.desk.zone,
                now=visit.desk.clock(),
            )
        return _back(form.get("back"), number)

    return visit.act(form, act, lambda refused: _ask(visit, number, form, refused))


def _ask(visit: Visit, number: int, form: Form, refused: Refusal) -> Response:
    with visit.reading() as unit:
        one = visit.shapes(unit).opportunity(unit.opportunities.find(str(number)))
        choices = unit.choices.all()
    return visit.page(
        "opportunities/move.html.j2",
        one=one,
        form=form,
        refused=refused,
        stages=choices.get("stage", ()),
        reasons=choices.get("lost_reason", ()),
        back=_back(form.get("back"), number),
    )


def _back(path: str, number: int) -> str:
    """Where on the board, or elsewhere, whoever moves it was."""
    return Address.of(urlsplit(path).query).filter.at("/board") + f"#card-{number}"
