#!/usr/bin/env bash
# O365 2.1.10: its table from Windows zones to IANA zones is its other table turned round, and of several IANA names for one
# Windows zone the last stays. For "Pacific Standard Time" that is US/Pacific-New, a name that the time-zone database no longer has.
# One expects the most used zone of Microsoft's own coast to be known both ways, and an unknown zone to raise. But an event of Graph in
# that zone is read as if it were in the reader's zone, with a debug line only: 09:00 in Los Angeles becomes 09:00 in Berlin. Many other
# zones lead to a neighbour that keeps the same time today (Eastern: US/Michigan; Central: US/Indiana-Starke).
#
# Nothing is sent: the event is read from the answer that Graph would give. The zones are those of the tzdata wheel.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check o365==2.1.10 tzdata==2026.6
PYTHONTZPATH="" venv/bin/python - > seen <<'PYTHON'
from types import SimpleNamespace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from O365.calendar import Event
from O365.connection import MSGraphProtocol
from O365.utils.windows_tz import WIN_TO_IANA, get_iana_tz, get_windows_tz

print("to Windows:", get_windows_tz(ZoneInfo("America/Los_Angeles")))
try:
    print("back:", get_iana_tz("Pacific Standard Time"))
except ZoneInfoNotFoundError as problem:
    print("back:", problem.args[0])
print("names that do not exist:", sorted(set(WIN_TO_IANA.values()) - available_timezones()))
print("Eastern:", WIN_TO_IANA["Eastern Standard Time"], "Central:", WIN_TO_IANA["Central Standard Time"])

protocol = MSGraphProtocol(timezone="Europe/Berlin")
for zone in ("Eastern Standard Time", "Pacific Standard Time"):
    told = {"dateTime": "2026-07-01T09:00:00.0000000", "timeZone": zone}
    answer = {"id": "ID", "subject": "Review", "start": told, "end": told, "isAllDay": False}
    event = Event(con=SimpleNamespace(protocol=protocol), protocol=protocol, **{Event._cloud_data_key: answer})
    print("09:00", zone, "is read as", event.start.isoformat())
PYTHON
diff seen - <<'EXPECTED'
to Windows: Pacific Standard Time
back: No time zone found with key US/Pacific-New
names that do not exist: ['US/Pacific-New']
Eastern: US/Michigan Central: US/Indiana-Starke
09:00 Eastern Standard Time is read as 2026-07-01T15:00:00+02:00
09:00 Pacific Standard Time is read as 2026-07-01T09:00:00+02:00
EXPECTED
echo "as seen: O365 2.1.10 reads an event in Pacific Standard Time as if it were in the reader's own zone"
