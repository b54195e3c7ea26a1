"""A client for a simulator in another process: the same acts as in-process, over JSON."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from collections.abc import Callable
from datetime import date, datetime, timedelta
from inspect import signature
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from simulator.control_server import ServerActs
from simulator.outlook import Outlook


class ControlError(Exception):
    """The simulator refused an act; the message says why."""


class Control:
    """`Control(endpoint).outlook("bob@us.example").deliver(eml)`; `endpoint` is any address of the simulator."""

    def __init__(self, endpoint: str, ca_file: Path | None = None) -> None:
        self._url = urlsplit(endpoint)
        self._context = ssl.create_default_context(cafile=ca_file) if self._url.scheme == "https" else None

    @property
    def server(self) -> ServerActs:
        """Acts on the server: faults, the journal, mailboxes."""
        return cast(ServerActs, _Remote(self._ask, None, ServerActs))

    def outlook(self, address: str) -> Outlook:
        """The person at this mailbox."""
        return cast(Outlook, _Remote(self._ask, address, Outlook))

    def _ask(self, mailbox: str | None, act: str, arguments: dict[str, Any]) -> Any:
        host, port = self._url.hostname or "127.0.0.1", self._url.port
        if self._context is not None:
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, context=self._context)
        else:
            connection = http.client.HTTPConnection(host, port)
        try:
            body = json.dumps({"mailbox": mailbox, "act": act, "arguments": arguments}, default=_plain)
            connection.request("POST", "/control", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise ControlError(answer.get("error", f"HTTP status {response.status}"))
        return answer["result"]


class _Remote:
    """Looks like the class whose acts it sends over."""

    def __init__(self, ask: Callable[[str | None, str, dict[str, Any]], Any], mailbox: str | None, kind: type) -> None:
        self._ask = ask
        self._mailbox = mailbox
        self._kind = kind

    def __getattr__(self, act: str) -> Callable[..., Any]:
        parameters = signature(getattr(self._kind, act))

        def perform(*positional: Any, **named: Any) -> Any:
            arguments = dict(parameters.bind(self, *positional, **named).arguments)
            del arguments["self"]
            return self._ask(self._mailbox, act, arguments)

        return perform


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes():
            return base64.b64encode(value).decode()
        case Path():
            return str(value)
    raise TypeError(f"{value!r} cannot be sent")
