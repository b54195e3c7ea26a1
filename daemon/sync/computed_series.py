"""Occurrences that a server does not list, computed from the rules of their series.

A view of a calendar shows what series consist of. On some servers it shows the series themselves, or nothing of them,
or only what was changed. What is missing is made of the master: as if the server had listed it, under an id of ours,
and known by the same identity, so that it is the same item if the server lists it one day, or did until yesterday.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from connectors.mailbox import COMPUTED, Appointment, AppointmentKind, Listed, Modified, Series, is_computed
from connectors.recurrence import end_of, starts
from daemon.link import Facts, Linkable, occurrence_identity, series_identity
from store.values import KnownItem, OccurrenceCopy

INSIDE = timedelta(days=1)  # from the edges of the stretch: what is there by the rule, a view that expands would show
HOUR = timedelta(hours=1)
MOVED = timedelta(days=400)  # an occurrence may be as far from where it was planned


@dataclass(frozen=True, slots=True)
class Planned:
    """An occurrence as the rule of its series has it, or as the master says that it was changed."""

    series: str
    original: datetime
    start: datetime
    end: datetime
    kind: AppointmentKind = AppointmentKind.OCCURRENCE

    @property
    def identity(self) -> str:
        return occurrence_identity(self.series, self.original)

    def out_of(self, master: Appointment, item_id: str, change_key: str) -> Appointment:
        """The occurrence as it stands, made of its master."""
        return replace(
            master,
            item_id=item_id,
            change_key=change_key,
            kind=self.kind,
            start=self.start,
            end=self.end,
            original_start=self.original,
            deleted_occurrences=(),
        )

    def as_read(self, exception: Appointment) -> Appointment:
        """What was changed, as its server gives it by itself."""
        original = exception.original_start or self.original
        return replace(exception, kind=AppointmentKind.EXCEPTION, original_start=original)


@dataclass(slots=True)
class Computed:
    """What became of the series that a view does not expand."""

    series: set[str] = field(default_factory=set)  # those that were computed
    certain: frozenset[str] = frozenset()  # those that the server shows as series
    refused: str = ""  # why there is no view at all
    astray: frozenset[str] = frozenset()  # those that it lists, and has nothing of what it lists of them
    untold: set[str] = field(default_factory=set)  # of which nobody knows when they take place
    vague: set[str] = field(default_factory=set)  # computed, and perhaps an hour off: nobody knows their time zone
    planned: dict[str, Planned] = field(default_factory=dict)  # by id: ours, or on the server
    expected: set[str] = field(default_factory=set)  # identities of what takes place, listed or not
    deleted: dict[str, frozenset[str]] = field(default_factory=dict)  # identities told as deleted, by series

    def keeps(self, copy: OccurrenceCopy) -> bool:
        """Whether a copy that is not shown is no loss, because its series is not shown as a whole."""
        if copy.identity in self.deleted.get(copy.series, ()):
            return False
        return copy.series in self.untold | self.vague or (
            copy.series in self.series and copy.identity in self.expected
        )

    def words(self) -> str:
        """What is to be said of what was computed; "" where nothing was."""
        if not self.series:
            return ""
        count = "1 series is" if len(self.series) == 1 else f"{len(self.series)} series are"
        told = f"{self._not_listed()}: the occurrences of {count} computed from the rule"
        vague = len(self.vague & self.series)
        return f"{told}; of {vague} the time zone is not known, and the mailbox's is taken" if vague else told

    def _not_listed(self) -> str:
        if self.astray:
            return "the server lists, and does not have, what series consist of"
        return f"the server does not list what series consist of{f' ({self.refused})' if self.refused else ''}"

    def untold_words(self) -> str:
        """What is to be said of what could not be computed."""
        count = len(self.untold & self.certain)
        if not count:
            return ""
        told = f"{self._not_listed()}, and gives no rule that is understood"
        return f"{told}: the occurrences of {count} series are not recorded; report the server's product"


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Series whose occurrences a view does not show: certainly, because it shows them as series, or perhaps."""

    certain: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.certain or self.possible)


def unlisted(view: Iterable[Listed], masters: Mapping[str, str], lost: Iterable[OccurrenceCopy]) -> Unlisted:
    """Which of the known series (server ids by identity) the view leaves out.

    A view that shows no regular occurrence at all may be one of none, and one that shows one of each series may be of
    the first of each; a series of which all that was known is gone at once, and nothing else is shown, may be there.
    """
    names = {server_id: name for name, server_id in masters.items()}
    certain, occurring, visible, is_listing = set[str](), set[str](), set[str](), False
    for one in view:
        name = series_identity(one.identity)
        if one.kind is AppointmentKind.MASTER or one.item_id in names:
            certain.add(names.get(one.item_id, name))
            continue
        visible.add(name)
        if one.kind is not AppointmentKind.EXCEPTION:
            is_listing = is_listing or (name in occurring and name in masters)
            occurring.add(name)
    known = masters.keys()
    if certain & known:
        return Unlisted(frozenset((known - occurring) | (certain & known)))
    if not is_listing:
        return Unlisted(possible=frozenset(known))
    return Unlisted(possible=frozenset((known - visible) & {copy.series for copy in lost}))


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that is looked at, in a folder, by somebody in this zone."""

    folder_id: int
    start: datetime
    end: datetime
    zone: tzinfo


def compute(
    found: Unlisted,
    told: Mapping[str, Series | None],
    window: Window,
    known: Iterable[OccurrenceCopy],
    view: Iterable[Listed] = (),
) -> Computed:
    """What takes place of these series, by what their masters tell; not of those that the view may well show whole."""
    result, held = Computed(certain=found.certain), {copy.identity for copy in known}
    shown = {(series_identity(one.identity), one.at) for one in view if one.kind is not AppointmentKind.EXCEPTION}
    for name, series in told.items():
        if series is None:
            continue
        result.deleted[name] = frozenset(occurrence_identity(name, start) for start in series.deleted)
        if series.rule is None or series.start is None:
            result.untold.add(name)
            continue
        is_certain = name in found.certain
        regular = list(_regular(name, series, window, held))
        changed = list(_changed(name, series.modified))
        missing = [one for one in (*regular, *changed) if (name, one.start) not in shown]
        if is_certain or any(_is_well_inside(one, window) for one in missing):
            result.series.add(name)
            if series.zone is None:
                result.vague.add(name)
            result.expected |= {one.identity for one in (*regular, *changed)}
            for one in regular:
                if _is_inside(one, window):
                    result.planned[f"{COMPUTED}{window.folder_id}:{one.identity}"] = one
            for one, change in zip(changed, series.modified, strict=True):
                if _is_inside(one, window):
                    result.planned[change.item_id or f"{COMPUTED}{window.folder_id}:{one.identity}"] = one
    return result


def listings(
    computed: Computed, told: Mapping[str, Series | None], view: Sequence[Listed], without: Collection[str]
) -> Iterator[Listed]:
    """What the view should have shown beside what it shows; without what is there by these identities."""
    shown = {one.item_id for one in view}
    names = {series.item_id for series in told.values() if series}
    regular = [one for one in view if one.kind in (AppointmentKind.OCCURRENCE, None) and one.item_id not in names]
    times = {(series_identity(one.identity), one.at) for one in regular}
    for item_id, one in computed.planned.items():
        series = told[one.series]
        if series is None or item_id in shown or one.identity in without:
            continue
        if one.kind is AppointmentKind.OCCURRENCE and (one.series, one.start) in times:
            continue
        keys = {change.item_id: change.change_key for change in series.modified}
        yield Listed(item_id, keys.get(item_id) or series.change_key, one.series, one.start, one.kind)


def as_it_was(item: Linkable, facts: Facts, known: KnownItem | None) -> Facts:
    """What an occurrence that we made shows: its user may have categories on it of which its master knows nothing."""
    if not is_computed(item.item_id):
        return facts
    return replace(facts, named=known.pointer.named if known and known.pointer else (), categories=())


def _regular(name: str, series: Series, window: Window, held: Collection[str]) -> Iterator[Planned]:
    """What the rule says from some time before the stretch on, without what was deleted or changed."""
    if series.rule is None or series.start is None:
        return
    first, end = series.start, max(series.end or series.start, series.start)
    zone = series.zone or window.zone
    others = series.deleted | {one.original_start for one in series.modified}
    since = window.start - (end - first) - MOVED
    for start in starts(series.rule, first, zone, window.end):
        if start < since:
            continue
        # In a zone that nobody knows, what was listed before tells when it really is.
        shifts = (timedelta(), HOUR, -HOUR) if series.zone is None else ()
        at = next((start + by for by in shifts if occurrence_identity(name, start + by) in held), start)
        if at not in others:
            yield Planned(name, at, at, end_of(at, first, end, zone))


def _changed(name: str, modified: Iterable[Modified]) -> Iterator[Planned]:
    for one in modified:
        end = one.end if one.end is not None and one.end > one.start else one.start
        yield Planned(name, one.original_start, one.start, end, AppointmentKind.EXCEPTION)


def _is_inside(one: Planned, window: Window) -> bool:
    return one.start < window.end and max(one.end, one.start + timedelta(minutes=1)) > window.start


def _is_well_inside(one: Planned, window: Window) -> bool:
    return window.start + INSIDE < one.start and one.end < window.end - INSIDE
