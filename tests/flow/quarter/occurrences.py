"""What series consist of, as far as it is history: each occurrence that is past or changed, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.flow.quarter.log import Copy, Item, Log, Series

AHEAD = timedelta(days=30)  # how far ahead of now series are looked at


class Occurrences:
    def __init__(self, log: Log) -> None:
        self._log = log
        self.items: dict[str, Item] = {}  # by what they are known as
        self.called_off: set[Item] = set()  # deleted by themselves, wherever they were

    def look(self, now: datetime) -> None:
        """What became of them since they were last looked at."""
        for series in self._log.series:
            for original in series.starts(now + AHEAD):
                self._look_at(series, original, now)

    def _look_at(self, series: Series, original: datetime, now: datetime) -> None:
        at, identity = series.changed.get(original, original), known_as(series, original)
        masters = {copy.mailbox: copy for copy in series.master.copies}
        there = [mailbox for mailbox, copy in masters.items() if series.has(copy, original)]
        item = self.items.get(identity)
        if item is None:
            is_history = original in series.changed or at + series.length <= now
            if not there or not is_history:
                return
            people, of = series.master.people, (series.master.identity,)
            item = Item(identity, "occurrence", at, series.master.subject, people, answers=of)
            self.items[identity] = item
        known = [copy.mailbox for copy in item.copies]
        item.copies += [Copy(mailbox, "", masters[mailbox].folder) for mailbox in there if mailbox not in known]
        lost = [copy for copy in item.copies if copy.is_watched and copy.mailbox not in there]
        for copy in lost:
            copy.folder = ""
        if there:
            item.at = at
        elif any(original in series.deleted_at(masters[copy.mailbox]) for copy in lost):
            self.called_off.add(item)


def known_as(series: Series, original: datetime) -> str:
    """An occurrence is its series and when it was planned."""
    return f"{series.master.identity} {original:%Y%m%dT%H%M%SZ}"
