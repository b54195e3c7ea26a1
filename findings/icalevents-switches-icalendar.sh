#!/usr/bin/env bash
# icalevents 0.3.1 beside icalendar 7.3.2: importing the one changes what the other answers, in the whole process. On import icalevents
# calls icalendar.use_pytz(), so that times of every calendar read afterwards, by whomever, carry zones of pytz in place of
# zoneinfo. Nobody expects that of an import: with pytz, arithmetic keeps the old offset, so an event of a day over the change of clocks
# ends at 12:00+01:00 (13:00 on the wall), and the next reader of `event.end`, here recurring-ical-events 3.8.2, makes it 13:00.
# icalendar.use_zoneinfo() after the import helps.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  icalendar==7.3.2 icalevents==0.3.1 recurring-ical-events==3.8.2 pytz==2026.6 tzdata==2026.6
cat > read.py <<'PYTHON'
import sys

import icalendar
import recurring_ical_events

if "beside" in sys.argv:
    import icalevents.icalevents  # noqa: F401 - some other part of the program uses it

LINES = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Example//EN",
    "BEGIN:VEVENT",
    "UID:1@example.com",
    "DTSTAMP:20250101T000000Z",
    "DTSTART;TZID=Europe/Berlin:20250329T120000",
    "DURATION:P1D",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
)
calendar = icalendar.Calendar.from_ical("\r\n".join(LINES))
[event] = calendar.walk("VEVENT")
[occurrence] = recurring_ical_events.of(calendar).at(2025)
print(type(event.start.tzinfo).__module__.partition(".")[0], event.end.isoformat(), occurrence.end.isoformat())
PYTHON
PYTHONTZPATH="" venv/bin/python read.py > seen
PYTHONTZPATH="" venv/bin/python read.py beside >> seen
diff seen - <<'EXPECTED'
zoneinfo 2025-03-30T12:00:00+02:00 2025-03-30T12:00:00+02:00
pytz 2025-03-30T12:00:00+01:00 2025-03-30T13:00:00+02:00
EXPECTED
echo "as seen: importing icalevents 0.3.1 makes icalendar 7.3.2 end a day over the change of clocks an hour late"
