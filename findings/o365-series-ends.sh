#!/usr/bin/env bash
# O365 2.1.10: Graph tells the end of a series by `range.type`, "noEnd", "numbered" or "endDate", and fills the members that do not apply with
# "0001-01-01" and 0. One expects a library to look at the type. O365 takes the date wherever there is one: an endless series and one of
# five dates are both read as ending in the year 1, and when something else of the series is changed, here its interval, O365 asks Graph
# to end it then and leaves the number out. Only a series whose end is a date comes through.
#
# Nothing is sent: the event is read from the answer that Graph would give, and what would be sent is printed.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check o365==2.1.10 tzdata==2026.6
venv/bin/python - > seen <<'PYTHON'
from types import SimpleNamespace

from O365.calendar import Event
from O365.connection import MSGraphProtocol

protocol = MSGraphProtocol(timezone="Europe/Berlin")
PATTERN = {"type": "daily", "interval": 1, "month": 0, "dayOfMonth": 0, "firstDayOfWeek": "sunday", "index": "first"}
BOUNDS = {"startDate": "2026-03-03", "recurrenceTimeZone": "W. Europe Standard Time"}
for kind, end, number in (("endDate", "2026-06-01", 0), ("numbered", "0001-01-01", 5), ("noEnd", "0001-01-01", 0)):
    span = BOUNDS | {"type": kind, "endDate": end, "numberOfOccurrences": number}
    at = {"dateTime": "2026-03-03T09:00:00.0000000", "timeZone": "UTC"}
    answer = {"id": "ID", "subject": "Review", "start": at, "end": at, "recurrence": {"pattern": PATTERN, "range": span}}
    event = Event(con=SimpleNamespace(protocol=protocol), protocol=protocol, **{Event._cloud_data_key: answer})
    series = event.recurrence
    print(kind, "is read as ending", series.end_date, "after", series.occurrences)
    series.interval = 2
    sent = event.to_api_data(restrict_keys=event._track_changes)["recurrence"]["range"]
    print("  sent:", {name: sent.get(name) for name in ("type", "endDate", "numberOfOccurrences")})
PYTHON
diff seen - <<'EXPECTED'
endDate is read as ending 2026-06-01 after 0
  sent: {'type': 'endDate', 'endDate': '2026-06-01', 'numberOfOccurrences': None}
numbered is read as ending 0001-01-01 after 5
  sent: {'type': 'endDate', 'endDate': '0001-01-01', 'numberOfOccurrences': None}
noEnd is read as ending 0001-01-01 after 0
  sent: {'type': 'endDate', 'endDate': '0001-01-01', 'numberOfOccurrences': None}
EXPECTED
echo "as seen: O365 2.1.10 lets series without an end, and those of a number of dates, end in the year 1"
