#!/usr/bin/env bash
# exchangelib 5.6.0: the end of an appointment of whole days is the midnight after the last of them, and is expected to be read as that
# last day, whatever the clocks do. Seen: 24 hours are taken off the end before its zone is looked at. Where the last day is the one in
# spring on which the clocks go forward, it has 23, and the day before it is read: a fair of Saturday and Sunday ends on Saturday, and is
# written back so; a birthday on that Sunday ends before it begins, and cannot be saved. The long day in autumn and all others are right.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check exchangelib==5.6.0 lxml==6.1.3 tzdata==2026.6
PYTHONTZPATH="" venv/bin/python - > seen <<'PYTHON'
from types import SimpleNamespace

from exchangelib import CalendarItem, EWSTimeZone
from exchangelib.version import EXCHANGE_2016, Version
from lxml import etree

account = SimpleNamespace(version=Version(EXCHANGE_2016), default_timezone=EWSTimeZone("Europe/Berlin"))
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ZONE = "W. Europe Standard Time"
for name, start, end in (
    ("Sunday 22 March", "2026-03-21T23:00:00Z", "2026-03-22T23:00:00Z"),
    ("Sunday 29 March", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
    ("Saturday 28 and Sunday 29 March", "2026-03-27T23:00:00Z", "2026-03-29T22:00:00Z"),
    ("Sunday 25 October", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
):
    times = f"<Start>{start}</Start><End>{end}</End><IsAllDayEvent>true</IsAllDayEvent>"
    zones = f'<StartTimeZone Id="{ZONE}"/><EndTimeZone Id="{ZONE}"/>'
    answer = f'<CalendarItem xmlns="{TYPES}"><ItemId Id="ID" ChangeKey="KEY"/>{times}{zones}</CalendarItem>'
    item = CalendarItem.from_xml(etree.fromstring(answer), account)
    try:
        written = item.to_xml(version=account.version).findtext("{*}End")
    except ValueError as problem:
        written = f"not: {problem}"
    print(f"{name}: {item.start} to {item.end}, whose end, {end}, is written {written}")
PYTHON
diff seen - <<'EXPECTED'
Sunday 22 March: 2026-03-22 to 2026-03-22, whose end, 2026-03-22T23:00:00Z, is written 2026-03-23T00:00:00+01:00
Sunday 29 March: 2026-03-29 to 2026-03-28, whose end, 2026-03-29T22:00:00Z, is written not: 'end' must be greater than 'start' (2026-03-29 -> 2026-03-28)
Saturday 28 and Sunday 29 March: 2026-03-28 to 2026-03-28, whose end, 2026-03-29T22:00:00Z, is written 2026-03-29T00:00:00+01:00
Sunday 25 October: 2026-10-25 to 2026-10-25, whose end, 2026-10-25T23:00:00Z, is written 2026-10-26T00:00:00+01:00
EXPECTED
echo "as seen: exchangelib 5.6.0 takes the last day off an appointment that ends on the day of 23 hours"
