"""Where something happened in a mailbox: the deltas of all its folders, twenty in one request.

What a folder answers that holds anything is kept: looking into that folder then costs no request of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from connectors.errors import (
    CredentialsRefused,
    CursorExpired,
    ItemGone,
    LoginRefused,
    MailboxError,
    Throttled,
)
from connectors.graph import ladder
from connectors.graph.asking import Call, Rows
from connectors.graph.ladder import Ladder
from connectors.graph.reading import calendar_changes
from connectors.graph.reading.folders import PREFER, FolderRows, MailFolders
from connectors.graph.reading.mail import Mail
from connectors.graph.wire.connection import Connection, is_link
from connectors.graph.wire.decoding import decode
from connectors.graph.wire.errors import BadAnswer
from connectors.graph.writing import todo
from connectors.mailbox import Folder, FolderKind, Heard, News, Page

MOST_KEPT = 4 * 1024 * 1024  # bytes of answers that wait for their folder's turn


class _Found(msgspec.Struct, gc=False):
    """Of a page, whether anything is in it."""

    value: list[msgspec.Raw]
    next_link: str | None = msgspec.field(name="@odata.nextLink", default=None)
    delta_link: str | None = msgspec.field(name="@odata.deltaLink", default=None)


@dataclass
class Hearing:
    """Of one mailbox; remembered here alone: whoever starts anew looks everywhere once."""

    connection: Connection
    mail: Mail
    mail_folders: MailFolders
    tasks: Ladder
    _cursors: dict[str, str] = field(default_factory=dict)  # how far each folder was read, by what it was last given
    _asked: dict[str, str] = field(default_factory=dict)  # the newest link of each that means the same

    def gave(self, folder: Folder, page: Page) -> None:
        """A page was handed over: what it says is known."""
        link = page.cursor.partition("#")[0]
        if page.is_last and is_link(link):
            self._cursors[folder.id] = self._asked[folder.id] = link
        else:
            self._cursors.pop(folder.id, None)

    def news(self, folders: Sequence[Folder]) -> News:
        """See `connectors.mailbox.Mailbox.news`."""
        self.connection.forget_kept()
        self.tasks.forget_heard()
        known = [one for one in folders if one.id in self._cursors]
        if not known:
            return News(Heard.WHEN_ASKED, is_everywhere=True)
        calls = [self._call(one) for one in known]
        is_tree_known = bool(self.mail_folders.link)
        if is_tree_known:
            calls.append(Call(self.mail_folders.link, prefer=(PREFER,)))
        is_any_standing = self.tasks.is_given and any(one.id == ladder.FOLDER for one in folders)
        standing = self.tasks.calls() if is_any_standing else []
        answers = self.connection.fetch([*calls, *standing])
        told = {one.id for one in folders if one.id not in self._cursors}
        if is_any_standing and not self._is_any_other(answers[len(calls) :]):
            told.discard(ladder.FOLDER)
        room = MOST_KEPT
        for one, answer in zip(known, answers, strict=False):
            if isinstance(answer, MailboxError):
                _raise_if_of_all(answer)
                told.add(one.id)
                continue
            if not self._is_empty(one, answer):
                told.add(one.id)
                room -= len(answer)
                if room > 0:
                    self.connection.keep(self._cursors[one.id], answer)
        are_other = self._are_folders_other(answers[len(known)]) if is_tree_known else False
        return News(Heard.WHEN_ASKED, frozenset(told), are_folders_other=are_other)

    def _is_any_other(self, answers: Sequence[bytes | MailboxError]) -> bool:
        """Whether what stands for tasks is other than before; where that cannot be told, whoever looks into it sees."""
        try:
            return self.tasks.heard(
                [one if isinstance(one, MailboxError) else decode(one, Rows[Any]) for one in answers]
            )
        except BadAnswer:
            return True
        except MailboxError as problem:
            _raise_if_of_all(problem)
            return True

    def _call(self, folder: Folder) -> Call:
        """With what the page would be asked for with, because its answer is taken for the page's."""
        link = self._asked[folder.id]
        if folder.kind is FolderKind.MAIL:
            return Call(link, prefer=self.mail.prefer(folder.id, link))
        return Call(link, prefer=calendar_changes.PREFER if folder.kind is FolderKind.CALENDAR else todo.PREFER)

    def _is_empty(self, folder: Folder, answer: bytes) -> bool:
        """Whether nothing happened; the link of such an answer means the same as the one before."""
        try:
            found = decode(answer, _Found)
            if found.value or found.next_link or not found.delta_link:
                return False
            self._asked[folder.id] = self.connection.without_host(found.delta_link)
        except (BadAnswer, MailboxError):
            return False
        return True

    def _are_folders_other(self, answer: bytes | MailboxError) -> bool:
        if isinstance(answer, MailboxError):
            _raise_if_of_all(answer)
            if isinstance(answer, CursorExpired | ItemGone):
                self.mail_folders.link = ""  # until they are listed anew
                return True
            return False
        try:
            told = decode(answer, FolderRows)
            link = told.next_link or told.delta_link
            if link:
                self.mail_folders.link = self.connection.without_host(link)
            return self.mail_folders.are_other(told.value)
        except (BadAnswer, MailboxError):
            return True


def _raise_if_of_all(answer: MailboxError) -> None:
    if isinstance(answer, Throttled | CredentialsRefused | LoginRefused):
        raise answer
