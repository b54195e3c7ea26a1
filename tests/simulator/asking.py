"""Requests as a client writes them that is no library: the XML itself, and what the server answers."""

from __future__ import annotations

import requests
from lxml import etree

from simulator.server import Simulator
from simulator.xml import MESSAGES, SOAP, TYPES, M

BOB = "bob@us.example"


def ask(
    simulator: Simulator,
    request: str,
    *,
    version: str | None = "Exchange2016",
    user: str = BOB,
    expect_clean: bool = True,
) -> etree._Element:
    """The answer's body element. Unless `expect_clean`, the request is wrong on purpose and leaves no mark."""
    header = f'<t:RequestServerVersion Version="{version}"/>' if version is not None else ""
    body = (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><s:Header>{header}</s:Header>'
        f"<s:Body>{request}</s:Body></s:Envelope>"
    )
    answer = requests.post(
        simulator.endpoint, body.encode(), auth=(user, "secret"), headers={"Content-Type": "text/xml"}, timeout=60
    )
    if not expect_clean:
        simulator.journal.violations.clear()
    return etree.fromstring(answer.content).find(f"{{{SOAP}}}Body")[0]


def codes(answer: etree._Element) -> list[str]:
    """The response codes of an answer, or the one of a fault."""
    return [code.text or "" for code in answer.iter("{*}ResponseCode")]


def code(simulator: Simulator, request: str, **options: object) -> str:
    """The one response code that a request gets."""
    [found] = codes(ask(simulator, request, expect_clean=False, **options))  # type: ignore[arg-type]  # ask's own
    return found


def messages(answer: etree._Element) -> list[etree._Element]:
    return list(answer.find(f"{M}ResponseMessages"))
