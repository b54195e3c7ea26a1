#!/usr/bin/env bash
# A time that the change of the clocks leaves out, as midnight in Chile on a Sunday of September, counts by the offset from before the gap (RFC 5545,
# 3.3.5: 02:30 of that night is 03:30). icalendar 7.3.2 has this from zoneinfo where the zone's name is one of IANA, and one expects
# the same of a zone that the file itself defines. Seen: those are zones of python-dateutil 2.9.0, which takes the offset from behind the gap: the same
# event, in the same rules, is an hour earlier, and a fair of a whole day begins on the day before, at 23:00. vobject 0.9.9,
# which reads all zones so, has that for both. (PEP 495 asks of a zone the same as the RFC: fold=0 is the offset before.)
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  icalendar==7.3.2 vobject==0.9.9 python-dateutil==2.9.0.post0 tzdata==2026.6
cat > read.py <<'PYTHON'
from datetime import UTC

import icalendar
import vobject

CHILE = (("STANDARD", "20260405T000000", "-0300", "-0400", 4, "1SU"), ("DAYLIGHT", "20250907T000000", "-0400", "-0300", 9, "1SU"))
BERLIN = (("STANDARD", "20251026T030000", "+0200", "+0100", 10, "-1SU"), ("DAYLIGHT", "20250330T020000", "+0100", "+0200", 3, "-1SU"))


def file(zone, rules, start):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", "BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for kind, first, before, after, month, day in rules:
        lines += [f"BEGIN:{kind}", f"DTSTART:{first}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}"]
        lines += [f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={day}", f"END:{kind}"]
    lines += ["END:VTIMEZONE", "BEGIN:VEVENT", "UID:1@example.com", "DTSTAMP:20260101T000000Z"]
    return "\r\n".join((*lines, f"DTSTART;TZID={zone}:{start}", "END:VEVENT", "END:VCALENDAR", ""))


def shown(start):
    moment = start.astimezone(UTC)
    return f"{moment:%d %b %H:%M}Z, there {moment.astimezone(start.tzinfo):%d %b %H:%M}"


for name, rules, start in (("America/Santiago", CHILE, "20260906T000000"), ("Europe/Berlin", BERLIN, "20260329T023000")):
    for zone in (name, f"Office {start[4:6]}"):
        text = file(zone, rules, start)
        print(start, zone, "by icalendar", shown(icalendar.Calendar.from_ical(text).walk("VEVENT")[0].start))
        print(start, zone, "by vobject", shown(vobject.readOne(text).vevent.dtstart.value))
PYTHON
venv/bin/python -W ignore read.py > seen
diff seen - <<'EXPECTED'
20260906T000000 America/Santiago by icalendar 06 Sep 04:00Z, there 06 Sep 01:00
20260906T000000 America/Santiago by vobject 06 Sep 03:00Z, there 05 Sep 23:00
20260906T000000 Office 09 by icalendar 06 Sep 03:00Z, there 05 Sep 23:00
20260906T000000 Office 09 by vobject 06 Sep 03:00Z, there 05 Sep 23:00
20260329T023000 Europe/Berlin by icalendar 29 Mar 01:30Z, there 29 Mar 03:30
20260329T023000 Europe/Berlin by vobject 29 Mar 00:30Z, there 29 Mar 01:30
20260329T023000 Office 03 by icalendar 29 Mar 00:30Z, there 29 Mar 01:30
20260329T023000 Office 03 by vobject 29 Mar 00:30Z, there 29 Mar 01:30
EXPECTED
echo "as seen: icalendar 7.3.2 counts a time that the clocks leave out by one offset for a zone of IANA, by the other for the file's own"
