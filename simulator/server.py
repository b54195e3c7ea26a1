"""The simulator: an EWS endpoint on loopback, with its state, its faults and its journal."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.x509 import load_pem_x509_certificate

from simulator.certificates import Certificates, issue
from simulator.control_server import Desk
from simulator.faults import Faults
from simulator.graph.edm import load_model
from simulator.graph.ids import GraphIds
from simulator.graph.quirks import GraphQuirks
from simulator.graph.routes import VERSION
from simulator.graph.service import GraphService
from simulator.graph.state import GraphState
from simulator.imports.sources import Loaded, load
from simulator.journal import Journal
from simulator.mailboxes.mailbox import Clock, Mailbox
from simulator.mailboxes.zones import zone_named
from simulator.mutations import Mutations
from simulator.organization import Application, Audience, Organization, Sent
from simulator.outlook import Outlook
from simulator.quirks import Quirks
from simulator.schema import load_schema
from simulator.service import Service
from simulator.web import EWS_PATH, WebServer

_OF_THE_TENANT = ("Tasks.", "User.")  # permissions that no role for single mailboxes has


def _now() -> datetime:
    return datetime.now(UTC)


class Simulator:
    """Start it with `with Simulator() as simulator:`; everything that it holds is gone afterwards.

    `schema_dir` holds Microsoft's messages.xsd and types.xsd: with it every request and answer is checked, and what is
    wrong stands in `journal.violations`. `clock` gives the server's time. With `tls` it makes an authority of its own
    and writes `ca_file`, into `folder` or a temporary one. `schemes` are the ways to log in that it offers;
    `quirks` are deviations that real servers have. The same mailboxes have a Graph face: `graph_schema_dir` holds
    Microsoft's metadata.xml to check it by, `graph_quirks` are its own deviations.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        clock: Clock = _now,
        schema_dir: Path | None = None,
        tls: bool = False,
        folder: Path | None = None,
        schemes: Iterable[str] = ("NTLM", "Basic", "Bearer"),
        quirks: Quirks | None = None,
        graph_schema_dir: Path | None = None,
        graph_quirks: GraphQuirks | None = None,
    ) -> None:
        self.organization = Organization(clock, quirks=quirks or Quirks())
        self.journal = Journal()
        self.faults = Faults()
        self._address = (host, port)
        schema = load_schema(schema_dir.resolve()) if schema_dir else None
        self.mutations = Mutations()
        self._service = Service(self.organization, self.journal, self.faults, schema, self.mutations)
        model = load_model(graph_schema_dir.resolve()) if graph_schema_dir else None
        graph_quirks = graph_quirks or GraphQuirks()
        self._graph = GraphService(self.organization, self.journal, self.faults, graph_quirks, model)
        self._schemes = tuple(schemes)
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="simulator-")
        self._certificates: Certificates | None = None
        if tls:
            place = folder or Path(self._temporary.name if self._temporary else ".")
            self._certificates = issue(place, "localhost", "127.0.0.1")
        self._server: WebServer | None = None
        self._thread: threading.Thread | None = None
        self._absence: threading.Thread | None = None
        self._leaving = threading.Lock()
        self._is_over = threading.Event()

    # --- life ---

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen, in threads of its own; raises OSError when the port is taken."""
        context = self._certificates.context if self._certificates else None
        self._server = WebServer(
            self._address, self._service, self._graph, Desk(self), self.be_away, self._schemes, context
        )
        self._address = (self._address[0], int(self._server.server_address[1]))
        self._thread = threading.Thread(target=self._server.serve, name="simulator", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and wait for what is under way."""
        self._is_over.set()
        self.until_back()
        self.go_away()
        if self._temporary is not None:
            self._temporary.cleanup()

    def go_away(self) -> None:
        """Close every connection and take no other: the machine refuses whoever comes, until `start`."""
        if self._server is not None and self._thread is not None:
            self._server.end()
            self._thread.join()
            self._server.close_connections()
            self._server.server_close()
            self._server = self._thread = None

    def be_away(self, time: timedelta) -> None:
        """The same for so long, in a thread of its own; returns at once. Who is away already does not go once more."""

        def absence() -> None:
            self.go_away()
            if not self._is_over.wait(time.total_seconds()):
                self.start()

        with self._leaving:
            if self._absence is None or not self._absence.is_alive():
                self._absence = threading.Thread(target=absence, name="simulator's absence", daemon=True)
                self._absence.start()

    def until_back(self) -> None:
        """Wait until it is not away any more."""
        if self._absence is not None:
            self._absence.join()

    @property
    def port(self) -> int:
        if not self._address[1]:
            raise RuntimeError("the simulator is not running")
        return self._address[1]

    @property
    def url(self) -> str:
        """Scheme, host and port: "https://127.0.0.1:8443"."""
        scheme = "https" if self._certificates else "http"
        return f"{scheme}://{self._address[0]}:{self.port}"

    @property
    def endpoint(self) -> str:
        """The EWS address to put into a client's configuration."""
        return f"{self.url}{EWS_PATH}"

    def token_url(self, tenant: str) -> str:
        """Where applications of this tenant get their tokens."""
        return f"{self.url}/{tenant}/oauth2/v2.0/token"

    @property
    def graph_url(self) -> str:
        """The Graph address to put into a client's configuration."""
        return f"{self.url}{VERSION}"

    def authority(self, tenant: str) -> str:
        """Who issues this tenant's tokens, as clients name it."""
        return f"{self.url}/{tenant}"

    def graph_ids(self, address: str) -> GraphIds:
        """What the items of a mailbox are called in either face."""
        return GraphIds(self.mailbox(address))

    @property
    def graph_quirks(self) -> GraphQuirks:
        return self._graph.quirks

    @graph_quirks.setter
    def graph_quirks(self, quirks: GraphQuirks) -> None:
        self._graph.quirks = quirks

    @property
    def graph_state(self) -> GraphState:
        """What the Graph face remembers beside the mailboxes."""
        return self._graph.state

    @graph_state.setter
    def graph_state(self, state: GraphState) -> None:
        self._graph.state = state

    @property
    def most_requests_at_once(self) -> int:
        """How many of EWS there were at most at the same time, since it was set to 0."""
        return self._service.most_at_once

    @most_requests_at_once.setter
    def most_requests_at_once(self, most: int) -> None:
        self._service.most_at_once = most

    @property
    def most_graph_requests_at_once(self) -> int:
        """How many there were at most at the same time."""
        return self._graph.most_at_once

    def gather_requests(self, number: int) -> None:
        """Let no request of EWS go on from now on before so many are under way, and count anew; after that, all go on
        as they come. Who asks for fewer at once breaks a promise.
        """
        self._service.gather(number)

    def gather_batches(self, number: int) -> None:
        """Answer no batch from now on before so many are under way; who asks for fewer at once breaks a promise."""
        self._graph.gate = threading.Barrier(number, timeout=20) if number > 1 else None

    @property
    def ca_file(self) -> Path | None:
        """The certificate that clients have to trust; None without TLS."""
        return self._certificates.ca_file if self._certificates else None

    # --- who is there ---

    def add_mailbox(
        self,
        address: str,
        password: str | None = None,
        *,
        name: str = "",
        zone: str = "UTC",
        with_archive: bool = False,
        guid: str = "",
    ) -> Mailbox:
        """A mailbox whose owner may log in with `password` (None: nobody may log in as its owner).

        `zone` is an IANA or Windows name; raises ValueError for one that is not known. `guid` is what its ids are made
        of; "" makes the same ids for the same address.
        """
        if zone_named(zone) is None:
            raise ValueError(f"the time zone {zone!r} is not known")
        if not address.isascii():
            raise ValueError(f"no mailbox of Exchange has an address such as {address}: write it without other letters")
        with self.organization.lock:
            display = name or address.partition("@")[0].replace(".", " ").title()
            mailbox = Mailbox(address, display, zone, self.organization.clock, with_archive=with_archive, guid=guid)
            self.organization.add_mailbox(mailbox, password)
            return mailbox

    def add_account(self, name: str, password: str) -> None:
        """A service account without a mailbox."""
        with self.organization.lock:
            self.organization.passwords[name.casefold()] = password

    def add_application(
        self, tenant: str, client_id: str, secret: str | None = None, *, secret_ends: datetime | None = None
    ) -> None:
        """An application that may ask for tokens.

        In EWS it sees only the mailboxes that it may impersonate, in Graph what it is granted.
        """
        with self.organization.lock:
            known = self.organization.applications.setdefault((tenant.casefold(), client_id), Application())
            known.secret, known.secret_ends = secret, secret_ends

    def trust_certificate(self, tenant: str, client_id: str, pem: str | bytes) -> None:
        """Let an application prove itself by signing with this certificate's key."""
        certificate = load_pem_x509_certificate(pem.encode() if isinstance(pem, str) else pem)
        with self.organization.lock:
            known = self.organization.applications.setdefault((tenant.casefold(), client_id), Application())
            known.certificates.append(certificate)

    def grant(self, client_id: str, *permissions: str, mailboxes: Iterable[str] | None = None) -> None:
        """Give an application Graph permissions, on these mailboxes or, by None, on all of the tenant.

        Grants add up. Raises ValueError for a permission that cannot be limited to mailboxes, where it is to be.
        """
        for permission in permissions:
            if mailboxes is not None and permission.startswith(_OF_THE_TENANT):
                raise ValueError(f"{permission} is for the whole tenant or not at all")
        allowed = None if mailboxes is None else {address.casefold() for address in mailboxes}
        with self.organization.lock:
            granted = self.organization.grants.setdefault(client_id, {})
            for permission in permissions:
                before: set[str] | None = granted.get(permission, set())
                granted[permission] = None if before is None or allowed is None else before | allowed

    def revoke(self, client_id: str, *permissions: str) -> None:
        """Take permissions away again; without any, all that the application has."""
        with self.organization.lock:
            granted = self.organization.grants.get(client_id, {})
            for permission in permissions or tuple(granted):
                granted.pop(permission, None)

    def delegated_token(self, address: str) -> str:
        """A token of the person at this mailbox, for `/me`."""
        with self.organization.lock:
            lifetime, person = self.organization.token_lifetime, self.mailbox(address).address
            return self.organization.new_token("", lifetime, Audience.GRAPH, user=person)

    def graph_token(self, client_id: str) -> str:
        """A token of an application, as it would get one with its secret."""
        with self.organization.lock:
            return self.organization.new_token(client_id, self.organization.token_lifetime, Audience.GRAPH)

    def take_from_graph(self, address: str, why: str = "on-premises") -> None:
        """Let Graph have no mailbox for an address: "on-premises", "unlicensed" or "soft-deleted"; "" ends it."""
        with self.organization.lock:
            self.organization.unreachable.pop(address.casefold(), None)
            if why:
                self.organization.unreachable[address.casefold()] = why

    def set_clock_of_authority(self, ahead: timedelta) -> None:
        """Let the clock of whoever issues tokens be ahead of the real time, or behind."""
        with self.organization.lock:
            self.organization.authority_skew = ahead

    def allow_impersonation(self, account: str, addresses: Iterable[str] | None = None) -> None:
        """Let an account, or an application by its client id, act as these mailboxes; None: as all."""
        with self.organization.lock:
            allowed = None if addresses is None else {address.casefold() for address in addresses}
            self.organization.impersonation[account.casefold()] = allowed

    def forbid_impersonation(self, account: str) -> None:
        with self.organization.lock:
            self.organization.impersonation.pop(account.casefold(), None)

    def allow_delegate(self, account: str, address: str) -> None:
        """Give an account full access to another mailbox."""
        with self.organization.lock:
            self.organization.delegates.setdefault(account.casefold(), set()).add(address.casefold())

    def change_password(self, account: str, password: str) -> None:
        with self.organization.lock:
            self.organization.passwords[account.casefold()] = password

    def remove_mailbox(self, address: str) -> None:
        """The mailbox is gone; its owner's account stays."""
        with self.organization.lock:
            del self.organization.mailboxes[address.casefold()]

    def mailbox(self, address: str) -> Mailbox:
        """What the server holds of this mailbox; hold `organization.lock` while clients are connected."""
        mailbox = self.organization.mailbox(address)
        if mailbox is None:
            raise KeyError(f"there is no mailbox {address}")
        return mailbox

    def outlook(self, address: str) -> Outlook:
        """The person at this mailbox: everything that a user does is an act of this object."""
        return Outlook(self.organization, self.mailbox(address))

    def load(self, address: str, path: Path, *, folder: str | None = None) -> Loaded:
        """Fill a mailbox from .eml, .ics, mbox or Maildir, or a directory of them."""
        with self.organization.lock:
            return load(self.mailbox(address), path, self.organization.clock, folder)

    # --- what happened, and what is to happen ---

    @property
    def sent(self) -> list[Sent]:
        """Everything that went, or would have gone, to other people."""
        return self.organization.sent

    def expire_sync_states(self) -> None:
        """Forget every sync state and every delta link that was given out."""
        with self.organization.lock:
            self.organization.state_epoch += 1

    def forget_subscriptions(self) -> None:
        """Forget every subscription that was made."""
        with self.organization.lock:
            self.organization.subscriptions.clear()

    def set_token_lifetime(self, lifetime: timedelta) -> None:
        """So long live the tokens that applications are given from now on."""
        with self.organization.lock:
            self.organization.token_lifetime = lifetime

    def expire_tokens(self) -> None:
        """Forget every bearer token that was given out."""
        with self.organization.lock:
            self.organization.expire_tokens()
