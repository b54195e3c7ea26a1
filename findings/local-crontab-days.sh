#!/usr/bin/env bash
# local-crontab 0.1.8 turns a crontab in one's own time zone into crontabs in UTC, for services whose schedules know nothing else; its page promises no less, and names no exception. One expects
# the same moments. Seen, in zones without summer time:
# - only the hour is moved, and the day stays as it is: a reminder for Mondays at 8:00 in Tokyo, which is Sunday 23:00 in UTC, comes on Tuesdays, Friday's report of
#   Bogotá at 20:00 on Thursdays, and what is sent on the first of the month at 8:00 comes on the second;
# - where the zone has a half hour, as India's, or three quarters, as Nepal's, minutes are moved without a carry to the hour: 9:00 in Kolkata is 9:00, and 9:30 is 8:30.
# cron-parser 5.10.5 tells the moments.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund local-crontab@0.1.8 cron-parser@5.10.5
cat > move.cjs <<'NODE'
const { localCrontabToUtcCrontabs } = require("local-crontab");
const { CronExpressionParser } = require("cron-parser");

const next = (crontab, zone) => CronExpressionParser.parse(crontab, { currentDate: new Date("2026-03-04T12:00:00Z"), tz: zone }).next().toDate();
for (const [crontab, zone] of [
  ["0 10 * * 1", "Asia/Tokyo"],
  ["0 8 * * 1", "Asia/Tokyo"],
  ["0 8 1 * *", "Asia/Tokyo"],
  ["0 20 * * 5", "America/Bogota"],
  ["0 9 * * *", "Asia/Kolkata"],
  ["30 9 * * *", "Asia/Kolkata"],
  ["45 9 * * *", "Asia/Kathmandu"],
]) {
  const told = (moment) => moment.toLocaleString("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const moved = localCrontabToUtcCrontabs(crontab, zone);
  const first = new Date(Math.min(...moved.map((one) => next(one, "UTC"))));
  console.log(`${crontab} in ${zone} -> ${moved.join(" and ")} in UTC: next on ${told(next(crontab, zone))}, comes ${told(first)}`);
}
NODE
TZ=UTC node move.cjs > seen
diff seen - <<'EXPECTED'
0 10 * * 1 in Asia/Tokyo -> 0 1 * * 1 in UTC: next on Mon 9 Mar, 10:00, comes Mon 9 Mar, 10:00
0 8 * * 1 in Asia/Tokyo -> 0 23 * * 1 in UTC: next on Mon 9 Mar, 08:00, comes Tue 10 Mar, 08:00
0 8 1 * * in Asia/Tokyo -> 0 23 1 * * in UTC: next on Wed 1 Apr, 08:00, comes Thu 2 Apr, 08:00
0 20 * * 5 in America/Bogota -> 0 1 * * 5 in UTC: next on Fri 6 Mar, 20:00, comes Thu 5 Mar, 20:00
0 9 * * * in Asia/Kolkata -> 30 3 * * * in UTC: next on Thu 5 Mar, 09:00, comes Thu 5 Mar, 09:00
30 9 * * * in Asia/Kolkata -> 0 3 * * * in UTC: next on Thu 5 Mar, 09:30, comes Thu 5 Mar, 08:30
45 9 * * * in Asia/Kathmandu -> 0 3 * * * in UTC: next on Thu 5 Mar, 09:45, comes Thu 5 Mar, 08:45
EXPECTED
echo "as seen: local-crontab 0.1.8 moves the hour, and leaves the day where it was"
