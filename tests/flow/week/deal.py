"""An opportunity of the week."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Deal:
    """An opportunity, and the one customer whose mails are about it."""

    number: int
    title: str
    customer: str
    owner: str
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # what people did to its reminder, and when

    @property
    def category(self) -> str:
        return f"OPP-{self.number} {self.title}"
