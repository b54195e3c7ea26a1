#!/usr/bin/env bash
# @breejs/later 4.2.0, which plans the jobs of bree, reads a plan in words. One expects "every 2 weeks" to be fourteen days after the last time, and "every 14 days" to be the same. Seen: the
# weeks and the days are those with an odd number in the year or the month. A call of every second Monday is on 28 December 2026, in week 53, and again on 4 January, in
# week 1; every 14 days are the first, the fifteenth, and the 29th, which is two or three days before the first. Every 45 minutes are the full hour and a quarter to it. A plan of
# which it cannot read all, as "every monday at 9:00", has no dates, and error says where the word stands; nothing is raised. rrule 2.8.1 counts on.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund @breejs/later@4.2.0 rrule@2.8.1
cat > plan.mjs <<'NODE'
import later from "@breejs/later";
import rrule from "rrule";

const plans = { "every 2 weeks on monday at 9:00": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "every 14 days at 9:00": "FREQ=DAILY;INTERVAL=14", "every 45 minutes": "FREQ=MINUTELY;INTERVAL=45", "every monday at 9:00": "FREQ=WEEKLY;BYDAY=MO" };
for (const [words, rule] of Object.entries(plans)) {
  const plan = later.parse.text(words);
  const show = (dates) => dates.map((date) => date.toISOString().slice(5, 16)).join(", ");
  console.log(`later: ${words}: ${show(later.schedule(plan).next(5, new Date("2026-12-28T09:00Z")) || []) || `nothing, error ${plan.error}`}`);
  console.log(`rrule: ${words}: ${show(rrule.rrulestr(`DTSTART:20261228T090000Z\nRRULE:${rule}`).all((date, count) => count < 5))}`);
}
NODE
TZ=UTC node plan.mjs > seen
diff seen - <<'EXPECTED'
later: every 2 weeks on monday at 9:00: 12-28T09:00, 01-04T09:00, 01-18T09:00, 02-01T09:00, 02-15T09:00
rrule: every 2 weeks on monday at 9:00: 12-28T09:00, 01-11T09:00, 01-25T09:00, 02-08T09:00, 02-22T09:00
later: every 14 days at 9:00: 12-29T09:00, 01-01T09:00, 01-15T09:00, 01-29T09:00, 02-01T09:00
rrule: every 14 days at 9:00: 12-28T09:00, 01-11T09:00, 01-25T09:00, 02-08T09:00, 02-22T09:00
later: every 45 minutes: 12-28T09:00, 12-28T09:45, 12-28T10:00, 12-28T10:45, 12-28T11:00
rrule: every 45 minutes: 12-28T09:00, 12-28T09:45, 12-28T10:30, 12-28T11:15, 12-28T12:00
later: every monday at 9:00: nothing, error 6
rrule: every monday at 9:00: 12-28T09:00, 01-04T09:00, 01-11T09:00, 01-18T09:00, 01-25T09:00
EXPECTED
echo "as seen: later 4.2.0 holds a call of every two weeks in two weeks running, and every 14 days after two"
