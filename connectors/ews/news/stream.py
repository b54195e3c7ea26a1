"""Subscriptions of many mailboxes that the server tells of on one open connection, as long as it lasts.

What is told is a hint. After a connection that was cut nobody knows what got lost on it: then everything is news.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import requests
import structlog

from connectors.errors import CertificateRefused, CredentialsRefused, MailboxError, Throttled, Unreachable
from connectors.ews.news.pieces import Pieces
from connectors.ews.news.words import Told, get_streaming_events, subscribe_to_stream
from connectors.ews.wire.connection import Connection
from connectors.ews.wire.xml import BadAnswer, Element, M, S, T, parse
from connectors.stopping import Stopped

log = structlog.get_logger()

Ring = Callable[[str], None]  # told the address of a mailbox in which something happened
Opener = Callable[[str], Connection]  # a connection of its own, by the mailbox's address

MINUTES = 29  # that a connection is asked to last; the protocol allows 30
SILENCE = timedelta(seconds=100)  # two signs of life of the server are 45 seconds apart
LONGEST_PAUSE = 60.0  # seconds between two tries, and between two connections because of mailboxes that join
LONG_ENOUGH = 300.0  # seconds after which a connection counts as a good one


@dataclass(slots=True)
class Member:
    """One mailbox's subscription, and what was told of it since it was asked about."""

    id: str
    is_live: bool = False  # told of on an open connection since the last time that it was asked about
    is_everywhere: bool = False
    are_folders_other: bool = False
    folder_ids: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Caught:
    """What was told of a mailbox."""

    folder_ids: frozenset[str]
    is_everywhere: bool
    are_folders_other: bool


class Stream:
    """One connection of one login, in a thread of its own while there is anybody to be told of.

    For any number of threads. `silence` ends a connection on which nothing comes, not even a sign of life.
    """

    def __init__(self, ring: Ring, silence: timedelta = SILENCE, pace: float = 1.0) -> None:
        self._ring = ring
        self._silence = silence
        self._pace = pace  # seconds, the shortest pause
        self._members: dict[str, Member] = {}
        self._openers: dict[str, Opener] = {}
        self._lock = threading.Condition()
        self._thread: threading.Thread | None = None
        self._response: requests.Response | None = None
        self._connected: set[str] = set()  # addresses that the open connection tells of
        self._joining: threading.Timer | None = None
        self._join_pause = pace
        self._is_taking_in = False  # the connection is ended to begin one that tells of more mailboxes
        self._anchor = ""
        self._cookie: str | None = None  # of the server that keeps the group's subscriptions
        self.seats: set[str] = set()  # addresses of the mailboxes that have a place here, told of already or not yet

    def caught(self, address: str) -> Caught | None:
        """What was told of this mailbox since this was asked last; None while nobody listens for it."""
        with self._lock:
            member = self._members.get(address)
            if member is None or not member.is_live:
                return None
            caught = Caught(frozenset(member.folder_ids), member.is_everywhere, member.are_folders_other)
            member.folder_ids, member.is_everywhere, member.are_folders_other = set(), False, False
            return caught

    def has(self, address: str) -> bool:
        with self._lock:
            return address in self._members

    def join(self, address: str, opener: Opener) -> None:
        """Subscribe, and be told of from the next connection on; raises a MailboxError."""
        with self._lock:
            self._anchor = self._anchor or address
        connection = self._opened(opener, address)
        try:
            answer = connection.only(connection.read(subscribe_to_stream()))
            self._cookie = connection.affinity_cookie or self._cookie
            id = answer.findtext(f"{M}SubscriptionId")
            if not id:
                raise connection.translated(BadAnswer("the server does not name the subscription that it made"))
        finally:
            connection.close()
        with self._lock:
            self._members[address], self._openers[address] = Member(id), opener
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="news", daemon=True)
                self._thread.start()
            elif self._joining is None:
                self._take_in_later()

    def leave(self, address: str) -> None:
        """Nobody is told of this mailbox any more; the server forgets it by itself."""
        with self._lock:
            self._forget(address)
            self.seats.discard(address)
            # One that waits for an answer cannot be interrupted: it ends by itself once it has one.
            thread = self._thread if not self._members and self._interrupt() else None
            self._lock.notify_all()
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=2.0)

    # --- the thread ---------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        failures = 0
        with self._lock:
            self._lock.wait_for(lambda: not self._members, self._pace)  # for others that join with the first
        while True:
            with self._lock:
                if failures:
                    self._lock.wait_for(lambda: not self._members, min(self._pace * 2**failures, LONGEST_PAUSE))
                if not self._members:
                    self._thread = None
                    return
                addresses = list(self._members)
            began, is_planned = time.monotonic(), False
            try:
                is_planned = self._listen(addresses)
            except (Throttled, Unreachable, CredentialsRefused, CertificateRefused) as failure:
                self._say(failure, addresses)
            except Stopped:
                return
            except MailboxError as refusal:
                self._say(refusal, addresses)
                with self._lock:  # what it has against them is not told: whoever still wants to joins anew
                    for address in addresses:
                        self._forget(address)
            except Exception as failure:  # noqa: BLE001 - the turns go on without it, and it is tried again
                log.warning("no connection for news", reason=f"an unexpected {type(failure).__name__}")
            finally:
                self._end(addresses, is_planned)
            has_lasted = time.monotonic() - began > LONG_ENOUGH
            if has_lasted:
                self._join_pause = self._pace
            is_good = is_planned or has_lasted or self._is_taking_in
            failures, self._is_taking_in = 0 if is_good else min(failures + 1, 10), False

    def _say(self, failure: MailboxError, addresses: Collection[str]) -> None:
        if self._members and not self._is_taking_in:
            log.info("no connection for news", reason=str(failure), mailboxes=len(addresses))

    def _forget(self, address: str) -> None:
        self._members.pop(address, None)
        self._openers.pop(address, None)

    def _listen(self, addresses: list[str]) -> bool:
        """Hear until the connection ends; whether it ended as it should, with nothing lost on it."""
        with self._lock:
            members = {address: self._members[address] for address in addresses if address in self._members}
            opener = next((self._openers[address] for address in members), None)
        if opener is None:
            return True
        connection = self._opened(opener, next(iter(members)))
        by_id = {member.id: address for address, member in members.items()}
        try:
            with connection.listening(get_streaming_events(list(by_id), MINUTES), self._silence) as response:
                with self._lock:
                    self._response, self._connected = response, set(members)
                return self._hear(connection, response, by_id)
        finally:
            connection.close()

    def _hear(self, connection: Connection, response: requests.Response, by_id: dict[str, str]) -> bool:
        pieces, until = Pieces(), time.monotonic() + MINUTES * 60 + self._silence.total_seconds()
        while time.monotonic() < until:
            try:
                content = response.raw.read1(1 << 16)
            except Exception as problem:
                raise connection.translated(problem) from problem
            if not content:
                return False
            try:
                answers = [part for whole in pieces.add(content) for part in _messages(connection, whole)]
                ends = [self._heard(connection, message, by_id) for message in answers]
            except BadAnswer as problem:
                raise connection.translated(problem) from problem
            if any(ends):
                return True
        return False

    def _heard(self, connection: Connection, message: Element, by_id: dict[str, str]) -> bool:
        """Note what one message says; whether it is the last."""
        lost = [one.text or "" for one in message.iterfind(f"{M}ErrorSubscriptionIds/{T}SubscriptionId")]
        gone = {by_id[id] for id in lost if id in by_id}
        refusal = connection.refusal(message)
        if refusal is not None and not gone:
            raise refusal
        with self._lock:
            for address in gone:
                if address in self._members and self._members[address].id in lost:
                    self._forget(address)
            for address in self._connected:
                if address in self._members:
                    self._members[address].is_live = True
        told = set[str]()
        for notification in message.iterfind(f"{M}Notifications/{{*}}Notification"):
            of = by_id.get(notification.findtext(f"{T}SubscriptionId") or "")
            if of is not None and self._note(of, notification):
                told.add(of)
        for address in told | gone:
            self._ring(address)
        return bool(gone) or message.findtext(f"{M}ConnectionStatus") == "Closed"

    def _note(self, address: str, notification: Element) -> bool:
        """Remember what happened there; whether anything did."""
        try:
            told: Told | None = Told.by(notification)
        except BadAnswer:  # half an event: something happened, who knows where
            told = None
        with self._lock:
            member = self._members.get(address)
            if member is None:
                return False
            if told is None:
                member.is_everywhere = True
                return True
            member.folder_ids |= told.folder_ids
            member.are_folders_other = member.are_folders_other or told.are_folders_other
            return bool(told.folder_ids)

    def _end(self, addresses: Collection[str], is_planned: bool) -> None:
        with self._lock:
            self._response, self._connected = None, set()
            for address in addresses:
                member = self._members.get(address)
                if member is not None and not is_planned:
                    member.is_live, member.is_everywhere = False, True

    def _take_in(self) -> None:
        with self._lock:
            self._joining = None
            if all(address in self._connected for address in self._members):
                return
            if self._response is None:
                self._take_in_later()
            else:
                self._is_taking_in = True
                self._interrupt()

    def _take_in_later(self) -> None:
        """Those that join together are taken in together, and the more seldom the longer it goes on."""
        self._joining = threading.Timer(self._join_pause, self._take_in)
        self._joining.daemon = True
        self._join_pause = min(2 * self._join_pause, LONGEST_PAUSE)
        self._joining.start()

    def _interrupt(self) -> bool:
        """End the connection from another thread than the one that reads it; whether there is any."""
        if self._joining is not None:
            self._joining.cancel()
            self._joining = None
        if self._response is not None:
            with suppress(OSError, ValueError, RuntimeError):  # it has just ended by itself
                self._response.raw.shutdown()
        return self._response is not None

    def _opened(self, opener: Opener, address: str) -> Connection:
        connection = opener(address)
        connection.anchor, connection.affinity_cookie = self._anchor, self._cookie
        return connection


def _messages(connection: Connection, whole: bytes) -> list[Element]:
    return list(connection.messages_in(parse(whole).find(f"{S}Body"), "GetStreamingEvents"))
