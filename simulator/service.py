"""From the bytes of a request to the bytes of its answer: envelope, rights, schema, operation."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from lxml import etree

from simulator.bending import bent, last_one_busy
from simulator.call import Call
from simulator.faults import Bend, FaultKind, Faults
from simulator.journal import Journal, Request
from simulator.mailboxes.zones import zone_named
from simulator.mutations import Mutations
from simulator.operations import (  # noqa: F401 - importing registers them
    arranging,
    attachments,
    availability,
    directory,
    finding,
    folders,
    reading,
    subscribing,
    writing,
)
from simulator.operations.registry import OPERATIONS
from simulator.organization import Caller, Organization
from simulator.schema import OLDEST, VERSIONS, Schema, requests_of
from simulator.soap import (
    BadRequest,
    EwsError,
    SchemaFault,
    SoapFault,
    envelope,
    failure,
    fault,
    open_envelope,
    response,
)
from simulator.streams import Stream
from simulator.subscriptions import affinity
from simulator.xml import S, T


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    bend: Bend | None = None  # what is to be done to it on its way out
    stream: Stream | None = None  # what follows it on the same connection
    cookie: str = ""  # that the client is to keep


@dataclass
class Service:
    organization: Organization
    journal: Journal
    faults: Faults
    schema: Schema | None = None
    mutations: Mutations = field(default_factory=Mutations)
    most_at_once: int = 0  # requests that were under way at the same time, those that stay open for news left out
    _under_way: int = 0
    _awaited: int = 0  # no request goes on before so many were under way at the same time
    _counted: threading.Condition = field(default_factory=threading.Condition)
    _answered: dict[tuple[object, ...], bytes] = field(default_factory=dict)  # last, by who asked for what

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """A request from its beginning until its answer goes out: who has all of it may ask again, and must not be
        counted twice only because this thread has not been given the processor since.
        """
        with self._counted:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
            self._counted.notify_all()
            if not self._counted.wait_for(lambda: self.most_at_once >= self._awaited, timeout=20):
                self.journal.add_violation(f"{self._awaited} requests should have come at once, and did not")
        try:
            yield
        finally:
            with self._counted:
                self._under_way -= 1

    def gather(self, number: int) -> None:
        """From now on no request goes on before so many are under way; from then on they do as they come."""
        with self._counted:
            self.most_at_once, self._awaited = 0, number

    def answer(self, caller: Caller, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Do what a request asks; never raises."""
        record = Request("", caller.name, caller.name, bytes_in=len(body))
        self.journal.add(record)
        try:
            answer = self._answer(caller, body, record, headers)
        except BadRequest as problem:
            answer = Answer(400, str(problem).encode())
            self.journal.add_violation(f"request: {problem}")
        except EwsError as error:
            answer = Answer(500, fault(error))
        except Exception:  # noqa: BLE001 - the server must answer; the test that caused it is told through the journal
            self.journal.add_crash(traceback.format_exc())
            answer = Answer(500, fault(SoapFault("ErrorInternalServerError", "The simulator failed.")))
        record.status = answer.status
        record.bytes_out = len(answer.body)
        return answer

    def _answer(self, caller: Caller, body: bytes, record: Request, headers: Mapping[str, str]) -> Answer:
        header, element = open_envelope(body)
        record.operation = etree.QName(element).localname
        self._check("request", record.operation, element)
        refusal = self._refusal(header, element)
        record.acting = _impersonated(header) or caller.name
        bend = self.faults.take(record.operation, record.acting)
        if bend is not None:
            record.fault = bend.fault.kind
            if bend.fault.kind is FaultKind.STATE_EXPIRED:
                refused = failure(record.operation, EwsError("ErrorInvalidSyncStateData"))
                return Answer(200, envelope(response(record.operation, [refused])), bend)
            if not bend.reaches_the_service:
                return Answer(200, b"", bend)
        if refusal is not None:
            raise refusal
        handler = OPERATIONS.get(record.operation)
        if handler is None or record.operation in self.organization.telling.unknown_operations:
            raise SoapFault("ErrorInvalidOperation", f"This server does not know {record.operation}.")
        with self.organization.lock:
            acting = self._acting(caller, header)
            record.acting = acting
            bent, failing = self.faults.items_bent(), self.faults.items_failing()
            server = self.organization.telling.routed(headers, acting)
            call = Call(self.organization, caller, acting, element, record, _zone(header), bent, failing, server)
            content = handler(call)
        if bend is not None and bend.fault.kind is FaultKind.BUSY_ITEM:
            content = last_one_busy(content, record.operation, bend)
        answer = envelope(content, is_online=self.organization.is_online)
        if self.schema is not None and not bent:
            self._check("answer", record.operation, etree.fromstring(answer, _PARSER).find(f"{S}Body")[0])
        answer, _ = self.mutations.applied(record.operation, answer)
        answer = self._bent(answer, bend, record)
        if call.stream is not None:
            call.stream.check = lambda body: self._check("answer", record.operation, body)
            call.stream.changed = lambda piece: self.mutations.applied(record.operation, piece)[0]
        return Answer(200, answer, bend, call.stream, affinity(headers, server))

    def _bent(self, answer: bytes, bend: Bend | None, record: Request) -> bytes:
        asked = (record.operation, record.acting, *record.folders)
        if bend is not None:
            answer = self._answered.get(asked, answer) if bend.fault.kind is FaultKind.REPLAYED else bent(answer, bend)
        if self.faults.awaits(FaultKind.REPLAYED):
            self._answered[asked] = answer
        return answer

    def _acting(self, caller: Caller, header: etree._Element | None) -> str:
        """The account whose rights count for this request."""
        impersonation = header.find(f"{T}ExchangeImpersonation") if header is not None else None
        if impersonation is None:
            if caller.is_application:
                raise SoapFault(
                    "ErrorImpersonationFailed", "An application's token needs an ExchangeImpersonation header."
                )
            return caller.name
        address = _impersonated(header)
        if self.organization.mailbox(address) is None:
            raise SoapFault("ErrorNonExistentMailbox")
        if not self.organization.may_impersonate(caller, address):
            raise SoapFault("ErrorImpersonateUserDenied")
        return address

    def _refusal(self, header: etree._Element | None, element: etree._Element) -> SoapFault | None:
        """What the server has against the request as it is written, whatever it asks for."""
        named = header.find(f"{T}RequestServerVersion") if header is not None else None
        version = named.get("Version") or "" if named is not None else OLDEST
        if version not in VERSIONS:
            return SoapFault("ErrorInvalidServerVersion")
        violations = requests_of(version).violations(element)
        if not violations:
            return None
        first = violations[0]
        operation = etree.QName(element).localname
        self.journal.add_violation(f"request {operation} ({version}): {first.text}")
        return SchemaFault(first.text, first.line, first.column)

    def _check(self, what: str, operation: str, element: etree._Element) -> None:
        if self.schema is not None:
            for problem in self.schema.problems(element):
                self.journal.add_violation(f"{what} {operation}: {problem}")


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _impersonated(header: etree._Element | None) -> str:
    found = header.find(f"{T}ExchangeImpersonation") if header is not None else None
    return "".join(found.itertext()).strip() if found is not None else ""


def _zone(header: etree._Element | None) -> ZoneInfo | None:
    definition = header.find(f"{T}TimeZoneContext/{T}TimeZoneDefinition") if header is not None else None
    return zone_named(definition.get("Id") or "") if definition is not None else None
