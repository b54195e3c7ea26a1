#!/usr/bin/env bash
# "PT24H" is 24 hours and "P1D" lasts until the same time of the next day: RFC 5545, 3.3.6, tells them apart where the clocks change. One
# expects a calendar library to keep which of them stands there, and to count hours as hours. icalendar 7.3.2, ical 14.3.1, vobject 0.9.9
# and ics 0.7.3 keep a bare length: they write PT24H back as P1D and PT36H as P1DT12H, so that the next reader ends the event an hour
# off, and they add the length to the time on the wall: even a shift of two hours over the change ends after one.
#
# The right ends of the three events below are an hour later than those seen: 13:00, 01:00 and 04:30 by summer time.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  icalendar==7.3.2 ical==14.3.1 vobject==0.9.9 ics==0.7.3 tatsu==5.15.1 tzdata==2026.6
cat > read.py <<'PYTHON'
import sys
import warnings
from itertools import chain

warnings.simplefilter("ignore")


def file(start, duration):
    zone = ("BEGIN:VTIMEZONE", "TZID:Europe/Berlin")
    for kind, rule in (("STANDARD", ("0300", "+0200", "+0100", 10)), ("DAYLIGHT", ("0200", "+0100", "+0200", 3))):
        time, before, after, month = rule
        zone += (f"BEGIN:{kind}", f"DTSTART:19700101T{time}00", f"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH={month}")
        zone += (f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}", f"END:{kind}")
    event = ("BEGIN:VEVENT", "UID:1@example.com", "DTSTAMP:20250101T000000Z", "SUMMARY:Shift")
    event += (f"DTSTART;TZID=Europe/Berlin:{start}", f"DURATION:{duration}", "END:VEVENT")
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN")
    return "\r\n".join(chain(head, zone, ("END:VTIMEZONE",), event, ("END:VCALENDAR", "")))


def by_icalendar(text):
    import icalendar

    calendar = icalendar.Calendar.from_ical(text)
    return calendar.walk("VEVENT")[0].end, calendar.to_ical().decode()


def by_ical(text):
    from ical.calendar_stream import IcsCalendarStream

    calendar = IcsCalendarStream.calendar_from_ics(text)
    return calendar.events[0].end, IcsCalendarStream.calendar_to_ics(calendar)


def by_vobject(text):
    import vobject

    calendar = vobject.readOne(text)
    return calendar.vevent.dtstart.value + calendar.vevent.duration.value, calendar.serialize()


def by_ics(text):
    import ics

    calendar = ics.Calendar(text)
    [event] = calendar.events
    return event.end, calendar.serialize()


reader = sys.argv[1]
for start, duration in (("20250329T120000", "PT24H"), ("20250329T120000", "PT36H"), ("20250330T013000", "PT2H")):
    end, written = globals()[f"by_{reader}"](file(start, duration))
    [line] = [line for line in written.splitlines() if line.startswith("DURATION")]
    print(reader, start, duration, "ends", end.isoformat(), "and is written", line)
PYTHON
for reader in icalendar ical vobject ics; do PYTHONTZPATH="" venv/bin/python read.py "$reader"; done > seen
diff seen - <<'EXPECTED'
icalendar 20250329T120000 PT24H ends 2025-03-30T12:00:00+02:00 and is written DURATION:P1D
icalendar 20250329T120000 PT36H ends 2025-03-31T00:00:00+02:00 and is written DURATION:P1DT12H
icalendar 20250330T013000 PT2H ends 2025-03-30T03:30:00+02:00 and is written DURATION:PT2H
ical 20250329T120000 PT24H ends 2025-03-30T12:00:00+02:00 and is written DURATION:P1D
ical 20250329T120000 PT36H ends 2025-03-31T00:00:00+02:00 and is written DURATION:P1DT12H
ical 20250330T013000 PT2H ends 2025-03-30T03:30:00+02:00 and is written DURATION:PT2H
vobject 20250329T120000 PT24H ends 2025-03-30T12:00:00+02:00 and is written DURATION:P1D
vobject 20250329T120000 PT36H ends 2025-03-31T00:00:00+02:00 and is written DURATION:P1DT12H
vobject 20250330T013000 PT2H ends 2025-03-30T03:30:00+02:00 and is written DURATION:PT2H
ics 20250329T120000 PT24H ends 2025-03-30T12:00:00+02:00 and is written DURATION:P1D
ics 20250329T120000 PT36H ends 2025-03-31T00:00:00+02:00 and is written DURATION:P1DT12H
ics 20250330T013000 PT2H ends 2025-03-30T03:30:00+02:00 and is written DURATION:PT2H
EXPECTED
echo "as seen: icalendar, ical, vobject and ics make days of hours and end an event an hour early where the clocks change"
