#!/usr/bin/env bash
# icalendar 7.3.2 writes times that know their offset, as datetime.fromisoformat() makes them of the JSON of Graph or a CRM. One expects
# 10:00+01:00 to be written as 09:00Z, or as a time in a zone that the file defines, and the end of a series in UTC, as RFC 5545, 3.3.10,
# wants it beside a DTSTART with a zone. Seen:
# - the offset becomes a zone by the name "UTC+01:00", which nobody knows and add_missing_timezones() does not define: icalendar itself
#   and vobject 0.9.9 read ten o'clock without a zone, ical 14.3.1 refuses the file;
# - UNTIL is the time on the wall, with neither zone nor Z: one told in New York's time ends the series in Berlin five hours early,
#   so that its last meeting is lost, and ical refuses it. With UTC both are right.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  icalendar==7.3.2 recurring-ical-events==3.8.2 vobject==0.9.9 ical==14.3.1 tzdata==2026.6
PYTHONTZPATH="" venv/bin/python -W ignore - > seen 2> said <<'PYTHON'
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
import vobject
from ical.calendar_stream import IcsCalendarStream
from ical.exceptions import CalendarParseError
from icalendar import Calendar, Event


def file(start, until=None):
    event, calendar = Event(), Calendar()
    times = {"dtstamp": datetime(2026, 1, 1, tzinfo=UTC), "dtstart": start, "dtend": start + timedelta(hours=1)}
    for name, value in ({"uid": "1@example.com", "summary": "Review"} | times).items():
        event.add(name, value)
    if until:
        event.add("rrule", {"freq": "weekly", "until": until})
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Example//EN")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def by_icalendar(text):
    return [one.start for one in recurring_ical_events.of(Calendar.from_ical(text)).at(2026)]


def by_vobject(text):
    event = vobject.readOne(text).vevent
    return list(event.rruleset) if "rrule" in event.contents else [event.dtstart.value]


def by_ical(text):
    return [one.start for one in IcsCalendarStream.calendar_from_ics(text).timeline]


berlin = datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("Europe/Berlin"))
for start, until in (
    (datetime.fromisoformat("2026-03-03T10:00:00+01:00"), None),
    (berlin, datetime(2026, 3, 17, 5, tzinfo=ZoneInfo("America/New_York"))),
    (berlin, datetime(2026, 3, 17, 9, tzinfo=UTC)),
):
    text = file(start, until)
    event = text[text.index("BEGIN:VEVENT") :]
    print(start.isoformat(), *([] if until is None else ["until", until.isoformat()]))
    print("  written", *(line for line in event.splitlines() if line.startswith(("DTSTART", "RRULE"))))
    for read in (by_icalendar, by_vobject, by_ical):
        try:
            print("  read", read.__name__, *(one.isoformat() for one in read(text)))
        except (CalendarParseError, ValueError) as problem:
            print("  read", read.__name__, "not:", type(problem).__name__)
PYTHON
diff seen - <<'EXPECTED'
2026-03-03T10:00:00+01:00
  written DTSTART;TZID="UTC+01:00":20260303T100000
  read by_icalendar 2026-03-03T10:00:00
  read by_vobject 2026-03-03T10:00:00
  read by_ical not: CalendarParseError
2026-03-03T10:00:00+01:00 until 2026-03-17T05:00:00-04:00
  written DTSTART;TZID=Europe/Berlin:20260303T100000 RRULE:FREQ=WEEKLY;UNTIL=20260317T050000
  read by_icalendar 2026-03-03T10:00:00+01:00 2026-03-10T10:00:00+01:00
  read by_vobject 2026-03-03T10:00:00+01:00 2026-03-10T10:00:00+01:00
  read by_ical not: ValueError
2026-03-03T10:00:00+01:00 until 2026-03-17T09:00:00+00:00
  written DTSTART;TZID=Europe/Berlin:20260303T100000 RRULE:FREQ=WEEKLY;UNTIL=20260317T090000Z
  read by_icalendar 2026-03-03T10:00:00+01:00 2026-03-10T10:00:00+01:00 2026-03-17T10:00:00+01:00
  read by_vobject 2026-03-03T10:00:00+01:00 2026-03-10T10:00:00+01:00 2026-03-17T10:00:00+01:00
  read by_ical 2026-03-03T10:00:00+01:00 2026-03-10T10:00:00+01:00 2026-03-17T10:00:00+01:00
EXPECTED
echo "as seen: icalendar 7.3.2 writes offsets as zones that nobody knows, and the end of a series without a zone"
