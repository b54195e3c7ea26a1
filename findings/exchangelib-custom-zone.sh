#!/usr/bin/env bash
# exchangelib 5.6.0: an appointment in a zone that nobody knows. exchangelib is made for it: the field is None, with a warning, as for
# "Customized Time Zone". A meeting request that brought a VTIMEZONE of its own has the zone "tzone://Microsoft/Custom" in Exchange Online.
# One expects the same. Seen: since there is a slash in it, it is tried as a zone of IANA, and the ValueError of that is not caught. It is
# not that field or that appointment alone that fails, but the listing: the others of the calendar cannot be read either.
# "tzone://Microsoft/Utc" is known.
#
# Nothing is sent: an answer as the server gives it is read by the library's own classes.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check exchangelib==5.6.0 tzdata==2026.6
venv/bin/python -W ignore - > seen <<'PYTHON'
from types import SimpleNamespace

from lxml.etree import fromstring

from exchangelib import UTC, CalendarItem
from exchangelib.version import EXCHANGE_2016, Version

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
account = SimpleNamespace(default_timezone=UTC, version=Version(EXCHANGE_2016), protocol=None)


def answer(zone):
    return fromstring(
        f'<t:CalendarItem xmlns:t="{TYPES}"><t:ItemId Id="A" ChangeKey="B"/><t:Subject>Visit</t:Subject>'
        f'<t:Start>2026-03-20T08:00:00Z</t:Start><t:StartTimeZone Id="{zone}"/></t:CalendarItem>'
    )


def listing(*zones):
    return [CalendarItem.from_xml(answer(zone), account=account) for zone in zones]


for zones in (
    ("W. Europe Standard Time", "tzone://Microsoft/Utc"),
    ("W. Europe Standard Time", "Customized Time Zone"),
    ("W. Europe Standard Time", "tzone://Microsoft/Custom"),
):
    try:
        print([f"{item.subject} {item._start_timezone}" for item in listing(*zones)])
    except ValueError as error:
        print("the whole listing fails:", error)
PYTHON
diff seen - <<'EXPECTED'
['Visit Europe/Berlin', 'Visit UTC']
['Visit Europe/Berlin', 'Visit None']
the whole listing fails: ZoneInfo keys must be normalized relative paths, got: tzone://Microsoft/Custom
EXPECTED
echo "as seen: exchangelib 5.6.0 cannot list a calendar in which one appointment is in Exchange Online's custom zone"
