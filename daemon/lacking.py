"""What a server left out of items that it showed, said until it is told. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.mailbox import Appointment, Email
from daemon.link import Linkable

# How the reasons begin of items that are stored and not told whole, among those that could not be understood.
NOT_WHOLE = "the server does not tell its "
MOST = 100  # of a folder that are remembered: more is the server's way with all of them

_WRITTEN = {
    "from": "sender",
    "sender": "Sender",
    "to": "recipients",
    "cc": "copy recipients",
    "message_id": "Message-ID",
    "uid": "UID",
    "sent_at": "date",
    "references": "References",
    "in_reply_to": "In-Reply-To",
    "conversation_id": "conversation",
    "body": "text",
    "is_draft": "being a draft or not",
    "kind": "place in a series",
}
# What other copies of an e-mail may have told: it is no loss where this one does not.
_OF_OTHERS = frozenset({"bcc", "in_reply_to", "references"})
# What some servers never keep of what was sent from there.
_OF_SENT = frozenset({"from", "sender", "message_id", "sent_at", "received_at", "conversation_id"})
_GUESTS = "attendees"
_ATTRIBUTES = {"from": "sender", "sender": "sent_by"}


@dataclass(frozen=True, slots=True)
class Untold:
    """Fields of one item: stored earlier and kept, or never seen."""

    kept: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.kept or self.missed)

    @property
    def reason(self) -> str:
        """In a sentence without any of its content."""
        if self.missed:
            return f"{NOT_WHOLE}{_named(self.missed | self.kept)}; it is decided by the rest until it is told"
        return f"{NOT_WHOLE}{_named(self.kept)} any more; what is stored of it stays"


def untold(item: Linkable, whole: Linkable, wellknown: str | None) -> Untold:
    """What lacks in the item as it was read, against what became of it with all that is stored."""
    passed = _OF_OTHERS if isinstance(item, Email) else frozenset[str]()
    if wellknown == "sentitems":
        passed |= _OF_SENT
    names = item.untold - passed if item is not whole else frozenset[str]()
    kept = frozenset(name for name in names if _value(item, name) != _value(whole, name))
    if isinstance(item, Appointment) and not item.are_people_told and _value(item, _GUESTS) != _value(whole, _GUESTS):
        kept |= {_GUESTS}
    return Untold(kept, item.lacking - passed - kept)


def _value(item: Linkable, name: str) -> object:
    return getattr(item, _ATTRIBUTES.get(name, name), None)


def _named(fields: frozenset[str]) -> str:
    *others, last = sorted(_WRITTEN.get(name, name.replace("_", " ")) for name in fields)
    return f"{', '.join(others)} and {last}" if others else last
