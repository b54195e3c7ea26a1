#!/usr/bin/env bash
# khal 0.14.1 makes a series by `khal new -r weekly -u DAY`; in its help --until is the date on which the event stops repeating. One expects that this day
# counts alike for meetings and for whole days. Seen: a whole day takes place on it, a meeting at ten does not: the day is written as its first
# moment, which is before ten (RFC 5545, 3.3.10: no date after UNTIL). The last of three calls is lost, without a word, in khal and in every reader of the file. With
# -u "26.03.2026 10:00" it is there.
# Beside a start that is a date, UNTIL is written as a time, where the RFC wants a date, too.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check khal==0.14.1 icalendar==7.3.2 tzdata==2026.6
cat > khal.conf <<CONF
[calendars]
[[work]]
path = $PWD/work
[sqlite]
path = $PWD/khal.db
[locale]
local_timezone = Europe/Berlin
default_timezone = Europe/Berlin
timeformat = %H:%M
dateformat = %d.%m.
longdateformat = %d.%m.%Y
datetimeformat = %d.%m. %H:%M
longdatetimeformat = %d.%m.%Y %H:%M
[default]
default_calendar = work
CONF
mkdir work
khal() { HOME=$PWD venv/bin/khal --config khal.conf "$@" 2>&1; }
khal new 12.03.2026 10:00 --repeat weekly --until 26.03.2026 Call
khal new 12.03.2026 --repeat weekly --until 26.03.2026 Fair
khal new 12.03.2026 14:00 --repeat weekly --until "26.03.2026 14:00" Visit
{
  grep -h RRULE work/*.ics | tr -d '\r' | sort
  khal list --day-format "" --format "{start-date} {title}" 10.03.2026 30d | sort
} > seen
diff seen - <<'EXPECTED'
RRULE:FREQ=WEEKLY;UNTIL=20260325T230000Z
RRULE:FREQ=WEEKLY;UNTIL=20260326T000000
RRULE:FREQ=WEEKLY;UNTIL=20260326T130000Z
12.03. Call
12.03. Fair
12.03. Visit
19.03. Call
19.03. Fair
19.03. Visit
26.03. Fair
26.03. Visit
EXPECTED
echo "as seen: khal 0.14.1 leaves out the last meeting of a series, and no whole day"
