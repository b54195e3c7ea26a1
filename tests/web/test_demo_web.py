"""The demo's firm in a real browser: served by a real process, beside the servers and the daemon, until Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from config.web_sections import WebSettings
from daemon.demo.letters import KARI
from daemon.web.welcome import Welcome, is_loopback
from simulator.control import Control

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


@contextmanager
def demo(folder: Path, port: int) -> Iterator[Demo]:
    command = [sys.executable, "-m", "daemon.cli.main", "demo", str(folder), "--web", "--port", str(port)]
    with subprocess.Popen(
        command,
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


def test_what_arrives_in_outlook_shows_in_the_open_page_until_ctrl_c(tmp_path: Path, browser: Browser) -> None:
    folder, port = tmp_path / "story", a_free_port()
    with demo(folder, port) as running:
        running.until("As Kari Nilsen")
        link = running.until("/welcome/").strip()
        curl = running.until("curl --cacert")
        running.until("made anew")
        page = browser.new_context(locale="en-GB").new_page()
        page.goto(link)
        page.goto(f"http://localhost:{port}/opportunities/1/history")
        expect(page.get_by_text("Floor plan, second floor").first).to_be_visible()
        control = re.search(r"(https://\S+)/control", curl)
        assert control
        outlook = Control(control[1] + "/control", folder / "simulator-ca.pem").outlook(KARI)
        outlook.deliver_mail("Ann Lee <ann.lee@fabrikam.example>", "We take them", "200 desks.")
        expect(page.get_by_text("We take them").first).to_be_visible(timeout=PATIENCE * SECONDS)

        assert httpx2.get(link, timeout=PATIENCE).status_code == 410
        taken = subprocess.run(running.process.args, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (taken.returncode, taken.stdout) == (1, "")
        assert f"port {port} is taken by another program" in taken.stderr
        assert (folder / "config.toml").exists()

        page.context.close()
        assert running.interrupt() == 0
        assert running.process.stdout
        assert running.process.stdout.read().endswith("Ended.\n")
    with demo(folder, port) as again:
        again.until("1. The records, typed in")  # the port is free, and the folder taken


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
