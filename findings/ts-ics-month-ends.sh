#!/usr/bin/env bash
# ts-ics 2.4.6 reads and writes iCalendar, and extendByRecurrenceRule() has the dates of a series. One expects those of RFC 5545 (3.3.10), from whose examples its page says that it is
# tested. Seen, on a computer in UTC:
# - the last day of the month (BYMONTHDAY=-1) is the one before it, the last but one is the third from the end, and the last working day (BYSETPOS=-1) is a day early, too: what is due with
#   the month is due on the 30th of 31 days;
# - a weekday of the month, such as the last Friday or the second Tuesday, loses its time: a meeting at 9:00 is at midnight;
# - in all of these the first date, on which the series starts, is left out;
# - what COUNT counts are days that BYDAY then takes away, so that seven working days are five;
# - a series on the 31st without more rules is on the 28th for good after February, where a month without such a day has none.
# rrule-temporal 2.2.8 has them as the RFC does.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund ts-ics@2.4.6 rrule-temporal@2.2.8
cat > series.mjs <<'NODE'
import { convertIcsRecurrenceRule, extendByRecurrenceRule } from "ts-ics";
import { RRuleTemporal } from "rrule-temporal";

for (const [first, rule] of [
  ["2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4"],
  ["2026-01-30", "FREQ=MONTHLY;BYMONTHDAY=-2;COUNT=4"],
  ["2026-01-30", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=4"],
  ["2026-01-30", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=4"],
  ["2026-03-10", "FREQ=MONTHLY;BYDAY=2TU;COUNT=4"],
  ["2026-03-05", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=7"],
  ["2026-01-31", "FREQ=MONTHLY;COUNT=4"],
  ["2026-03-05", "FREQ=WEEKLY;COUNT=3"],
]) {
  const start = new Date(`${first}T09:00:00Z`);
  const seen = extendByRecurrenceRule(convertIcsRecurrenceRule(undefined, { value: rule }), { start, end: new Date("2027-01-01T00:00:00Z") });
  const right = new RRuleTemporal({ rruleString: `DTSTART:${first.replaceAll("-", "")}T090000Z\nRRULE:${rule}` }).all();
  const told = (moments) => moments.map((moment) => moment.toISOString().slice(5, 16).replace("T09:00", "").replace("T", " at ")).join(", ");
  console.log(`${rule}\n  is  ${told(right.map((moment) => new Date(moment.epochMilliseconds)))}\n  has ${told(seen)}`);
}
NODE
TZ=UTC node series.mjs > seen
diff seen - <<'EXPECTED'
FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4
  is  01-31, 02-28, 03-31, 04-30
  has 02-27, 03-30, 04-29, 05-30
FREQ=MONTHLY;BYMONTHDAY=-2;COUNT=4
  is  01-30, 02-27, 03-30, 04-29
  has 02-26, 03-29, 04-28, 05-29
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=4
  is  01-30, 02-27, 03-31, 04-30
  has 02-26 at 00:00, 03-30 at 00:00, 04-29 at 00:00, 05-28 at 00:00
FREQ=MONTHLY;BYDAY=-1FR;COUNT=4
  is  01-30, 02-27, 03-27, 04-24
  has 02-27 at 00:00, 03-27 at 00:00, 04-24 at 00:00, 05-29 at 00:00
FREQ=MONTHLY;BYDAY=2TU;COUNT=4
  is  03-10, 04-14, 05-12, 06-09
  has 04-14 at 00:00, 05-12 at 00:00, 06-09 at 00:00, 07-14 at 00:00
FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=7
  is  03-05, 03-06, 03-09, 03-10, 03-11, 03-12, 03-13
  has 03-05, 03-06, 03-09, 03-10, 03-11
FREQ=MONTHLY;COUNT=4
  is  01-31, 03-31, 05-31, 07-31
  has 01-31, 02-28, 03-28, 04-28
FREQ=WEEKLY;COUNT=3
  is  03-05, 03-12, 03-19
  has 03-05, 03-12, 03-19
EXPECTED
echo "as seen: ts-ics 2.4.6 ends a month a day early"
