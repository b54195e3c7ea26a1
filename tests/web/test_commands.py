"""What the command line does has its place in the browser, or a reason to stay at the shell."""

from __future__ import annotations

from daemon.cli.app import app
from daemon.cli.reference import commands
from tests.web.commands import PAGES, SHELL
from tests.web.routes import ROUTES


def known() -> set[str]:
    """All commands that do something, by the words that call them."""
    return {" ".join(path) for path, command in commands(app) if command.default_command is not None}


def test_every_command_has_a_page_or_a_reason():
    assert PAGES.keys() | SHELL.keys() == known()
    assert PAGES.keys() & SHELL.keys() == set()


def test_every_page_of_a_command_is_there():
    there = {f"{one.method} {one.path}" for one in ROUTES}
    assert {place for places in PAGES.values() for place in places} - there == set()
    assert all(PAGES.values())
    assert all(SHELL.values())
