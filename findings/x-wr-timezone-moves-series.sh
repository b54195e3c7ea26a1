#!/usr/bin/env bash
# X-WR-TIMEZONE, which many calendars carry in their head, is no property of RFC 5545: it tells in which zone to show what has no zone of its own.
# recurring-ical-events 3.8.2 hands every calendar to x-wr-timezone 2.0.1 before it expands it. One expects that a series that is told in UTC keeps
# its moments, as it has them without that line. Seen: only start, end and EXDATE are put into the zone, RRULE is left. With New York in
# the head, of a call at 14:00Z
# - the dates after the clocks' change are at 13:00Z;
# - the date that was called off is 10:00 there in place of 9:00, matches none, and the call takes place;
# - a series on Mondays at 02:00Z, whose start is a Sunday there, keeps BYDAY=MO: it is on Tuesdays, and the first date is one more.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  recurring-ical-events==3.8.2 x-wr-timezone==2.0.1 icalendar==7.3.2 tzdata==2026.6
venv/bin/python -W ignore - > seen <<'PYTHON'
from datetime import UTC

import icalendar
import recurring_ical_events


def series(number, summary, *lines):
    lines = (f"UID:{number}@example.com", f"SUMMARY:{summary}", "DTSTAMP:20260101T000000Z", "DURATION:PT1H", *lines)
    return ("BEGIN:VEVENT", *lines, "END:VEVENT")


CALL = series(1, "call", "DTSTART:20260302T140000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20260309T140000Z")
NIGHT = series(2, "night", "DTSTART:20260302T020000Z", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3")
for head in ((), ("X-WR-TIMEZONE:America/New_York",)):
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", *head, *CALL, *NIGHT, "END:VCALENDAR", "")
    calendar = icalendar.Calendar.from_ical("\r\n".join(lines))
    print(*(head or ["without it"]))
    for event in sorted(recurring_ical_events.of(calendar).between((2026, 2, 1), (2026, 5, 1)), key=lambda event: (event["SUMMARY"], event.start)):
        print("  ", event["SUMMARY"], f"{event.start.astimezone(UTC):%a %d %b %H:%MZ}")
PYTHON
diff seen - <<'EXPECTED'
without it
   call Mon 02 Mar 14:00Z
   call Mon 16 Mar 14:00Z
   night Mon 02 Mar 02:00Z
   night Mon 09 Mar 02:00Z
   night Mon 16 Mar 02:00Z
X-WR-TIMEZONE:America/New_York
   call Mon 02 Mar 14:00Z
   call Mon 09 Mar 13:00Z
   call Mon 16 Mar 13:00Z
   night Mon 02 Mar 02:00Z
   night Tue 03 Mar 02:00Z
   night Tue 10 Mar 01:00Z
   night Tue 17 Mar 01:00Z
EXPECTED
echo "as seen: recurring-ical-events 3.8.2 moves series in UTC where the calendar's head names a zone, and holds what was called off"
