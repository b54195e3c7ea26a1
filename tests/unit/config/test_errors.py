"""What a wrong configuration says: one sentence a problem, with its place, and never a secret."""

import os
import traceback
from pathlib import Path

import pytest

from config.errors import ConfigError, found, nearest, without_login
from config.settings import load
from tests.unit.config.desk import Desk

DURATION = "allowed: a duration from 1s to 1d, such as 30s or 5m"
DATABASE = (
    "allowed: sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME, where an @ in the password is written as %40"
)
WEB = "allowed: an address that begins with https:// (http:// for this machine itself), without a login in it"

REFUSED = [
    ("[sync]\ninterval = 30", f"FILE:2: sync.interval is 30; {DURATION}"),
    ('[sync]\ninterval = "0s"', f'FILE:2: sync.interval is "0s"; {DURATION}'),
    ('[sync]\ninterval = "soon"', f'FILE:2: sync.interval is "soon"; {DURATION}'),
    ('[sync]\ninterval = ""', f'FILE:2: sync.interval is ""; {DURATION}'),
    ("[sync]\nworkers = 0", "FILE:2: sync.workers is 0; allowed: a whole number from 1 to 64"),
    ("[sync]\n\nworkers = 65", "FILE:3: sync.workers is 65; allowed: a whole number from 1 to 64"),
    (
        "[history]\nfile_limit_mb = 501",
        "FILE:2: history.file_limit_mb is 501; allowed: a whole number of megabytes from 1 to 500",
    ),
    *(
        (
            f'[sync]\nreconcile_at = "{text}"',
            f'FILE:2: sync.reconcile_at is "{text}"; allowed: a time from "00:00" to "23:59", or "off"',
        )
        for text in ("24:00", "3:00", "3am", "", "never")
    ),
    *(
        (f"[sync]\nprocesses = {value}", f'FILE:2: sync.processes is {told}; allowed: 0, 1, 2, or "auto"')
        for value, told in (
            ("3", "3"),
            ("-1", "-1"),
            ("true", "true"),
            ('"many"', '"many"'),
            ('""', '""'),
            ("1.5", "1.5"),
        )
    ),
    ("[sync]\nworkers = true", "FILE:2: sync.workers is true; allowed: a whole number from 1 to 64"),
    ("[sync]\nworkers = 1.5", "FILE:2: sync.workers is 1.5; allowed: a whole number from 1 to 64"),
    ("sync.workers = []", "FILE:1: sync.workers is a list; allowed: a whole number from 1 to 64"),
    (
        '[sync]\ntime_zone = "Mars"',
        'FILE:2: sync.time_zone is "Mars"; allowed: a time zone of the tz database, such as "Europe/Oslo"',
    ),
    (
        '[sync]\ntime_zone = "../../etc/passwd"',
        'FILE:2: sync.time_zone is "../../etc/passwd"; allowed: a time zone of the tz database, such as "Europe/Oslo"',
    ),
    (
        '[linking]\nown_domains = [\n  "us.example",\n  "@us.example",\n]',
        'FILE:4: linking.own_domains[2] is "@us.example"; allowed: domains, such as ["us.example"]',
    ),
    (
        '[linking]\nown_domains = "localhost"',
        'FILE:2: linking.own_domains[1] is "localhost"; allowed: domains, such as ["us.example"]',
    ),
    (
        '[linking]\nblock = ["a b@x.example"]',
        'FILE:2: linking.block[1] is "a b@x.example"; allowed: addresses and domains, '
        'such as ["news@shop.example", "spam.example"]',
    ),
    ('[linking]\nambiguous = "some"', 'FILE:2: linking.ambiguous is "some"; allowed: one of ask, newest, all'),
    (
        '[linking]\ncategory_prefix = "O,P"',
        'FILE:2: linking.category_prefix is "O,P"; allowed: 1 to 16 letters and digits that begin with a letter',
    ),
    (
        '[exchange]\nendpoint = "http://mail.us.example"',
        f'FILE:2: exchange.endpoint is "http://mail.us.example"; {WEB}',
    ),
    (
        '[exchange]\nendpoint = "https://u:hunter2@mail.us.example"',
        f'FILE:2: exchange.endpoint is "https://u:***@mail.us.example"; {WEB}',
    ),
    ('[exchange]\nendpoint = "https://h:99999/"', f'FILE:2: exchange.endpoint is "https://h:99999/"; {WEB}'),
    (
        '[health]\nlisten = "127.0.0.1:65536"',
        'FILE:2: health.listen is "127.0.0.1:65536"; allowed: "", the path of a unix socket of 101 characters at the '
        'most, or a loopback address with a port, such as "127.0.0.1:9480"',
    ),
    ("[exchange]\nusername = 5", "FILE:2: exchange.username is 5; allowed: a text in quotes"),
    (
        "[exchange]\npassword = 12345",
        "FILE:2: exchange.password is a value that is not shown here; allowed: a text in quotes",
    ),
    (
        '[database]\nurl = "postgresql://u:hunt@er2@h/x"',
        f"FILE:2: database.url is a value that is not shown here; {DATABASE}",
    ),
    (
        '[database]\nurl = "postgresql://u:hunt@e/r2@h/x"',
        f"FILE:2: database.url is a value that is not shown here; {DATABASE}",
    ),
    (
        '[database]\nurl = "mysql://u:hunter2@h/x"',
        f"FILE:2: database.url is a value that is not shown here; {DATABASE}",
    ),
    (
        '[exchange]\nca_file = "/does/not/exist.pem"',
        'FILE:2: exchange.ca_file is "/does/not/exist.pem"; '
        "allowed: a file that can be read and holds certificates in PEM form",
    ),
    ('[exchange]\nauth = "digest"', 'FILE:2: exchange.auth is "digest"; allowed: one of basic, ntlm, kerberos, oauth2'),
    ('exchange = "x"', "FILE:1: exchange is a single value; allowed: a section [exchange]"),
    (
        '[mailbox]\naddress = "bob@us.example"',
        "FILE:1: mailbox is a table; allowed: tables, each begun with [[mailbox]] in double brackets",
    ),
    ('mailbox = ["bob@us.example"]', "FILE:1: mailbox[1] is a single value; allowed: a table"),
    ("[[mailbox]]", 'FILE:1: mailbox[1].address is missing; allowed: an address, such as "bob@us.example"'),
    (
        '[[mailbox]]\naddress = "bob"',
        'FILE:2: mailbox[1].address is "bob"; allowed: an address, such as "bob@us.example"',
    ),
    (
        '[[mailbox]]\naddress = "bob@us.example"\nkind = "none"',
        'FILE:3: mailbox.bob@us.example.kind is "none"; allowed: one of personal, shared',
    ),
    (
        '[[mailbox]]\naddress = "bob@us.example"\n[[mailbox]]\naddress = "BOB@us.example"',
        "FILE:4: BOB@us.example is configured more than once; keep one of them",
    ),
    (
        '[[mailbox]]\naddress = "bob@us.example"\ninclude_folders = ["junkemail"]\nexclude_folders = ["JunkEmail"]',
        "FILE:4: mailbox.bob@us.example.exclude_folders names 'JunkEmail', which is named to be watched, too; "
        "keep one of them",
    ),
    (
        '[[mailbox]]\naddress = "bob@us.example"\npassword = "hunter2"',
        "FILE:3: mailbox.bob@us.example.password is used with exchange.access = direct only, and that is impersonation",
    ),
]


@pytest.mark.parametrize(("text", "line"), REFUSED, ids=[line[:60] for _, line in REFUSED])
def test_a_wrong_value_names_its_key_its_line_what_was_found_and_what_is_allowed(
    desk: Desk, text: str, line: str
) -> None:
    assert desk.problems(text) == [line]


UNKNOWN = [
    ("[sync]\nintervall = 1", "FILE:2: sync.intervall is not a known key; did you mean sync.interval?"),
    ("[exchang]\nscope = 1", "FILE:1: exchang is not a known key; did you mean exchange?"),
    ("workers = 1", "FILE:1: workers is not a known key; did you mean sync.workers?"),
    ("[exchange]\nworkers = 1", "FILE:2: exchange.workers is not a known key; did you mean sync.workers?"),
    (
        '[exchange]\npasword = "hunter2"',
        "FILE:2: exchange.pasword is not a known key; did you mean exchange.password?",
    ),
    (
        '[[mailbox]]\naddress = "bob@us.example"\nfolder = []',
        "FILE:3: mailbox.bob@us.example.folder is not a known key; did you mean mailbox.bob@us.example.folders?",
    ),
    ("qqq = 1", "FILE:1: qqq is not a known key"),
]


@pytest.mark.parametrize(("text", "line"), UNKNOWN, ids=[text for text, _ in UNKNOWN])
def test_an_unknown_key_is_an_error_with_the_nearest_known_one(desk: Desk, text: str, line: str) -> None:
    assert desk.problems(text) == [line]


VARIABLES = [
    (
        "DEALTRAIL_SYNC__INTERVALL",
        "5m",
        "variable DEALTRAIL_SYNC__INTERVALL: there is no such variable; did you mean DEALTRAIL_SYNC__INTERVAL?",
    ),
    (
        "DEALTRAIL_SYNC_INTERVAL",
        "5m",
        "variable DEALTRAIL_SYNC_INTERVAL: there is no such variable; did you mean DEALTRAIL_SYNC__INTERVAL?",
    ),
    (
        "DEALTRAIL_CONFG",
        "x",
        "variable DEALTRAIL_CONFG: there is no such variable; did you mean DEALTRAIL_CONFIG?",
    ),
    (
        "DEALTRAIL_EXCHANGE__PASSWORD__X",
        "hunter2",
        "variable DEALTRAIL_EXCHANGE__PASSWORD__X: there is no such variable; "
        "did you mean DEALTRAIL_EXCHANGE__PASSWORD?",
    ),
    (
        "DEALTRAIL_SYNC__WORKERS",
        "many",
        'variable DEALTRAIL_SYNC__WORKERS: sync.workers is "many"; allowed: a whole number from 1 to 64',
    ),
    (
        "DEALTRAIL_DATABASE__URL",
        "hunter2",
        f"variable DEALTRAIL_DATABASE__URL: database.url is a value that is not shown here; {DATABASE}",
    ),
    (
        "DEALTRAIL_MAILBOX",
        "bob@us.example",
        'variable DEALTRAIL_MAILBOX: this is not JSON for mailbox; allowed: a list: [{"address": "bob@us.example"}]',
    ),
    (
        "DEALTRAIL_EXCHANGE",
        "hunter2",
        'variable DEALTRAIL_EXCHANGE: this is not JSON for exchange; allowed: an object: {"key": "value"}',
    ),
]


@pytest.mark.parametrize(("name", "value", "line"), VARIABLES, ids=[name for name, _, _ in VARIABLES])
def test_a_wrong_variable_is_named(desk: Desk, name: str, value: str, line: str) -> None:
    assert desk.problems(variables={name: value}) == [line]


CREDENTIALS = [
    (
        "exchange.pasword",
        "credential exchange.pasword: this is not a known key; did you mean exchange.password?",
    ),
    ("dealtrail.nothing", "credential dealtrail.nothing: this is not a known key"),
    (
        "mailbox.bop@us.example.password",
        "credential mailbox.bop@us.example.password: this names a mailbox or key that is not configured; "
        "did you mean mailbox.bob@us.example.password?",
    ),
]


@pytest.mark.parametrize(("name", "line"), CREDENTIALS)
def test_a_credential_in_our_name_that_is_not_known_is_an_error(desk: Desk, name: str, line: str) -> None:
    desk.credential(name, "hunter2")

    text = '[exchange]\naccess = "direct"\n[[mailbox]]\naddress = "bob@us.example"'
    assert desk.problems(text) == [line]


def test_a_credential_that_is_not_text_is_an_error(desk: Desk) -> None:
    desk.credential("exchange.password", b"\xff\xfe")

    assert desk.problems() == ["credential exchange.password: this is not UTF-8 text"]


def test_a_credentials_directory_that_is_not_there_is_an_error(desk: Desk) -> None:
    assert desk.problems(variables={"CREDENTIALS_DIRECTORY": "/does/not/exist"}) == [
        "variable CREDENTIALS_DIRECTORY: the directory /does/not/exist cannot be read: No such file or directory"
    ]


def test_all_problems_are_told_at_once(desk: Desk) -> None:
    text = '[sync]\nworkers = 0\nnope = 1\n[[mailbox]]\nkind = "x"\n'

    lines = desk.problems(text, {"DEALTRAIL_LOG__LEVEL": "loud", "DEALTRAIL_NOPE": ""})

    assert sorted(lines) == sorted(
        [
            "variable DEALTRAIL_NOPE: there is no such variable",
            "FILE:2: sync.workers is 0; allowed: a whole number from 1 to 64",
            "FILE:3: sync.nope is not a known key",
            'FILE:4: mailbox[1].address is missing; allowed: an address, such as "bob@us.example"',
            'FILE:5: mailbox[1].kind is "x"; allowed: one of personal, shared',
            'variable DEALTRAIL_LOG__LEVEL: log.level is "loud"; allowed: one of debug, info, warning, error',
        ]
    )


BROKEN = [
    (b"[sync\n", "FILE: this is not valid TOML: Expected ']' at the end of a table declaration (at line 1, column 6)"),
    (b"a = 1\na = 2", "FILE: this is not valid TOML: Cannot overwrite a value (at end of document)"),
    (b"[log]\nlevel = debug", "FILE: this is not valid TOML: Invalid value (at line 2, column 9)"),
    (b"[log]\nx = '\xe9'", "FILE:2: this is not UTF-8 text; save the file as UTF-8"),
    ("[log]\n".encode("utf-16"), "FILE:1: this is not UTF-8 text; save the file as UTF-8"),
    (
        b"a = " + b"[" * 100_000,
        "FILE: this file holds values that no configuration has: nested too deeply, or too long",
    ),
    (
        b"a = " + b"9" * 10_000,
        "FILE: this file holds values that no configuration has: nested too deeply, or too long",
    ),
    (b"#" * (1024 * 1024 + 1), "FILE: this file is larger than 1 MiB; a configuration is a few lines of TOML"),
]


@pytest.mark.parametrize(("content", "line"), BROKEN, ids=[line[:50] for _, line in BROKEN])
def test_a_file_that_is_no_toml_gets_one_sentence(desk: Desk, content: bytes, line: str) -> None:
    assert desk.problems(content) == [line]


def test_a_file_that_was_named_must_exist(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"

    assert _said(missing) == f"{missing}: this file does not exist"
    assert _said(None, {"DEALTRAIL_CONFIG": str(missing)}) == (
        f"{missing}: this file, which DEALTRAIL_CONFIG names, does not exist"
    )


def test_what_is_not_a_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    assert _said(pipe) == f"{pipe}: this is not a file; name a TOML file"
    assert _said(tmp_path) == f"{tmp_path}: this is not a file; name a TOML file"


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed.toml"
    closed.write_text("")
    closed.chmod(0)
    if os.access(closed, os.R_OK):
        pytest.skip("this user may read every file")

    assert _said(closed) == f"{closed}: this file cannot be read: Permission denied"


def test_no_secret_is_in_the_traceback_of_a_wrong_configuration(desk: Desk) -> None:
    text = (
        '[exchange]\npassword = ["hunter2"]\nclient_secret = 5\npasswort = "hunter2"\n'
        '[database]\nurl = "hunter2"\n[[mailbox]]\npassword = {hunter = "hunter2"}'
    )

    with pytest.raises(ConfigError) as refused:
        desk.load(text)

    error = refused.value
    assert "hunter2" not in "".join(traceback.format_exception(error))
    assert "hunter2" not in repr(error)
    assert error.__context__ is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:p@h/x", "postgresql://u:***@h/x"),
        ("postgresql://u:p/w@rd@h/x", "postgresql://u:***@h/x"),
        ("postgresql://u@h/x", "postgresql://u@h/x"),
        ("postgresql:///x?user=u&password=p", "postgresql:///x?user=u&password=***"),
        ("sqlite:////var/x.sqlite", "sqlite:////var/x.sqlite"),
    ],
)
def test_a_urls_login_is_masked(url: str, shown: str) -> None:
    assert without_login(url) == shown


def test_what_was_found_is_shown_briefly() -> None:
    assert found("x" * 1000) == '"' + "x" * 60 + '…"'
    assert found("tab\tnew\nline") == '"tab\\tnew\\nline"'
    assert found({"a": 1}) == "a table"
    assert found(False) == "false"
    assert found(None) == "nothing"


def test_nothing_is_suggested_for_what_resembles_nothing() -> None:
    assert nearest("zzz", {"sync.interval", "log.level"}) is None


def test_without_any_file_there_is_nothing_to_complain_about() -> None:
    if Path("/etc/dealtrail").exists():
        pytest.skip("this machine has a configuration of its own")

    assert load(None, {}).file is None


def _said(path: Path | None, variables: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as refused:
        load(path, variables or {})
    return str(refused.value)
