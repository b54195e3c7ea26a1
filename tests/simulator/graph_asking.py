"""Graph as a client uses it that is no library: plain HTTP and JSON, on one connection."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from simulator.faults import Fault, FaultKind
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.simulated import simulated

BOB, ANN = "bob@us.example", "Ann <ann@client.example>"
TENANT, CLIENT, SECRET = "firm", "app", "hush"
OURS = "String {00020329-0000-0000-c000-000000000046} Name dealtrail"
IMMUTABLE = 'IdType="ImmutableId"'
EVERYTHING = ("Mail.ReadWrite", "Mail.Send", "MailboxSettings.ReadWrite", "User.Read.All", "Calendars.ReadWrite")


@dataclass
class Said:
    """An answer. `json` raises for one that is none."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["error"]["code"])

    @property
    def rows(self) -> list[dict[str, Any]]:
        return list(self.json["value"])


class Graph:
    """One client. `ask("GET", "/messages")` is for Bob's mailbox, as are links; other paths begin with a version."""

    def __init__(self, simulator: Simulator, token: str = "") -> None:
        self.simulator = simulator
        self.token = token or simulator.graph_token(CLIENT)
        self.connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=30)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Said:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            named.setdefault("Authorization", f"Bearer {self.token}")
        if isinstance(body, dict | list):
            body = json.dumps(body)
            named.setdefault("Content-Type", "application/json")
        self.connection.request(method, self._target(path), body, named)
        answer = self.connection.getresponse()
        return Said(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})

    def get(self, path: str, **headers: str) -> Said:
        return self.ask("GET", path, **headers)

    def _target(self, path: str) -> str:
        if path.startswith("http"):
            parts = urlsplit(path)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        elif not path.startswith(("/v1.0", f"/{TENANT}", "/other", "/upload")):
            path = f"/v1.0/users/{BOB}{path}"
        return quote(path, safe="/?&=$'()%:@,;*{}-_+")

    def run(self, link: str, **headers: str) -> tuple[list[dict[str, Any]], str]:
        """All rows of a round or a list, and the link that it ends with."""
        rows: list[dict[str, Any]] = []
        while True:
            page = self.get(link, **headers).json
            rows += page["value"]
            if "@odata.nextLink" not in page:
                return rows, page.get("@odata.deltaLink", "")
            link = page["@odata.nextLink"]

    def batch(self, *parts: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """The answers by id."""
        numbered = [{"id": str(number), "method": "GET", **part} for number, part in enumerate(parts, start=1)]
        answer = self.ask("POST", "/v1.0/$batch", {"requests": numbered})
        return {part["id"]: part for part in answer.json["responses"]}

    def strike(self, kind: FaultKind, operation: str = "*", **more: Any) -> None:
        self.simulator.faults.inject(Fault(kind, operation, **more))


@dataclass
class Desk:
    """Bob, his client, and the server between them."""

    simulator: Simulator
    graph: Graph
    bob: Outlook

    def immutable(self, item_id: str) -> str:
        return self.simulator.graph_ids(BOB).immutable(item_id)

    def rest(self, item_id: str) -> str:
        return self.simulator.graph_ids(BOB).rest(item_id)


@contextmanager
def at_desk(*permissions: str, **options: Any) -> Iterator[Desk]:
    """A server with Bob's mailbox, and an application that has these permissions."""
    with simulated(**options) as simulator:
        simulator.add_mailbox(BOB, "secret", with_archive=True, zone="Europe/Berlin")
        simulator.add_application(TENANT, CLIENT, SECRET)
        simulator.grant(CLIENT, *(permissions or EVERYTHING))
        graph = Graph(simulator)
        with closing(graph.connection):
            yield Desk(simulator, graph, simulator.outlook(BOB))
