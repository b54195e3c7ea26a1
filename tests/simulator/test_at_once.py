"""How many requests are under way at once, as the simulator counts them."""

from __future__ import annotations

import subprocess
import sys
from urllib.parse import urlsplit

from simulator.xml import MESSAGES, SOAP, TYPES
from tests.simulated import simulated
from tests.simulator.asking import BOB

ASKS = """
import sys
from http.client import HTTPConnection
host, path, login, body = sys.argv[1:]
lines = [HTTPConnection(host) for _ in range(2)]
for number in range(200):
    line = lines[number % 2]
    line.request("POST", path, body, {"Authorization": login, "Content-Type": "text/xml"})
    assert line.getresponse().read()
"""
BODY = (
    f'<s:Envelope xmlns:s="{SOAP}"><s:Body><m:GetFolder xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><m:FolderShape>'
    "<t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>"
    '<t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder></s:Body></s:Envelope>'
)


def test_another_process_that_asks_one_after_the_other_is_counted_once() -> None:
    with simulated() as simulator:
        simulator.add_mailbox(BOB, "secret")
        server = urlsplit(simulator.endpoint)

        login = "Basic Ym9iQHVzLmV4YW1wbGU6c2VjcmV0"
        subprocess.run([sys.executable, "-c", ASKS, server.netloc, server.path, login, BODY], check=True, timeout=60)

        assert simulator.most_requests_at_once == 1
        assert len(simulator.journal.requests) == 200


def test_another_process_that_asks_graph_one_after_the_other_is_counted_once() -> None:
    with simulated() as simulator:
        simulator.add_mailbox(BOB, "secret")
        server = urlsplit(f"{simulator.graph_url}/me/mailFolders/inbox")

        login = f"Bearer {simulator.delegated_token(BOB)}"
        asks = ASKS.replace("POST", "GET")
        subprocess.run([sys.executable, "-c", asks, server.netloc, server.path, login, ""], check=True, timeout=60)

        assert simulator.most_graph_requests_at_once == 1
        assert {request.status for request in simulator.journal.requests} == {200}
