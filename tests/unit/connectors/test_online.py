"""EWS where it ends, and Kerberos where a server binds it to its TLS connection."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from exchangelib.transport import GSSAPI, NTLM, get_auth_instance

from connectors.errors import AccessRefused
from connectors.ews.server import Server
from connectors.ews.wire.errors import translate
from connectors.ews.wire.login import AUTH_TYPE_MAP, bind_channels
from connectors.ews.wire.protocol import HttpRefusal


class Handler:
    """As requests-gssapi's: it says with which options it was made."""

    def __init__(self, **options: Any) -> None:
        self.options = options


def test_kerberos_binds_the_channel_however_often_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(AUTH_TYPE_MAP, GSSAPI, Handler)

    bind_channels(AUTH_TYPE_MAP)
    bind_channels(AUTH_TYPE_MAP)

    assert get_auth_instance(GSSAPI).options == {"channel_bindings": "tls-server-end-point"}
    assert isinstance(AUTH_TYPE_MAP[GSSAPI], partial)


def test_where_kerberos_is_not_installed_nothing_is_made_of_it() -> None:
    handlers = {NTLM: AUTH_TYPE_MAP[NTLM]}

    bind_channels(handlers)

    assert handlers == {NTLM: AUTH_TYPE_MAP[NTLM]}


@pytest.mark.parametrize("host", ["outlook.office365.com", "outlook.office365.us", "partner.outlook.cn.example"])
def test_a_tenant_that_closed_ews_is_told_from_a_server_that_lets_nobody_in(host: str) -> None:
    refusal = translate(HttpRefusal(403), "bob@us.example", Server(f"https://{host}/EWS/Exchange.asmx"))

    assert isinstance(refusal, AccessRefused)
    is_online = "office365" in host
    assert ("EwsAllowedAppIDs" in str(refusal)) is is_online
    assert ("1 April 2027" in str(refusal)) is is_online
    assert ("docs/microsoft-365.md" in str(refusal)) is is_online
