"""Changes: made of what the program has seen, in one transaction, and once however often they are sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header
from pydantic import BaseModel
from starlette.responses import Response

from daemon.shapes import Shape
from daemon.web.api.access import Call, Writer
from daemon.web.api.answering import Shown, are_strong, json_of, written
from daemon.web.api.refusing import Refused
from store.unit import Unit
from store.values import Answer

Show = Callable[[Unit], Shown]
Sent = BaseModel | bytes | None  # what a request carries

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="A key of your own for this one thing: sent again within a day it is answered the same, and "
        "nothing is done.",
    ),
]
Match = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=1_000,
        description="The ETag of the record as you know it, or * for however it is; where it is another now nothing is "
        "done (412).",
    ),
]


@dataclass(frozen=True)
class Making:
    """A request that makes something."""

    call: Call
    key: str | None

    def make(self, body: Sent, act: Callable[[Unit], tuple[str, Show]]) -> Response:
        """Do it: the act says where what it made is, below /api/v1, and how it is shown."""

        def work(unit: Unit) -> Answer:
            path, show = act(unit)
            shown = show(unit)
            return Answer(201, written(shown.shape), shown.tag, f"{self.call.request.scope['root_path']}{path}")

        return self._once(body, work)

    def do(self, body: Sent, act: Callable[[Unit], Shape | Sequence[Shape]]) -> Response:
        """Do something that makes no record, and answer what came of it."""
        return self._once(body, lambda unit: Answer(200, written(act(unit))))

    def given(self, body: Sent) -> Response | None:
        """What this very request was answered before, for one whose work is more than one transaction."""
        if not self.key:
            return None
        with self.call.reading() as unit:
            answer = unit.answers.given(self.call.user.id, self.key, self._hash(body))
        return _answered(answer) if answer else None

    def make_secret(self, act: Callable[[Unit], tuple[str, Shape]]) -> Response:
        """The same for what is answered with a secret, and never again: no answer of it is kept, so no key holds."""
        if self.key is not None:
            raise Refused(422, "Idempotency-Key: what is answered here is a secret, and kept nowhere; send no key")
        with self.call.writing() as unit:
            path, shape = act(unit)
        return json_of(shape, {"location": f"{self.call.request.scope['root_path']}{path}"}, status=201)

    def _once(self, body: Sent, work: Callable[[Unit], Answer]) -> Response:
        asked = self._hash(body)
        with self.call.writing() as unit:
            given = unit.answers.given(self.call.user.id, self.key, asked) if self.key else None
            answer = given or work(unit)
            if self.key and given is None:
                unit.answers.keep(self.call.user.id, self.key, asked, answer)
        return _answered(answer)

    def _hash(self, body: Sent) -> str:
        request = self.call.request
        told = [request.method, request.url.path, request.url.query]
        sent = body.model_dump_json(exclude_unset=True).encode() if isinstance(body, BaseModel) else body or b""
        return hashlib.sha256("\n".join([*told, ""]).encode() + sent).hexdigest()


@dataclass(frozen=True)
class Changing(Making):
    """A request that changes a record which is there: it says by `If-Match` which state of it the program knows."""

    match: str | None

    def change(self, body: Sent, show: Show, act: Callable[[Unit], object]) -> Response:
        """Do it where the record is as the program knows it; what is there then."""

        def work(unit: Unit) -> Answer:
            self._check(show(unit))
            act(unit)
            after = show(unit)
            return Answer(200, written(after.shape), after.tag)

        return self._once(body, work)

    def remove(self, show: Show, act: Callable[[Unit], Shape]) -> Response:
        """The same for what is not there afterwards: what the act says of it."""
        return self.told(None, show, act)

    def told(self, body: Sent, show: Show, act: Callable[[Unit], Shape]) -> Response:
        """The same where the act itself says what came of it."""

        def work(unit: Unit) -> Answer:
            self._check(show(unit))
            return Answer(200, written(act(unit)))

        return self._once(body, work)

    def _check(self, before: Shown) -> None:
        if self.match is None:
            needed = "say by If-Match which state of the record you change: its ETag, or * for any"
            raise Refused(428, needed, {"etag": before.tag})
        if not are_strong(self.match):
            needed = "If-Match takes an ETag as it was answered, in quotes, or *; a weak one (W/) never holds"
            raise Refused(412, needed, {"etag": before.tag})
        if not before.is_meant_by(self.match):
            now = {"now": before.record}
            raise Refused(412, "the record is another by now, and nothing was done", {"etag": before.tag}, now)


def _answered(answer: Answer) -> Response:
    headers = {name: text for name, text in (("etag", answer.tag), ("location", answer.path)) if text}
    return Response(answer.body, answer.status, headers=headers, media_type="application/json")


def making(call: Writer, key: Key = None) -> Making:
    return Making(call, key)


def changing(call: Writer, key: Key = None, match: Match = None) -> Changing:
    return Changing(call, key, match)


Makes = Annotated[Making, Depends(making)]
Changes = Annotated[Changing, Depends(changing)]
