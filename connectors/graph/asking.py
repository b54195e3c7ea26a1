"""What calendars and tasks ask of the wire: single calls, many in batches, and lists page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from connectors.errors import AccessRefused, CursorExpired, FolderGone, ItemGone, MailboxError, Refused, Unreachable
from connectors.graph.wire.decoding import converted

T = TypeVar("T")

# What is preferred of answers that hold bodies or times.
AS_TEXT = 'outlook.body-content-type="text"'
IN_UTC = 'outlook.timezone="UTC"'


@dataclass(frozen=True, slots=True)
class Call:
    """A request below the mailbox: "calendars/AAMk/events", with its options as they go into the query."""

    path: str
    query: str = ""
    method: str = "GET"
    body: Mapping[str, Any] | None = None
    prefer: tuple[str, ...] = ()
    if_match: str = ""
    is_question: bool = False  # a POST that changes nothing, and may be tried again

    @property
    def is_read(self) -> bool:
        return self.method == "GET" or self.is_question


class Wire(Protocol):
    """One mailbox's connection. Raises MailboxError; reads are tried again inside, writes never."""

    @property
    def address(self) -> str: ...

    def ask(self, call: Call, kind: type[T]) -> T:
        """The whole answer, as that type has it."""
        ...

    def ask_many(self, calls: Sequence[Call], kind: type[T]) -> Sequence[T | MailboxError]:
        """The same of many, each with an answer of its own in their order."""
        ...

    def ask_in_turn(self, calls: Sequence[Call], kind: type[T]) -> Sequence[T | MailboxError]:
        """The same of what the server is not to do at once; raises what is no Conflict and no ItemGone."""
        ...

    def follow(self, link: str, kind: type[T], prefer: tuple[str, ...] = ()) -> T:
        """What is behind a link that a page gave, without its host."""
        ...

    def without_host(self, link: str) -> str:
        """A link as it is stored; raises MailboxError for one that leads elsewhere."""
        ...


class Rows(msgspec.Struct, Generic[T], gc=False):
    """A page of a list or of a delta."""

    value: list[T]
    next_link: str | None = msgspec.field(name="@odata.nextLink", default=None)
    delta_link: str | None = msgspec.field(name="@odata.deltaLink", default=None)


def rows(wire: Wire, call: Call, kind: type[T]) -> Iterator[list[T]]:
    """A list's pages."""
    return onwards(wire, wire.ask(call, Rows[Any]), kind, call.prefer)


def onwards(wire: Wire, page: Rows[Any], kind: type[T], prefer: tuple[str, ...] = ()) -> Iterator[list[T]]:
    """This page of a list, and those after it."""
    seen = set[str]()
    while True:
        yield list(each(page.value, kind))
        if not page.next_link:
            return
        link = wire.without_host(page.next_link)
        if link in seen:
            raise Unreachable(wire.address, "the server's list does not come to an end", "it is tried again")
        seen.add(link)
        page = wire.follow(link, Rows[Any], prefer)


def whole(wire: Wire, calls: Sequence[Call], kind: type[T]) -> list[list[T] | MailboxError]:
    """Many lists, each with all of its pages: an empty one that has a link is not the end. Or what refuses the list."""
    found: list[list[T] | MailboxError] = []
    for call, answer in zip(calls, wire.ask_many(calls, Rows[Any]) if calls else (), strict=True):
        if isinstance(answer, MailboxError):
            found.append(answer)
            continue
        try:
            found.append([one for page in onwards(wire, answer, kind, call.prefer) for one in page])
        except _OF_ONE_LIST as refusal:
            found.append(refusal)
    return found


def rest(wire: Wire, link: str | None, kind: type[T]) -> list[T]:
    """What a list goes on with behind this link, as far as it is not refused."""
    found: list[T] = []
    try:
        for page in onwards(wire, Rows([], link), kind):
            found += page
    except _OF_ONE_LIST:
        pass
    return found


# What says no to a page and to nothing else.
_OF_ONE_LIST = (AccessRefused, CursorExpired, FolderGone, ItemGone, Refused)


def each(values: Iterable[Any], kind: type[T]) -> Iterator[T]:
    """What a page holds, as that type has it. Of what makes no sense nothing but its id is told: reading it says so.

    What has no id cannot be asked for, and is passed over: it holds up nothing else.
    """
    for one in values:
        try:
            yield converted(one, kind)
        except (msgspec.ValidationError, RecursionError):
            if isinstance(one, dict) and isinstance(id := one.get("id"), str) and id:
                yield converted({"id": id, **({"@removed": {}} if one.get("@removed") else {})}, kind)
