"""Sides of reading a folder over Graph, each a process of its own: `python -m benchmarks.graph_reading SIDE PLACE`.

`connector` reads as a first cycle does, page by page, all values made. `json` is httpx2 with the standard library's
json into the same values. `download` only downloads and decompresses.
PLACE is what `benchmarks.graph_server` printed. Prints one JSON object: pages, items, CPU seconds, a digest of values.
"""

from __future__ import annotations

import hashlib
import json
import re
import ssl
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from pydantic import SecretStr

from benchmarks.graph_server import CLIENT, PAGE, SECRET, TENANT
from benchmarks.measure import cpu_seconds, peak_mib
from benchmarks.server import ADDRESS
from connectors.graph.mailbox import open_mailbox
from connectors.graph.reading import messages
from connectors.graph.server import GraphServer
from connectors.graph.tenant import Tenant
from connectors.graph.wire.decoding import is_clean
from connectors.headers import header_value
from connectors.mailbox import HEADERS, Email, Folder, FolderKind, Person, Sensitivity, Upserted
from daemon.service.collector import look_rarely

FOLDER = "inbox"
Pages = Iterator[Sequence[Email]]


def main(side: str, place: str) -> None:
    read: Callable[[dict[str, str]], Pages] = {"connector": connector, "json": by_json, "download": download}[side]
    started, pages, items = cpu_seconds(), 0, 0
    first: list[Email] = []
    for page in read(json.loads(place)):
        first = first or list(page)
        pages, items = pages + 1, items + len(page)
    cost = cpu_seconds() - started
    digest = hashlib.sha256(repr(sorted(first, key=lambda one: one.item_id)).encode()).hexdigest()
    print(json.dumps({"pages": pages, "items": items, "cpu": cost, "peak": peak_mib(), "digest": digest}))


def connector(place: dict[str, str]) -> Pages:
    server = GraphServer(
        TENANT,
        CLIENT,
        SecretStr(SECRET),
        authority=place["authority"],
        endpoint=place["endpoint"],
        ca_file=Path(place["ca_file"]),
    )
    look_rarely()  # as the service does
    tenant = Tenant(server, clock=lambda: datetime.now(UTC))
    mailbox, folder = open_mailbox(tenant, ADDRESS), Folder(FOLDER, "Inbox", FolderKind.MAIL, wellknown="inbox")
    cursor, is_last = None, False
    while not is_last:
        page = mailbox.changes(folder, cursor)
        cursor, is_last = page.cursor, page.is_last
        yield [one.item for one in page.changes if isinstance(one, Upserted) and isinstance(one.item, Email)]
    tenant.close()


def download(place: dict[str, str]) -> Pages:
    with _client(place) as client:
        link = _first(place)
        while link:
            found = _NEXT.search(client.get(link).content[-1000:])
            link = found[1].decode() if found else ""
            yield ()


def by_json(place: dict[str, str]) -> Pages:
    with _client(place) as client:
        link = _first(place)
        while link:
            content = client.get(link).content
            answer = json.loads(content)
            if not is_clean(content):
                sys.exit("pages of this measure hold nothing that has to be taken out")
            yield [_email(one) for one in answer["value"]]
            link = answer.get("@odata.nextLink")


_NEXT = re.compile(rb'"@odata\.nextLink": "([^"]+)"')


def _client(place: dict[str, str]) -> httpx2.Client:
    prefer = f'IdType="ImmutableId", outlook.body-content-type="text", odata.maxpagesize={PAGE}'
    return httpx2.Client(
        verify=ssl.create_default_context(cafile=place["ca_file"]),
        trust_env=False,
        headers={"Authorization": "Bearer token", "Prefer": prefer, "Accept-Encoding": "gzip"},
        timeout=60,
    )


def _first(place: dict[str, str]) -> str:
    options = f"$select={','.join(messages.SELECT)}&$expand={messages.EXPAND}"
    return f"{place['endpoint']}/users/{ADDRESS}/mailFolders/{FOLDER}/messages/delta?{options}"


_WANTED = {name.lower() for name in HEADERS}
_SENSITIVITIES = list(Sensitivity)
_REFERENCE = re.compile(r"<[^<>]*>|[^\s<>]+")


def _email(one: dict[str, Any]) -> Email:
    """As whoever knows that fields may be null or not there would write it."""
    get = one.get
    held = {value["id"]: value.get("value") for value in get("singleValueExtendedProperties") or ()}
    headers: dict[str, str] = {}
    for header in get("internetMessageHeaders") or ():
        name = header["name"].lower()
        if name in _WANTED:
            value = header_value(header.get("value") or "")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    body = get("body") or {}
    return Email(
        one["id"],
        get("changeKey") or "",
        (get("internetMessageId") or "").strip(),
        get("subject") or "",
        _person(get("from")),
        _time(get("receivedDateTime")),
        _time(get("sentDateTime")),
        _people(get("toRecipients")),
        _people(get("ccRecipients")),
        _people(get("bccRecipients")),
        _people(get("replyTo")),
        (held.get("String 0x1042") or "").strip(),
        tuple(_REFERENCE.findall(held.get("String 0x1039") or "")),
        get("conversationId") or "",
        _person(get("sender")),
        max(0, len((get("conversationIndex") or "").rstrip("=")) * 3 // 4 - 22) // 5,
        tuple(get("categories") or ()),
        _SENSITIVITIES[int(held.get("Integer 0x36") or 0)],
        held.get("String 0x1a") or "IPM.Note",
        get("isDraft") is True,
        headers,
        int(held.get("Integer 0xe08") or 0),
        get("hasAttachments") is True,
        (),
        body.get("content") or "",
        (body.get("contentType") or "").lower() == "html",
    )


def _person(recipient: dict[str, Any] | None) -> Person | None:
    address = (recipient or {}).get("emailAddress")
    return Person(address.get("address") or "", address.get("name") or "") if address else None


def _people(recipients: list[dict[str, Any]] | None) -> tuple[Person, ...]:
    return tuple([one for one in map(_person, recipients or ()) if one])


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(microsecond=0).astimezone(UTC) if text else None


if __name__ == "__main__":
    main(*sys.argv[1:])
