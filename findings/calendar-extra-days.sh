#!/usr/bin/env bash
# An event with extra days (RDATE) always has its DTSTART as well (RFC 5545, 3.8.5.2), and an extra day may be a PERIOD with an end of its
# own. One expects calendar libraries to differ in rare rules, not in which days there are. For a workshop of 20, 22 and 23 March:
# - recurring-ical-events 3.8.2 has all three, and the periods' own lengths;
# - icalevents 0.3.1 has the first alone, and says nothing of the others;
# - ical 14.3.1 has the others without the first;
# - vobject 0.9.9 has all three, but of periods makes a set without any day, not even the first.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  icalendar==7.3.2 recurring-ical-events==3.8.2 icalevents==0.3.1 ical==14.3.1 vobject==0.9.9 pytz==2026.6 tzdata==2026.6
cat > read.py <<'PYTHON'
import sys
import warnings
from datetime import UTC, datetime

warnings.simplefilter("ignore")
FORMS = (
    "RDATE:20250322T080000Z,20250323T080000Z",
    "RDATE;VALUE=PERIOD:20250322T080000Z/PT3H,20250323T080000Z/20250323T120000Z",
)


def by_recurring_ical_events(text):
    import icalendar
    import recurring_ical_events

    return [one.start for one in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).at(2025)]


def by_icalevents(text):
    from icalevents.icalparser import parse_events

    found = parse_events(text, start=datetime(2025, 1, 1, tzinfo=UTC), end=datetime(2026, 1, 1, tzinfo=UTC))
    return [one.start for one in found]


def by_ical(text):
    from ical.calendar_stream import IcsCalendarStream

    return [one.start for one in IcsCalendarStream.calendar_from_ics(text).timeline]


def by_vobject(text):
    import vobject

    return list(vobject.readOne(text).vevent.getrruleset(addRDate=True))


for extra in FORMS:
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", "BEGIN:VEVENT", "UID:1@example.com")
    lines += ("DTSTAMP:20250101T000000Z", "DTSTART:20250320T080000Z", "DTEND:20250320T090000Z", "SUMMARY:Workshop")
    found = globals()[f"by_{sys.argv[1]}"]("\r\n".join((*lines, extra, "END:VEVENT", "END:VCALENDAR", "")))
    print(sys.argv[1], "periods:" if "PERIOD" in extra else "times:", *sorted(one.day for one in found))
PYTHON
for reader in recurring_ical_events icalevents ical vobject; do PYTHONTZPATH="" venv/bin/python read.py "$reader"; done > seen
diff seen - <<'EXPECTED'
recurring_ical_events times: 20 22 23
recurring_ical_events periods: 20 22 23
icalevents times: 20
icalevents periods: 20
ical times: 22 23
ical periods: 22 23
vobject times: 20 22 23
vobject periods:
EXPECTED
echo "as seen: of an event with extra days four libraries give three, one, two, and with periods no days"
