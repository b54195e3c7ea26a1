"""The JSON Schema says of a configuration what the settings say, as far as one can."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from config.keys import keys_of
from config.schema import written
from config.settings import Settings
from tests.unit.config.desk import Desk

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs" / "config.schema.json"
SCHEMA = json.loads(written())
# Editors know one or the other.
VALIDATORS = (jsonschema_rs.Draft4Validator(SCHEMA), jsonschema_rs.Draft7Validator(SCHEMA))
A_KEY = "0123456789abcdef0123456789abcdef"


def complaints(text: str) -> list[str]:
    """What it says of a configuration, the same in each draft."""
    read = json.loads(json.dumps(tomllib.loads(text)))
    first, *others = [
        [f"{'.'.join(map(str, one.instance_path))}: {one.message}" for one in validator.iter_errors(read)]
        for validator in VALIDATORS
    ]
    assert others == [first] * len(others)
    return first


def documented() -> list[str]:
    """Every configuration that the documents show, whole or a part; a table of columns is none."""
    found = []
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for text in re.findall(r"(?ms)^```toml.*?\n(.*?)^```", path.read_text(encoding="utf-8")):
            if tomllib.loads(text).keys() <= Settings.model_fields.keys():
                found.append(text.replace("…", A_KEY))
    return found


def test_the_document_is_what_the_settings_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == written(), "run: python -m config.schema > docs/config.schema.json"


def test_every_key_is_in_it_with_what_it_is_for_and_no_secret_has_a_default() -> None:
    for key in keys_of(Settings):
        at: dict[str, Any] = SCHEMA
        for part in key.path:
            if part == "NAME":
                (servers,) = at["patternProperties"].values()
                at = next(one for one in reversed(servers["oneOf"]) if key.path[-1] in one["properties"])
            else:
                at = at["items"] if part == "ADDRESS" else at["properties"][str(part)]
        assert at["description"].startswith(f"{key.field.description}. Allowed: {key.allowed}"), key.name
        assert not (key.is_secret and "default" in at), key.name
    assert "*****" not in written()


def test_what_the_documents_show_is_allowed() -> None:
    shown = documented()

    assert len(shown) > 12
    assert [(text, complaints(text)) for text in shown if complaints(text)] == []


def test_the_example_is_allowed_with_every_key_of_it_set() -> None:
    example = (ROOT / "config" / "example.toml").read_text(encoding="utf-8").replace("…", A_KEY)
    whole = re.sub(r"(?m)^# (?=(?:[a-z_]+ = |\[))", "", example)

    assert tomllib.loads(whole).keys() == Settings.model_fields.keys()
    assert (complaints(example), complaints(whole)) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        '[sync]\nintervall = "30s"',
        '[sync]\ninterval = "30"',
        '[sync]\ninterval = ""',
        "[sync]\ninterval = 30",
        "[sync]\nworkers = 0",
        "[sync]\nworkers = 65",
        "[sync]\nworkers = 2.5",
        "[sync]\nworkers = true",
        "[sync]\nprocesses = 3",
        '[sync]\nreconcile_at = "24:00"',
        '[sync]\ntime_zone = "Europe/"',
        '[linking]\nambiguous = "maybe"',
        '[linking]\nown_domains = ["us"]',
        '[linking]\nblock = ["ann@"]',
        "[linking]\nown_domains = [1]",
        '[records]\ncurrency = "euro"',
        '[records]\nlocale = "!"',
        '[database]\nurl = "mysql://x"',
        '[exchange]\nendpoint = "http://mail.us.example/EWS"',
        '[exchange]\nendpoint = "https://us:secret@mail.us.example/EWS"',
        '[exchange]\npassword_command = ["pass", "show"]',
        '[exchange]\nverify_tls = "perhaps"',
        '[exchange]\nkind = "ews"',
        '[mailbox]\naddress = "bob@us.example"',
        '[[mailbox]]\nkind = "shared"',
        '[[mailbox]]\naddress = "bob"',
        '[[mailbox]]\naddress = "bob@us.example"\nfolders = [""]',
        '[server.cloud]\ntenant_id = "us.example"',
        '[server.cloud]\nkind = "imap"',
        '[server.Cloud]\nkind = "graph"',
        '[server.cloud]\nkind = "graph"\nauth = "ntlm"',
        '[web]\nsign_in = ["magic"]',
        '[web]\ntrusted_proxies = ["0.0.0.0/0"]',
        '[web]\nproxy_header = "X-Forwarded-For"',
        '[health]\nlisten = "192.0.2.1:9480"',
        '[webhooks]\nkey = "short"',
        '[webhooks]\nallow = ["erp.us.example:80"]',
        "telemetry = 1",
        "[nonsense]\n",
    ],
)
def test_what_the_settings_refuse_of_a_value_it_refuses_too(desk: Desk, text: str) -> None:
    assert desk.problems(text)
    assert complaints(text)


@pytest.mark.parametrize(
    "text",
    [
        '[sync]\ninterval = "1h 30m"\nreconcile_at = "off"\ntime_zone = "Etc/GMT+5"\nprocesses = 2',
        '[linking]\nown_domains = ["us.example", "blåbær.example"]\nblock = ["news@shop.example", "spam.example"]',
        '[records]\ncurrency = "nok"\nlocale = "de-DE"',
        '[database]\nurl = "postgresql+psycopg://trail:hunter2@db.example/trail?sslmode=verify-full"',
        '[exchange]\nendpoint = "http://[::1]:8080/EWS"\npassword_command = ["/bin/pass", "a b"]',
        '[[mailbox]]\naddress = "o\'hara+x@us.example"\ntime_zone = "America/Argentina/Ushuaia"\nfolders = ["inbox/x"]',
        '[server.a_1]\nkind = "ews"\nauth = "kerberos"\n[server.b]\nkind = "graph"\nstamp_meetings = "none"',
        '[web]\ntrusted_proxies = ["10.1.2.0/28", "::1"]\nproxy_header = "remote-user"\nurl = "https://us.example"',
        '[webhooks]\nallow = ["erp.us.example", "[::1]", "127.0.0.1"]',
        '[health]\nlisten = "/run/dealtrail/health"',
    ],
)
def test_what_they_take_it_takes(desk: Desk, text: str) -> None:
    assert desk.load(text).settings
    assert complaints(text) == []
