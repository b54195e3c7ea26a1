#!/usr/bin/env bash
# ics 0.7.3: reading an Outlook calendar and writing it again moves the meetings. The file defines its zone, named as Windows does, in a
# VTIMEZONE; one expects 09:00 of a weekly series to stay 09:00. Seen:
# - a zone by a Windows name is read as UTC, without a word, although the file defines it: 09:00 in Berlin becomes 09:00Z;
# - a zone by its IANA name becomes UTC on writing, while RRULE stays: the series is at 10:00 from the end of March;
# - EXDATE stays in a zone that the new file no longer defines, so the day that was called off comes back for most readers;
# - a file without CALSCALE gets "CALSCALE:GEORGIAN", which is no calendar scale (the only registered one is GREGORIAN).
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check ics==0.7.3 tatsu==5.15.1 arrow==1.4.0 tzdata==2026.6
venv/bin/python -W ignore - > seen <<'PYTHON'
from itertools import chain

import ics

for name in ("W. Europe Standard Time", "Europe/Berlin"):
    zone = ("BEGIN:VTIMEZONE", f"TZID:{name}")
    for kind, time, before, after, month in (
        ("STANDARD", "030000", "+0200", "+0100", 10),
        ("DAYLIGHT", "020000", "+0100", "+0200", 3),
    ):
        zone += (f"BEGIN:{kind}", f"DTSTART:16010101T{time}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}")
        zone += (f"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH={month}", f"END:{kind}")
    event = ("BEGIN:VEVENT", "UID:1@example.com", "DTSTAMP:20250101T000000Z", "SUMMARY:Review")
    event += (f"DTSTART;TZID={name}:20250320T090000", f"DTEND;TZID={name}:20250320T100000")
    event += ("RRULE:FREQ=WEEKLY;COUNT=4", f"EXDATE;TZID={name}:20250403T090000", "END:VEVENT")
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN")
    file = "\r\n".join(chain(head, zone, ("END:VTIMEZONE",), event, ("END:VCALENDAR", "")))
    calendar = ics.Calendar(file)
    [read] = calendar.events
    print(name, "read as", read.begin.isoformat())
    for line in calendar.serialize().splitlines():
        if line.startswith(("CALSCALE", "BEGIN:VTIMEZONE", "DTSTART", "RRULE", "EXDATE")):
            print("  written", line)
PYTHON
diff seen - <<'EXPECTED'
W. Europe Standard Time read as 2025-03-20T09:00:00+00:00
  written CALSCALE:GEORGIAN
  written RRULE:FREQ=WEEKLY;COUNT=4
  written EXDATE;TZID=W. Europe Standard Time:20250403T090000
  written DTSTART:20250320T090000Z
Europe/Berlin read as 2025-03-20T09:00:00+01:00
  written CALSCALE:GEORGIAN
  written RRULE:FREQ=WEEKLY;COUNT=4
  written EXDATE;TZID=Europe/Berlin:20250403T090000
  written DTSTART:20250320T080000Z
EXPECTED
echo "as seen: ics 0.7.3 reads an Outlook zone as UTC, and writes a series in a known zone in UTC"
