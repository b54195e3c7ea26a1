#!/usr/bin/env bash
# gcsa 2.7.0 ("Google Calendar Simple API") writes series for Google Calendar. It takes datetimes that know their zone, and the zone in which they are to be
# written; one expects a moment to stay that moment. Seen: whatever is to be UTC gets a Z behind the time on the wall, and whatever is to be in a zone gets the
# zone's name before it. So a series in New York whose last meeting is at 15:00 ends at 11:00 on that day, without it; a day that is called
# off, told in the zone of whoever calls it off, is no date of the series and takes place; and an extra period is at other hours. A
# datetime without a zone is right where the computer's zone is the series'. The event's own start is written with its offset, and right.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check gcsa==2.7.0 tzdata==2026.6
PYTHONTZPATH="" TZ=UTC venv/bin/python -W ignore - > seen <<'PYTHON'
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from gcsa.event import Event
from gcsa.recurrence import WEEKLY, Recurrence
from gcsa.serializers.event_serializer import EventSerializer

last = datetime(2026, 3, 30, 15, tzinfo=ZoneInfo("America/New_York"))
print("the moment:", last.astimezone(UTC).isoformat(), "is", last.isoformat())
print("start:     ", EventSerializer.to_json(Event("Call", start=last))["start"])
print("end:       ", Recurrence.rule(freq=WEEKLY, until=last))
for zone in ("America/New_York", "Europe/Berlin", None):
    print("called off:", Recurrence.exclude_times(last, timezone=zone))
print("extra:     ", Recurrence.periods((last, last.replace(hour=16)), timezone="America/New_York"))
PYTHON
diff seen - <<'EXPECTED'
the moment: 2026-03-30T19:00:00+00:00 is 2026-03-30T15:00:00-04:00
start:      {'dateTime': '2026-03-30T15:00:00-04:00'}
end:        RRULE:FREQ=WEEKLY;UNTIL=20260330T150000Z;WKST=SU
called off: EXDATE;TZID=America/New_York:20260330T150000
called off: EXDATE;TZID=Europe/Berlin:20260330T150000
called off: EXDATE;TZID=UTC:20260330T150000
extra:      RDATE;VALUE=PERIOD:20260330T150000Z/20260330T160000Z
EXPECTED
echo "as seen: gcsa 2.7.0 ends a series that has a last meeting at 15:00 in New York at 15:00 UTC"
