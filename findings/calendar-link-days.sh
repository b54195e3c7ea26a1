#!/usr/bin/env bash
# calendar-link 2.11.5 makes links and .ics files of an event, for "add to calendar" on a web page and in mail. It takes a duration, and allDay. One expects a fair of
# three whole days to be three days in each. Seen:
# - with allDay the duration is not looked at: the fair is on one day, for Google, for Outlook and in the file; told by its end it is on three;
# - of an event that was given no UID it is one of 100,000 numbers, though it has to be unique in the world (RFC 5545, 3.8.4.7): among some thousand events several
#   share theirs, and in a calendar the later takes the place of the earlier;
# - backslashes are not escaped in texts, so that icalendar 7.3.2, which reads by the RFC (3.3.11), finds a line break in C:\new.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund calendar-link@2.11.5
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check icalendar==7.3.2 tzdata==2026.6
TZ=UTC node - > seen <<'NODE'
const { google, ics, outlook } = require("calendar-link");
const fs = require("node:fs");

const file = (event) => decodeURIComponent(ics(event).split(",").slice(1).join(","));
const fair = { title: "Fair", start: "2026-03-28", allDay: true, uid: "1@example.com", description: "See C:\\new" };
for (const [name, event] of Object.entries({ duration: { ...fair, duration: [3, "day"] }, end: { ...fair, end: "2026-03-31" } })) {
  console.log(`by ${name}:`, new URL(google(event)).searchParams.get("dates"), "and to", new URL(outlook(event)).searchParams.get("enddt"));
  console.log("  ", file(event).split("\r\n").filter((line) => /^DT(START|END)/.test(line)).join(" "));
  fs.writeFileSync(`${name}.ics`, file(event));
}
const uids = Array.from({ length: 4000 }, () => file({ title: "Call", start: "2026-03-28T09:00:00Z", duration: [1, "hour"] }).match(/UID:(\d+)/)[1]);
console.log(new Set(uids).size < uids.length ? "several of 4000 events have one UID" : "4000 events have 4000 UIDs");
NODE
PYTHONTZPATH="" venv/bin/python -W ignore - >> seen <<'PYTHON'
import icalendar

description = str(icalendar.Calendar.from_ical(open("end.ics", newline="").read()).events[0]["DESCRIPTION"])
print("the lines of the description:", description.splitlines())
PYTHON
diff seen - <<'EXPECTED'
by duration: 20260328/20260329 and to 2026-03-29T00:00:00
   DTSTART:20260328 DTEND:20260329
by end: 20260328/20260331 and to 2026-03-31T00:00:00
   DTSTART:20260328 DTEND:20260331
several of 4000 events have one UID
the lines of the description: ['See C:', 'ew']
EXPECTED
echo "as seen: calendar-link 2.11.5 has a fair of three days on one"
