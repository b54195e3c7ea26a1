#!/usr/bin/env bash
# A series of three weekly calls, of which the second is called off: COUNT=3 and an EXDATE. What is left are two calls, for the date that is called off is counted
# first and taken out then (RFC 5545, 3.8.5.1). Exchange, Google and every phone read it so. One expects no reader to have calls that nobody planned. Seen: icalendar 0.7.1
# (JavaScript), which hands over the next date of a series by rrule().next(), and Debian's calcurse 4.7.1-1, when it imports a file, count only what takes place, and have
# a third call a week after the series is over. calcurse writes it into the next file, with UNTIL for COUNT, so that others have it, too. rrule 2.8.1 has two calls.
# icalendar also holds a call of Tuesdays and Thursdays in every second week in most weeks.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund icalendar@0.7.1 rrule@2.8.1
apt-get download -qq calcurse=4.7.1-1 2> /dev/null
dpkg -x calcurse_4.7.1-1_*.deb .
cat > read.cjs <<'NODE'
const fs = require("node:fs");
const icalendar = require("icalendar");
const { rrulestr } = require("rrule");

const day = (moment) => moment.toISOString().slice(5, 10);
const file = (...lines) => ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", "BEGIN:VEVENT", "UID:1@example.com", "DTSTAMP:20260101T000000Z", ...lines, "DTEND:20260305T100000Z", "SUMMARY:Call", "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
for (const lines of [["RRULE:FREQ=WEEKLY;COUNT=3"], ["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20260312T090000Z"], ["RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=5"]]) {
  lines.unshift("DTSTART:20260305T090000Z");
  const series = icalendar.parse_calendar(file(...lines)).events()[0].rrule();
  const found = [];
  for (let date = new Date("2026-03-01"); found.length < 9 && (date = series.next(date)); ) found.push(day(date));
  console.log(`icalendar: ${lines.slice(1).join(" ")}: ${found.join(" ")}`);
  console.log(`rrule: ${lines.slice(1).join(" ")}: ${rrulestr(lines.join("\n"), { forceset: true }).all().map(day).join(" ")}`);
  if (lines.length === 3) fs.writeFileSync("calls.ics", file(...lines));
}
NODE
TZ=UTC node read.cjs > seen
mkdir calcurse
TZ=UTC usr/bin/calcurse -D calcurse -i calls.ics > imported
TZ=UTC usr/bin/calcurse -D calcurse -x | grep -E "^(RRULE|EXDATE)" | sed "s/^/calcurse: /" >> seen
diff seen - <<'EXPECTED'
icalendar: RRULE:FREQ=WEEKLY;COUNT=3: 03-05 03-12 03-19
rrule: RRULE:FREQ=WEEKLY;COUNT=3: 03-05 03-12 03-19
icalendar: RRULE:FREQ=WEEKLY;COUNT=3 EXDATE:20260312T090000Z: 03-05 03-19 03-26
rrule: RRULE:FREQ=WEEKLY;COUNT=3 EXDATE:20260312T090000Z: 03-05 03-19
icalendar: RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=5: 03-05 03-10 03-12 03-19 03-24
rrule: RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=5: 03-05 03-17 03-19 03-31 04-02
calcurse: RRULE:FREQ=WEEKLY;UNTIL=20260326T090000
calcurse: EXDATE:20260312T090000
EXPECTED
echo "as seen: icalendar 0.7.1 and calcurse 4.7.1 make up a call for one that was called off"
