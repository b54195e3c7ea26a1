#!/usr/bin/env bash
# caldav 3.6.0 mends what it gets from servers before it reads it (lib.vcal.fix), on the text of the file and not only where something is
# broken. One expects a valid event to come through. Seen:
# - "COMPLETED:" and digits anywhere, here in a summary, are taken for a task's date without a time, and get one;
# - backslashes before a quotation mark go, in a path also the last one, which was the end of an escaped pair (RFC 5545, 3.3.11), so
#   that "C:\Offers\" is "C:\Offers".
# Only a log line says so; saving the event, for whatever else was changed, writes the mended text back to the server. icalendar 7.3.2, by
# which caldav reads, has the text as it was.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check caldav==3.6.0 icalendar==7.3.2
venv/bin/python - > seen 2> said <<'PYTHON'
import caldav
import icalendar

LINES = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Example//EN",
    "BEGIN:VEVENT",
    "UID:1@example.com",
    "DTSTAMP:20260101T000000Z",
    "DTSTART:20260320T080000Z",
    "SUMMARY:Phase 1 COMPLETED:45 of 60",
    r'DESCRIPTION:Look into "C:\\Offers\\" first',
    "END:VEVENT",
    "END:VCALENDAR",
    "",
)
file = "\r\n".join(LINES)
[read] = icalendar.Calendar.from_ical(file).walk("VEVENT")
got = caldav.Event(data=file)
for name in ("SUMMARY", "DESCRIPTION"):
    print("icalendar:", read[name])
    print("caldav:   ", got.icalendar_component[name])
got.icalendar_component["SEQUENCE"] = 1
print("is sent:  ", *(line for line in got.data.splitlines() if line.startswith(("SUMMARY", "DESCRIPTION"))), sep="\n  ")
PYTHON
diff seen - <<'EXPECTED'
icalendar: Phase 1 COMPLETED:45 of 60
caldav:    Phase 1 COMPLETED:45T120000Z of 60
icalendar: Look into "C:\Offers\" first
caldav:    Look into "C:\Offers" first
is sent:  
  SUMMARY:Phase 1 COMPLETED:45T120000Z of 60
  DESCRIPTION:Look into "C:\\Offers" first
EXPECTED
echo "as seen: caldav 3.6.0 changes the words of valid events"
