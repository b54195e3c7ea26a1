"""One mailbox's way to its server: ask, and get the response messages of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

import requests
from exchangelib.account import Identity
from exchangelib.credentials import DELEGATE, IMPERSONATION
from exchangelib.errors import UnauthorizedError
from exchangelib.ewsdatetime import UTC
from exchangelib.services.common import EWSAccountService
from exchangelib.version import VERSIONS, Version
from lxml import etree

from connectors.echoes import Echoes
from connectors.errors import MailboxError, Refused, Throttled
from connectors.ews.server import Server
from connectors.ews.wire.errors import error_for, translate, unseen
from connectors.ews.wire.protocol import Protocol, told_affinity
from connectors.ews.wire.xml import BadAnswer, Element, M, S, T, code_of, m, parse
from connectors.gates import OPEN, Gates
from connectors.limits import PATIENCE, has_ended, over_in
from connectors.logins import Login
from connectors.retry import Sleep, reads
from connectors.stopping import NEVER, Stop

# What the items of an answer are, by their ids; None where somebody with a connection has to look.
ReadsApart = Callable[[Sequence[str], bytes], Sequence[Any] | None]
Reads = Callable[[bytes], Sequence[Any] | None]  # of one answer


class Connection:
    """As much of exchangelib's Account as its services need; theirs shares protocols between configurations.

    Makes no request, and no connection, before it is asked.
    """

    default_timezone = UTC  # so that the server tells every time in UTC
    affinity_cookie: str | None = None  # which of several servers keeps the mailbox's subscription
    anchor = ""  # the mailbox by whose server subscriptions are kept, where it is another's

    def __init__(
        self,
        server: Server,
        address: str,
        sleep: Sleep,
        login: Login | None = None,
        stop: Stop = NEVER,
        gates: Gates = OPEN,
    ) -> None:
        self.server = server
        self.address = address
        self.primary_smtp_address = address
        self.identity = Identity(primary_smtp_address=address)
        self.access_type = IMPERSONATION if server.impersonates else DELEGATE
        self.version = Version(build=None, api_version=server.version)  # then the one that the server answers with
        self.shows_categories = False  # true once this server showed those of any item
        self.shows_attendees = False  # true once it showed those of any appointment
        self.echoes = Echoes()
        self.waited = 0.0  # seconds until the server began to answer, over all requests
        self._sleep = sleep
        self._retry_reads = reads(sleep)
        self._login = login
        self._stop = stop
        self._gates = gates
        self.reads_apart: ReadsApart | None = None
        self._is_given_up = False
        self._has_room = False  # taken of what its login may have beside
        self._protocol: Protocol | None = None

    def another(self, address: str) -> Connection:
        """One more of the same login, with a session of its own, as another mailbox."""
        return Connection(self.server, address, self._sleep, self._login, self._stop, self._gates)

    def beside(self) -> Connection | None:
        """One more to the same mailbox, with a session of its own, that knows what this one knows of the server.

        None where the login has as many as its server may be asked to stand.
        """
        if self._login and not self._login.beside.acquire(blocking=False):
            return None
        other = self.another(self.address)
        other._has_room = self._login is not None
        other.version, other.echoes = self.version, self.echoes
        other.learn_from(self)
        return other

    def learn_from(self, other: Connection) -> None:
        """Know what another to the same mailbox found out of the server."""
        self.shows_categories |= other.shows_categories
        self.shows_attendees |= other.shows_attendees

    def give_up(self) -> None:
        """Send nothing any more; for any thread."""
        self._is_given_up = True

    @property
    def protocol(self) -> Protocol:
        if self._protocol is None:
            self._protocol = Protocol(self.server, lambda: self.affinity_cookie or "", self._stop)
        return self._protocol

    def read(self, request: Element, reads: Reads | None = None) -> Sequence[Any]:
        """The response messages, whatever each says; asked again for seconds while nothing usable comes back.

        What `reads` makes of the answer takes their place, unless it is None.
        """
        messages: Sequence[Any] = self._retry_reads(self.write, request, reads)
        return messages

    def write(self, request: Element, reads: Reads | None = None) -> Sequence[Any]:
        """The same, asked exactly once; not at all where the login that it shares was refused a moment ago."""
        if self._is_given_up:
            raise Refused(self.address, "nobody waits for the answer any more")
        with self._login.used_for(self.address) if self._login else nullcontext():
            return self._write(request, reads)

    def _write(self, request: Element, reads: Reads | None) -> Sequence[Any]:
        token = self.protocol.token
        try:
            return self._ask(request, reads)
        except UnauthorizedError as problem:
            if not self.protocol.forget_token(token):
                raise self.translated(problem) from problem
        except Exception as problem:
            raise self.translated(problem) from problem
        try:
            return self._ask(request, reads)  # the token was an old one; nothing was done under it
        except Exception as problem:
            raise self.translated(problem) from problem

    def _ask(self, request: Element, reads: Reads | None) -> Sequence[Any]:
        patience = PATIENCE * self.server.timeout.total_seconds()
        with self._gates.turn(self.address), over_in(patience):
            try:
                return list(_Service(self, request, reads)._get_elements(payload=request))
            except Exception as problem:
                if has_ended():
                    raise BadAnswer(f"the answer did not end within {patience:g} s") from problem
                raise

    @contextmanager
    def listening(self, request: Element, silence: timedelta) -> Iterator[requests.Response]:
        """The answer, still open; reading it raises where nothing comes for as long as `silence`.

        It counts as a request until it begins, and no longer: a server has another limit of those that stay open.
        Raises a MailboxError where the server does not begin to answer.
        """
        service = _Service(self, request)
        service.streaming, service.timeout = True, silence.total_seconds()
        try:
            with self._login.used_for(self.address) if self._login else nullcontext():
                try:
                    with self._gates.turn(self.address):
                        response = service._get_response(payload=request, api_version=self.version.api_version)
                except Exception as problem:
                    raise self.translated(problem) from problem
            yield response
        finally:
            service.stop_streaming()

    def messages_in(self, body: Element | None, operation: str) -> Sequence[Element]:
        """The response messages of a part of such an answer; raises what a fault says no with."""
        return _Service(self, m(operation))._messages(body)

    def refusal(self, message: Element) -> MailboxError | None:
        """What a response message says no with; None when it says yes."""
        code = code_of(message)
        is_fine = message.get("ResponseClass") in ("Success", "Warning") and code != "ErrorBatchProcessingStopped"
        return None if is_fine else self._heard(error_for(code, self.address, self.server, _back_off(message)))

    def refusal_of_standard_folder(self, message: Element) -> MailboxError | None:
        """The same of a folder that every mailbox has: "not there" means that this login may not see it."""
        refusal = self.refusal(message)
        return None if refusal is None else unseen(refusal, self.address, self.server)

    def only(self, messages: Sequence[Element]) -> Element:
        """The one message of an answer; raises what it says no with."""
        if len(messages) != 1:
            raise self.translated(BadAnswer(f"the server gave {len(messages)} answers instead of one"))
        refusal = self.refusal(messages[0])
        if refusal is not None:
            raise refusal
        return messages[0]

    def translated(self, problem: Exception) -> MailboxError:
        if isinstance(problem, MailboxError):
            return problem
        return self._heard(translate(problem, self.address, self.server))

    def _heard(self, refusal: MailboxError) -> MailboxError:
        if isinstance(refusal, Throttled):
            self._gates.told(refusal.retry_after)
        return refusal

    @property
    def server_name(self) -> str:
        """Product and build as the last answer named them."""
        build = self.version.build
        if build is None:
            return "Exchange Server"
        for known, _, name in VERSIONS:
            if (known.major_version, known.minor_version) == (build.major_version, build.minor_version):
                return f"{name} ({build})"
        return f"Exchange Server ({build})"

    def close(self) -> None:
        if self._protocol is not None:
            self._protocol.close()
        if self._has_room and self._login:
            self._has_room = False
            self._login.beside.release()


_KEPT_BY_ONE_SERVER = {"Subscribe", "Unsubscribe", "GetEvents", "GetStreamingEvents"}


class _Service(EWSAccountService):
    """exchangelib's way of a request through login, SOAP and faults, with our own way through the answer."""

    def __init__(self, connection: Connection, request: Element, reads: Reads | None = None) -> None:
        super().__init__(account=connection)
        self._reads = reads
        self.SERVICE_NAME = etree.QName(request).localname
        self.prefer_affinity = self.SERVICE_NAME in _KEPT_BY_ONE_SERVER

    def _extra_headers(self) -> dict[str, str]:
        headers: dict[str, str] = super()._extra_headers()
        if self.account.anchor:
            headers["X-AnchorMailbox"] = self.account.anchor
        if self.streaming:
            headers["Accept-Encoding"] = "identity"  # what is compressed may come late
        return headers

    def _handle_response_cookies(self, session: requests.Session) -> None:
        # exchangelib remembers the first of several, and gives it back in a header, where no server looks for it.
        if self.prefer_affinity and (value := told_affinity(session.cookies)):
            self.account.affinity_cookie = value

    def _response_generator(self, payload: Element) -> Sequence[Any]:
        return self._get_response_xml(payload)

    def _get_response_xml(self, payload: Element) -> Sequence[Any]:
        # exchangelib tries every version that it knows when the server says no to one: the configuration names one.
        version = self._version_hint.api_version
        response = self._get_response(payload=payload, api_version=version)
        self.account.waited += response.elapsed.total_seconds()
        content = response.content
        if self._reads and (found := self._reads(content)) is not None:
            return found  # of what version the server is, other answers tell
        root = parse(content)
        header, body = root.find(f"{S}Header"), root.find(f"{S}Body")
        if header is not None:
            self._update_api_version(api_version=version, header=header)
        return self._messages(body)

    def _messages(self, body: Element | None) -> Sequence[Element]:
        if body is None or len(body) == 0:
            raise BadAnswer("the answer has no content")
        if body[0].tag == f"{S}Fault":
            raise self._refusal(body[0])
        if body[0].tag != f"{M}{self.SERVICE_NAME}Response":
            raise BadAnswer(f"the answer is not one to {self.SERVICE_NAME}")
        messages = body[0].find(f"{M}ResponseMessages")
        return [body[0]] if messages is None else list(messages)

    def _refusal(self, fault: Element) -> MailboxError:
        """What a SOAP fault says no with."""
        code = fault.findtext("detail/{*}ResponseCode") or fault.findtext("faultcode") or "a fault without a code"
        code = code.strip().rpartition(":")[2]
        refusal = error_for(code, self.account.address, self.account.server, _back_off(fault))
        return self.account._heard(refusal)  # type: ignore[no-any-return]  # exchangelib has no types


def _back_off(message: Element) -> timedelta | None:
    for value in message.iterfind(f".//{{*}}MessageXml/{T}Value"):
        if value.get("Name") == "BackOffMilliseconds" and (value.text or "").isdecimal():
            return timedelta(milliseconds=int(value.text or "0"))
    return None
