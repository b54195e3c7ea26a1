"""Two people at one record: each one's changes are kept, and where both changed a field, neither's is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import StoreError

if TYPE_CHECKING:
    from daemon.web.forms.form import Form


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed."""

    name: str
    mine: str
    theirs: str  # what it holds now
    label: str = ""  # what the field is called, where its name does not say it


class Conflicting(StoreError):
    """Somebody else changed the same fields since the form was drawn."""

    def __init__(self, subject: str, conflicts: Sequence[Conflict]) -> None:
        super().__init__(subject, "was changed by somebody else meanwhile", "look at both values, and save again")
        self.conflicts = tuple(conflicts)


def changed_by(
    form: Form, now: Mapping[str, str], subject: str, labels: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The fields that whoever sent the form changed, with what they typed; `now` is what the record holds.

    Raises Conflicting where the record's value is neither what the form was drawn with nor what was typed.
    """
    changed, conflicts = {}, []
    for name, holds in now.items():
        was, typed = form.was(name), form.get(name)
        if not form.has(name) or typed in (was, holds.strip()):
            continue
        if was is not None and was != holds.strip():
            conflicts.append(Conflict(name, typed, holds, (labels or {}).get(name, "")))
        changed[name] = typed
    if conflicts:
        raise Conflicting(subject, conflicts)
    return changed
