"""What `config show` shows, and the example file that ships."""

import json
import re
import tomllib
from datetime import timedelta
from importlib import resources

from config.fields import write_duration
from config.keys import MAILBOX, SERVER, keys_of
from config.sections import EwsServerSettings, GraphServerSettings, MailboxSettings
from config.settings import Settings
from config.show import Row, as_json, rows
from tests.unit.config.desk import Desk

EXAMPLE = resources.files("config").joinpath("example.toml").read_text(encoding="utf-8")
# The example shows what one looks like.
LACK_A_DEFAULT = {
    "mailbox.address",
    "exchange.ca_file",
    "exchange.requests_at_once",
    "exchange.login_requests_at_once",
    "server.requests_at_once",
    "files.s3.ca_file",
    "web.certificate_file",
    "web.key_file",
    "web.oidc.ca_file",
    "webhooks.ca_file",
    "exchange.endpoint",
    "server.ca_file",
    "server.certificate_file",
}
SITE_BOUND = {"sync.time_zone", "mailbox.time_zone"}


def test_every_key_is_shown_with_its_value_and_its_origin(desk: Desk) -> None:
    desk.credential("exchange.password", "hunter2")
    text = '[sync]\ninterval = "90s"\n[[mailbox]]\naddress = "bob@us.example"\nfolders = ["Inbox"]'

    shown = {row.key: row for row in rows(desk.load(text))}

    assert shown["sync.interval"] == Row("sync.interval", "1m30s", f"{desk.file}:2")
    assert shown["sync.workers"] == Row("sync.workers", 4, "default")
    assert shown["linking.contact_history"] == Row("linking.contact_history", True, "default")
    assert shown["exchange.password"] == Row("exchange.password", "********", "credential exchange.password")
    assert shown["exchange.client_secret"] == Row("exchange.client_secret", None, "default")
    assert shown["mailbox.bob@us.example.folders"].value == ["Inbox"]
    assert len(shown) == len([key for key in keys_of(Settings) if key.path[0] != SERVER])


def test_of_a_named_server_the_keys_of_its_kind_are_shown(desk: Desk) -> None:
    desk.credential("server.cloud.client_secret", "hunter2")
    text = '[server.cloud]\nkind = "graph"\ntenant_id = "us.example"\n[server.hq]\nkind = "ews"\nauth = "kerberos"'

    shown = {row.key: row for row in rows(desk.load(text))}

    assert shown["server.cloud.kind"] == Row("server.cloud.kind", "graph", f"{desk.file}:2")
    assert shown["server.cloud.client_secret"].value == "********"
    assert shown["server.cloud.client_secret"].origin == "credential server.cloud.client_secret"
    assert shown["server.cloud.must_refuse"].value == []
    assert shown["server.hq.auth"] == Row("server.hq.auth", "kerberos", f"{desk.file}:6")
    for name, model in (("cloud", GraphServerSettings), ("hq", EwsServerSettings)):
        assert {key for key in shown if key.startswith(f"server.{name}.")} == {
            f"server.{name}.{key}" for key in model.model_fields
        }


def test_of_the_databases_url_only_the_password_is_hidden(desk: Desk) -> None:
    loaded = desk.load('[database]\nurl = "postgresql://trail:hunter2@db.example/trail"')

    assert rows(loaded)[0].value == "postgresql://trail:***@db.example/trail"


def test_the_json_form_can_be_written(desk: Desk) -> None:
    shown = as_json(desk.load('[exchange]\npassword = "hunter2"'))

    written = json.dumps(shown)

    assert "hunter2" not in written
    assert shown["file"] == str(desk.file)
    assert shown["settings"][0] == {
        "key": "database.url",
        "value": "sqlite:////var/lib/dealtrail/dealtrail.sqlite",
        "origin": "default",
    }


def test_the_example_changes_nothing_as_it_ships(desk: Desk) -> None:
    assert desk.load(EXAMPLE).settings == Settings()


def test_the_example_names_every_key_with_its_default_and_what_it_is_for() -> None:
    uncommented = _uncommented()
    written = tomllib.loads(uncommented)

    for key in keys_of(Settings):
        if key.path[0] == SERVER and key.path[-1] not in GraphServerSettings.model_fields:
            continue  # those of [exchange], which are explained there
        section = written[str(key.path[0])]
        section = section["cloud"] if key.path[0] == SERVER else section
        section = section[0] if isinstance(section, list) else section
        inner = [] if key.path[0] in (SERVER, MAILBOX) else key.path[1:-1]
        for part in inner:
            section = section[str(part)]
        value = section[str(key.path[-1])]
        name = ".".join(map(str, (key.path[0], *inner, key.path[-1])))
        assert f"# {key.field.description}\n# {key.path[-1]} = " in EXAMPLE, (
            f"{name} is explained otherwise in the settings"
        )
        if not key.is_secret and name not in LACK_A_DEFAULT | SITE_BOUND:
            assert value == _default(name), name


def test_the_example_names_no_key_that_does_not_exist(desk: Desk) -> None:
    without_authority = re.sub(
        r"(?m)^(ca_file|key|key_file|(?:certificate_)?password|certificate.*) = .*$", "", _uncommented()
    )

    assert desk.load(without_authority).settings.mailbox[0].address == "bob@us.example"


def _uncommented() -> str:
    return re.sub(r"(?m)^# (?=(?:[a-z_]+ = |\[))", "", EXAMPLE)


def _default(name: str) -> object:
    section, *inner = name.split(".")
    samples = {"mailbox": MailboxSettings(address="bob@us.example"), "server": GraphServerSettings()}
    sample: object = samples.get(section) or getattr(Settings(), section)
    for part in inner:
        sample = getattr(sample, part)
    match sample:
        case timedelta() as span:
            return write_duration(span)
        case tuple() as parts:
            return list(parts)
        case value:
            return value
