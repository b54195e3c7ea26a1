"""Many requests in one: at most twenty, each with an answer of its own.

What a part says no with is that part's; a busy server and a login that ran out concern all of them, and a mailbox that
is none does once it was asked for by itself. Parts that did not get their turn are asked again, and no others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeVar

import msgspec

from connectors.errors import (
    Conflict,
    CredentialsRefused,
    ItemGone,
    MailboxError,
    Refused,
    Throttled,
    UnknownMailbox,
    Unreachable,
)
from connectors.graph.asking import Call
from connectors.graph.wire import codes, decoding, limiter
from connectors.graph.wire.errors import BadAnswer
from connectors.graph.wire.http import Answer

R = TypeVar("R")

MOST = 20  # parts; Graph refuses more
_ONE_BEFORE_FAILED = 424  # what a part is answered that was not begun, because it was to wait for another one


class Asker(Protocol):
    """What a batch needs of the mailbox's connection, which makes batches."""

    @property
    def address(self) -> str: ...
    def retry(self, read: Callable[[], R]) -> R: ...
    def send(self, method: str, path: str, call: Call) -> Answer: ...
    def part(self, id: str, call: Call) -> dict[str, Any]: ...
    def path_of(self, call: Call) -> tuple[str, bool]: ...
    def refusal(
        self, status: int, content: bytes, path: str, *, wait: timedelta | None = None, is_delta: bool = False
    ) -> MailboxError: ...
    def asked_to_wait(self, headers: Mapping[str, str], whole: Answer) -> timedelta | None: ...
    def throttled(self, asked: timedelta | None, attempt: int) -> None: ...
    def after_new_token(self, refusal: MailboxError) -> MailboxError: ...
    def whose(self, refusal: UnknownMailbox) -> MailboxError: ...
    def drop_token(self) -> None: ...
    def translated(self, problem: Exception) -> MailboxError: ...


class Part(msgspec.Struct, gc=False):
    id: str
    status: int
    headers: dict[str, Any] | None = None
    body: msgspec.Raw = msgspec.Raw()


class Parts(msgspec.Struct, gc=False):
    responses: list[Part]


def answers(
    connection: Asker, calls: Sequence[Call], *, is_in_turn: bool = False, is_at_once: bool = False
) -> list[bytes | MailboxError]:
    """Each call's answer, as bytes or what it says no with; in their order.

    In turn, the server does one when the one before it is done, and what is refused is raised; a Conflict or ItemGone
    is an answer. At once, more reads than fit into one batch cost the time of one, as far as the limiter lets them.
    """
    batches = [_Batch(connection, calls[start : start + MOST], is_in_turn) for start in range(0, len(calls), MOST)]
    found = _side_by_side(batches) if is_at_once and len(batches) > 1 else [one.answers() for one in batches]
    return [answer for some in found for answer in some]


def _side_by_side(batches: Sequence[_Batch]) -> list[list[bytes | MailboxError]]:
    """What is raised is the failure of the first batch that fails, in their order; what had not begun is not asked."""
    contexts = [copy_context() for _ in batches]  # their requests are a part of the turn, as traces tell them
    with ThreadPoolExecutor(min(len(batches), limiter.MOST), "dealtrail-batch") as threads:
        return list(threads.map(Context.run, contexts, [one.answers for one in batches]))


@dataclass
class _Batch:
    connection: Asker
    calls: Sequence[Call]
    is_in_turn: bool = False
    done: dict[int, bytes | MailboxError] = field(default_factory=dict)
    _failed: dict[int, Unreachable] = field(default_factory=dict)
    _has_new_token: bool = False
    _is_mailbox_there: bool = False

    def answers(self) -> list[bytes | MailboxError]:
        is_read = all(call.method == "GET" for call in self.calls)
        try:
            if is_read:
                self.connection.retry(self._ask)
            else:
                self._ask()
        except Unreachable:
            if not self.done:
                raise
            for number, failure in self._failed.items():  # the others had an answer: it is this item's own
                reason = f"the server cannot give the item: {failure.reason}"
                self.done[number] = Refused(self.connection.address, reason) if is_read else failure
            if len(self.done) < len(self.calls):
                raise
        return [self.done[number] for number in range(len(self.calls))]

    def _ask(self) -> None:
        """What has no answer yet; raises Unreachable where a part has none that lasts."""
        attempt = 0
        while pending := [number for number in range(len(self.calls)) if number not in self.done]:
            waits = self._round(pending)
            if waits:
                attempt += 1
                known = [one for one in waits if one is not None]
                self.connection.throttled(max(known, default=None), attempt)
            elif self._failed:
                raise next(iter(self._failed.values()))

    def _round(self, pending: Sequence[int]) -> list[timedelta | None]:
        """Ask for these; how long the parts are to wait that were too many."""
        connection = self.connection
        whole = connection.send("POST", "$batch", Call("", method="POST", body=self._body(pending)))
        try:
            told = {part.id: part for part in _parts(whole.content)}
        except BadAnswer as problem:
            raise connection.translated(problem) from problem
        self._failed.clear()
        waits: list[timedelta | None] = []
        token_refused: MailboxError | None = None
        for number in pending:
            part, call = told.get(str(number)), self.calls[number]
            if part is None:
                lacking = connection.translated(BadAnswer("the answer leaves out what was asked for"))
                self._fail(number, lacking, call)
                continue
            content = bytes(part.body)
            if 200 <= part.status < 300:
                self.done[number] = content
                continue
            if part.status == _ONE_BEFORE_FAILED and self.is_in_turn and number != pending[0]:
                continue
            headers = {name.title(): str(value) for name, value in (part.headers or {}).items()}
            wait = connection.asked_to_wait(headers, whole)
            path, is_delta = connection.path_of(call)
            refusal = connection.refusal(part.status, content, path, wait=wait, is_delta=is_delta)
            if isinstance(refusal, Throttled):
                waits.append(wait)
            elif isinstance(refusal, CredentialsRefused):
                token_refused = refusal
            else:
                self._fail(number, refusal, call)
        if token_refused is not None:
            self._renew(token_refused)
        return waits

    def _fail(self, number: int, refusal: MailboxError, call: Call) -> None:
        if isinstance(refusal, UnknownMailbox):
            refusal = self._of_one_thing(refusal)
        if self.is_in_turn and not isinstance(refusal, Conflict | ItemGone):
            raise refusal
        if isinstance(refusal, Unreachable) and call.method == "GET":
            self._failed[number] = refusal
        else:
            self.done[number] = refusal

    def _of_one_thing(self, refusal: UnknownMailbox) -> MailboxError:
        """A part's refusal that speaks of the mailbox, which is asked for once; raised where it is none."""
        if not self._is_mailbox_there:
            whose = self.connection.whose(refusal)
            if isinstance(whose, UnknownMailbox):
                raise whose
            self._is_mailbox_there = True
        return codes.not_found(refusal)

    def _renew(self, refusal: MailboxError) -> None:
        if self._has_new_token:
            raise self.connection.after_new_token(refusal)
        self._has_new_token = True
        self.connection.drop_token()

    def _body(self, pending: Sequence[int]) -> dict[str, Any]:
        parts = [self.connection.part(str(number), self.calls[number]) for number in pending]
        if self.is_in_turn:
            for part, before in zip(parts[1:], parts, strict=False):
                part["dependsOn"] = [before["id"]]
        return {"requests": parts}


def _parts(content: bytes) -> list[Part]:
    try:
        return decoding.decoder(Parts).decode(content).responses
    except (msgspec.MsgspecError, ValueError, RecursionError):
        pass
    answer = decoding.careful(content)
    listed = answer.get("responses") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise BadAnswer("the answer to a batch is none")
    return [_careful(one) for one in listed]


def _careful(one: Any) -> Part:
    if not isinstance(one, dict) or not isinstance(one.get("status"), int):
        raise BadAnswer("the answer to a batch is none")
    headers = one.get("headers")
    body = json.dumps(one["body"]).encode() if "body" in one else b""
    return Part(str(one.get("id")), one["status"], headers if isinstance(headers, dict) else None, msgspec.Raw(body))
