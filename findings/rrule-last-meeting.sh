#!/usr/bin/env bash
# rrule 2.8.1 expands series, for many calendars in JavaScript. The end of a series in a zone is told in UTC, and a date that falls on it is the last one
# (RFC 5545, 3.3.10, UNTIL); Exchange writes the start of the last meeting there. One expects that this meeting is held. Seen: the time on the wall is
# compared with UNTIL as if both were of one zone. East of Greenwich the last meeting is lost, of every series that ends in this way; in the
# west, one that was to end an hour before a meeting has it still. python-dateutil 2.9.0.post0 and rrule-temporal 2.2.8 have both right.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund rrule@2.8.1 rrule-temporal@2.2.8
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check python-dateutil==2.9.0.post0 tzdata==2026.6
cat > series.txt <<'SERIES'
DTSTART;TZID=Europe/Berlin:20260302T090000 RRULE:FREQ=WEEKLY;UNTIL=20260316T080000Z
DTSTART;TZID=Asia/Tokyo:20260302T090000 RRULE:FREQ=WEEKLY;UNTIL=20260316T000000Z
DTSTART;TZID=America/New_York:20260302T150000 RRULE:FREQ=WEEKLY;UNTIL=20260316T190000Z
DTSTART;TZID=America/New_York:20260302T150000 RRULE:FREQ=WEEKLY;UNTIL=20260316T180000Z
SERIES
cat > by.mjs <<'NODE'
import fs from "node:fs";
import rrule from "rrule";
import { RRuleTemporal } from "rrule-temporal";

const by = {
  rrule: (text) => rrule.rrulestr(text).all().map((date) => date.getUTCDate()),
  "rrule-temporal": (text) => new RRuleTemporal({ rruleString: text }).all().map((date) => date.day),
};
for (const line of fs.readFileSync("series.txt", "utf8").trim().split("\n"))
  for (const [name, read] of Object.entries(by)) console.log(line, name, ...read(line.replace(" ", "\n")));
NODE
TZ=UTC node by.mjs > seen
PYTHONTZPATH="" venv/bin/python - >> seen <<'PYTHON'
from dateutil.rrule import rrulestr

for line in open("series.txt"):
    print(line.strip(), "python-dateutil", *(date.day for date in rrulestr(line.replace(" ", "\n"))))
PYTHON
sort -o seen seen
diff seen - <<'EXPECTED'
DTSTART;TZID=America/New_York:20260302T150000 RRULE:FREQ=WEEKLY;UNTIL=20260316T180000Z python-dateutil 2 9
DTSTART;TZID=America/New_York:20260302T150000 RRULE:FREQ=WEEKLY;UNTIL=20260316T180000Z rrule 2 9 16
DTSTART;TZID=America/New_York:20260302T150000 RRULE:FREQ=WEEKLY;UNTIL=20260316T180000Z rrule-temporal 2 9
DTSTART;TZID=America/New_York:20260302T150000 RRULE:FREQ=WEEKLY;UNTIL=20260316T190000Z python-dateutil 2 9 16
DTSTART;TZID=America/New_York:20260302T150000 RRULE:FREQ=WEEKLY;UNTIL=20260316T190000Z rrule 2 9 16
DTSTART;TZID=America/New_York:20260302T150000 RRULE:FREQ=WEEKLY;UNTIL=20260316T190000Z rrule-temporal 2 9 16
DTSTART;TZID=Asia/Tokyo:20260302T090000 RRULE:FREQ=WEEKLY;UNTIL=20260316T000000Z python-dateutil 2 9 16
DTSTART;TZID=Asia/Tokyo:20260302T090000 RRULE:FREQ=WEEKLY;UNTIL=20260316T000000Z rrule 2 9
DTSTART;TZID=Asia/Tokyo:20260302T090000 RRULE:FREQ=WEEKLY;UNTIL=20260316T000000Z rrule-temporal 2 9 16
DTSTART;TZID=Europe/Berlin:20260302T090000 RRULE:FREQ=WEEKLY;UNTIL=20260316T080000Z python-dateutil 2 9 16
DTSTART;TZID=Europe/Berlin:20260302T090000 RRULE:FREQ=WEEKLY;UNTIL=20260316T080000Z rrule 2 9
DTSTART;TZID=Europe/Berlin:20260302T090000 RRULE:FREQ=WEEKLY;UNTIL=20260316T080000Z rrule-temporal 2 9 16
EXPECTED
echo "as seen: rrule 2.8.1 leaves the last meeting out east of Greenwich"
