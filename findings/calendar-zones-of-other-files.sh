#!/usr/bin/env bash
# A calendar file defines its zones itself, and a zone's name holds for that file alone (RFC 5545, 3.8.3.1: unique within the iCalendar
# object). Outlook calls every zone that somebody made for himself "Customized Time Zone". One expects that two files with that name and
# different rules, say invitations from two firms, have each its own time. Seen: icalendar 7.3.2 and vobject 0.9.9 keep the first zone of
# a name for the whole process, and read all later files by it, without a word: 10:00 in Tokyo is 10:00 in Berlin, or the other way
# round, as the order of the mail decides. In icalendar, the component's own to_tz(lookup_tzid=False) is right, and use_zoneinfo() before
# each file makes it forget.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  icalendar==7.3.2 vobject==0.9.9 python-dateutil==2.9.0.post0 tzdata==2026.6
cat > read.py <<'PYTHON'
import sys
from datetime import UTC

import icalendar
import vobject

READERS = {
    "icalendar": lambda text: icalendar.Calendar.from_ical(text).walk("VEVENT")[0].start,
    "vobject": lambda text: vobject.readOne(text).vevent.dtstart.value,
}


def file(offset):
    zone = ("BEGIN:VTIMEZONE", "TZID:Customized Time Zone", "BEGIN:STANDARD", "DTSTART:16010101T000000")
    zone += (f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "END:STANDARD", "END:VTIMEZONE")
    event = ("BEGIN:VEVENT", "UID:1@example.com", "DTSTAMP:20260101T000000Z")
    event += ("DTSTART;TZID=Customized Time Zone:20260302T100000", "END:VEVENT")
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", *zone, *event, "END:VCALENDAR", ""))


for name, read in READERS.items():
    for offset in sys.argv[1:]:
        print(name, f"10:00 at {offset}:", f"{read(file(offset)).astimezone(UTC):%H:%MZ}")
zone = icalendar.Calendar.from_ical(file(sys.argv[2])).walk("VTIMEZONE")[0]
print("icalendar, of the second file's own zone:", zone.to_tz(lookup_tzid=False).utcoffset(icalendar.vDatetime.from_ical("20260302T100000")))
icalendar.use_zoneinfo()
print("icalendar, told to forget:", f"{READERS['icalendar'](file(sys.argv[2])).astimezone(UTC):%H:%MZ}")
PYTHON
{ venv/bin/python -W ignore read.py +0100 +0900; venv/bin/python -W ignore read.py +0900 +0100; } > seen
diff seen - <<'EXPECTED'
icalendar 10:00 at +0100: 09:00Z
icalendar 10:00 at +0900: 09:00Z
vobject 10:00 at +0100: 09:00Z
vobject 10:00 at +0900: 09:00Z
icalendar, of the second file's own zone: 9:00:00
icalendar, told to forget: 01:00Z
icalendar 10:00 at +0900: 01:00Z
icalendar 10:00 at +0100: 01:00Z
vobject 10:00 at +0900: 01:00Z
vobject 10:00 at +0100: 01:00Z
icalendar, of the second file's own zone: 1:00:00
icalendar, told to forget: 09:00Z
EXPECTED
echo "as seen: icalendar 7.3.2 and vobject 0.9.9 read a file's own zone by that of an earlier file"
