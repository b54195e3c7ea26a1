"""No secret leaves the process that works with it: all is run, well and badly, and what is left is searched."""

from __future__ import annotations

import shlex
import signal
import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import httpx2
import psycopg
import pytest
from psycopg import sql

from config.settings import load
from daemon import bootstrap
from daemon.web import Desk
from store.database import open_store
from tests.databases import a_file
from tests.service.process import Daemon, dealtrail, typed
from tests.service.secrets.firm import JOE, Firm, a_mark, marked
from tests.service.secrets.marks import files_below, leaks
from tests.service.site import BOB, EVE, SERVICE
from tests.web.oidc.tab import Tab

PAGES = (
    "/", "/opportunities", "/opportunities/1", "/contacts/1", "/audit", "/review", "/mailboxes", "/me",
    "/settings/users", "/settings/tokens", "/settings/webhooks", "/settings/webhooks/1", "/api", "/nowhere",
    "/api/v1/openapi.json",
)  # fmt: skip
COMMANDS = (
    "status --json", "doctor", "config show --json", "webhook list --json", "audit --json", "run --once --json",
    "nonsense",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Firm]:
    is_file = request.param == "sqlite"
    url = a_file(tmp_path / "dealtrail.sqlite") if is_file else str(request.getfixturevalue("postgres_url"))
    with marked(tmp_path, url) as made:
        yield made


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    with marked(tmp_path, a_file(tmp_path / "dealtrail.sqlite")) as made:
        yield made


def run(firm: Firm, *lines: str) -> dict[str, bytes]:
    """Everything that commands say."""
    typed_in = typed(firm.config, lines, **firm.environment())
    return {line: f"{ended.out}{ended.err}".encode() for line, ended in typed_in.items()}


def of_process(process: Daemon) -> dict[str, bytes]:
    """What others see of it while it runs."""
    place = Path("/proc", str(process.process.pid))
    return {f"/proc: {name}": (place / name).read_bytes() for name in ("cmdline", "environ")}


def crashed(process: Daemon) -> bytes:
    """All that it said, and what it says when it is killed by what writes where each thread is."""
    process.process.send_signal(signal.SIGABRT)
    process.wait()
    said = process.out + "".join(process.lines)
    assert "Fatal Python error: Aborted" in said
    return said.encode()


def rows(url: str) -> bytes:
    """Every row of every table."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            names = connection.execute(tables).fetchall()
            asked = [f'SELECT * FROM "{name}"' for (name,) in names]  # noqa: S608  # the database's own names
            return "\n".join(str(connection.execute(one).fetchall()) for one in asked).encode()
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        asked = [sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)) for (name,) in names]
        return "\n".join(str(connection.execute(one).fetchall()) for one in asked).encode()


def test_a_day_at_work_leaves_no_secret_anywhere(either: Firm) -> None:
    firm = either
    left: dict[str, bytes] = {}
    with dealtrail(firm.config, "run", **firm.environment()) as daemon:
        for address in (BOB, EVE, JOE):
            daemon.logs("turn done", mailbox=address)
        left |= of_process(daemon) | health(firm)
        left["a crash of the daemon"] = crashed(daemon)
    with dealtrail(firm.config, "web", **firm.environment()) as server:
        server.logs("serving pages")
        left |= visited(firm) | of_process(server)
        left["a crash of the pages"] = crashed(server)
    copy, table = (shlex.quote(str(firm.folder / name)) for name in ("copy", "table.csv"))
    left |= run(firm, *COMMANDS, f"backup {copy}", f"export opportunities {table}")
    left |= dict(files_below(firm.folder, *firm.written)) | {"the database": rows(firm.url)}

    assert (firm.folder / "table.csv").exists()
    secrets = firm.marks | firm.tokens()
    assert len(secrets) >= 18
    assert len(firm.provider.given) == 3  # the code, the access token and the ID token
    assert all(left[words] for words in COMMANDS)
    assert b"200 seats" in left["the database"]
    assert b"200 seats" in left["page /opportunities/1"]
    assert leaks(secrets, left) == []


def health(firm: Firm) -> dict[str, bytes]:
    found = {}
    for path in ("/healthz", "/readyz", "/metrics"):
        with closing(HTTPConnection("localhost", timeout=30)) as connection:
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.connect(str(firm.folder / "health"))
            connection.request("GET", path)
            found[path] = connection.getresponse().read()
    return found


def visited(firm: Firm) -> dict[str, bytes]:
    """What people and programs are shown, who come in by each of the ways."""
    found = {}
    with httpx2.Client(base_url=firm.pages, timeout=30, follow_redirects=False) as browser:
        answer = Tab(browser).sign_in()
        assert answer.status_code < 400, answer.text
        [session] = [value for name, value in browser.cookies.items() if name.endswith("dealtrail")]
        firm.marks["session by the provider"] = session
        for path in PAGES:
            answer = browser.get(path)
            found[f"page {path}"] = answer.content
            found[f"headers of {path}"] = str(answer.headers).encode()
    with httpx2.Client(base_url=firm.pages, timeout=30) as stranger:
        key, token = firm.marks["key of an invitation"], firm.marks["token of a program"]
        assert stranger.get(f"/invite/{key}").status_code == 200
        stranger.get(f"/invite/{key}x")
        for login in (f"Bearer {token}", f"Bearer {token}x", f"Basic {token}"):
            answer = stranger.get("/api/v1/opportunities", headers={"authorization": login})
            found[f"{login[:8]} {answer.status_code} {len(found)}"] = answer.content + str(answer.headers).encode()
        found["a strange session"] = stranger.get("/me", headers={"cookie": f"dealtrail={session}x"}).content
    return found


# --- what goes wrong --------------------------------------------------------------------------------------------------


def _another_password(firm: Firm) -> None:
    firm.simulator.add_account(SERVICE, "another")


def _another_secret(firm: Firm) -> None:
    from tests.service.cli.mailboxes import CLIENT, TENANT

    firm.simulator.add_application(TENANT, CLIENT, "another")


def _strange_authority(firm: Firm) -> None:
    import trustme

    trustme.CA().cert_pem.write_to_path(str(firm.authority))


def _no_file(firm: Firm) -> None:
    firm.configure(url=f"{firm.url}.gone")


def _no_server(firm: Firm) -> None:
    firm.marks["password of the database"] = password = a_mark("database")
    firm.configure(url=f"postgresql://bob:{quote(password, safe='')}@127.0.0.1:1/name?sslpassword=mark-in-a-query-77")
    firm.marks["secret in the query"] = "mark-in-a-query-77"


def _wrong_key(firm: Firm) -> None:
    with firm.config.open("a") as file:
        file.write("[exchange2]\n")
    firm.give(exchange__passwort=firm.marks["password"])


def _short_key(firm: Firm) -> None:
    firm.marks["a short key"] = "mark-short-77"
    firm.give(webhooks__key="mark-short-77")


WRONG: Mapping[str, Callable[[Firm], None]] = {
    "a refused login": _another_password,
    "a refused application": _another_secret,
    "a strange certificate": _strange_authority,
    "no file": _no_file,
    "no server of the database": _no_server,
    "keys that are none": _wrong_key,
    "a value that is not allowed": _short_key,
}


@pytest.mark.sampled(one_in=len(WRONG))
@pytest.mark.parametrize("what", WRONG)
def test_what_goes_wrong_is_said_without_a_secret(firm: Firm, what: str) -> None:
    WRONG[what](firm)

    left = run(firm, "run --once", "doctor", "config show", "user list")

    assert all(left.values())
    assert b"Traceback" not in b"".join(left.values())
    assert leaks(firm.marks | firm.tokens(), left | dict(files_below(firm.folder, *firm.written))) == []


def test_what_the_parts_are_called_in_a_debugger_tells_no_secret(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(firm.credentials))
    loaded = load(firm.config)
    settings = loaded.settings

    with closing(open_store(firm.url)) as store:
        parts = [loaded, settings, bootstrap.server(settings, BOB), bootstrap.graph_server(settings, "cloud")]
        parts += [
            bootstrap.graph_server(settings, "abroad"),
            bootstrap.keys(settings),
            bootstrap.poster(settings),
            bootstrap.sender(settings),
            store,
        ]
        parts += [bootstrap.context(settings, store), Desk(settings, store, bootstrap.now)]
        left = {type(part).__name__: f"{part!r} {part}".encode() for part in parts}
        left["as JSON"] = settings.model_dump_json().encode()

    assert leaks(firm.marks, left) == []
