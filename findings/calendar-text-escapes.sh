#!/usr/bin/env bash
# iCalendar's texts escape backslash, comma, semicolon and line break (RFC 5545, 3.3.11). One expects any library to take that back in one
# pass. ics 0.7.3 takes the line breaks first, so that in a path the escaped backslash before an n is a line break, and a note with
# C:\new is broken in two and kept so when written. ical 14.3.1 splits a list of categories at every comma before it looks at escapes:
# "Offers, 2026" becomes two categories with a stray backslash, which is escaped once more at each writing. icalendar 7.3.2 and
# vobject 0.9.9 read both right.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  icalendar==7.3.2 vobject==0.9.9 ics==0.7.3 tatsu==5.15.1 arrow==1.4.0 ical==14.3.1
venv/bin/python -W ignore - > seen <<'PYTHON'
import ics
import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream

FILE = "\r\n".join(
    (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Example//EN",
        "BEGIN:VEVENT",
        "UID:1@example.com",
        "DTSTAMP:20250101T000000Z",
        "DTSTART:20250320T080000Z",
        r"DESCRIPTION:see C:\\new",
        r"CATEGORIES:Offers\, 2026,Fair",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
)
[one] = icalendar.Calendar.from_ical(FILE).walk("VEVENT")
print("icalendar", repr(str(one["DESCRIPTION"])), [str(name) for name in one.categories])
one = vobject.readOne(FILE).vevent
print("vobject  ", repr(one.description.value), one.categories.value)
calendar = ics.Calendar(FILE)
[one] = calendar.events
print("ics      ", repr(one.description), sorted(one.categories, reverse=True))
print("   writes", *(line for line in calendar.serialize().splitlines() if line.startswith("DESCRIPTION")))
calendar = IcsCalendarStream.calendar_from_ics(FILE)
[one] = calendar.events
print("ical     ", repr(one.description), one.categories)
written = IcsCalendarStream.calendar_to_ics(calendar)
print("   writes", *(line for line in written.splitlines() if line.startswith("CATEGORIES")))
PYTHON
diff seen - <<'EXPECTED'
icalendar 'see C:\\new' ['Offers, 2026', 'Fair']
vobject   'see C:\\new' ['Offers, 2026', 'Fair']
ics       'see C:\\\new' ['Offers, 2026', 'Fair']
   writes DESCRIPTION:see C:\\\new
ical      'see C:\\new' ['Offers\\', ' 2026', 'Fair']
   writes CATEGORIES:Offers\\ CATEGORIES: 2026 CATEGORIES:Fair
EXPECTED
echo "as seen: ics 0.7.3 breaks a path before an n, ical 14.3.1 a category at its comma"
