"""A client of the simulator's Graph face that adds nothing of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx2

from simulator.graph.quirks import GraphQuirks
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.simulated import simulated

BOB, TENANT, CLIENT = "bob@us.example", "us.example", "dealtrail"
ALL = ("Calendars.ReadWrite", "Calendars.Read", "Tasks.ReadWrite.All", "Mail.ReadWrite", "Mail.Read")


@dataclass
class Asked:
    """What came back."""

    status: int
    body: Any

    @property
    def rows(self) -> list[dict[str, Any]]:
        assert self.status == 200, self.body
        found: list[dict[str, Any]] = self.body["value"]
        return found

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])


class Client:
    """An application with a token, at one mailbox; asks for immutable ids."""

    def __init__(self, simulator: Simulator, http: httpx2.Client) -> None:
        self.simulator = simulator
        self._http = http
        simulator.add_application(TENANT, CLIENT, "secret")
        simulator.grant(CLIENT, *ALL)
        form = {
            "grant_type": "client_credentials",
            "client_id": CLIENT,
            "client_secret": "secret",
            "scope": "https://graph.microsoft.com/.default",
        }
        answer = http.post(f"{simulator.authority(TENANT)}/oauth2/v2.0/token", data=form)
        self._token = answer.json()["access_token"]

    @property
    def outlook(self) -> Outlook:
        """Bob's, on his own screen."""
        return self.simulator.outlook(BOB)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        prefer: tuple[str, ...] = (),
        match: str = "",
        **options: str | int,
    ) -> Asked:
        """A path below the user, or a link; options get their dollar sign unless they are Graph's own."""
        url = path if path.startswith("http") else f"{self.simulator.graph_url}/users/{BOB}{path}"
        if options:
            named = ((name if name.endswith("DateTime") else f"${name}", value) for name, value in options.items())
            url += "?" + "&".join(f"{name}={quote(str(value))}" for name, value in named)
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Prefer": ", ".join(('IdType="ImmutableId"', *prefer)),
        }
        if match:
            headers["If-Match"] = match
        answer = self._http.request(method, url, json=body, headers=headers)
        return Asked(answer.status_code, answer.json() if answer.content else None)

    def get(self, path: str, **options: Any) -> Asked:
        return self.ask("GET", path, **options)

    def post(self, path: str, body: Any, **options: Any) -> Asked:
        return self.ask("POST", path, body, **options)

    def patch(self, path: str, body: Any, **options: Any) -> Asked:
        return self.ask("PATCH", path, body, **options)

    def delete(self, path: str) -> Asked:
        return self.ask("DELETE", path)

    def pages(self, path: str, **options: Any) -> tuple[list[dict[str, Any]], str]:
        """All rows, and the delta link where there is one."""
        answer, rows = self.get(path, **options), list[dict[str, Any]]()
        while True:
            rows += answer.rows
            following = answer.body.get("@odata.nextLink")
            if following is None:
                return rows, answer.body.get("@odata.deltaLink", "")
            answer = self.get(following)


@contextmanager
def a_client(**quirks: Any) -> Iterator[Client]:
    """Of a simulator of its own, with Bob's mailbox in Berlin."""
    with (
        simulated(graph_quirks=GraphQuirks(**quirks)) as simulator,
        httpx2.Client(trust_env=False, verify=False) as http,
    ):
        simulator.add_mailbox(BOB, "secret", zone="Europe/Berlin")
        yield Client(simulator, http)
