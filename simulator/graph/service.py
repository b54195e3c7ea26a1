"""From an HTTP request to its answer: token, route, mailbox, permission, preferences, handler."""

from __future__ import annotations

import json
import threading
import traceback
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from simulator.faults import Bend, FaultKind, Faults
from simulator.graph import categories, settings, translating  # noqa: F401 - importing registers them
from simulator.graph.asked import Answered, Asked
from simulator.graph.batch import Part, asked_first, batch_reply
from simulator.graph.bending import before_service, on_reply, show_badly
from simulator.graph.calendars import deltas as calendar_deltas  # noqa: F401 - the same
from simulator.graph.calendars import handlers as calendar_handlers  # noqa: F401 - the same
from simulator.graph.call import GraphCall, Reply
from simulator.graph.deltas import lost
from simulator.graph.edm import Model
from simulator.graph.errors import GraphError, bad_request, refusal
from simulator.graph.ids import lasting, rest
from simulator.graph.mail import folders, messages, rules, uploads, writing  # noqa: F401 - the same
from simulator.graph.options import options
from simulator.graph.prefer import preferences
from simulator.graph.quirks import GraphQuirks
from simulator.graph.registry import HANDLERS
from simulator.graph.routes import VERSION, Route, find
from simulator.graph.state import GraphState
from simulator.graph.todo import handlers as todo_handlers  # noqa: F401 - the same
from simulator.journal import Journal, Request
from simulator.mailboxes.mailbox import Mailbox
from simulator.organization import Audience, Organization, Token

_MAIL_BASIC = {"Mail.ReadBasic.All", "Mail.ReadBasic"}


@dataclass
class GraphService:
    organization: Organization
    journal: Journal
    faults: Faults
    quirks: GraphQuirks = field(default_factory=GraphQuirks)
    model: Model | None = None
    state: GraphState = field(default_factory=GraphState)
    most_at_once: int = 0  # requests that were under way at the same time
    gate: threading.Barrier | None = None  # what batches wait at until enough of them are under way
    _replies: dict[tuple[str, str], Reply] = field(default_factory=dict)  # last, by who asked for what
    _under_way: Counter[str] = field(default_factory=Counter)  # by token
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def under_way(self, asked: Asked) -> Iterator[Answered | None]:
        """A request from its beginning until its answer goes out; the refusal where there are too many at once."""
        who = asked.headers.get("authorization", "")
        with self._lock:
            self._under_way[who] += 1
            now = self._under_way[who]
            self.most_at_once = max(self.most_at_once, now)
        try:
            yield self._too_many(asked) if 0 < self.quirks.most_at_once < now else None
        finally:
            with self._lock:
                self._under_way[who] -= 1

    def _too_many(self, asked: Asked) -> Answered:
        record = Request("", target=asked.target, bytes_in=len(asked.body), fault="too many at once")
        self.journal.add(record)
        error = refusal("ApplicationThrottled")
        error.headers["Retry-After"] = "1"
        return self._answered(self.refused(error), record, None)

    def answer(self, asked: Asked) -> Answered:
        """Do what a request asks; never raises."""
        path, _, query = asked.target[len(VERSION) :].partition("?")
        record = Request("", target=asked.target, bytes_in=len(asked.body))
        record.headers = {name: value for name, value in asked.headers.items() if name != "authorization"}
        self.journal.add(record)
        bend = None
        try:
            token = self._token(asked)
            if path.lower().strip("/") == "$batch":
                reply, bend = self._batch(asked, token, record)
            else:
                reply, bend = self.perform(asked, path, query, token, record)
        except GraphError as error:
            reply = self.refused(error)
        except Exception:  # noqa: BLE001 - the server must answer; the test that caused it is told through the journal
            reply = self.crashed()
        own = asked.headers.get("client-request-id")
        if own:
            reply.headers.setdefault("client-request-id", own)
        return self._answered(reply, record, bend)

    def upload(self, asked: Asked) -> Answered:
        """A piece of a large attachment, to the address that its session was given."""
        key = asked.target.partition("?")[0].rpartition("/")[2]
        record = Request(f"{asked.method} {uploads.PATH}{{id}}", target=asked.target, bytes_in=len(asked.body))
        self.journal.add(record)
        try:
            with self.organization.lock:
                upload = self.state.uploads.get(key)
                if upload is None:
                    raise GraphError(404, "ErrorItemNotFound", "The upload session was not found.")
                if asked.method == "DELETE":
                    del self.state.uploads[key]
                    reply = Reply(status=204)
                else:
                    reply = uploads.take_piece(upload, asked.method, asked.headers.get("content-range", ""), asked.body)
                    if reply.status == 201:
                        del self.state.uploads[key]
        except GraphError as error:
            reply = self.refused(error)
        return self._answered(reply, record, None)

    def _batch(self, asked: Asked, token: Token, record: Request) -> tuple[Reply, Bend | None]:
        record.operation = f"{asked.method} /$batch"
        record.caller = token.user or token.client_id
        record.acting = self._owner(asked_first(asked.body))
        bend = self.faults.take(record.operation, record.acting)
        if bend is not None:
            record.fault = bend.fault.kind
            instead = before_service(bend)
            if instead is not None:
                return instead, bend
        if asked.method != "POST":
            raise GraphError(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
        if self.gate is not None:
            try:
                self.gate.wait()
            except threading.BrokenBarrierError:
                self.journal.add_violation(f"{self.gate.parties} batches should have come at once, and did not")
        ends: list[Bend] = []  # of the connection, in one of the parts
        reply = batch_reply(asked, lambda part: self._part(asked, token, part, ends), self.refused, bend)
        return reply, bend or next(iter(ends), None)

    def _part(self, asked: Asked, token: Token, part: Part, ends: list[Bend]) -> Reply:
        """One part of a batch, as if it had come by itself; never raises. A connection that ends, ends for them all."""
        record = Request("", is_part=True, target=part.url, bytes_in=len(part.body))
        record.headers = {name: value for name, value in part.headers.items() if name != "authorization"}
        self.journal.add(record)
        path, _, query = part.url.partition("?")
        headers = {**part.headers, "authorization": asked.headers.get("authorization", "")}
        try:
            if part.is_foreign:
                raise GraphError(404, "BadRequest", f"Resource not found for the segment '{path[:100]}'.")
            inner = Asked(part.method, part.url, headers, part.body, asked.origin)
            reply, bend = self.perform(inner, path, query, token, record, is_part=True)
            if bend is not None and bend.fault.kind in _OF_CONNECTIONS:
                ends.append(bend)
        except GraphError as error:
            reply = self.refused(error)
        except Exception:  # noqa: BLE001 - as of any request
            reply = self.crashed()
        record.status = reply.status
        return reply

    def perform(
        self, asked: Asked, path: str, query: str, token: Token, record: Request, *, is_part: bool = False
    ) -> tuple[Reply, Bend | None]:
        """One call, of its own or as part of a batch; raises GraphError."""
        record.is_part = is_part
        record.caller = token.user or token.client_id
        route = find(path)
        if route is None:
            raise bad_request(f"Resource not found for the segment '{path.rstrip('/').rpartition('/')[2]}'.")
        method = "GET" if asked.method == "HEAD" else asked.method
        record.operation = f"{method} {route.template}" + (
            "/$value" if route.value else "/$count" if route.count else ""
        )
        record.acting = token.user if route.is_me else self._owner(route.user)
        bend = self.faults.take(record.operation, record.acting)
        if bend is not None:
            record.fault = bend.fault.kind
            if bend.fault.kind is FaultKind.TOKEN_REVOKED:
                with self.organization.lock:
                    self.organization.forget_token(_bearer(asked))
            instead = before_service(bend)
            if instead is not None:
                return instead, bend
        if method not in route.methods:
            raise GraphError(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
        with self.organization.lock:
            call = self._call(asked, path, query, token, record, route)
            if bend is not None and bend.fault.kind is FaultKind.STATE_EXPIRED:
                raise lost(call)
            handler = HANDLERS.get((method, route.template))
            if handler is None and route.value:  # the content of one of many
                handler = HANDLERS.get((method, route.template.removesuffix("/{id}")))
            if handler is None:
                raise GraphError(501, "NotImplemented", f"This server does not answer {record.operation}.")
            try:
                reply = handler(call)
            finally:
                for violation in call.violations:
                    self.journal.add_violation(violation)
            self._finish(call, reply, bend)
            reply = self._replayed(call, reply, bend)
        return reply, bend

    def _owner(self, user: str) -> str:
        """The address of whose mailbox is asked for, by address or id."""
        mailbox = self.organization.mailbox_of_user(user)
        return mailbox.address if mailbox is not None else user

    def _replayed(self, call: GraphCall, reply: Reply, bend: Bend | None) -> Reply:
        if not self.faults.awaits(FaultKind.REPLAYED) and (bend is None or bend.fault.kind is not FaultKind.REPLAYED):
            return reply
        asked = call.record.operation, call.path
        if bend is not None and bend.fault.kind is FaultKind.REPLAYED:
            reply = self._replies.get(asked, reply)
        self._replies[asked] = reply
        return reply

    def _call(self, asked: Asked, path: str, query: str, token: Token, record: Request, route: Route) -> GraphCall:
        mailbox, permissions = self._entered(route, token, record)
        if token.client_id and not _allowed(
            route.methods["GET" if asked.method == "HEAD" else asked.method], permissions
        ):
            if "/todo/" in route.template and self.quirks.tasks_unauthorized:
                raise GraphError(401, "UnknownError", "")
            raise refusal("ErrorAccessDenied")
        if mailbox is None:
            if "/todo/" in route.template or "/outlook/" in route.template or "/translateexchangeids" in route.template:
                raise refusal(
                    "Request_ResourceNotFound",
                    f"Resource '{route.user}' does not exist or one of its queried reference-property objects are not "
                    "present.",
                )
            raise refusal("ErrorInvalidUser", f"The requested user '{route.user}' is invalid.")
        record.acting = mailbox.address
        if self.organization.unreachable.get(mailbox.address.casefold()):
            raise refusal("MailboxNotEnabledForRESTAPI")
        prefer = [value for name, value in asked.headers.items() if name == "prefer"]
        return GraphCall(
            organization=self.organization,
            state=self.state,
            quirks=self.quirks,
            mailbox=mailbox,
            client_id=token.client_id,
            permissions=permissions,
            method=asked.method,
            template=route.template,
            ids=route.ids,
            options=options(query),
            prefer=preferences(prefer),
            headers=asked.headers,
            body=_json(asked),
            raw_body=asked.body,
            record=record,
            base=f"{asked.origin}{VERSION}",
            path=quote(path, safe="/()',$=@%"),
            failing=self.faults.items_failing(),
            value=route.value,
            count=route.count,
            model=self.model,
        )

    def _entered(self, route: Route, token: Token, record: Request) -> tuple[Mailbox | None, frozenset[str]]:
        """The mailbox that is meant, and what the application may do there."""
        if route.is_me:
            if not token.user:
                raise bad_request("/me request is only valid with delegated authentication flow.")
            return self.organization.mailbox(token.user), frozenset()
        mailbox = self.organization.mailbox_of_user(route.user)
        if token.user:
            if mailbox is None or not self.organization.may_open(token.user, mailbox):
                raise refusal("ErrorAccessDenied")
            return mailbox, frozenset()
        address = mailbox.address if mailbox is not None else route.user
        record.acting = address
        return mailbox, self.organization.permissions(token.client_id, address)

    def _token(self, asked: Asked) -> Token:
        given = _bearer(asked)
        if not given:
            raise GraphError(401, "InvalidAuthenticationToken", "Access token is empty.", _CHALLENGE)
        with self.organization.lock:
            token = self.organization.token(given)
            now = self.organization.authority_now()
        if token is None:
            self.journal.refused_logins += 1
            raise GraphError(401, "InvalidAuthenticationToken", "Invalid Authentication Token.", _CHALLENGE)
        if now >= token.expires:
            text = "Lifetime validation failed, the token is expired."
            raise GraphError(401, "InvalidAuthenticationToken", text, _CHALLENGE)
        if token.audience is Audience.EWS:
            text = "Access token validation failure. Invalid audience."
            raise GraphError(401, "InvalidAuthenticationToken", text, _CHALLENGE)
        return token

    # --- the answer ---

    def _finish(self, call: GraphCall, reply: Reply, bend: Bend | None) -> None:
        if (
            call.prefer.is_minimal
            and call.method in ("POST", "PATCH")
            and reply.kind
            and not reply.kind.startswith("C")
        ):
            call.prefer.apply("return=minimal")
            reply.status, reply.content = 204, None
        if call.prefer.applied:
            reply.headers.setdefault("Preference-Applied", ", ".join(call.prefer.applied))
        if reply.kind and self.model is not None and reply.content is not None:
            for problem in self.model.problems(reply.content, reply.kind, adds=self.quirks.adds):
                self.journal.add_violation(f"answer {call.record.operation}: {problem}")
        if bent := self.faults.items_bent():
            there = [found for id in bent if (found := call.mailbox.items.get(id)) is not None]
            show_badly(reply.content, {id for item in there for id in (lasting(item), rest(item.id))})
        if bend is not None:
            on_reply(reply, bend, is_part=call.record.is_part)

    def refused(self, error: GraphError) -> Reply:
        """The error as Graph writes it."""
        own = str(uuid.uuid4())
        now = f"{self.organization.clock():%Y-%m-%dT%H:%M:%S}"
        inner = {"date": now, "request-id": own, "client-request-id": own}
        content = {"error": {"code": error.code, "message": error.message, "innerError": inner}}
        return Reply(content, status=error.status, headers=dict(error.headers), content_type="application/json")

    def crashed(self) -> Reply:
        """The answer after a mistake of the simulator's own, which the journal is told of."""
        self.journal.add_crash(traceback.format_exc())
        return self.refused(GraphError(500, "InternalServerError", "The simulator failed."))

    def _answered(self, reply: Reply, record: Request, bend: Bend | None) -> Answered:
        body = encoded(reply)
        headers = {"request-id": str(uuid.uuid4()), "OData-Version": "4.0", **reply.headers}
        if reply.status != 204:
            headers["Content-Type"] = reply.content_type
        record.status, record.bytes_out = reply.status, len(body)
        return Answered(reply.status, headers, body, bend)


# What strikes the answer to a whole batch where it strikes one of its parts.
_OF_CONNECTIONS = (
    *(FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER, FaultKind.CUT, FaultKind.DRIP, FaultKind.BIG, FaultKind.PACKED),
    FaultKind.MOVED,
)
_CHALLENGE = {
    "WWW-Authenticate": 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"'
}


def encoded(reply: Reply) -> bytes:
    if reply.raw is not None:
        return reply.raw
    return (
        b"" if reply.content is None else json.dumps(reply.content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    )


def _bearer(asked: Asked) -> str:
    scheme, _, token = asked.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _allowed(wanted: frozenset[str], has: frozenset[str]) -> bool:
    """Whether one of the permissions is granted, by itself or within a wider one."""
    return any(one in wanted or narrower in wanted for one in has for narrower in _within(one))


def _within(permission: str) -> list[str]:
    """What a permission includes: reading with writing, the basics with all."""
    read = permission.replace(".ReadWrite", ".Read")
    basic = read.replace(".Read", ".ReadBasic", 1) if ".ReadBasic" not in read else read
    return [permission, read, basic, basic if basic.endswith(".All") else f"{basic}.All"]


def _json(asked: Asked) -> Any:
    if not asked.body:
        return None
    kind = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "text/plain":
        return None
    if kind != "application/json":
        raise GraphError(
            415,
            "RequestBodyRead",
            "A missing or empty content type header was found when trying to read a message. "
            "The content type header is required.",
        )
    try:
        return json.loads(asked.body)
    except (ValueError, RecursionError):
        raise bad_request(
            "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid "
            "JSON format."
        ) from None
