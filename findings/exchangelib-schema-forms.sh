#!/usr/bin/env bash
# exchangelib 5.6.0 beside the schema of Exchange Web Services. Servers differ in how they write one and the same value, and the schema
# allows each of the forms below; one expects a client to read all of them alike. Seen, with a warning at most:
# - xs:boolean may be "1" and "0": IsRead is then None, neither read nor unread;
# - DaysOfWeek is a list parted by any blanks, and may have "Weekday": the weekly series then has no day at all;
# - StartDate is an xs:date, whose zone may be left out: it is then a moment in place of a day, and is written back as
#   2026-07-01T00:00:00Z, which is no xs:date any more.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check exchangelib==5.6.0 lxml==6.1.3
venv/bin/python - > seen 2> said <<'PYTHON'
from types import SimpleNamespace

from exchangelib import CalendarItem, EWSTimeZone, Message
from exchangelib.version import EXCHANGE_2016, Version
from lxml import etree

account = SimpleNamespace(version=Version(EXCHANGE_2016), default_timezone=EWSTimeZone("Europe/Berlin"))
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"


def read(kind, fields):
    name = kind.__name__
    answer = f'<{name} xmlns="{TYPES}"><ItemId Id="ID" ChangeKey="KEY"/>{fields}</{name}>'
    return kind.from_xml(etree.fromstring(answer), account)


for flag in ("true", "1", "0"):
    print("IsRead", flag, "->", read(Message, f"<IsRead>{flag}</IsRead>").is_read)
for days, start in (
    ("Monday Wednesday", "2026-07-01Z"),
    ("Monday\n  Wednesday", "2026-07-01Z"),
    ("Weekday", "2026-07-01Z"),
    ("Monday Wednesday", "2026-07-01"),
):
    pattern = f"<WeeklyRecurrence><Interval>1</Interval><DaysOfWeek>{days}</DaysOfWeek></WeeklyRecurrence>"
    ends = f"<NoEndRecurrence><StartDate>{start}</StartDate></NoEndRecurrence>"
    series = read(CalendarItem, f"<Recurrence>{pattern}{ends}</Recurrence>").recurrence
    print(repr(days), start, "->", series.pattern.weekdays, type(series.boundary.start).__name__, end="")
    print(", written", series.boundary.to_xml(account.version).findtext("{*}StartDate"))
PYTHON
diff seen - <<'EXPECTED'
IsRead true -> True
IsRead 1 -> None
IsRead 0 -> None
'Monday Wednesday' 2026-07-01Z -> [1, 3] EWSDate, written 2026-07-01
'Monday\n  Wednesday' 2026-07-01Z -> None EWSDate, written 2026-07-01
'Weekday' 2026-07-01Z -> None EWSDate, written 2026-07-01
'Monday Wednesday' 2026-07-01 -> [1, 3] EWSDateTime, written 2026-07-01T00:00:00Z
EXPECTED
echo "as seen: exchangelib 5.6.0 loses booleans, weekdays and days that stand in another form of the same schema type"
