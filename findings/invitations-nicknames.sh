#!/usr/bin/env bash
# Two JavaScript libraries write invitations, ical-generator 10.2.0 and ics 3.12.0. A parameter of iCalendar, as a person's name is one, can hold no quotation mark and
# knows no backslash (RFC 5545, 3.1; RFC 6868 has "^'" for it). One expects of a name with a nickname, Ann "Annie" Doe, that it is written in that way, or
# without the marks. Seen: both put a backslash before the mark, so that it ends the name. Of five readers,
# - ical 14.3.1 and vobject 0.9.9 refuse the whole file;
# - node-ical 0.26.1 and icalendar 7.3.2 have no organizer, so that the answer to the invitation goes to nobody;
# - ical.js 2.2.1 has the address, of one who is called "Ann \".
# Links are escaped by ical-generator as if they were texts (a URI is not, 3.3.13): its commas get a backslash, by which the link leads elsewhere, or nowhere.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund ical-generator@10.2.0 ics@3.12.0 node-ical@0.26.1 ical.js@2.2.1
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check icalendar==7.3.2 ical==14.3.1 vobject==0.9.9 pytz==2026.6 tzdata==2026.6
cat > write.mjs <<'NODE'
import fs from "node:fs";
import ICAL from "ical.js";
import generator from "ical-generator";
import * as ics from "ics";
import ical from "node-ical";

const organizer = { name: 'Ann "Annie" Doe', email: "ann@example.com" };
const url = "https://example.com/@59.91,10.75";
const calendar = generator();
calendar.createEvent({ start: new Date("2026-03-02T09:00:00Z"), end: new Date("2026-03-02T10:00:00Z"), summary: "Visit", url, organizer });
const times = { start: [2026, 3, 2, 9, 0], startInputType: "utc", duration: { hours: 1 } };
const written = { "ical-generator": calendar.toString(), ics: ics.createEvent({ ...times, title: "Visit", url, organizer }).value };
for (const [name, text] of Object.entries(written)) {
  fs.writeFileSync(`${name}.ics`, text);
  for (const line of text.split("\r\n")) if (/^(ORGANIZER|URL)/.test(line)) console.log(`${name} writes`, line);
  const event = Object.values(ical.sync.parseICS(text)).find((one) => one.type === "VEVENT");
  console.log("  node-ical:", event.organizer?.val, event.organizer?.params.CN);
  const property = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent").getFirstProperty("organizer");
  console.log("  ical.js:", property.getFirstValue(), JSON.stringify(property.getParameter("cn")));
}
NODE
TZ=UTC node write.mjs > seen
PYTHONTZPATH="" venv/bin/python -W ignore - >> seen <<'PYTHON'
import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream

by = {
    "icalendar": lambda text: icalendar.Calendar.from_ical(text).events[0].get("ORGANIZER"),
    "ical": lambda text: IcsCalendarStream.calendar_from_ics(text).events[0].organizer,
    "vobject": lambda text: vobject.readOne(text).vevent.organizer.value,
}
for name in ("ical-generator", "ics"):
    for reader, read in by.items():
        text = open(f"{name}.ics", newline="").read()
        try:
            print(f"{name} read by {reader}:", read(text))
        except Exception as error:
            print(f"{name} read by {reader}:", type(error).__name__)
PYTHON
diff seen - <<'EXPECTED'
ical-generator writes ORGANIZER;CN="Ann \"Annie\" Doe":mailto:ann@example.com
ical-generator writes URL;VALUE=URI:https://example.com/@59.91\,10.75
  node-ical: undefined undefined
  ical.js: mailto:ann@example.com "Ann \\"
ics writes URL:https://example.com/@59.91,10.75
ics writes ORGANIZER;CN="Ann \"Annie\" Doe":MAILTO:ann@example.com
  node-ical: undefined undefined
  ical.js: MAILTO:ann@example.com "Ann \\"
ical-generator read by icalendar: None
ical-generator read by ical: CalendarParseError
ical-generator read by vobject: ParseError
ics read by icalendar: None
ics read by ical: CalendarParseError
ics read by vobject: ParseError
EXPECTED
echo "as seen: a nickname in quotation marks, written by ical-generator 10.2.0 or ics 3.12.0, costs the organizer or the invitation"
