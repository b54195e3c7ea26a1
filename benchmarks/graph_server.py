"""Microsoft 365 for the figures, in a process of its own, so that its cost is nobody's.

`python -m benchmarks.graph_server pages MESSAGES` serves one folder of so many messages from memory: pages of a delta
that were made and compressed before anybody asks, over TLS, and a token for whoever wants one. `… whole MESSAGES
APPOINTMENTS [ONE_IN OPERATION …]` is the simulator with a mailbox of so many, over both of its interfaces; one in so
many requests for these fails. Either prints one JSON object that says where it is, and serves until its input ends.
"""

from __future__ import annotations

import base64
import gzip
import json
import random
import re
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import ascii_letters
from threading import Thread
from typing import Any

from benchmarks.server import ADDRESS, CONTACTS, PASSWORD
from simulator.certificates import Certificates, issue
from simulator.faults import Fault, FaultKind
from simulator.generate import correspondents, fill_calendar, fill_inbox
from simulator.server import Simulator

TENANT, CLIENT, SECRET = "us.example", "dealtrail", "a secret"
RIGHTS = ("Mail.ReadWrite", "Calendars.ReadWrite", "MailboxSettings.ReadWrite", "Tasks.ReadWrite.All", "User.Read.All")
PAGE = 200  # messages, as our side asks for; more at once cost no side less
_SKIP = re.compile(r"skiptoken=(\d+)")


def main(which: str, *counts: str) -> None:
    if which == "pages":
        _serve_pages(int(counts[0]))
    else:
        messages, appointments, *failing = counts
        _serve_whole(int(messages), int(appointments), *failing)


# What fails without asking to wait; before anything is done, and after.
_FAILING = (
    *(FaultKind.SERVER_ERROR, FaultKind.HTML, FaultKind.EMPTY, FaultKind.TRUNCATED, FaultKind.CUT),
    *(FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER),
)
_MOST_FAULTS = 500


def _serve_whole(messages: int, appointments: int, one_in: str = "0", *operations: str) -> None:
    people, now = correspondents(CONTACTS), datetime.now(UTC)
    with Simulator(tls=True) as simulator:
        mailbox = simulator.add_mailbox(ADDRESS, PASSWORD)
        fill_inbox(mailbox, messages, people, now)
        fill_calendar(mailbox, appointments, people, now)
        simulator.add_application(TENANT, CLIENT, SECRET)
        simulator.grant(CLIENT, *RIGHTS)
        every = int(one_in)
        for operation in operations:
            for number in range(_MOST_FAULTS if every else 0):  # each waits for its own request
                kind = _FAILING[number % len(_FAILING)]
                simulator.faults.inject(Fault(kind, operation, after=number * (every - 1) + every - 1))
        _say(simulator.url, simulator.ca_file, ews=simulator.endpoint)


def _say(url: str, ca_file: Path | None, **more: str) -> None:
    print(json.dumps({"authority": url, "endpoint": f"{url}/v1.0", "ca_file": str(ca_file), **more}), flush=True)
    sys.stdin.read()


# --- pages from memory ------------------------------------------------------------------------------------------------


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    url: str
    pages: list[bytes]


def _serve_pages(messages: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        certificates: Certificates = issue(Path(folder), "localhost")
        server = _Server(("127.0.0.1", 0), _Handler)
        server.socket = certificates.context.wrap_socket(server.socket, server_side=True)
        server.url = f"https://localhost:{server.server_address[1]}"
        server.pages = [
            _page(server.url, start, min(start + PAGE, messages), messages) for start in range(0, messages, PAGE)
        ]
        Thread(target=server.serve_forever, daemon=True).start()
        _say(server.url, certificates.ca_file)
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        if self.path.endswith("openid-configuration"):
            place = f"{self.server.url}/{TENANT}"
            self._answer(
                {
                    "issuer": f"{place}/v2.0",
                    "authorization_endpoint": f"{place}/oauth2/v2.0/authorize",
                    "token_endpoint": f"{place}/oauth2/v2.0/token",
                }
            )
            return
        found = _SKIP.search(self.path)
        self._send(self.server.pages[int(found[1]) if found else 0], "gzip")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer({"token_type": "Bearer", "expires_in": 3600, "access_token": "token"})

    def _answer(self, value: object) -> None:
        self._send(json.dumps(value).encode(), "identity")

    def _send(self, content: bytes, encoding: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


def _page(url: str, start: int, end: int, messages: int) -> bytes:
    place = f"{url}/v1.0/users/{ADDRESS}/mailFolders/inbox/messages/delta"
    link = ("@odata.nextLink", f"{place}?$skiptoken={end // PAGE}")
    if end == messages:
        link = ("@odata.deltaLink", f"{place}?$deltatoken=end")
    answer = {
        "@odata.context": f"{url}/v1.0/$metadata#Collection(message)",
        "value": [_message(number) for number in range(start, end)],
        link[0]: link[1],
    }
    return gzip.compress(json.dumps(answer, ensure_ascii=False).encode(), compresslevel=1)


def _message(number: int) -> dict[str, Any]:
    """Some 15 KB, half of them headers, as mail from outside has them."""
    choose = random.Random(number)  # noqa: S311 - mail, not secrets
    one = _PEOPLE[number % CONTACTS]
    sent = datetime(2026, 11, 1, tzinfo=UTC) - timedelta(minutes=number)
    sender = {"emailAddress": {"name": one.name, "address": one.address}}
    text = _text(choose)
    message_id = f"<{number}@{one.address.partition('@')[2]}>"
    stamp = base64.b64encode(choose.randbytes(16)).decode()
    headers = [("From", f'"{one.name}" <{one.address}>'), ("To", ADDRESS), ("Subject", f"About {number}")]
    headers += [("Message-ID", message_id), ("References", " ".join(f"<{number}.{n}@us.example>" for n in range(3)))]
    headers += [
        ("Received", f"from host{n}.us.example {_SAME[n]} with ESMTPS id {number}; {sent:%c}") for n in range(8)
    ]
    headers += [(f"X-MS-Exchange-Organization-{n}", f"{_SAME[n]} {number}") for n in range(30)]
    headers += [("DKIM-Signature", _noise(choose, 500)), ("ARC-Seal", _noise(choose, 400))]
    return {
        "@odata.etag": f'W/"{stamp}"',
        "id": f"AAkALg{_noise(choose, 100)}{number:010}",
        "changeKey": stamp,
        "categories": [],
        "subject": f"About {number}",
        "from": sender,
        "sender": sender,
        "toRecipients": [{"emailAddress": {"name": "Bob", "address": ADDRESS}}],
        "ccRecipients": [{"emailAddress": {"name": f"Cora {n}", "address": f"cora{n}@us.example"}} for n in range(2)],
        "bccRecipients": [],
        "replyTo": [],
        "receivedDateTime": f"{sent + timedelta(seconds=5):%Y-%m-%dT%H:%M:%SZ}",
        "sentDateTime": f"{sent:%Y-%m-%dT%H:%M:%SZ}",
        "hasAttachments": False,
        "internetMessageId": message_id,
        "conversationId": f"AAQk{_noise(choose, 80)}",
        "conversationIndex": base64.b64encode(choose.randbytes(32)).decode(),
        "isDraft": False,
        "body": {"contentType": "text", "content": text},
        "parentFolderId": "inbox",
        "internetMessageHeaders": [{"name": name, "value": value} for name, value in headers],
        "singleValueExtendedProperties": [
            {"id": "Integer 0x36", "value": "0"},
            {"id": "Integer 0xe08", "value": str(len(text) + 8000)},
            {"id": "String 0x1a", "value": "IPM.Note"},
            {"id": "String 0x1039", "value": headers[4][1]},
        ],
    }


def _text(choose: random.Random) -> str:
    """Some seven thousand characters in lines, as people write them and programs quote them."""
    lines = (" ".join(choose.choices(_WORDS, k=9)) for _ in range(110))
    return "\r\n".join(f"> {line}" if n % 3 == 0 else line for n, line in enumerate(lines))


def _noise(choose: random.Random, length: int) -> str:
    return "".join(choose.choices(ascii_letters, k=length))


_PEOPLE = correspondents(CONTACTS)
_VOCABULARY = """tender offer price delivery contract meeting drawing schedule pump valve budget quantity sample terms
invoice agreement proposal question answer project site crew vessel harbour steel cable week month quarter discount
warranty service training revision draft final please thanks regards confirm order the and for with from that this
Grüße für über Angebot Lieferung Preis “offer” Café Ingeniør 100 € … naïve"""
_WORDS = _VOCABULARY.split()
_SAME = [_noise(random.Random(n), 80) for n in range(30)]  # noqa: S311 - mail, not secrets


if __name__ == "__main__":
    main(*sys.argv[1:])
