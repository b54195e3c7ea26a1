"""Whoever follows the deltas of a calendar knows what it shows, whatever a person does meanwhile."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulator.outlook import Outlook
from simulator.soap import EwsError
from tests.simulator.graph_client import BOB, Client, a_client

AUTUMN = {"startDateTime": "2026-10-01T00:00:00Z", "endDateTime": "2026-12-01T00:00:00Z"}
RULES = ("FREQ=DAILY;COUNT=5", "FREQ=WEEKLY", "FREQ=MONTHLY;COUNT=6", "FREQ=DAILY;INTERVAL=3;UNTIL=20261220")


class Person:
    """Somebody who does this and that to a calendar, the same for the same seed."""

    def __init__(self, outlook: Outlook, seed: int) -> None:
        self._outlook = outlook
        self._chance = random.Random(seed)  # noqa: S311 - a calendar, not a secret
        self._ids: list[str] = []
        self._series: dict[str, datetime] = {}

    def act(self) -> None:
        acts: tuple[Callable[[], None], ...] = (
            *(self._appoint, self._repeat, self._edit, self._edit_occurrence),
            *(self._delete_occurrence, self._throw_away, self._there_and_back),
        )
        with suppress(EwsError, IndexError):  # there is nothing (any more) that it could be done to
            self._chance.choice(acts)()

    def _when(self) -> datetime:
        return datetime(2026, self._chance.randint(9, 12), self._chance.randint(1, 20), 8, tzinfo=UTC)

    def _appoint(self) -> None:
        self._ids.append(self._outlook.appoint("single", self._when()))

    def _repeat(self) -> None:
        start = self._when()
        self._ids.append(self._outlook.appoint("series", start, rule=self._chance.choice(RULES)))
        self._series[self._ids[-1]] = start

    def _edit(self) -> None:
        own = self._chance.choice(self._ids)
        start = None if own in self._series else self._when()
        self._outlook.edit_appointment(own, subject=self._chance.choice("abc"), start=start)

    def _occurrence(self) -> tuple[str, datetime]:
        own = self._chance.choice(list(self._series))
        master = self._outlook._item(own)
        if master.series is None:
            raise IndexError
        starts = itertools.islice(master.series.pattern.starts(self._series[own], master.series.zone), 12)
        start = self._chance.choice(list(starts))
        return self._outlook.occurrence(own, start), start

    def _edit_occurrence(self) -> None:
        own, start = self._occurrence()
        later = timedelta(days=self._chance.choice((0, 1, 40)))
        self._outlook.edit_appointment(own, subject=self._chance.choice("xyz"), start=start + later)

    def _delete_occurrence(self) -> None:
        self._outlook.delete(self._occurrence()[0])

    def _throw_away(self) -> None:
        own = self._chance.choice(self._ids)
        self._outlook.delete(own)
        self._ids.remove(own)
        self._series.pop(own, None)

    def _there_and_back(self) -> None:
        own = self._chance.choice([one for one in self._ids if one not in self._series])
        self._ids.remove(own)
        self._ids.append(self._outlook.move(self._outlook.move(own, "deleteditems"), "calendar"))


class Follower:
    """What a client knows that merges what a delta tells."""

    def __init__(self, client: Client, path: str, **options: str) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self._client = client
        self._link = ""
        self._first: tuple[str, dict[str, str]] = path, options

    def follow(self) -> None:
        path, options = (self._link, dict[str, str]()) if self._link else self._first
        rows, self._link = self._client.pages(path, prefer=("odata.maxpagesize=4",), **options)
        for row in rows:
            if "@removed" in row:
                self.known.pop(row["id"], None)
            else:
                self.known[row["id"]] = self.known.get(row["id"], {}) | row


def seen(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Begin, kind, and of what has one of its own, the subject."""
    return {
        row["id"]: (row["start"]["dateTime"], row["type"], None if row["type"] == "occurrence" else row["subject"])
        for row in rows
    }


@pytest.mark.parametrize(
    "quirks",
    [
        {},
        {"replays": True},
        {"empty_pages": True},
        {"updates": "changed"},
        {"lags": True},
        {"views_without_masters": True},
    ],
    ids=str,
)
def test_whoever_follows_the_deltas_knows_what_is_there(quirks: dict[str, Any]):
    with a_client(**quirks) as client:
        view, events = Follower(client, "/calendarView/delta", **AUTUMN), Follower(client, "/events/delta")
        person = Person(client.simulator.outlook(BOB), seed=len(str(quirks)))

        for number in range(25):
            person.act()
            if number % 3 == 0:
                view.follow()
                events.follow()
        for _ in range(2):  # the second for what lagged
            view.follow()
            events.follow()

        shown, _ = client.pages("/calendarView", prefer=("odata.maxpagesize=500",), **AUTUMN)
        listed, _ = client.pages("/events")
        assert seen([row for row in view.known.values() if row["type"] != "seriesMaster"]) == seen(shown)
        assert seen([row for row in events.known.values() if row["type"] != "exception"]) == seen(listed)
