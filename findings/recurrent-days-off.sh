#!/usr/bin/env bash
# recurrent 0.4.1 makes RFC 5545's rules of what people type. It understands "except", and one expects
# that an excepted weekday is always free. Seen on Monday, 2 March 2026: "except friday" takes out the next Friday alone (an
# EXDATE), and all later ones take place; of "weekends" it makes a rule (an EXRULE, which RFC 5545 has deprecated, so that many
# readers pass over it). "The day after tomorrow" is tomorrow, and "biweekly on monday", which "every other monday" is,
# is one day and no series.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check recurrent==0.4.1 parsedatetime==2.6
venv/bin/python -W ignore - > seen <<'PYTHON'
import re
from datetime import datetime

from recurrent import RecurringEvent

for text in (
    "every day except friday",
    "every weekday except wednesday",
    "every day except weekends",
    "the day after tomorrow",
    "tomorrow",
    "biweekly on monday",
    "every other monday",
):
    found = RecurringEvent(now_date=datetime(2026, 3, 2, 8)).parse(text)
    print(text, "->", re.sub(r"(EXDATE:\d+)T\d+", r"\1", str(found)).replace("\n", " and "))
PYTHON
diff seen - <<'EXPECTED'
every day except friday -> RRULE:INTERVAL=1;FREQ=DAILY and EXDATE:20260306
every weekday except wednesday -> RRULE:BYDAY=MO,TU,WE,TH,FR;INTERVAL=1;FREQ=WEEKLY and EXDATE:20260304
every day except weekends -> RRULE:INTERVAL=1;FREQ=DAILY and EXRULE:BYDAY=SA,SU;INTERVAL=1;FREQ=WEEKLY
the day after tomorrow -> 2026-03-03 09:00:00
tomorrow -> 2026-03-03 09:00:00
biweekly on monday -> 2026-03-09 08:00:00
every other monday -> RRULE:BYDAY=MO;INTERVAL=2;FREQ=WEEKLY
EXPECTED
echo "as seen: recurrent 0.4.1 takes one Friday out of a series on every day but Fridays"
