"""Sales stages: an ordered list, seeded by the first migration."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from store.errors import Invalid, NotFound
from store.models import StageRow
from store.repository import Repository, number_of, the_one
from store.text import fold
from store.values import Stage, StageKind


class Stages(Repository):
    def all(self) -> list[Stage]:
        """All stages in their order, the two closed ones last."""
        rows = select(*STAGE).order_by(StageRow.kind != StageKind.OPEN.value, StageRow.position)
        return [stage_of(*row) for row in self._db.execute(rows)]

    def get(self, id: int) -> Stage:
        for stage in self.all():
            if stage.id == id:
                return stage
        raise NotFound("stage", id, [stage.name for stage in self.all()])

    def find(self, name: str) -> Stage:
        """The stage by id, name or a part of it that only one has; NotFound, Ambiguous."""
        stages = self.all()
        if found := [s for s in stages if s.id == number_of(name.strip())]:
            return found[0]
        found = [s for s in stages if name.strip() and fold(name.strip()) in fold(s.name)]
        return the_one("stage", name, [(s, s.name) for s in found], lambda: (s.name for s in stages))

    def default(self) -> Stage:
        """The stage of new opportunities: the one that an owner chose, else the first open one."""
        open_ones = [stage for stage in self.all() if stage.kind is StageKind.OPEN]
        chosen = [stage for stage in open_ones if stage.is_default] or open_ones
        if not chosen:
            raise Invalid("stage", "there is no open one", "add one: dealtrail stage add NAME")
        return chosen[0]

    def closed(self, *, won: bool) -> Stage:
        kind = StageKind.WON if won else StageKind.LOST
        return next(stage for stage in self.all() if stage.kind is kind)


STAGE = (StageRow.id, StageRow.name, StageRow.position, StageRow.kind, StageRow.is_default)


def stage_of(id: int, name: str, position: int, kind: Any, is_default: bool) -> Stage:
    return Stage(id, name, position, StageKind(kind), is_default)
