"""One mailbox's way to Graph: ask, and get the answer as typed values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import timedelta
from functools import lru_cache, partial
from typing import Any, TypeVar
from urllib.parse import quote, unquote

import msgspec

from connectors import waiting
from connectors.echoes import Echoes
from connectors.errors import (
    AccessRefused,
    CredentialsRefused,
    CursorExpired,
    FolderGone,
    ItemGone,
    LoginRefused,
    MailboxError,
    Refused,
    Throttled,
    UnknownMailbox,
)
from connectors.graph.asking import Call
from connectors.graph.tenant import Tenant
from connectors.graph.wire import batch, codes, errors, guard
from connectors.graph.wire.decoding import decode, is_web_page, refusal_in
from connectors.graph.wire.errors import BadAnswer
from connectors.graph.wire.http import LONGEST_LINK, Answer
from connectors.logins import Login
from connectors.measured import MEASURED
from connectors.retry import ATTEMPTS, Sleep, reads

T = TypeVar("T")
R = TypeVar("R")

IMMUTABLE = 'IdType="ImmutableId"'  # ids that survive moves; of every request and every part of one
SOON = timedelta(seconds=10)  # so long is waited here when the server asks for it; for more the mailbox is put off
_LINK = re.compile(r"users[/(][^?#\s]+\?[^#\s]+", re.IGNORECASE)
_IN_QUERY = "%$&=',()/:;@!*-._~"


class Connection:
    """Makes no request before it is asked. Of one mailbox, for one thread at a time; answers `asking.Wire`.

    Batches that are asked for at once have threads of their own, which see nothing of it but how it asks.
    """

    def __init__(self, tenant: Tenant, address: str, sleep: Sleep, login: Login | None = None) -> None:
        self.tenant = tenant
        self.address = address
        self.echoes = Echoes()
        self._retry_reads = reads(sleep)
        self._sleep = sleep
        self._login = login
        self._kept: dict[str, bytes] = {}  # answers that were asked for before they are needed, by link

    def another(self, address: str) -> Connection:
        """One more of the same tenant, to another mailbox."""
        return Connection(self.tenant, address, self._sleep, self._login)

    # --- asking ---

    def ask(self, call: Call, kind: type[T]) -> T:
        """The whole answer, as that type has it. Reads are tried again for seconds, writes never."""
        return self.ask_for(call, partial(decode, kind=kind))

    def ask_for(self, call: Call, understand: Callable[[bytes], R]) -> R:
        """The same by a function from bytes, which may raise BadAnswer."""
        ask = partial(self._understood, _relative(self.address, call), call, understand, is_delta=False)
        return self.retry(ask) if call.is_read else ask()

    def ask_many(self, calls: Sequence[Call], kind: type[T]) -> list[T | MailboxError]:
        """Each with an answer of its own, in their order; raises what concerns more than one of them."""
        return [
            answer if isinstance(answer, MailboxError) else self._part(call, answer, kind)
            for call, answer in zip(calls, self.fetch(calls), strict=True)
        ]

    def ask_in_turn(self, calls: Sequence[Call], kind: type[T]) -> list[T | MailboxError]:
        """The same, one after the other; the first that is refused is raised, unless by a Conflict or ItemGone."""
        return [
            answer if isinstance(answer, MailboxError) else self._part(call, answer, kind)
            for call, answer in zip(calls, batch.answers(self, calls, is_in_turn=True), strict=True)
        ]

    def fetch(self, calls: Sequence[Call], *, is_at_once: bool = False) -> list[bytes | MailboxError]:
        """The same, as bytes. Reads may be asked for at once, however many they are."""
        return batch.answers(self, calls, is_at_once=is_at_once)

    def follow(self, link: str, kind: type[T], prefer: tuple[str, ...] = ()) -> T:
        """What is behind a link that a page gave; raises CursorExpired for what is none, or is too old.

        ItemGone may mean that the folder is gone, or the link too old.
        """
        return self.follow_for(link, partial(decode, kind=kind), prefer)

    def follow_for(self, link: str, understand: Callable[[bytes], R], prefer: tuple[str, ...] = ()) -> R:
        """The same by a function from bytes."""
        kept = self._kept.pop(link, None)
        if kept is not None:
            try:
                return understand(kept)
            except BadAnswer:
                pass
        if not self._may_follow(link):
            raise CursorExpired(self.address, "how far the folder was read was not said by this server")
        return self.retry(partial(self._understood, link, Call("", prefer=prefer), understand, is_delta=True))

    def without_host(self, link: str) -> str:
        """A link as it is stored, and followed; raises MailboxError for one that leads elsewhere.

        An owner has more addresses than one, and the server may name another than was asked for: it leads to this
        mailbox all the same, and to no other.
        """
        try:
            found = self.tenant.http.relative(link)
            if not self._is_own(found):
                found = _OWNER.sub(lambda _: f"users/{quote(self.address, safe='@')}/", found, count=1)
            if not self._may_follow(found):
                raise BadAnswer("a link of the answer leads to something else")
        except BadAnswer as problem:
            raise self.translated(problem) from problem
        return found

    def retry(self, read: Callable[[], R]) -> R:
        """Read, and again for seconds while nothing usable comes back."""
        found: R = self._retry_reads(read)
        return found

    def part(self, id: str, call: Call) -> dict[str, Any]:
        """The call as a part of a batch; links may stand in the place of a path."""
        path, _ = self.path_of(call)
        part: dict[str, Any] = {"id": id, "method": call.method, "url": f"/{path}", "headers": headers_of(call)}
        return part if call.body is None else {**part, "body": call.body}

    def path_of(self, call: Call) -> tuple[str, bool]:
        """Below the endpoint's own, and whether it is a link that a page gave."""
        return (call.path, True) if is_link(call.path) else (_relative(self.address, call), False)

    def drop_token(self) -> None:
        self.tenant.tokens.drop(self.tenant.tokens.get())

    def keep(self, link: str, content: bytes) -> None:
        """An answer to this link that came early: it is given to whoever follows the link, once."""
        self._kept[link] = content

    def forget_kept(self) -> None:
        self._kept.clear()

    # --- failures ---

    def translated(self, problem: Exception) -> MailboxError:
        return errors.translate(problem, self.address, self.tenant.server)

    def refusal(
        self, status: int, content: bytes, path: str, *, wait: timedelta | None = None, is_delta: bool = False
    ) -> MailboxError:
        """What an answer, or a part of one, says no with."""
        code, message = refusal_in(content)
        if not code and is_web_page(content) and status not in (401, 429):
            return self.translated(BadAnswer(f"a web page answers at this address, not Graph (HTTP {status})"))
        right = codes.right_for(_OWNER.sub("", unquote(path), count=1))
        return codes.error_for(status, code, self.address, message=message, wait=wait, is_delta=is_delta, right=right)

    def wait_for(self, answer: Answer) -> timedelta | None:
        return self.asked_to_wait(answer.headers, answer)

    def asked_to_wait(self, headers: Mapping[str, str], whole: Answer) -> timedelta | None:
        """How long the server asks to wait, by its own clock."""
        return waiting.asked(headers.get("Retry-After"), self.tenant.heard(whole))

    def throttled(self, asked: timedelta | None, attempt: int, *, may_be_of_all: bool = False) -> None:
        """Let nobody of the tenant ask for so long; raises Throttled where that is longer than is waited here."""
        wait = max(asked if asked is not None else timedelta(seconds=2**attempt), timedelta(seconds=1))
        is_short = wait <= SOON and attempt < ATTEMPTS
        MEASURED.asked_to_wait("graph", wait)
        self.tenant.gates.told(wait)
        self.tenant.limiter.refused(wait if is_short else timedelta())
        if not is_short:
            busy = Throttled(self.address, wait if asked is not None else max(wait, codes.WAIT))
            busy.may_be_of_all = may_be_of_all
            raise busy

    # --- one request ---

    def _understood(self, path: str, call: Call, understand: Callable[[bytes], R], *, is_delta: bool) -> R:
        content = self.send(call.method, path, call, is_delta=is_delta).content
        try:
            return understand(_said(call, content))
        except BadAnswer as problem:
            raise self.translated(problem) from problem

    def send(self, method: str, path: str, call: Call, *, is_delta: bool = False) -> Answer:
        """The answer that says yes; what it says no with is raised. Asked once, but for what was not done for sure."""
        try:
            with self._login.used_for(self.address) if self._login else nullcontext():
                return self._send(method, path, call, is_delta)
        except UnknownMailbox as refusal:
            if path == self._itself:
                raise
            raise self.whose(refusal) from refusal

    def whose(self, refusal: UnknownMailbox) -> MailboxError:
        """The refusal where the mailbox itself is refused as well; else what it says of the one thing asked for."""
        try:
            self.send("GET", self._itself, Call(""))
        except UnknownMailbox:
            return refusal
        except (AccessRefused, CursorExpired, FolderGone, ItemGone, Refused):
            pass
        return codes.not_found(refusal)

    @property
    def _itself(self) -> str:
        """What every mailbox answers to."""
        return _relative(self.address, Call("mailFolders/inbox", "$select=id"))

    def _send(self, method: str, path: str, call: Call, is_delta: bool) -> Answer:
        headers, content = headers_of(call), body_of(call)
        has_new_token, attempt = False, 0
        while True:
            token = self.tenant.tokens.get()
            with self.tenant.limiter.turn(), self.tenant.gates.turn(self.address):
                answer = self.tenant.http.send(method, path, {**headers, "Authorization": f"Bearer {token}"}, content)
            wait = self.wait_for(answer)
            if 200 <= answer.status < 300:
                self.tenant.limiter.went_well()
                return answer
            if 300 <= answer.status < 400:
                raise self.translated(BadAnswer("the server points elsewhere: endpoint is not Graph's address"))
            refusal = self.refusal(answer.status, answer.content, path, wait=wait, is_delta=is_delta)
            attempt += 1
            if isinstance(refusal, Throttled) or (answer.status == 503 and wait is not None and method == "GET"):
                self.throttled(wait, attempt, may_be_of_all=refusal.may_be_of_all)
            elif isinstance(refusal, CredentialsRefused) and not has_new_token:
                has_new_token = True
                self.tenant.tokens.drop(token)
            else:
                raise self.after_new_token(refusal)

    def after_new_token(self, refusal: MailboxError) -> MailboxError:
        """A token that was just got and is refused concerns every mailbox of the login."""
        if not isinstance(refusal, CredentialsRefused) or isinstance(refusal, LoginRefused | AccessRefused):
            return refusal
        server = self.tenant.server
        return LoginRefused(f"application {server.client_id}", refusal.reason, _SEE_TO_IT)

    def _part(self, call: Call, content: bytes, kind: type[T]) -> T | MailboxError:
        try:
            return decode(_said(call, content), kind)
        except BadAnswer as problem:
            return codes.unreadable(self.address, str(problem))

    def _may_follow(self, link: str) -> bool:
        """Whether a link reads from this mailbox: what is stored may be another's, or anything."""
        if not is_link(link) or not self._is_own(link):
            return False
        try:
            guard.check("GET", f"/{link}", b"")
        except guard.Forbidden:
            return False
        return True

    def _is_own(self, link: str) -> bool:
        """Whether a link names this mailbox, or its owner by id: never another address."""
        match = _OWNER.match(unquote(link))
        owner = (match[1] or match[2] or "").strip("'") if match else ""
        return "@" not in owner or owner.casefold() == self.address.casefold()


_OWNER = re.compile(r"users(?:/([^/]+)/|\(([^)]*)\)/)", re.IGNORECASE)
_SEE_TO_IT = (
    "see that authority and endpoint are of the same cloud, that this machine's clock is right, "
    "and that the application is not blocked"
)


def is_link(link: str) -> bool:
    """Whether it can be a link of Graph's, as it is stored."""
    return len(link) < LONGEST_LINK and link.isascii() and _LINK.fullmatch(link) is not None


def _relative(address: str, call: Call) -> str:
    return f"users/{quote(address, safe='@')}/{call.path}" + (f"?{in_query(call.query)}" if call.query else "")


@lru_cache(200)
def in_query(query: str) -> str:
    """As it may stand in an address; what is written in percents stays. Most are the same for a thousand items."""
    return quote(query, safe=_IN_QUERY)


def headers_of(call: Call) -> dict[str, str]:
    """Of the request, or of a part of one: `Prefer` has to be whole in each."""
    headers = {"Prefer": ", ".join((IMMUTABLE, *call.prefer))}
    if call.body is not None:
        headers["Content-Type"] = "application/json"
    if call.if_match:
        headers["If-Match"] = call.if_match
    return headers


def _said(call: Call, content: bytes) -> bytes:
    """What was written is often answered by nothing."""
    return content or (b"{}" if call.method != "GET" else content)


def body_of(call: Call) -> bytes | None:
    return None if call.body is None else msgspec.json.encode(call.body)
