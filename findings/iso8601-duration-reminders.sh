#!/usr/bin/env bash
# A reminder before a meeting is a duration with a minus in iCalendar, TRIGGER:-PT15M (RFC 5545, 3.3.6), and node-ical 0.26.1 hands it over as it stands. For
# JavaScript iso8601-duration 2.1.4 reads such, and its page says that it does not know signs. So one expects an error, as for "PT-15M". Seen: the minus is
# passed over, as is whatever stands before the P, and the reminder for nine o'clock comes at a quarter past nine. "R3/PT15M", three times in ISO 8601, is
# a single quarter of an hour. tinyduration 3.4.1 and duration-fns 3.0.2 have the minus.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund iso8601-duration@2.1.4 tinyduration@3.4.1 duration-fns@3.0.2 node-ical@0.26.1
cat > remind.mjs <<'NODE'
import * as durationFns from "duration-fns";
import * as iso from "iso8601-duration";
import ical from "node-ical";
import * as tiny from "tinyduration";

const alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Call", "TRIGGER:-PT15M", "END:VALARM"];
const event = ["BEGIN:VEVENT", "UID:1@example.com", "DTSTAMP:20260101T000000Z", "DTSTART:20260302T090000Z", "SUMMARY:Call", ...alarm, "END:VEVENT"];
const text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", ...event, "END:VCALENDAR", ""].join("\r\n");
const call = Object.values(ical.sync.parseICS(text)).find((one) => one.type === "VEVENT");
const { trigger } = call.alarms[0];
console.log("the trigger:", trigger, "of", call.start.toISOString());
console.log("iso8601-duration:", iso.end(iso.parse(trigger), call.start).toISOString());
console.log("duration-fns:", durationFns.apply(call.start, durationFns.parse(trigger)).toISOString());
console.log("tinyduration:", JSON.stringify(tiny.parse(trigger)));
for (const other of ["PT-15M", "R3/PT15M"]) {
  let read = "refused";
  try {
    read = `${iso.toSeconds(iso.parse(other))} seconds`;
  } catch {
    // refused
  }
  console.log(`iso8601-duration: ${other} is ${read}`);
}
NODE
TZ=UTC node remind.mjs > seen
diff seen - <<'EXPECTED'
the trigger: -PT15M of 2026-03-02T09:00:00.000Z
iso8601-duration: 2026-03-02T09:15:00.000Z
duration-fns: 2026-03-02T08:45:00.000Z
tinyduration: {"minutes":15,"negative":true}
iso8601-duration: PT-15M is refused
iso8601-duration: R3/PT15M is 900 seconds
EXPECTED
echo "as seen: iso8601-duration 2.1.4 reminds a quarter of an hour after the meeting has begun"
