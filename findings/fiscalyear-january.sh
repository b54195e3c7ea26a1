#!/usr/bin/env bash
# fiscalyear 0.4.0 knows a firm's fiscal years and quarters, by which a pipeline's sums are told. At first it is that of the United States, which begins in the October before; one
# sets another beginning by setup_fiscal_calendar(start_month=...). One expects a firm whose year is the calendar's, start_month=1, to have January to December of 2026 as
# its 2026. Seen: it is 2027. The year still counts by the one before, also where it begins on 1 January: what was won in March 2026 is in the
# first quarter of 2027, and FiscalYear(2026) is the whole of 2025. Nothing refuses a date, and each quarter has its three months, so that a report only
# shows the wrong year. start_year="same" helps, and then has to be "previous" for each firm that begins in another month and counts by the end.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check fiscalyear==0.4.0
venv/bin/python - > seen <<'PYTHON'
import fiscalyear
from fiscalyear import FiscalDate, FiscalYear

for told in ({"start_month": 4}, {"start_month": 1}, {"start_month": 1, "start_year": "same"}):
    with fiscalyear.fiscal_calendar(**told):
        won, year = FiscalDate(2026, 3, 12), FiscalYear(2026)
        print(told, f"12 March 2026 is in FY{won.fiscal_year} Q{won.fiscal_quarter};", f"FY2026 is {year.start.date()} to {year.end.date()}")
PYTHON
diff seen - <<'EXPECTED'
{'start_month': 4} 12 March 2026 is in FY2026 Q4; FY2026 is 2025-04-01 to 2026-03-31
{'start_month': 1} 12 March 2026 is in FY2027 Q1; FY2026 is 2025-01-01 to 2025-12-31
{'start_month': 1, 'start_year': 'same'} 12 March 2026 is in FY2026 Q1; FY2026 is 2026-01-01 to 2026-12-31
EXPECTED
echo "as seen: fiscalyear 0.4.0 calls the year of a firm that begins in January by the next year's number"
