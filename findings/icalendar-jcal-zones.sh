#!/usr/bin/env bash
# icalendar 7.3.2 reads jCal, which is iCalendar as JSON (RFC 7265) and has a file's own zones in it as iCalendar has, here written by ical.js 2.2.1. One expects the same times of both, as of two forms
# of one file: Calendar.from_jcal() and from_ical(). Seen: the zones that jCal defines are not looked at.
# - Ten o'clock in "Customized Time Zone", as Outlook calls a zone that somebody made for himself, is ten o'clock nowhere, without an error, and once written as iCalendar its TZID is gone: each reader
#   has it by his own clock;
# - where the name is one of Windows, the rules are those of the zone that goes by it, whatever the file's own are, and what is written is the zone's name of IANA, which the file does not define;
# - where from_ical() has read some other file with a zone of the name before, the rules are those of that one.
# A name of IANA is right. Once from_ical() has read the file itself, so is from_jcal(), so that a test which makes its jCal from iCalendar sees nothing of it.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund ical.js@2.2.1
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check icalendar==7.3.2 tzdata==2026.6
cat > jcal.mjs <<'NODE'
import fs from "node:fs";
import ICAL from "ical.js";

for (const name of fs.readdirSync(".").filter((name) => name.endsWith(".ics"))) {
  fs.writeFileSync(name.replace(".ics", ".json"), JSON.stringify(ICAL.parse(fs.readFileSync(name, "utf8"))));
}
NODE
calendar() {
  printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 "PRODID:-//Example//EN" BEGIN:VTIMEZONE "TZID:$1" BEGIN:STANDARD DTSTART:16010101T000000 "TZOFFSETFROM:$2" "TZOFFSETTO:$2" END:STANDARD END:VTIMEZONE \
    BEGIN:VEVENT UID:1@example.com DTSTAMP:20260101T000000Z "DTSTART;TZID=$1:20260305T100000" SUMMARY:Call END:VEVENT END:VCALENDAR
}
calendar "Customized Time Zone" +0900 > 1.ics
calendar "W. Europe Standard Time" +0300 > 2.ics
calendar Europe/Oslo +0100 > 3.ics
calendar "Customized Time Zone" -0500 > 4.ics
node jcal.mjs
cat > read.py <<'PYTHON'
import json
import sys

from icalendar import Calendar

form, number, *before = sys.argv[1:]
for name in before:
    Calendar.from_ical(open(f"{name}.ics", newline="").read())
if form == "ical":
    calendar = Calendar.from_ical(open(f"{number}.ics", newline="").read())
else:
    calendar = Calendar.from_jcal(json.load(open(f"{number}.json")))
event = calendar.events[0]
written = [line for line in calendar.to_ical().decode().split("\r\n") if line.startswith(("TZID", "DTSTART;", "DTSTART:2026"))]
print(f"{number} by {form}{' after ' + ' '.join(before) if before else ''}: {event.start}, {len(event.errors)} errors; {' / '.join(written)}")
PYTHON
for asked in "ical 1" "jcal 1" "ical 2" "jcal 2" "ical 3" "jcal 3" "jcal 1 4" "jcal 1 1"; do
  # shellcheck disable=SC2086 # several arguments
  PYTHONTZPATH="" venv/bin/python -W ignore read.py $asked
done > seen
diff seen - <<'EXPECTED'
1 by ical: 2026-03-05 10:00:00+09:00, 0 errors; TZID:Customized Time Zone / DTSTART;TZID=Customized Time Zone:20260305T100000
1 by jcal: 2026-03-05 10:00:00, 0 errors; TZID:Customized Time Zone / DTSTART:20260305T100000
2 by ical: 2026-03-05 10:00:00+03:00, 0 errors; TZID:W. Europe Standard Time / DTSTART;TZID=W. Europe Standard Time:20260305T100000
2 by jcal: 2026-03-05 10:00:00+01:00, 0 errors; TZID:W. Europe Standard Time / DTSTART;TZID=Europe/Berlin:20260305T100000
3 by ical: 2026-03-05 10:00:00+01:00, 0 errors; TZID:Europe/Oslo / DTSTART;TZID=Europe/Oslo:20260305T100000
3 by jcal: 2026-03-05 10:00:00+01:00, 0 errors; TZID:Europe/Oslo / DTSTART;TZID=Europe/Oslo:20260305T100000
1 by jcal after 4: 2026-03-05 10:00:00-05:00, 0 errors; TZID:Customized Time Zone / DTSTART;TZID=Customized Time Zone:20260305T100000
1 by jcal after 1: 2026-03-05 10:00:00+09:00, 0 errors; TZID:Customized Time Zone / DTSTART;TZID=Customized Time Zone:20260305T100000
EXPECTED
echo "as seen: icalendar 7.3.2 reads jCal without the zones that it defines"
