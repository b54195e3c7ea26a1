"""Why a form did nothing: the store's sentence, and the fields that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daemon.language import Language
from daemon.shapes import refused_told
from daemon.web.forms.conflicts import Conflict, Conflicting
from store.errors import NotAllowed, StoreError


@dataclass(frozen=True)
class Refusal:
    """Nothing was refused, where `sentence` is ""."""

    sentence: str = ""
    subject: str = ""  # as the store names the field or the record
    conflicts: Sequence[Conflict] = ()
    status: int = 422

    @classmethod
    def of(cls, error: StoreError, language: Language, prefix: str) -> Refusal:
        sentence = refused_told(error, language, prefix)
        if isinstance(error, Conflicting):
            return cls(sentence, error.subject, error.conflicts, 409)
        return cls(sentence, error.subject, status=403 if isinstance(error, NotAllowed) else 422)

    def about(self, name: str, *aliases: str, typed: str = "") -> str:
        """What was refused about a field, by its name or what else the store calls it; "" for nothing.

        The store also names one line of what was `typed` there: "address ann@client.example".
        """
        subject = self.subject.replace("_", " ").casefold()
        known = {one.replace("_", " ").casefold() for one in (name, *aliases)}
        lines = [line.strip().replace("_", " ").casefold() for line in typed.splitlines()]
        is_about = subject in known or any(subject == f"{one} {line}" for one in known for line in lines if line)
        return self.sentence if is_about and not self.conflicts else ""

    def conflict(self, name: str) -> Conflict | None:
        return next((one for one in self.conflicts if one.name == name), None)
