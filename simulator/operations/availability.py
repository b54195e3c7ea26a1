"""GetUserAvailability: when people are free, as clients ask before they plan a meeting."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from lxml import etree

from simulator.call import Call
from simulator.mailboxes.items import Item
from simulator.mailboxes.series import in_window
from simulator.operations.registry import operation
from simulator.soap import EwsError, SoapFault
from simulator.xml import M, T, escape, leaf, moment

_WIDEST = timedelta(days=62)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BUSY = {"Free": "0", "Tentative": "1", "Busy": "2", "OOF": "3", "WorkingElsewhere": "4"}

Offset = Callable[[datetime], timedelta]  # what to add to a local time to have UTC


@operation("GetUserAvailabilityRequest")
def get_user_availability(call: Call) -> str:
    options = call.element.find(f"{T}FreeBusyViewOptions")
    if options is None:
        raise SoapFault("ErrorInvalidFreeBusyViewType", "This server tells free and busy times only.")
    bias = _offset(call.element.find(f"{T}TimeZone"))
    first, last = (
        datetime.fromisoformat(options.findtext(f"{T}TimeWindow/{T}{name}") or "").replace(tzinfo=None)
        for name in ("StartTime", "EndTime")
    )
    interval = timedelta(minutes=int(options.findtext(f"{T}MergedFreeBusyIntervalInMinutes") or "30"))
    wanted = (options.findtext(f"{T}RequestedView") or "FreeBusy").split()[-1]

    def view(address: str) -> str:
        mailbox = call.organization.mailbox(address)
        if mailbox is None:
            raise EwsError("ErrorMailRecipientNotFound", "The recipient could not be found.")
        if last <= first:
            raise EwsError("ErrorInvalidTimeInterval", "The time window ends before it starts.")
        if last - first > _WIDEST:
            raise EwsError("ErrorTimeIntervalTooBig", "The time window is too wide.")
        start, end = ((at + bias(at)).replace(tzinfo=UTC) for at in (first, last))
        calendar = mailbox.folder("calendar")
        items = [one for item in calendar.items.values() for one in in_window(mailbox, item, start, end)]
        items.sort(key=lambda item: item.get("Start"))
        merged = leaf("MergedFreeBusy", _merged(items, start, end, interval)) if "Merged" in wanted else ""
        shown = "" if wanted == "MergedOnly" else "".join(_event(item, bias, "Detailed" in wanted) for item in items)
        events = f"<t:CalendarEventArray>{shown}</t:CalendarEventArray>" if shown else ""
        return f"<m:FreeBusyView>{leaf('FreeBusyViewType', wanted)}{merged}{events}</m:FreeBusyView>"

    asked = call.element.iterfind(f"{M}MailboxDataArray/{T}MailboxData/{T}Email/{T}Address")
    told = "".join(_response(view, address.text or "") for address in asked)
    array = f"<m:FreeBusyResponseArray>{told}</m:FreeBusyResponseArray>"
    return f"<m:GetUserAvailabilityResponse>{array}</m:GetUserAvailabilityResponse>"


def _response(view: Callable[[str], str], address: str) -> str:
    try:
        shown = view(address)
        message = (
            '<m:ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode></m:ResponseMessage>'
        )
    except EwsError as error:
        shown = ""
        message = (
            f'<m:ResponseMessage ResponseClass="Error"><m:MessageText>{escape(error.text)}</m:MessageText>'
            f"<m:ResponseCode>{error.code}</m:ResponseCode></m:ResponseMessage>"
        )
    return f"<m:FreeBusyResponse>{message}{shown}</m:FreeBusyResponse>"


def _event(item: Item, bias: Offset, with_details: bool) -> str:
    start, end = (_local(moment(item.get(name)), bias) for name in ("Start", "End"))
    details = ""
    if with_details:
        is_private = item.get("Sensitivity") == "Private"
        subject = "" if is_private else leaf("Subject", item.subject) + leaf("Location", item.get("Location"))
        flags = (
            ("IsMeeting", item.flag("IsMeeting")),
            ("IsRecurring", item.master is not None),
            ("IsException", item.get("CalendarItemType") == "Exception"),
            ("IsReminderSet", item.flag("ReminderIsSet")),
            ("IsPrivate", is_private),
        )
        marks = "".join(leaf(name, str(flag).lower()) for name, flag in flags)
        details = f"<t:CalendarEventDetails>{subject}{marks}</t:CalendarEventDetails>"
    busy = leaf("BusyType", item.get("LegacyFreeBusyStatus") or "Busy")
    return f"<t:CalendarEvent>{leaf('StartTime', start)}{leaf('EndTime', end)}{busy}{details}</t:CalendarEvent>"


def _merged(items: Iterable[Item], start: datetime, end: datetime, interval: timedelta) -> str:
    """A digit an interval: the busiest of what touches it."""
    spans = [
        (moment(item.get("Start")), moment(item.get("End")), _BUSY.get(item.get("LegacyFreeBusyStatus"), "2"))
        for item in items
    ]
    digits = []
    while start < end:
        after = start + interval
        digits.append(max((busy for first, last, busy in spans if first < after and last > start), default="0"))
        start = after
    return "".join(digits)


def _local(at: datetime, bias: Offset) -> str:
    plain = at.replace(tzinfo=None)
    return (plain - bias(plain - bias(plain))).isoformat()


def _offset(zone: etree._Element | None) -> Offset:
    """How far local time is behind UTC, by the rules that the request brings: a bias, and the year's two changes."""
    if zone is None:
        return lambda _at: timedelta()
    base = _minutes(zone)
    standard, daylight = zone.find(f"{T}StandardTime"), zone.find(f"{T}DaylightTime")
    if standard is None or daylight is None or (standard.findtext(f"{T}Month") or "0") == "0":
        return lambda _at: base

    def bias(at: datetime) -> timedelta:
        summer, winter = _change(daylight, at.year), _change(standard, at.year)
        is_summer = summer <= at < winter if summer < winter else not winter <= at < summer
        return base + _minutes(daylight if is_summer else standard)

    return bias


def _minutes(element: etree._Element) -> timedelta:
    return timedelta(minutes=int(element.findtext(f"{T}Bias") or "0"))


def _change(rule: etree._Element, year: int) -> datetime:
    """When the clock changes in this year: the given weekday of the month, the fifth meaning its last."""
    month, order = int(rule.findtext(f"{T}Month") or "1"), int(rule.findtext(f"{T}DayOrder") or "1")
    weekday = _DAYS.index(rule.findtext(f"{T}DayOfWeek") or "Sunday")
    hour, minute, second = [*(rule.findtext(f"{T}Time") or "00:00:00").split(":"), "0", "0"][:3]
    first, length = monthrange(year, month)
    day = 1 + (weekday - first) % 7 + 7 * (order - 1)
    while day > length:
        day -= 7
    return datetime(year, month, day, int(hour), int(minute), int(float(second)))  # noqa: DTZ001 - local time
