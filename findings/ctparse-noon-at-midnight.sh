#!/usr/bin/env bash
# ctparse 0.3.6 makes times of what people write in English and German, and None of what it cannot read. One expects 12am to be midnight, and "Montag in
# einer Woche" the Monday after the coming one, or None. Seen on Wednesday, 4 March 2026:
# - 12am is noon, as 12pm is, and half past midnight half past twelve at noon;
# - "in einer Woche", in a week, is "ein", one o'clock: "heute in einer Woche" is this morning at one, which is over, and "Montag in einer Woche" the coming Monday at one;
# - a month is "mon", so that next month is a Monday, and so are its first day and the last one of this;
# - "last Friday" is the Friday that comes, and "first Monday of April" the coming Monday, in March;
# - "Viertel neun", a quarter past eight, is four o'clock, for it begins with "vier", a four, while "viertel nach neun" and "halb neun" are right.
# It says None to "the week after next", which it cannot read.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check ctparse==0.3.6 regex==2026.11.19 python-dateutil==2.9.0.post0 tqdm==4.70.1
venv/bin/python -W ignore - > seen 2> said <<'PYTHON'
from datetime import datetime

from ctparse import ctparse

for text in (
    "Friday 9am",
    "12am Friday",
    "12:30 am",
    "12pm Friday",
    "heute in einer Woche",
    "Montag in einer Woche",
    "next month",
    "last day of the month",
    "1st of next month",
    "last Friday",
    "first Monday of April",
    "Viertel neun",
    "halb neun",
    "the week after next",
):
    found = ctparse(text, ts=datetime(2026, 3, 4, 7), timeout=0)
    print(f"{text}: {found and found.resolution}")
PYTHON
diff seen - <<'EXPECTED'
Friday 9am: 2026-03-06 09:00 (X/X)
12am Friday: 2026-03-06 12:00 (X/X)
12:30 am: 2026-03-04 12:30 (X/X)
12pm Friday: 2026-03-06 12:00 (X/X)
heute in einer Woche: 2026-03-04 01:00 (X/X)
Montag in einer Woche: 2026-03-09 01:00 (X/X)
next month: 2026-03-16 X:X (X/X)
last day of the month: 2026-03-09 X:X (X/X)
1st of next month: 2026-03-16 X:X (X/X)
last Friday: 2026-03-06 X:X (X/last)
first Monday of April: 2026-03-09 X:X (X/first)
Viertel neun: 2026-03-05 04:00 (X/X)
halb neun: 2026-03-04 08:30 (X/X)
the week after next: None
EXPECTED
echo "as seen: ctparse 0.3.6 has noon at midnight, and \"in einer Woche\" at one o'clock"
