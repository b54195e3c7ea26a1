#!/usr/bin/env bash
# date-holidays 3.37.0 knows the holidays of many countries; isHoliday() takes a Date or a text such as "2026-12-25". A text without a time is a day, and one expects it to be that day in the
# country that was asked for. Seen: it is midnight in UTC, and looked up by the country's clock, wherever the computer is. East of Greenwich that is still the day itself. In the United
# States, in Brazil and in Canada it is the evening before: 25 December is a working day, the 26th a holiday, so that what is due is put off by a day on every day but the right one. The same
# package's getHolidays() has the 25th, and isHoliday("2026-12-25 12:00") is right.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund date-holidays@3.37.0
cat > ask.cjs <<'NODE'
const Holidays = require("date-holidays");

for (const country of ["DE", "PL", "US", "BR", "CA"]) {
  const holidays = new Holidays(country);
  const free = (day) => [holidays.isHoliday(day)].flat().some((one) => one && one.type === "public" && /12-25/.test(one.date));
  const listed = holidays.getHolidays(2026).filter((one) => one.type === "public" && /12-25/.test(one.date)).map((one) => one.date.slice(0, 10));
  const asked = ["2026-12-24", "2026-12-25", "2026-12-26", "2026-12-25 12:00"].filter(free);
  console.log(`${process.env.TZ}: ${country}: listed ${listed.join() || "none"}; asked ${asked.join(", ") || "none"}`);
}
NODE
for zone in UTC America/New_York; do TZ="$zone" node ask.cjs; done > seen
diff seen - <<'EXPECTED'
UTC: DE: listed 2026-12-25; asked 2026-12-25, 2026-12-25 12:00
UTC: PL: listed 2026-12-25; asked 2026-12-25, 2026-12-25 12:00
UTC: US: listed 2026-12-25; asked 2026-12-26, 2026-12-25 12:00
UTC: BR: listed 2026-12-25; asked 2026-12-26, 2026-12-25 12:00
UTC: CA: listed 2026-12-25; asked 2026-12-26, 2026-12-25 12:00
America/New_York: DE: listed 2026-12-25; asked 2026-12-25, 2026-12-25 12:00
America/New_York: PL: listed 2026-12-25; asked 2026-12-25, 2026-12-25 12:00
America/New_York: US: listed 2026-12-25; asked 2026-12-26, 2026-12-25 12:00
America/New_York: BR: listed 2026-12-25; asked 2026-12-26, 2026-12-25 12:00
America/New_York: CA: listed 2026-12-25; asked 2026-12-26, 2026-12-25 12:00
EXPECTED
echo "as seen: date-holidays 3.37.0 has Christmas in America on the day after it"
