"""What a command loads of the libraries for Microsoft 365: nothing, unless mail there is read."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.service.cli.line import ROOT, CommandLine

OF_GRAPH = {"msal", "httpx2", "msgspec"}
CLOUD = """
[server.cloud]
kind = "graph"
tenant_id = "us.example"
client_id = "dealtrail"
client_secret = "a-secret"
[[mailbox]]
address = "bob@us.example"
"""


def loaded(line: CommandLine, words: str) -> set[str]:
    """All modules that the command has loaded at its end, in a process of its own."""
    program = (
        "import sys; from daemon.cli.main import main; "
        f"code = main({[*words.split(), '--config', str(line.config)]!r}); "
        "print('loaded:', *sys.modules, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.partition("loaded:")[2].split())


@pytest.mark.parametrize("words", ["opportunity list", "run --once"])
def test_with_mailboxes_on_exchange_nothing_for_microsoft_365_is_loaded(connected: CommandLine, words: str) -> None:
    modules = loaded(connected, words)

    assert "daemon.cli.main" in modules
    assert OF_GRAPH & modules == set()


def test_records_are_listed_without_it_where_mailboxes_are_in_microsoft_365(office: CommandLine) -> None:
    office.configure(CLOUD)

    modules = loaded(office, "opportunity list")

    assert "daemon.cli.main" in modules
    assert OF_GRAPH & modules == set()
