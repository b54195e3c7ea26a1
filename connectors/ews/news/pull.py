"""A subscription that is asked for its events: one request for all folders of a mailbox."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from connectors.errors import CredentialsRefused, MailboxError, Throttled
from connectors.ews.news.words import Told, get_events, subscribe_to_pull, unsubscribe
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import BadAnswer, M, T
from connectors.mailbox import ARCHIVE, Folder, Heard, News

MOST_ANSWERS = 20  # with events at a time; who has more of them is not quicker than looking everywhere
LONGEST_REST = 64  # turns without trying again, where it keeps being refused
NOT_FOR_DELEGATES = "Exchange tells a login nothing of mailboxes that it has rights to as a delegate"


class Off:
    """Nothing is asked of the server: whoever wants to know looks into every folder."""

    def __init__(self, why: str) -> None:
        self._why = why

    def news(self, _folders: Sequence[Folder]) -> News:
        return News(Heard.BY_LOOKING, is_everywhere=True, why=self._why)

    def close(self) -> None:
        """There is nothing to give back."""


@dataclass(frozen=True, slots=True)
class _Subscription:
    id: str
    watermark: str
    has_served: bool = False


class Rest:
    """How many turns pass before something that was refused is tried again: more each time."""

    def __init__(self) -> None:
        self._refusals = 0
        self._left = 0

    def is_over(self) -> bool:
        """To be asked once a turn."""
        if self._left == 0:
            return True
        self._left -= 1
        return False

    def begin(self) -> None:
        self._left = min(2**self._refusals, LONGEST_REST)
        self._refusals = min(self._refusals + 1, 30)

    def end(self) -> None:
        self._refusals = self._left = 0


class Pull:
    """One mailbox's; remembered here alone: whoever starts anew subscribes anew, and looks everywhere once."""

    def __init__(self, connection: Connection, every: timedelta, *, gives_back: bool = False) -> None:
        self._connection = connection
        self._gives_back = gives_back
        # So long without a turn that it must have ended: the server keeps few of them for a mailbox.
        self._minutes = min(1440, max(10, math.ceil(3 * every / timedelta(minutes=1))))
        self._subscription: _Subscription | None = None
        self._rest = Rest()
        self._why = ""

    def news(self, folders: Sequence[Folder]) -> News:
        if self._subscription is not None:
            try:
                return without_archive(self._events(self._subscription), folders)
            except (Throttled, CredentialsRefused):
                raise
            except MailboxError as failure:
                if not self._subscription.has_served:
                    self._rest.begin()
                self._subscription, self._why = None, failure.reason
        if self._rest.is_over():
            self._subscribe()
        if self._subscription is None:
            return News(Heard.BY_LOOKING, is_everywhere=True, why=self._why)
        return without_archive(News(Heard.WHEN_ASKED, is_everywhere=True), folders)

    def give_back(self) -> None:
        """It is not needed any more."""
        if self._subscription is not None:
            subscription, self._subscription = self._subscription, None
            with suppress(MailboxError):  # then it is forgotten by itself
                self._connection.write(unsubscribe(subscription.id))

    def close(self) -> None:
        """Unless it is given back, the server forgets it: nothing waits for one that does not answer."""
        if self._gives_back:
            self.give_back()
        self._subscription = None

    def _subscribe(self) -> None:
        try:
            answer = self._connection.only(self._connection.read(subscribe_to_pull(self._minutes)))
        except (Throttled, CredentialsRefused):
            raise
        except MailboxError as refusal:
            self._rest.begin()
            self._why = refusal.reason
            return
        id, watermark = (answer.findtext(f"{M}{name}") or "" for name in ("SubscriptionId", "Watermark"))
        if not id or not watermark:
            self._rest.begin()
            self._why = "the server does not name the subscription that it made"
            return
        self._subscription, self._why = _Subscription(id, watermark), ""

    def _events(self, subscription: _Subscription) -> News:
        found, are_folders_other = frozenset[str](), False
        for _ in range(MOST_ANSWERS):
            told = self._told(subscription)
            found |= told.folder_ids
            are_folders_other = are_folders_other or told.are_folders_other
            subscription = replace(subscription, watermark=told.watermark or subscription.watermark)
            if not told.is_more:
                self._subscription = replace(subscription, has_served=True)
                self._rest.end()
                return News(Heard.WHEN_ASKED, found, are_folders_other=are_folders_other)
        self._subscription = replace(subscription, has_served=False)
        self._connection.write(unsubscribe(subscription.id))
        raise self._connection.translated(BadAnswer("the server's events do not come to an end"))

    def _told(self, subscription: _Subscription) -> Told:
        connection = self._connection
        answer = connection.only(connection.read(get_events(subscription.id, subscription.watermark)))
        notification = answer.find(f"{M}Notification")
        try:
            if notification is None:
                raise BadAnswer("the answer has no events")
            told = Told.by(notification)
            if notification.findtext(f"{T}SubscriptionId") != subscription.id:
                raise BadAnswer("the answer is one to another subscription")
            if told.is_more and told.watermark in ("", subscription.watermark):
                raise BadAnswer("the server's events do not go on")
        except BadAnswer as problem:
            raise connection.translated(problem) from problem
        return told


def without_archive(news: News, folders: Sequence[Folder]) -> News:
    """The archive is a mailbox of its own, of which nothing is told."""
    return replace(news, unheard=frozenset(one.id for one in folders if one.path.startswith(f"{ARCHIVE}/")))
