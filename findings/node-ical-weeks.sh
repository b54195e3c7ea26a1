#!/usr/bin/env bash
# node-ical 0.26.1 makes a series into its dates by expandRecurringEvent(event, {from, to}), and applies to them what was changed of single ones. A call of
# every Monday is moved, once, to the Wednesday of the week after. One expects to find it there in whichever windows the calendar is read: by the
# month, or week by week, as a daemon and a calendar's screen do. Seen: the month has it, and no week has. In the week of its old date it is moved out of the
# window, in that of its new one it is not looked for. ical-expander 3.2.0 has it in both. An extra date (RDATE) is in neither of
# node-ical's.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund node-ical@0.26.1 ical-expander@3.2.0 ical.js@2.2.1
cat > read.cjs <<'NODE'
const ical = require("node-ical");
const IcalExpander = require("ical-expander");

const event = (...lines) => ["BEGIN:VEVENT", "UID:1@example.com", "DTSTAMP:20260101T000000Z", ...lines, "END:VEVENT"];
const call = event("DTSTART:20260302T090000Z", "DTEND:20260302T093000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "RDATE:20260305T090000Z", "SUMMARY:Call");
const moved = event("RECURRENCE-ID:20260309T090000Z", "DTSTART:20260318T100000Z", "DTEND:20260318T103000Z", "SUMMARY:moved");
const text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", ...call, ...moved, "END:VCALENDAR", ""].join("\r\n");
const series = Object.values(ical.sync.parseICS(text)).find((one) => one.type === "VEVENT");
const expander = new IcalExpander({ ics: text });
for (const [from, to] of [["2026-03-01", "2026-04-01"], ["2026-03-02", "2026-03-09"], ["2026-03-09", "2026-03-16"], ["2026-03-16", "2026-03-23"]]) {
  const window = { from: new Date(from), to: new Date(to) };
  const seen = ical.expandRecurringEvent(series, window).map((one) => `${one.start.toISOString().slice(8, 10)} ${one.summary}`);
  console.log(`${from} to ${to}: node-ical:`, seen.join(", ") || "nothing");
  const found = expander.between(window.from, window.to).occurrences.map((one) => `${one.startDate.toString().slice(8, 10)} ${one.item.summary}`);
  console.log(`${from} to ${to}: ical-expander:`, found.join(", ") || "nothing");
}
NODE
TZ=UTC node read.cjs > seen
diff seen - <<'EXPECTED'
2026-03-01 to 2026-04-01: node-ical: 02 Call, 16 Call, 18 moved, 23 Call
2026-03-01 to 2026-04-01: ical-expander: 02 Call, 05 Call, 18 moved, 16 Call, 23 Call
2026-03-02 to 2026-03-09: node-ical: 02 Call
2026-03-02 to 2026-03-09: ical-expander: 02 Call, 05 Call
2026-03-09 to 2026-03-16: node-ical: nothing
2026-03-09 to 2026-03-16: ical-expander: nothing
2026-03-16 to 2026-03-23: node-ical: 16 Call
2026-03-16 to 2026-03-23: ical-expander: 18 moved, 16 Call
EXPECTED
echo "as seen: node-ical 0.26.1 has a call that was moved to another week in no week"
