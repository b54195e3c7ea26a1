"""`dealtrail simulator --fault`: the stand-in as a process, on either of its faces, fails as it is told."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx2
import pytest

from simulator.command import APPLICATION
from tests.service.cli.line import process

BOB, SECRET = "bob@example.test", "secret"
FAULTS = ("throttled:times=1,delay=30", "html:times=1", "not-found:times=0")
_SOAP = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
    'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body><m:GetFolder><m:FolderShape>'
    '<t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds>'
    "</m:GetFolder></s:Body></s:Envelope>"
)


def over_ews(url: str) -> Callable[[], httpx2.Response]:
    def ask() -> httpx2.Response:
        headers = {"content-type": "text/xml; charset=utf-8"}
        return httpx2.post(f"{url}/EWS/Exchange.asmx", content=_SOAP.encode(), auth=(BOB, SECRET), headers=headers)

    return ask


def over_graph(url: str) -> Callable[[], httpx2.Response]:
    tenant, client, secret = APPLICATION
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    form["scope"] = f"{url}/.default"
    told = httpx2.post(f"{url}/{tenant}/oauth2/v2.0/token", data=form).json()

    def ask() -> httpx2.Response:
        headers = {"authorization": f"Bearer {told['access_token']}"}
        return httpx2.get(f"{url}/v1.0/users/{BOB}/mailFolders/inbox", headers=headers)

    return ask


@pytest.mark.parametrize("face", [over_ews, over_graph])
def test_faults_of_the_command_line_strike_one_after_the_other_on_both_faces(
    face: Callable[[str], Callable[[], httpx2.Response]],
) -> None:
    given = [word for fault in FAULTS for word in ("--fault", fault)]
    with process("simulator", "--port", "0", "--mailbox", f"{BOB}={SECRET}", *given) as stand_in:
        assert stand_in.stdout
        told = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in stand_in.stdout)
        ask = face(next(found[0] for found in told if found))

        busy, page, *gone = [ask() for _ in range(4)]

    assert (busy.status_code, busy.headers["retry-after"]) == (429, "30")
    assert page.headers["content-type"].startswith("text/html")
    assert [one.status_code for one in gone] == [404, 404]


@pytest.mark.parametrize("word", ["rain", "html:wind=1", "html:times=-1"])
def test_a_fault_that_there_is_not_is_said_before_anything_is_served(word: str) -> None:
    with process("simulator", "--mailbox", f"{BOB}={SECRET}", "--fault", word) as stand_in:
        said = stand_in.communicate(timeout=60)[1]

    assert stand_in.returncode == 2
    assert "--fault: " in said
    assert "Traceback" not in said
