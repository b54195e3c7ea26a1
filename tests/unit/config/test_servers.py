"""Named servers: Microsoft 365 and further Exchange Servers, and which mailbox is on which."""

from __future__ import annotations

import json

import pytest

from config.errors import ConfigError
from config.sections import EwsServerSettings, GraphServerSettings
from tests.unit.config.desk import Desk

CLOUD = '[server.cloud]\nkind = "graph"\ntenant_id = "us.example"\nclient_id = "1f"\nclient_secret = "s"\n'
HQ = '[exchange]\nendpoint = "https://mail.us.example/EWS/Exchange.asmx"\nauth = "kerberos"\n'
BOB, ANN = '[[mailbox]]\naddress = "bob@us.example"\n', '[[mailbox]]\naddress = "ann@us.example"\nserver = "cloud"\n'


def test_a_mailbox_is_on_the_server_that_it_names_and_else_on_the_default_one(desk: Desk) -> None:
    settings = desk.load(HQ + CLOUD + BOB + ANN).settings

    bob, ann = settings.mailbox
    assert [settings.server_name_of(one) for one in (bob, ann)] == ["exchange", "cloud"]
    assert settings.server_of(bob) is settings.exchange
    assert settings.server_of(ann) is settings.server["cloud"]


def test_a_mailbox_that_names_none_is_on_the_only_server_there_is(desk: Desk) -> None:
    settings = desk.load(CLOUD + BOB).settings

    assert settings.server_name_of(settings.mailbox[0]) == "cloud"
    assert isinstance(settings.server_of(settings.mailbox[0]), GraphServerSettings)


def test_a_further_exchange_server_has_the_keys_of_the_default_one(desk: Desk) -> None:
    text = '[server.oslo]\nkind = "ews"\nendpoint = "https://oslo.us.example/EWS"\nauth = "basic"\naccess = "direct"\n'
    desk.credential("dealtrail.server.oslo.password", "of oslo")

    settings = desk.load(text + 'username = "svc"\n' + BOB).settings

    assert isinstance(settings.server["oslo"], EwsServerSettings)
    login = settings.login_of(settings.mailbox[0])
    assert login is not None
    assert (login.username, login.password.get_secret_value()) == ("svc", "of oslo")


def test_variables_and_credentials_reach_a_named_server(desk: Desk) -> None:
    desk.credential("server.cloud.client_secret", "credential\n")
    variables = {
        "DEALTRAIL_SERVER__CLOUD__CLIENT_ID": "variable",
        "DEALTRAIL_SERVER__CLOUD__MUST_REFUSE": "a@us.example",
    }

    loaded = desk.load(CLOUD + BOB, variables)

    cloud = loaded.settings.server["cloud"]
    assert isinstance(cloud, GraphServerSettings)
    assert cloud.client_secret is not None
    assert (cloud.client_id, cloud.client_secret.get_secret_value()) == ("variable", "credential")
    assert cloud.must_refuse == ("a@us.example",)
    assert loaded.origin("server.cloud.client_id") == "variable DEALTRAIL_SERVER__CLOUD__CLIENT_ID"
    assert loaded.origin("server.cloud.tenant_id") == f"{desk.file}:3"
    assert "credential" in loaded.secrets()


def test_a_server_and_all_servers_can_be_variables_in_json(desk: Desk) -> None:
    cloud = {"kind": "graph", "tenant_id": "t", "client_id": "c", "client_secret": "s"}

    alone = desk.load(BOB, {"DEALTRAIL_SERVER__CLOUD": json.dumps(cloud)})
    all_of_them = desk.load(BOB, {"DEALTRAIL_SERVER": json.dumps({"cloud": cloud})})

    assert alone.settings == all_of_them.settings
    assert alone.settings.server_name_of(alone.settings.mailbox[0]) == "cloud"


ONE_OF = "allowed: one of ews, graph"
REFUSED = [
    ('[server.cloud]\ntenant_id = "t"', f"FILE:1: server.cloud.kind is missing; {ONE_OF}"),
    ('[server.cloud]\nkind = "imap"', f'FILE:2: server.cloud.kind is "imap"; {ONE_OF}'),
    ("[server.cloud]\nkind = 5", f"FILE:2: server.cloud.kind is 5; {ONE_OF}"),
    ("server = 5", "FILE:1: server is a single value; allowed: sections with a name each, such as [server.cloud]"),
    ("[[server]]", "FILE:1: server is a list; allowed: sections with a name each, such as [server.cloud]"),
    ("[server]\ncloud = 5", "FILE:2: server.cloud is a single value; allowed: a section [server.cloud]"),
    (
        '[server."My Cloud"]\nkind = "graph"',
        'FILE:1: "My Cloud" is the name of a server; allowed: a name of letters in lower case, digits and single '
        "underscores that begins with a letter, of at most 32 characters",
    ),
    (
        '[server.exchange]\nkind = "ews"',
        "FILE:1: server.exchange has the name of the section [exchange]; give it another one",
    ),
    (
        CLOUD + 'tenat_id = "x"',
        "FILE:6: server.cloud.tenat_id is not a known key; did you mean server.cloud.tenant_id?",
    ),
    (CLOUD + 'auth = "ntlm"', "FILE:6: server.cloud.auth is not a key of a server of the kind graph"),
    (
        CLOUD + 'stamp_meetings = "some"',
        'FILE:6: server.cloud.stamp_meetings is "some"; allowed: one of safe, all, none',
    ),
    (
        CLOUD + "certificate = 5",
        "FILE:6: server.cloud.certificate is a value that is not shown here; allowed: a certificate and its private "
        "key in PEM form",
    ),
    (CLOUD + 'certificate = "x"', "FILE:6: server.cloud has client_secret and certificate; keep one of them"),
    (
        CLOUD + 'certificate_password = "x"',
        "FILE:6: server.cloud.certificate_password has no certificate that it belongs to",
    ),
    (
        CLOUD + 'certificate_file = "/nowhere/x.pem"',
        'FILE:6: server.cloud.certificate_file is "/nowhere/x.pem"; allowed: a file that can be read',
    ),
    (
        CLOUD + 'endpoint = "https://graph.microsoft.com/"',
        'FILE:6: server.cloud.endpoint is "https://graph.microsoft.com/"; allowed: the address with its version, such '
        "as https://graph.microsoft.com/v1.0",
    ),
    (
        CLOUD.replace("us.example", "https://login.microsoftonline.com/us.example"),
        'FILE:3: server.cloud.tenant_id is "https://login.microsoftonline.com/us.example"; allowed: the directory\'s '
        'id, or a domain of it, such as "us.example"',
    ),
    (
        CLOUD + 'authority = "http://127.0.0.1"',
        'FILE:6: server.cloud.authority is "http://127.0.0.1"; allowed: an address that begins with https://',
    ),
    (
        CLOUD + 'must_refuse = ["ceo@us.example", "Bob@us.example"]\n' + BOB + 'server = "cloud"',
        "FILE:6: server.cloud.must_refuse names Bob@us.example, which is configured to be read; keep one of them",
    ),
    (
        CLOUD + BOB + 'server = "clud"',
        'FILE:8: mailbox.bob@us.example.server is "clud", and there is no such server; allowed: exchange, cloud',
    ),
    (
        CLOUD + BOB + 'password = "x"',
        "FILE:8: mailbox.bob@us.example.password is never used: server.cloud is Microsoft 365, where the application "
        "logs in for all mailboxes; take it out",
    ),
    (
        '[server.hq]\nkind = "ews"\n' + BOB + 'server = "hq"\npassword = "x"',
        "FILE:6: mailbox.bob@us.example.password is used with server.hq.access = direct only, "
        "and that is impersonation",
    ),
]


@pytest.mark.parametrize(("text", "line"), REFUSED)
def test_a_wrong_server_is_refused_with_its_place_and_what_is_allowed(desk: Desk, text: str, line: str) -> None:
    assert desk.problems(text) == [line]


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        (
            "DEALTRAIL_SERVER__CLOUD__CLIENT_IDD",
            "x",
            "there is no such variable; did you mean DEALTRAIL_SERVER__CLOUD__CLIENT_ID?",
        ),
        ("DEALTRAIL_SERVER__CLOUD", "{", 'this is not JSON for server.cloud; allowed: an object: {"key": "value"}'),
    ],
)
def test_a_wrong_variable_of_a_server_is_said(desk: Desk, name: str, value: str, line: str) -> None:
    assert desk.problems(CLOUD, {name: value}) == [f"variable {name}: {line}"]


def test_a_credential_of_a_server_that_is_not_configured_is_said(desk: Desk) -> None:
    desk.credential("server.clod.client_secret", "hunter2")

    [line] = desk.problems(CLOUD)

    assert line == (
        "credential server.clod.client_secret: this names a server or key that is not configured; "
        "did you mean server.cloud.client_secret?"
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (HQ + CLOUD + BOB + ANN, []),
        (
            '[server.cloud]\nkind = "graph"\n' + BOB,
            [
                "FILE:1: Microsoft 365 needs server.cloud.tenant_id, server.cloud.client_id, "
                "server.cloud.client_secret (or certificate), in the file, as a variable or as a credential"
            ],
        ),
        (
            CLOUD + '[server.hq]\nkind = "ews"\nauth = "basic"\n' + BOB + 'server = "hq"\n' + ANN,
            [
                "FILE:6: server.hq.endpoint is missing; allowed: an address such as "
                "https://mail.us.example/EWS/Exchange.asmx",
                "FILE:8: server.hq.auth = basic needs server.hq.username and server.hq.password, in the file, as a "
                "variable or as a credential",
            ],
        ),
        (CLOUD + '[server.unused]\nkind = "ews"\n' + ANN, []),
    ],
)
def test_of_the_servers_that_mailboxes_are_on_it_is_said_what_is_lacking(
    desk: Desk, text: str, lines: list[str]
) -> None:
    loaded = desk.load(text)

    try:
        loaded.require_servers()
        said: list[str] = []
    except ConfigError as error:
        said = desk.lines(error)

    assert said == lines
