#!/usr/bin/env bash
# parsedatetime 2.6 reads dates from what people type, and tells by a status what it has found: 0 nothing, 1 a date, 2 a time, 3 both. One expects the
# form of ISO 8601 with its T, as every other system writes it, to be read or to be refused. Seen on a Wednesday, 4 March 2026:
# - 2026-03-05T10:00 is found to be a time: the year, 20:26 today. With a blank for the T it is right;
# - "5th of May" is the first of May, "5th May" the fifth: with "of" between, the day is passed over;
# - "Monday" is 9 March, and "a week from Monday" is 9 March, too, counted from the Monday that is over.
# No status tells any of these from what was read well.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check parsedatetime==2.6
venv/bin/python -W ignore - > seen <<'PYTHON'
from datetime import datetime

import parsedatetime

calendar = parsedatetime.Calendar()
for text in (
    "2026-03-05T10:00",
    "2026-03-05T10:00:00Z",
    "2026-03-05 10:00",
    "5th of May 2026",
    "5th May 2026",
    "Monday",
    "a week from Monday",
):
    found, status = calendar.parseDT(text, datetime(2026, 3, 4, 8))
    print(f"{text} -> {found:%a %d %b %Y %H:%M}, status {status}")
PYTHON
diff seen - <<'EXPECTED'
2026-03-05T10:00 -> Wed 04 Mar 2026 20:26, status 2
2026-03-05T10:00:00Z -> Wed 04 Mar 2026 20:26, status 2
2026-03-05 10:00 -> Thu 05 Mar 2026 10:00, status 3
5th of May 2026 -> Fri 01 May 2026 08:00, status 1
5th May 2026 -> Tue 05 May 2026 08:00, status 1
Monday -> Mon 09 Mar 2026 08:00, status 1
a week from Monday -> Mon 09 Mar 2026 09:00, status 1
EXPECTED
echo "as seen: parsedatetime 2.6 takes the year of 2026-03-05T10:00 for a time of today, and the 5th of May for the first"
