#!/usr/bin/env bash
# Two JavaScript libraries tell a series in words, as people see it in an invitation: rrule 2.8.1 and rrule-temporal 2.2.8, both by toText. One
# expects whatever a rule has to be in its sentence, and rrule's isFullyConvertibleToText() to be false where something is not. Seen:
# - rrule tells the last working day of a month, which is an example of [MS-OXCICAL] (2.1.3.2.2.4), as "every month on weekdays", a meeting at 09:30 as
#   "at 9", and every second day unless it is a weekend as "every 2 weekdays". It calls all of them fully convertible, and its fromText() makes
#   rules of what it said: some twenty meetings a month out of one;
# - rrule-temporal tells the day before the last of a month as "the last day of the month", and Monday to Friday of every second week as "every 2
#   weeks". Of the others it has all.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund rrule@2.8.1 rrule-temporal@2.2.8
cat > told.mjs <<'NODE'
import rrule from "rrule";
import { RRuleTemporal } from "rrule-temporal";
import { toText } from "rrule-temporal/totext";

for (const rule of [
  "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
  "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=30",
  "FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR",
  "FREQ=MONTHLY;BYMONTHDAY=-2",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR",
]) {
  const read = rrule.RRule.fromString(rule);
  console.log(rule);
  console.log("  rrule:", read.toText(), read.isFullyConvertibleToText() ? "(fully)" : "(not fully)");
  console.log("  and back:", rrule.RRule.fromText(read.toText()).toString());
  console.log("  rrule-temporal:", toText(new RRuleTemporal({ rruleString: `DTSTART:20260105T093000Z\nRRULE:${rule}` }), "en"));
}
NODE
TZ=UTC node told.mjs > seen
diff seen - <<'EXPECTED'
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1
  rrule: every month on weekdays (fully)
  and back: RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR
  rrule-temporal: every month on Monday, Tuesday, Wednesday, Thursday and Friday at 9:30 AM UTC on the last instance
FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=30
  rrule: every week on Monday at 9 (fully)
  and back: RRULE:FREQ=WEEKLY;BYDAY=MO;BYHOUR=9
  rrule-temporal: every week on Monday at 9:30 AM UTC
FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR
  rrule: every 2 weekdays (fully)
  and back: RRULE:INTERVAL=2;FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
  rrule-temporal: every 2 days on Monday, Tuesday, Wednesday, Thursday and Friday at 9:30 AM UTC
FREQ=MONTHLY;BYMONTHDAY=-2
  rrule: every month on the 2nd last (fully)
  and back: RRULE:FREQ=MONTHLY;BYMONTHDAY=-2
  rrule-temporal: every month on the last day of the month at 9:30 AM UTC
FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR
  rrule: every 2 weeks on weekdays (fully)
  and back: RRULE:INTERVAL=2;FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
  rrule-temporal: every 2 weeks at 9:30 AM UTC
EXPECTED
echo "as seen: rrule 2.8.1 tells the last working day of a month as every month on weekdays"
