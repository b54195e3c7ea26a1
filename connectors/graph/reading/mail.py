"""Mail: what changed in a folder, what is in it, and single messages.

A delta brings whole messages, headers and extended properties included, where the server lets it. What it tells in
part, and what it calls removed, is asked for by its id in one batch: an update may tell of little more than what was
changed, and "removed" may mean that the message is in another folder, or still there. What is attached is asked for
with it, also of what may turn out to have nothing attached: a page costs two round trips and no third one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import UNSET

from connectors.errors import (
    AccessRefused,
    CursorExpired,
    FolderGone,
    ItemGone,
    MailboxError,
    Refused,
    Unreachable,
)
from connectors.graph.asking import AS_TEXT, Call, rest
from connectors.graph.reading import emails, messages
from connectors.graph.reading.messages import Message, Told
from connectors.graph.reading.parts import FILES, File, Files
from connectors.graph.wire.connection import Connection
from connectors.graph.wire.decoding import decode
from connectors.graph.wire.errors import BadAnswer, TooLarge
from connectors.mailbox import Change, Deleted, Elsewhere, Email, Folder, Listed, Page, Unreadable, Upserted

FIRST_PAGE = 200  # messages, of a folder that is read from nothing: they are told whole
PAGE = 10  # of one that is followed: one batch holds each of them and what is attached to each
SMALL_PAGE = 5  # where a server does not manage more, or more is too much at a time
LIST, OVERLAP = 500, 50  # messages of a list; what goes away between two pages pulls others over their edge

_WHOLE = f"$select={','.join(messages.SELECT)}&$expand={messages.EXPAND}"


class Row(msgspec.Struct, gc=False, rename="camel"):
    """What a list names a message by."""

    id: str
    etag: Any = msgspec.field(name="@odata.etag", default=None)
    change_key: Any = None
    internet_message_id: Any = None
    received_date_time: Any = None


class Rows(msgspec.Struct, gc=False):
    value: list[Row]
    next_link: str | None = msgspec.field(name="@odata.nextLink", default=None)


class Id(msgspec.Struct, gc=False):
    id: str


@dataclass
class Mail:
    """The mail of one mailbox."""

    connection: Connection
    _small: set[str] = field(default_factory=set)  # folders whose pages were too much for the server, or for us
    _without_headers: set[str] = field(default_factory=set)  # those whose mails have none: what was sent, mostly

    # --- changes ---

    def page(self, folder: Folder, cursor: str | None) -> Page:
        """The next page of what changed; its cursor knows where the round began that it belongs to."""
        told, began, followed = self._told(folder, cursor)
        link = told.next_link or told.delta_link
        if not link:
            raise self.connection.translated(BadAnswer("the answer does not say how far the folder was read"))
        stored = self.connection.without_host(link)
        if told.next_link:
            if stored == followed:
                raise self.connection.translated(BadAnswer("the server's changes do not go on"))
            stored = f"{stored} {began}"
        changes, echoes = self._changes(folder, told)
        return Page(tuple(changes), stored, is_last=told.next_link is None, echoes=tuple(echoes))

    def prefer(self, folder_id: str, cursor: str | None) -> tuple[str, ...]:
        """What a page is asked for with."""
        habits = self.connection.tenant.habits
        is_whole = not (habits.refuses_properties or habits.refuses_headers or habits.are_deltas_bare)
        size = FIRST_PAGE if is_whole and (cursor is None or cursor.endswith(f" {_NOTHING}")) else PAGE
        return AS_TEXT, f"odata.maxpagesize={SMALL_PAGE if folder_id in self._small else size}"

    def _told(self, folder: Folder, cursor: str | None) -> tuple[Told, str, str]:
        """The page, the link at which its round began, and the one that was followed.

        A round that cannot be finished is begun again.
        """
        if cursor is None:
            return self._first(folder), _NOTHING, ""
        link, _, began = cursor.partition(" ")
        for one in dict.fromkeys((link, began)):
            if one in ("", _NOTHING):
                continue
            try:
                return self._followed(folder, one, cursor), began or link, one
            except CursorExpired:
                continue
            except ItemGone:
                self._see_whether_it_is_there(folder)
        raise CursorExpired(self.connection.address, "the server no longer knows how far this folder was read")

    def _first(self, folder: Folder) -> Told:
        """The first page; without what the server refuses in a delta, which is asked for by itself then."""
        habits = self.connection.tenant.habits
        path = f"mailFolders/{quote(folder.id, safe='')}/messages/delta"
        known = (habits.refuses_properties, habits.refuses_headers)
        for without in dict.fromkeys((known, *_WITHOUT)):
            habits.refuses_properties, habits.refuses_headers = without
            call = Call(path, _query(*without), prefer=self.prefer(folder.id, None))
            try:
                with self._inside(folder):
                    return self._sized(folder, partial(self.connection.ask_for, call, messages.page))
            except AccessRefused:
                raise
            except (Refused, Unreachable) as refusal:
                is_of_the_request = isinstance(refusal, Refused) or "HTTP 500" in refusal.reason
                if not is_of_the_request or isinstance(refusal.__cause__, TooLarge):
                    raise
                failure = refusal
        habits.refuses_properties, habits.refuses_headers = known
        raise failure

    def _followed(self, folder: Folder, link: str, cursor: str) -> Told:
        return self._sized(
            folder,
            lambda: self.connection.follow_for(link, messages.page, self.prefer(folder.id, cursor)),
        )

    @contextmanager
    def _inside(self, folder: Folder) -> Iterator[None]:
        """What is asked of a folder by its id: where that is not there, the folder is gone."""
        try:
            yield
        except (ItemGone, FolderGone) as gone:
            raise FolderGone(self.connection.address, f"the folder {folder.path} is not there any more") from gone

    def _sized(self, folder: Folder, ask: Callable[[], Told]) -> Told:
        """The page; a smaller one where it is more than the server manages, or than is read at once."""
        try:
            return ask()
        except (Unreachable, Refused) as failure:
            is_too_much = isinstance(failure.__cause__, TooLarge) or "HTTP 504" in failure.reason
            if not is_too_much or folder.id in self._small:
                raise
            self._small.add(folder.id)
        return ask()

    def _see_whether_it_is_there(self, folder: Folder) -> None:
        """Raise FolderGone unless the folder is there: then the link was forgotten."""
        with self._inside(folder):
            self.connection.ask(Call(f"mailFolders/{quote(folder.id, safe='')}", "$select=id"), Id)

    def _changes(self, folder: Folder, told: Told) -> tuple[list[Change], list[str]]:
        """What is to be told of a page, the latest mail first, and what in it is an echo of our own stamps."""
        found: dict[str, Message | Unreadable] = {}
        removed = set[str]()
        for message in told.messages:  # of several of one message the last counts
            if message.removed is not None:
                removed.add(message.id)
            found[message.id] = message
        found |= {one.item_id: one for one in told.unreadable}
        echoes = [
            id for id, one in found.items() if isinstance(one, Message) and id not in removed and self._is_echo(one)
        ]
        for id in echoes:
            del found[id]
        doubtful = [
            id
            for id, one in found.items()
            if id in removed or (isinstance(one, Message) and not self._is_told(folder, one))
        ]
        with_files = [id for id, one in found.items() if _may_have_files(one)]
        asked, files = self._asked(doubtful, with_files)
        known = {id: one for id, one in asked.items() if id not in removed}
        self._note_headers(folder, list(known.values()))
        if len(doubtful) == len(found) > 1 and any(_tells_more(one, found[id]) for id, one in known.items()):
            self.connection.tenant.habits.are_deltas_bare = True
        changes: list[Change] = []
        for id, one in found.items():
            answer = asked.get(id)
            if answer is not None:
                if isinstance(answer, Message) and id not in removed and self._is_echo(answer):
                    echoes.append(id)
                    continue
                changes.append(self._change(folder, id, answer))
            elif isinstance(one, Unreadable):
                changes.append(one)
            else:
                changes.append(emails.change(one, is_clean=told.is_clean))
        return sorted(self._with_attachments(changes, files), key=_age, reverse=True), echoes

    def _is_told(self, folder: Folder, message: Message) -> bool:
        has_headers = messages.are_headers_told(message) or folder.id in self._without_headers
        return has_headers and messages.is_told(message)

    def _note_headers(self, folder: Folder, answers: Sequence[Message | MailboxError]) -> None:
        """Where mails have no headers by themselves either, they are not asked for them again."""
        found = [one for one in answers if isinstance(one, Message) and one.is_draft is not True]
        if len(found) >= _FEWEST and not any(messages.are_headers_told(one) for one in found):
            self._without_headers.add(folder.id)

    def _is_echo(self, message: Message) -> bool:
        """Whether only our own stamp changed it. An update that does not name the version is asked for first."""
        return bool(message.version) and self.connection.echoes.is_one(message.id, message.version)

    # --- single messages ---

    def read(self, folder: Folder, ids: Sequence[str]) -> list[Change]:
        """These messages as they stand, in order."""
        found = [self._change(folder, id, one) for id, one in zip(ids, self._fetch(ids), strict=True)]
        return self._with_attachments(found, {})

    def _fetch(self, ids: Sequence[str]) -> list[Message | MailboxError]:
        """Whole messages, wherever they are."""
        found, _ = self._asked(ids, ())
        return [found[id] for id in ids]

    def _asked(
        self, ids: Sequence[str], with_files: Sequence[str]
    ) -> tuple[dict[str, Message | MailboxError], dict[str, Files]]:
        """Whole messages, wherever they are, and what is attached to some: all at once.

        An attachment that the server does not tell of is none: what is attached is known as far as it says.
        """
        calls = [Call(f"messages/{quote(id, safe='')}", _WHOLE, prefer=(AS_TEXT,)) for id in ids]
        calls += [Call(f"messages/{quote(id, safe='')}/attachments", FILES) for id in with_files]
        answers = self.connection.fetch(calls, is_at_once=True) if calls else []
        asked = {id: self._message(one) for id, one in zip(ids, answers, strict=False)}
        files = {id: _files(one) for id, one in zip(with_files, answers[len(ids) :], strict=True)}
        return asked, files

    def _message(self, answer: bytes | MailboxError) -> Message | MailboxError:
        if isinstance(answer, MailboxError):
            return answer
        try:
            return messages.with_nobody(decode(answer, Message))
        except BadAnswer as problem:
            return Refused(self.connection.address, str(problem))

    def _change(self, folder: Folder, id: str, answer: Message | MailboxError) -> Change:
        """What a message that was asked for is to this folder."""
        if isinstance(answer, ItemGone):
            return Deleted(id)
        if isinstance(answer, MailboxError):
            return Unreadable(id, answer.reason)
        change = emails.change(answer)
        is_here = answer.parent_folder_id in (None, folder.id)
        if is_here or not isinstance(change, Upserted):
            return change if is_here else Deleted(id)
        return Elsewhere(change.item, answer.parent_folder_id or "")

    def _with_attachments(self, changes: Sequence[Change], known: Mapping[str, Files]) -> list[Change]:
        """The changes; what has attachments with their names, as far as the server tells them."""
        wanted = [id for one in changes if _has_attachments(one) and (id := _item_id(one)) not in known]
        files = {**known, **self._asked((), wanted)[1]} if wanted else known
        if not files:
            return list(changes)
        return [self._with_files(one, files) for one in changes]

    def _with_files(self, change: Change, files: Mapping[str, Files]) -> Change:
        if not isinstance(change, Upserted | Elsewhere) or not _has_attachments(change):
            return change
        found = files[change.item.item_id]
        if found.next_link:
            found.value += rest(self.connection, found.next_link, File)
        return replace(change, item=emails.with_files(change.item, found.value))

    # --- lists ---

    def listed(self, folder: Folder, since: datetime | None) -> Iterator[Listed]:
        """The folder's messages, the latest first: from `since` on."""
        for page in self._pages(folder):
            wanted = [one for one in page if since is None or one.at is None or one.at >= since]
            yield from wanted
            if page and not wanted:
                return  # only earlier ones come after these

    def _pages(self, folder: Folder) -> Iterator[list[Listed]]:
        """Each page begins inside the one before: what goes away between the two pulls the others over its edge.

        Where more went away than that, nothing of the page before is seen again, and it is gone back further.
        """
        path = f"mailFolders/{quote(folder.id, safe='')}/messages"
        select = "$select=id,changeKey,internetMessageId,receivedDateTime&$orderby=receivedDateTime desc"
        offset, step, given = 0, OVERLAP, set[int]()  # of an id its hash: a folder may hold a million
        while True:
            with self._inside(folder):
                page = self.connection.ask(Call(path, f"{select}&$top={LIST}&$skip={offset}"), Rows)
            seen = [hash(one.id) for one in page.value]
            if offset and given.isdisjoint(seen):
                offset, step = max(0, offset - step), step * 2
                continue
            yield [_listed(one) for one, key in zip(page.value, seen, strict=True) if key not in given]
            given.update(seen)
            if not page.next_link:
                return
            if len(page.value) == 0:
                raise self.connection.translated(BadAnswer("the server's list of a folder does not come to an end"))
            offset, step = max(offset + len(page.value) - OVERLAP, offset + 1), OVERLAP


_FEWEST = 3  # mails that tell of a folder
_NOTHING = "nothing"  # where the round of a folder began that is read for the first time
# What may have to be left out of a delta: extended properties, which servers are known to fail over, or headers.
_WITHOUT = ((False, False), (True, False), (False, True), (True, True))


def _query(is_without_properties: bool, is_without_headers: bool) -> str:
    names = [name for name in messages.SELECT if not (is_without_headers and name == messages.HEADER_LIST)]
    expand = "" if is_without_properties else f"&$expand={messages.EXPAND}"
    return f"$select={','.join(names)}{expand}"


def _age(change: Change) -> float:
    item = change.item if isinstance(change, Upserted | Elsewhere) else None
    at = item.received_at if isinstance(item, Email) else None
    return at.timestamp() if at else float("-inf")


def _has_attachments(change: Change) -> bool:
    item = change.item if isinstance(change, Upserted | Elsewhere) else None
    return isinstance(item, Email) and item.has_attachments


def _may_have_files(told: Message | Unreadable) -> bool:
    """Whether a page says that something is attached, or leaves it open, as of what it calls removed."""
    return isinstance(told, Message) and told.has_attachments in (True, UNSET)


def _files(answer: bytes | MailboxError) -> Files:
    with suppress(BadAnswer):
        if not isinstance(answer, MailboxError):
            return decode(answer, Files)
    return Files()


def _tells_more(answer: Message | MailboxError, told: Message | Unreadable) -> bool:
    """Whether what was asked for by itself has what its delta left out: many mails have no headers anywhere."""
    if not isinstance(answer, Message) or not isinstance(told, Message):
        return False
    return not messages.is_told(told) or (messages.are_headers_told(answer) and not messages.are_headers_told(told))


def _item_id(change: Change) -> str:
    return change.item.item_id if isinstance(change, Upserted | Elsewhere) else change.item_id


def _listed(row: Row) -> Listed:
    """What cannot be understood is left out, because reading the item will say so."""
    at = None
    with suppress(ValueError):
        told = datetime.fromisoformat(_text(row.received_date_time)).replace(microsecond=0)
        at = told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    version = _text(row.change_key) or messages.version_in(_text(row.etag))
    return Listed(row.id, version, _text(row.internet_message_id), at)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
