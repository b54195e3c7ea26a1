"""One measured ratio, its goal, and whether a run fails on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    ratio: float
    goal: float
    gates: bool = False
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return self.ratio <= self.goal

    def line(self) -> dict[str, Any]:
        return {
            "figure": self.name,
            "ratio": round(self.ratio, 3),
            "goal": self.goal,
            "holds": self.holds,
            "gates": self.gates,
            **self.facts,
        }
