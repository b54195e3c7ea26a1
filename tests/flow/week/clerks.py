"""What clerks do about their opportunities: by commands, and on the pages that a browser shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import datetime
from io import StringIO
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import httpx2

from daemon.cli.main import main
from tests.flow.week.clock import SharedClock
from tests.flow.week.deal import Deal
from tests.web import site as web

ZONE = ZoneInfo("Europe/Oslo")
SEE_OTHER, CONFLICT = 303, 409
TIMES = 5  # that a form is filled, whatever comes between


class Clerks:
    """Each is the owner of an opportunity; where they act is by chance. What they are refused fails."""

    def __init__(self, config: Path, clock: SharedClock, pages: web.Site, random: Random) -> None:
        self._config, self._clock, self._pages, self._random = config, clock, pages, random

    def remind(self, deal: Deal, at: datetime | None) -> None:
        """None: of nothing any more."""
        typed = f"{at.astimezone(ZONE):%Y-%m-%dT%H:%M}" if at else ""
        if self._is_at_a_page():
            self._change(deal, reminder=typed)
        else:
            self._command(deal, "opportunity", "remind", f"OPP-{deal.number}", *([typed] if typed else ["--off"]))

    def comment(self, deal: Deal, text: str) -> None:
        if self._is_at_a_page():
            self._send(deal, "comments", {"text": text})
        else:
            self._command(deal, "opportunity", "comment", f"OPP-{deal.number}", text)

    def note(self, deal: Deal, text: str) -> None:
        """A business note in the opportunity's history."""
        self._command(deal, "note", "add", text, "--opportunity", f"OPP-{deal.number}")

    def look(self, deal: Deal) -> None:
        """At pages on which much of it is told."""
        with self._pages.as_(_name(deal)) as browser:
            for path in ("/day", f"/opportunities/{deal.number}", "/mailboxes", "/agenda"):
                browser.get(path).raise_for_status()

    def _is_at_a_page(self) -> bool:
        return self._random.random() < 0.5

    def _change(self, deal: Deal, **fields: str) -> None:
        """As the form is filled when it is opened, but for these.

        What the service takes over from Outlook meanwhile is told, as both have changed it: then it is filled again.
        """
        for _ in range(TIMES):
            with self._pages.as_(_name(deal)) as browser:
                page = browser.get(f"/opportunities/{deal.number}/edit").raise_for_status().text
            answer = self._sent(deal, "edit", web.fields_of(page) | fields)
            if answer.status_code != CONFLICT:
                break
        assert answer.status_code == SEE_OTHER, answer.text

    def _send(self, deal: Deal, where: str, form: dict[str, str]) -> None:
        answer = self._sent(deal, where, form)
        assert answer.status_code == SEE_OTHER, answer.text

    def _sent(self, deal: Deal, where: str, form: dict[str, str]) -> httpx2.Response:
        with self._pages.as_(_name(deal)) as browser:
            return browser.post(f"/opportunities/{deal.number}/{where}", data=form)

    def _command(self, deal: Deal, *words: str) -> None:
        said = StringIO()
        with redirect_stdout(said):
            code = main(["--config", str(self._config), "--as", deal.owner, *words], self._clock)
        assert code == 0, said.getvalue()


def _name(deal: Deal) -> str:
    return deal.owner.partition("@")[0]


@contextmanager
def at_work(folder: Path, config: Path, url: str, clock: SharedClock, random: Random) -> Iterator[Clerks]:
    """On this database, with the service's configuration; the pages have one of their own."""
    place = folder / "web"
    place.mkdir()
    with web.serving(place, url, clock=clock) as pages:
        yield Clerks(config, clock, pages, random)
