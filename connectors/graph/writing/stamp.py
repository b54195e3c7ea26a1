"""Categories on items: read, merge, write over the version that was read, and nothing else of the item.

No id tells whether it is a message's or an event's: it is asked for as the one, and else as the other. What is shown as
a message and says that it is an event is taken at its word: other rules hold for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

import msgspec
from msgspec import UNSET, UnsetType

from connectors.characters import clean
from connectors.errors import Conflict, ItemGone, MailboxError, NotSupported, Refused, Unreachable
from connectors.graph.asking import Call
from connectors.graph.reading.messages import version_in
from connectors.graph.wire.connection import Connection
from connectors.graph.writing.rules import StampMeetings, why_kept_back
from connectors.mailbox import Stamp, Stamped
from connectors.merging import merged

ROUNDS = 3  # times that an item which somebody else is changing is read and merged anew
BATCH = 20


class Carrier(msgspec.Struct, gc=False, kw_only=True, rename="camel"):
    """An item with its categories; of an event also who might get mail over them."""

    id: str = ""
    kind: str | None = msgspec.field(name="@odata.type", default=None)  # where it is not what was asked for
    etag: str | None = msgspec.field(name="@odata.etag", default=None)
    change_key: str | None = None
    categories: list[str] | UnsetType | None = UNSET
    is_organizer: bool | None = None
    attendees: list[msgspec.Raw] | UnsetType | None = UNSET
    type: str | None = None
    exceptions: list[msgspec.Raw] | UnsetType | None = msgspec.field(name="exceptionOccurrences", default=UNSET)

    @property
    def version(self) -> str:
        return self.change_key or version_in(self.etag)


_MESSAGE = "$select=id,changeKey,categories"
_EVENT = "$select=id,changeKey,categories,isOrganizer,attendees,type"
_MASTER = f"{_EVENT}&$expand=exceptionOccurrences($select=id)"


@dataclass
class Stamps:
    """Those of one mailbox."""

    connection: Connection
    _events: set[str]  # ids that were found to be events'

    def pay(self, stamps: Sequence[Stamp]) -> list[Stamped | MailboxError]:
        """One answer a stamp, in their order; raises what concerns more than one item."""
        answers: list[Stamped | MailboxError] = []
        for start in range(0, len(stamps), BATCH):
            answers += self._batch(stamps[start : start + BATCH])
        return answers

    def _batch(self, stamps: Sequence[Stamp]) -> list[Stamped | MailboxError]:
        answers: dict[int, Stamped | MailboxError] = {}
        for _ in range(ROUNDS):
            left = [n for n in range(len(stamps)) if n not in answers or isinstance(answers[n], Conflict)]
            if not left:
                break
            answers |= self._round({n: stamps[n] for n in left})
        return [answers[n] for n in range(len(stamps))]

    def _round(self, stamps: dict[int, Stamp]) -> dict[int, Stamped | MailboxError]:
        done: dict[int, Stamped | MailboxError] = {}
        owed: dict[str, _Owed] = {}
        found = self._read([one.item_id for one in stamps.values()])
        for number, stamp in stamps.items():
            item = found[stamp.item_id]
            if isinstance(item, MailboxError):
                done[number] = item
            elif not isinstance(item.categories, list) and item.categories is not None:
                done[number] = Refused(self.connection.address, "the server does not show the item's categories")
            elif stamp.item_id in owed:
                done[number] = Conflict(self.connection.address, "the item is stamped twice at once")  # next round
            else:
                answer = self._owed(number, stamp, item)
                if isinstance(answer, Stamped):
                    done[number] = answer
                else:
                    owed[stamp.item_id] = answer
        return done | (self._write(owed) if owed else {})

    def _owed(self, number: int, stamp: Stamp, item: Carrier) -> Stamped | _Owed:
        present = tuple(map(clean, cast(list[str], item.categories or ())))
        wanted = merged(present, stamp)
        if wanted == present:
            return Stamped(stamp.item_id, item.version, present, over=item.version)
        if stamp.item_id in self._events and (why := self._why_kept_back(item)):
            return Stamped(stamp.item_id, item.version, present, over=item.version, kept_back=why)
        return _Owed(number, wanted, item, stamp.known)

    def _why_kept_back(self, event: Carrier) -> str:
        return why_kept_back(
            cast(StampMeetings, self.connection.tenant.server.stamp_meetings),
            is_organizer=event.is_organizer,
            has_attendees=bool(event.attendees) or event.attendees is UNSET,
            is_master=_is_master(event),
            has_exceptions=bool(event.exceptions) or event.exceptions is UNSET,
        )

    def _read(self, ids: Sequence[str]) -> dict[str, Carrier | MailboxError]:
        wanted = list(dict.fromkeys(ids))
        mails = [id for id in wanted if id not in self._events]
        found = dict(zip(mails, self._asked([self._call(id, "messages", _MESSAGE) for id in mails]), strict=True))
        others = [id for id in wanted if id not in found or not _is_mail(found[id])]
        answers = self._asked([self._call(id, "events", _EVENT) for id in others])
        for id, answer in zip(others, answers, strict=True):
            if isinstance(answer, Carrier):
                self._events.add(id)
            # Of two refusals the one that says that it is gone: asked for as what it is not, it may be none at all.
            if not isinstance(answer, NotSupported) or not isinstance(found.get(id), ItemGone):
                found[id] = answer
        masters = [id for id in others if isinstance(one := found[id], Carrier) and _is_master(one)]
        whole = self._asked([self._call(id, "events", _MASTER) for id in masters])
        return found | {id: one for id, one in zip(masters, whole, strict=True) if isinstance(one, Carrier)}

    def _asked(self, calls: Sequence[Call]) -> Sequence[Carrier | MailboxError]:
        return self.connection.ask_many(calls, Carrier) if calls else ()

    def _call(self, id: str, kind: str, query: str) -> Call:
        return Call(f"{kind}/{quote(id, safe='')}", query)

    def _write(self, owed: dict[str, _Owed]) -> dict[int, Stamped | MailboxError]:
        calls = [self._change(id, one) for id, one in owed.items()]
        done: dict[int, Stamped | MailboxError] = {}
        for (id, one), answer in zip(owed.items(), self.connection.ask_many(calls, Carrier), strict=True):
            if isinstance(answer, Unreachable):
                raise answer
            if isinstance(answer, MailboxError):
                done[one.number] = answer
                continue
            before, after = one.item.version, answer.version
            if one.known == before:  # else somebody else changed it as well, and that is to be told
                self.connection.echoes.expect(id, before, after)
            done[one.number] = Stamped(id, after, one.wanted, over=before)
        return done

    def _change(self, id: str, one: _Owed) -> Call:
        kind = "events" if id in self._events else "messages"
        body = {"categories": list(one.wanted)}
        etag = one.item.etag or (f'W/"{one.item.version}"' if one.item.version else "")
        return Call(f"{kind}/{quote(id, safe='')}", method="PATCH", body=body, if_match=etag)


@dataclass(frozen=True, slots=True)
class _Owed:
    number: int
    wanted: tuple[str, ...]
    item: Carrier  # as it is written over
    known: str  # the version that whoever owes it has read


def _is_mail(answer: Carrier | MailboxError) -> bool:
    """Whether there is no need to ask for it as an event."""
    if isinstance(answer, Carrier):
        return (answer.kind or "").rpartition(".")[2].lower() != "event"
    return not isinstance(answer, ItemGone | NotSupported)


def _is_master(one: Carrier) -> bool:
    return (one.type or "").lower() == "seriesmaster"
