#!/usr/bin/env bash
# icalendar 7.3.2: RESOURCES is a list as CATEGORIES is (RFC 5545, 3.8.1.10), and REQUEST-STATUS, by which a server tells what became of an
# invitation, has parts with semicolons between them (3.8.8.3). One expects a file that is read and written again to say the same. Seen: both
# are taken for one text, so that the separators are escaped when written. A room and a projector become one thing by the name "Room
# 1,Projector", and the status has one part. vobject 0.9.9 and ical 14.3.1 write both as they were.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check icalendar==7.3.2 vobject==0.9.9 ical==14.3.1
venv/bin/python -W ignore - > seen <<'PYTHON'
import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream

LINES = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Example//EN",
    "BEGIN:VEVENT",
    "UID:1@example.com",
    "DTSTAMP:20260101T000000Z",
    "DTSTART:20260320T080000Z",
    "CATEGORIES:Offers,Fair",
    "RESOURCES:Room 1,Projector",
    "REQUEST-STATUS:3.7;Invalid calendar user;ATTENDEE:mailto:ann@example.com",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
)
file = "\r\n".join(LINES)
written = {
    "icalendar": icalendar.Calendar.from_ical(file).to_ical().decode(),
    "vobject": vobject.readOne(file).serialize(),
    "ical": IcsCalendarStream.calendar_to_ics(IcsCalendarStream.calendar_from_ics(file)),
}
for name, text in written.items():
    for line in text.replace("\r\n", "\n").replace("\n ", "").splitlines():
        if line.startswith(("CATEGORIES", "RESOURCES", "REQUEST-STATUS")):
            print(name, line)
PYTHON
diff seen - <<'EXPECTED'
icalendar CATEGORIES:Offers,Fair
icalendar REQUEST-STATUS:3.7\;Invalid calendar user\;ATTENDEE:mailto:ann@example.com
icalendar RESOURCES:Room 1\,Projector
vobject CATEGORIES:Offers,Fair
vobject REQUEST-STATUS:3.7;Invalid calendar user;ATTENDEE:mailto:ann@example.com
vobject RESOURCES:Room 1,Projector
ical CATEGORIES:Offers
ical CATEGORIES:Fair
ical RESOURCES:Room 1
ical RESOURCES:Projector
ical REQUEST-STATUS:3.7;Invalid calendar user;ATTENDEE:mailto:ann@example.com
EXPECTED
echo "as seen: icalendar 7.3.2 makes one of several resources, and one part of a status"
