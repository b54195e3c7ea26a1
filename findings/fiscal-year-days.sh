#!/usr/bin/env bash
# fiscal-year 1.0.0 tells the fiscal year, the quarter and the month of a day, for any beginning, FiscalYear({ month, day }). In the United Kingdom the tax year begins on 6 April, by which many a
# small firm counts. One expects its last days, up to the 5th, to be in its fourth quarter. Seen: the day of the beginning counts for the year, and not for quarters and months. What is won
# on 3 April 2026 is of the year 2026, which is right, and of its first quarter, which ended nine months before: the first quarter has deals of its first days and of
# the last ones of the year in it, and the fourth lacks them. So each quarter begins five days early. Where a year begins on the first of a month, all is right.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund fiscal-year@1.0.0
cat > quarters.cjs <<'NODE'
const imported = require("fiscal-year");

const FiscalYear = imported.default ?? imported;
for (const [name, begin, days] of [
  ["6 April", { month: 3, day: 6 }, ["2025-04-06", "2025-07-03", "2025-07-06", "2026-03-31", "2026-04-03", "2026-04-05", "2026-04-06"]],
  ["1 April", { month: 3, day: 1 }, ["2025-04-01", "2025-06-30", "2025-07-01", "2026-03-31", "2026-04-01"]],
]) {
  const fiscal = FiscalYear(begin);
  console.log(`from ${name}:`, days.map((day) => `${day} Q${fiscal.getFiscalQuarter(day)}/${fiscal.getFiscalYear(day)}`).join(", "));
}
NODE
TZ=UTC node quarters.cjs > seen
diff seen - <<'EXPECTED'
from 6 April: 2025-04-06 Q1/2026, 2025-07-03 Q2/2026, 2025-07-06 Q2/2026, 2026-03-31 Q4/2026, 2026-04-03 Q1/2026, 2026-04-05 Q1/2026, 2026-04-06 Q1/2027
from 1 April: 2025-04-01 Q1/2026, 2025-06-30 Q1/2026, 2025-07-01 Q2/2026, 2026-03-31 Q4/2026, 2026-04-01 Q1/2027
EXPECTED
echo "as seen: fiscal-year 1.0.0 has the last days of a British tax year in its first quarter"
