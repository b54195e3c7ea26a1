"""What is looked for within a history, as it is typed at a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.unit import Unit
    from store.values import HistoryFilter


@Parameter(name="*")
@dataclass
class Looked:
    """What is looked for within a history."""

    words: Annotated[str | None, Parameter(help="Only items with all these words; word* for what begins so.")] = None
    person: Annotated[
        str | None, Parameter(help="Only those of this person: an e-mail address, or a part of a name.")
    ] = None
    from_: Annotated[str | None, Parameter(name="--from", help="Only those of this day and later.")] = None
    to: Annotated[str | None, Parameter(help="Only those until this day.")] = None

    def sought(self, unit: Unit, session: Session) -> HistoryFilter | None:
        """None for all of it; raises what it is that cannot be understood."""
        from daemon.acts import sought_in_history

        texts = {"words": self.words, "person": self.person, "from": self.from_, "to": self.to}
        given = {name: text for name, text in texts.items() if text is not None}
        if not given:
            return None
        asked = sought_in_history(unit, given, session.manner)
        for trouble in asked.troubles.values():
            raise trouble
        return asked.wanted


EVERYTHING = Looked()
