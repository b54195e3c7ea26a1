#!/usr/bin/env bash
# chrono-node 2.10.3 finds dates in what people write, in mail and notes. For "on Friday" one tells it forwardDate, since a plan lies ahead; the option says that only dates after the reference
# are to be found. One expects what has "last" or "ago" before it to stay in the past, or not to be found. Seen on Wednesday, 4 March 2026:
# - "last Friday" is the Friday that comes, and "last Monday" the next one, while "yesterday" and "two days ago" stay in the past: a call that was held is planned anew;
# - "two weeks from Friday" is two dates, in two weeks from today and Friday, of which the first is the one that most callers take;
# - "an hour and a half" is an hour, and "in 2 and a half hours" is half an hour;
# - "I sat down with Ann" has a Saturday in it, and "Mon ami" a Monday.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund chrono-node@2.10.3
cat > find.mjs <<'NODE'
import * as chrono from "chrono-node";

const now = new Date(2026, 2, 4, 10);
const texts = ["on Friday", "last Friday", "last Monday", "yesterday", "two days ago", "two weeks from Friday", "in an hour and a half", "in 2 and a half hours", "in 2.5 hours", "I sat down with Ann", "Mon ami"];
for (const text of texts) {
  const found = chrono.parse(text, now, { forwardDate: true }).map((one) => `${one.text} = ${one.start.date().toString().slice(0, 21)}`);
  console.log(`${text}: ${found.join("; ") || "nothing"}`);
}
NODE
TZ=UTC node find.mjs > seen
diff seen - <<'EXPECTED'
on Friday: on Friday = Fri Mar 06 2026 12:00
last Friday: last Friday = Fri Mar 06 2026 12:00
last Monday: last Monday = Mon Mar 09 2026 12:00
yesterday: yesterday = Tue Mar 03 2026 10:00
two days ago: two days ago = Mon Mar 02 2026 10:00
two weeks from Friday: two weeks = Wed Mar 18 2026 10:00; Friday = Fri Mar 06 2026 12:00
in an hour and a half: in an hour = Wed Mar 04 2026 11:00
in 2 and a half hours: half hours = Wed Mar 04 2026 10:30
in 2.5 hours: in 2.5 hours = Wed Mar 04 2026 12:30
I sat down with Ann: sat = Sat Mar 07 2026 12:00
Mon ami: Mon = Mon Mar 09 2026 12:00
EXPECTED
echo "as seen: chrono-node 2.10.3 has last Friday in the week that comes"
