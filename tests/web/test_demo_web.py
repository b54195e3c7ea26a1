"""The demo's firm in a real browser: served by a real process, beside the servers and the daemon, until Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from config.settings import load
from config.web_sections import WebSettings
from daemon.demo.browsing import reserved
from daemon.demo.letters import KARI, QUESTIONS
from daemon.demo.stage import prepare
from daemon.web.welcome import Welcome, is_loopback
from simulator.control import Control
from store.database import open_store
from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds; the story takes about ten
SECONDS = 1_000  # of them in one, for Playwright


@dataclass
class Demo:
    """A running `dealtrail demo --web`, as a terminal has it: in a process group of its own."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def until(self, text: str) -> str:
        """Wait for a line with this text."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)
            if text in line:
                return line
        raise AssertionError(f"ended with {self.process.wait(PATIENCE)} before it said {text!r}: {self.said}")

    def interrupt(self) -> int:
        """Ctrl-C at the terminal."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(PATIENCE)


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "daemon.cli.main", "demo", str(folder), *words]


def typed(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


@contextmanager
def demo(folder: Path, *words: str) -> Iterator[Demo]:
    with subprocess.Popen(
        command(folder, *words),
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield Demo(process)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(PATIENCE)


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Shown:
    """A firm that is served: the story was told in the folder of another one, on a database that is named."""

    folder: Path
    port: int
    database: str
    demo: Demo
    link: str
    control: str


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer) -> Iterator[Shown]:
    """Told once for all tests of this; the last of them ends it."""
    folder, port = prepare(tmp_path_factory.mktemp("shown") / "story"), a_free_port()
    (folder / "mail").mkdir()
    (folder / "mail" / "left over.txt").write_text("from the last time")
    with (
        postgres_server.database(migrated=False) as url,
        demo(folder, "--database", url, "--web", "--port", str(port)) as running,
    ):
        running.until("As Kari Nilsen")
        link = running.until("/welcome/").strip()
        found = re.search(r"(https://\S+)/control", running.until("curl --cacert"))
        running.until("made anew")
        assert found
        yield Shown(folder, port, url, running, link, found[0])


def test_it_comes_out_on_an_empty_database_that_is_named_and_on_no_other(shown: Shown, tmp_path: Path) -> None:
    again = typed(command(tmp_path / "story", "--database", shown.database))
    with closing(open_store(shown.database)) as store, store.read() as unit:
        history = [line.subject for line in unit.opportunities.history(1)]

    assert "✓ nothing was sent to anybody: the servers' own record is empty\n" in shown.demo.said
    assert "✓ and so they did for Jonas, who moved his in To Do\n" in shown.demo.said
    assert QUESTIONS.subject in history
    assert not list(shown.folder.glob("*.sqlite"))
    assert again.returncode == 1
    assert again.stderr == "dealtrail: the database has records already; name an empty one for the demo\n"


def test_it_is_configured_as_a_firm_that_sells_in_kroner_and_lets_owners_do_all(shown: Shown) -> None:
    settings = load(shown.folder / "config.toml").settings
    with closing(open_store(shown.database)) as store, store.read() as unit:
        sold_in = {unit.opportunities.get(number).currency for number in range(1, 17)}

    assert sold_in == {settings.records.currency} == {"NOK"}
    assert settings.webhooks.key  # an owner who looks around can register one


def test_told_again_in_the_same_folder_nothing_is_left_over(shown: Shown) -> None:
    assert (shown.folder / "mail").is_dir()
    assert not (shown.folder / "mail" / "left over.txt").exists()


def test_what_arrives_in_outlook_shows_in_the_open_page_until_ctrl_c(shown: Shown, browser: Browser) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(shown.link)
    page.goto(f"http://localhost:{shown.port}/opportunities/1/history")
    expect(page.get_by_text("Floor plan, second floor").first).to_be_visible()
    outlook = Control(shown.control, shown.folder / "simulator-ca.pem").outlook(KARI)
    outlook.deliver_mail("Ann Lee <ann.lee@fabrikam.example>", "We take them", "200 desks.")
    expect(page.get_by_text("We take them").first).to_be_visible(timeout=PATIENCE * SECONDS)

    assert httpx2.get(shown.link, timeout=PATIENCE).status_code == 410
    taken = typed(command(shown.folder, "--web", "--port", str(shown.port)))
    assert (taken.returncode, taken.stdout) == (1, "")
    assert f"port {shown.port} is taken by another program" in taken.stderr
    assert (shown.folder / "config.toml").exists()

    page.context.close()
    assert shown.demo.interrupt() == 0
    assert shown.demo.process.stdout
    assert shown.demo.process.stdout.read().endswith("Ended.\n")
    with closing(reserved(f"127.0.0.1:{shown.port}")):
        pass  # it is free for the next one


@pytest.mark.parametrize(
    ("listen", "url"),
    [
        ("127.0.0.1:8480", "https://crm.us.example"),
        ("127.0.0.1:8480", "https://localhost.us.example"),
        ("192.0.2.7:8480", ""),
        ("0.0.0.0:8480", "http://localhost:8480"),
        ("[::]:8480", ""),
    ],
)
def test_nobody_is_signed_in_by_a_link_where_others_come(listen: str, url: str) -> None:
    with pytest.raises(ValueError, match="is for this machine alone"):
        Welcome(WebSettings(listen=listen, url=url))


@pytest.mark.parametrize("web", [WebSettings(), WebSettings(listen="[::1]:8480", url="http://localhost:8480")])
def test_a_link_signs_in_once(web: WebSettings) -> None:
    links = Welcome(web)
    key = links.link(7).rpartition("/")[2]

    assert links.taken("guessed") is None
    assert [links.taken(key), links.taken(key)] == [7, None]


@pytest.mark.parametrize(
    ("host", "is_own"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", False), ("10.0.0.1", False), ("", False), ("a", False)],
)
def test_only_this_machine_itself_is_this_machine(host: str, is_own: bool) -> None:
    assert is_loopback(host) is is_own
