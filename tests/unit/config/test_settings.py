"""What a right configuration gives: defaults, the order of the sources, where each value came from."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from config.errors import ConfigError
from config.fields import system_time_zone
from config.sections import Auth, MailboxKind
from config.settings import Loaded, Settings, load
from tests.unit.config.desk import Desk

TWO_MAILBOXES = """
[exchange]
endpoint = "https://mail.us.example/EWS/Exchange.asmx"
auth = "basic"
access = "direct"
username = "svc@us.example"
[[mailbox]]
address = "Bob@us.example"
folders = ["Inbox"]
[[mailbox]]
address = "sales@us.example"
kind = "shared"
time_zone = "Europe/Oslo"
"""


def test_nothing_at_all_gives_the_defaults(desk: Desk) -> None:
    loaded = desk.load()

    assert loaded.settings == Settings()
    assert loaded.settings.sync.interval == timedelta(seconds=30)
    assert loaded.settings.database.url.get_secret_value() == "sqlite:////var/lib/dealtrail/dealtrail.sqlite"
    assert loaded.origin("sync.interval") == "default"


def test_settings_made_directly_ignore_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNC", '{"workers": 9}')
    monkeypatch.setenv("DEALTRAIL_SYNC__WORKERS", "9")

    assert Settings().sync.workers == 4


def test_each_source_wins_over_the_one_before(desk: Desk) -> None:
    text = '[exchange]\nusername = "file"\npassword = "file"\nclient_id = "file"'
    desk.credential("exchange.password", "credential\n")

    loaded = desk.load(text, {"DEALTRAIL_EXCHANGE__PASSWORD": "variable", "DEALTRAIL_EXCHANGE__CLIENT_ID": "variable"})

    exchange = loaded.settings.exchange
    assert exchange.password is not None
    assert (exchange.username, exchange.client_id, exchange.password.get_secret_value()) == (
        "file",
        "variable",
        "credential",
    )
    assert loaded.origin("exchange.username") == f"{desk.file}:2"
    assert loaded.origin("exchange.client_id") == "variable DEALTRAIL_EXCHANGE__CLIENT_ID"
    assert loaded.origin("exchange.password") == "credential exchange.password"
    assert loaded.origin("exchange.scope") == "default"


def test_the_origin_of_a_key_that_does_not_exist_is_an_error(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.load().origin("sync.intervall")


def test_the_file_is_the_argument_then_the_variable(tmp_path: Path) -> None:
    named, other = tmp_path / "named.toml", tmp_path / "other.toml"
    named.write_text("[sync]\nworkers = 1")
    other.write_text("[sync]\nworkers = 2")

    assert load(other, {"DEALTRAIL_CONFIG": str(named)}).settings.sync.workers == 2
    assert load(None, {"DEALTRAIL_CONFIG": str(named)}).file == named


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30s", timedelta(seconds=30)),
        ("5m", timedelta(minutes=5)),
        ("1h 30m", timedelta(minutes=90)),
        ("1d", timedelta(days=1)),
        (" 90s ", timedelta(seconds=90)),
    ],
)
def test_durations_are_written_with_their_unit(desk: Desk, text: str, span: timedelta) -> None:
    assert desk.load(f'[sync]\ninterval = "{text}"').settings.sync.interval == span


@pytest.mark.parametrize("text", ["00:00", "03:30", "23:59", "off"])
def test_reconciling_has_a_time_of_day_or_is_off(desk: Desk, text: str) -> None:
    assert desk.load(f'[sync]\nreconcile_at = "{text}"').settings.sync.reconcile_at == text


@pytest.mark.parametrize(("written", "held"), [("0", 0), ("2", 2), ('"auto"', "auto")])
def test_processes_are_a_number_or_left_to_the_machine(desk: Desk, written: str, held: int | str) -> None:
    in_a_file = desk.load(f"[sync]\nprocesses = {written}").settings
    in_a_variable = desk.load(variables={"DEALTRAIL_SYNC__PROCESSES": written.strip('"')}).settings

    assert in_a_file.sync.processes == in_a_variable.sync.processes == held


def test_variables_hold_lists_numbers_and_truth_as_plain_text(desk: Desk) -> None:
    settings = desk.load(
        variables={
            "DEALTRAIL_LINKING__OWN_DOMAINS": "us.example, US2.example",
            "DEALTRAIL_LINKING__BLOCK": "news@shop.example,spam.example",
            "DEALTRAIL_LINKING__CONTACT_HISTORY": "false",
            "DEALTRAIL_SYNC__WORKERS": "8",
        }
    ).settings

    assert settings.linking.own_domains == ("us.example", "us2.example")
    assert settings.linking.block == ("news@shop.example", "spam.example")
    assert settings.linking.contact_history is False
    assert settings.sync.workers == 8


def test_a_section_and_the_mailboxes_can_be_variables_in_json(desk: Desk) -> None:
    variables = {
        "DEALTRAIL_EXCHANGE": '{"auth": "oauth2", "client_id": "one"}',
        "DEALTRAIL_EXCHANGE__CLIENT_ID": "two",
        "DEALTRAIL_MAILBOX": '[{"address": "ann@us.example"}]',
    }

    loaded = desk.load(TWO_MAILBOXES, variables)

    assert loaded.settings.exchange.auth is Auth.OAUTH2
    assert loaded.settings.exchange.client_id == "two"
    assert loaded.settings.exchange.username == "svc@us.example"
    assert [mailbox.address for mailbox in loaded.settings.mailbox] == ["ann@us.example"]
    assert loaded.origin("exchange.auth") == "variable DEALTRAIL_EXCHANGE"
    assert loaded.origin("exchange.client_id") == "variable DEALTRAIL_EXCHANGE__CLIENT_ID"
    assert loaded.origin("mailbox.ann@us.example.address") == "variable DEALTRAIL_MAILBOX"
    assert loaded.origin("mailbox.ann@us.example.folders") == "default"


def test_a_mailbox_may_have_a_login_of_its_own(desk: Desk) -> None:
    desk.credential("exchange.password", "common")
    desk.credential("mailbox.bob@us.example.password", "bobs")

    loaded = desk.load(TWO_MAILBOXES)

    bob, sales = (loaded.settings.login_of(mailbox) for mailbox in loaded.settings.mailbox)
    assert bob is not None
    assert sales is not None
    assert (bob.username, bob.password.get_secret_value()) == ("Bob@us.example", "bobs")
    assert (sales.username, sales.password.get_secret_value()) == ("svc@us.example", "common")
    assert loaded.origin("mailbox.Bob@us.example.password") == "credential mailbox.bob@us.example.password"
    assert loaded.origin("mailbox.Bob@us.example.folders") == f"{desk.file}:9"
    assert loaded.settings.mailbox[1].kind is MailboxKind.SHARED
    assert loaded.settings.mailbox[1].time_zone == ZoneInfo("Europe/Oslo")


def test_there_is_no_login_where_a_part_of_it_is_missing(desk: Desk) -> None:
    settings = desk.load(TWO_MAILBOXES).settings

    assert settings.login_of(settings.mailbox[0]) is None


def test_credentials_may_carry_the_programs_name_and_those_of_others_stay_unread(desk: Desk) -> None:
    desk.credential("dealtrail.exchange.password", "mine")
    desk.credential("tls-key", b"\xff")
    desk.credential("backup.password", "another program's")

    password = desk.load().settings.exchange.password

    assert password is not None
    assert password.get_secret_value() == "mine"


def test_only_the_line_break_at_the_end_of_a_credential_is_taken_off(desk: Desk) -> None:
    desk.credential("exchange.password", " with spaces \r\n")

    password = desk.load().settings.exchange.password

    assert password is not None
    assert password.get_secret_value() == " with spaces "


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(desk: Desk) -> None:
    loaded = desk.load(b"\xef\xbb\xbf[sync]\r\n\r\nworkers = 3\r\n")

    assert loaded.settings.sync.workers == 3
    assert loaded.origin("sync.workers") == f"{desk.file}:3"


def test_a_private_authority_is_a_file_with_certificates(desk: Desk, an_authority: Callable[[], Path]) -> None:
    file = an_authority()

    assert desk.load(f'[exchange]\nca_file = "{file}"').settings.exchange.ca_file == file


def test_the_server_on_this_machine_may_speak_plain_http(desk: Desk) -> None:
    for host in ("localhost", "127.0.0.1:8080", "[::1]:80"):
        text = f'[exchange]\nendpoint = "http://{host}/EWS"'
        assert desk.load(text).settings.exchange.endpoint == f"http://{host}/EWS"


def test_the_systems_time_zone_is_the_default(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    monkeypatch.setenv("TZ", "America/New_York")

    assert desk.load().settings.sync.time_zone == ZoneInfo("America/New_York")


def test_a_system_that_names_no_zone_that_exists_is_in_utc_or_in_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Nowhere/Land")

    assert system_time_zone().key


def test_settings_cannot_be_changed_afterwards(desk: Desk) -> None:
    settings = desk.load().settings

    with pytest.raises(ValidationError):
        settings.sync.workers = 2


def test_no_secret_shows_in_what_is_printed_of_the_settings(desk: Desk) -> None:
    desk.credential("database.url", "postgresql://u:hunter2@db.example/x")
    loaded = desk.load('[exchange]\npassword = "hunter2"\nclient_secret = "hunter2"')

    assert "hunter2" not in repr(loaded)
    assert "hunter2" not in repr(loaded.layers)
    assert "hunter2" not in str(loaded.settings)


def test_all_secrets_are_known_to_whoever_masks_the_log(desk: Desk) -> None:
    desk.credential("database.url", "postgresql://u:p%40w@db.example/x")

    secrets = desk.load('[exchange]\npassword = "one"\nclient_secret = "two"').secrets()

    assert set(secrets) == {"p%40w", "p@w", "one", "two"}


@pytest.mark.parametrize("url", ["u:p%40w/o@h:5432/x", "/x?user=a@b", "u@h/x?password=a@b", "[::1]/x", "u:p?x@h/x"])
def test_an_address_of_postgresql_is_taken_as_it_is(desk: Desk, url: str) -> None:
    loaded = desk.load(f'[database]\nurl = "postgresql://{url}"')

    assert loaded.settings.database.url.get_secret_value() == f"postgresql://{url}"


def test_a_database_without_a_password_hides_nothing(desk: Desk) -> None:
    assert desk.load().secrets() == ()


LACKING: list[tuple[str, list[str]]] = [
    (
        "",
        [
            "no mailbox is configured; add a [[mailbox]] with its address",
            "exchange.endpoint is missing; allowed: an address such as https://mail.us.example/EWS/Exchange.asmx",
        ],
    ),
    (
        TWO_MAILBOXES,
        ["FILE:4: exchange.auth = basic needs exchange.password, in the file, as a variable or as a credential"],
    ),
    (
        TWO_MAILBOXES.replace('"basic"', '"oauth2"'),
        [
            "FILE:4: exchange.auth = oauth2 needs exchange.tenant_id (or token_url), exchange.client_id, "
            "exchange.client_secret, in the file, as a variable or as a credential"
        ],
    ),
    (TWO_MAILBOXES.replace('"basic"', '"kerberos"'), []),
    (TWO_MAILBOXES + 'username = "sales"\npassword = "x"\n', []),
]


@pytest.mark.parametrize(("text", "lines"), LACKING[:4])
def test_what_is_lacking_to_reach_the_mailboxes_is_said_when_it_is_asked_for(
    desk: Desk, text: str, lines: list[str]
) -> None:
    loaded = desk.load(text)

    assert _lines_of(desk, loaded) == lines


def test_own_logins_for_every_mailbox_are_enough(desk: Desk) -> None:
    desk.credential("mailbox.bob@us.example.password", "one")
    desk.credential("mailbox.sales@us.example.password", "two")

    assert _lines_of(desk, desk.load(TWO_MAILBOXES)) == []


def _lines_of(desk: Desk, loaded: Loaded) -> list[str]:
    try:
        loaded.require_servers()
    except ConfigError as error:
        return desk.lines(error)
    return []


@pytest.mark.parametrize("written", ["0", "1001", "true", '"many"'])
@pytest.mark.parametrize("key", ["requests_at_once", "login_requests_at_once"])
def test_a_limit_of_requests_is_at_least_one(desk: Desk, key: str, written: str) -> None:
    with pytest.raises(ConfigError, match=rf"exchange\.{key} is .*; allowed: a whole number from 1 to 1000"):
        desk.load(f"[exchange]\n{key} = {written}")


def test_a_limit_of_requests_is_a_number_or_none(desk: Desk) -> None:
    settings = desk.load("[exchange]\nrequests_at_once = 40").settings

    assert (settings.exchange.requests_at_once, settings.exchange.login_requests_at_once) == (40, None)
