#!/usr/bin/env bash
# business-duration 0.68 tells the working time between two moments, say for answers that are owed within three working days. One can tell it the hours of work, and
# the unit, "day" or others. One expects Monday at nine to Wednesday at five, with hours from nine to five, to be three days. Seen: it is one, for a day is 24 hours
# of work, whatever the hours of work are, and two weeks are three and a third: what is late by a week is found to be in time. And two moments in the wrong
# order are NaN, which is neither above nor below any limit.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check business-duration==0.68 pandas==2.3.3 numpy==2.4.6
venv/bin/python -W ignore - > seen <<'PYTHON'
from datetime import time

import pandas
from business_duration import businessDuration


def told(start, end, **given):
    return businessDuration(startdate=pandas.Timestamp(start), enddate=pandas.Timestamp(end), **given)


hours = {"starttime": time(9), "endtime": time(17)}
for unit in ("hour", "day"):
    print(unit, told("2026-03-02 09:00", "2026-03-04 17:00", unit=unit, **hours))
print("two weeks:", told("2026-03-02 09:00", "2026-03-13 17:00", unit="day", **hours))
print("turned round:", told("2026-03-04 17:00", "2026-03-02 09:00", unit="day", **hours))
PYTHON
diff seen - <<'EXPECTED'
hour 24.0
day 1.0
two weeks: 3.3333333333333335
turned round: nan
EXPECTED
echo "as seen: business-duration 0.68 has three working days in one"
