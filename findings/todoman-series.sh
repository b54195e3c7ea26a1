#!/usr/bin/env bash
# todoman 4.7.0 keeps tasks as iCalendar, as a server of CalDAV has them. `todo done` of a task that comes again marks it as done, and makes the next one. One expects the next to be the same
# task on its next date, and three times (COUNT=3) to be three. Seen, without a word:
# - every next one has COUNT=3 again, so that it never ends; with UNTIL, one more follows the last, without any date;
# - it has no reminder, which only the first had; no relation to the task above it (RELATED-TO), and nothing that another program keeps with it, such as a deal's number.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check todoman==4.7.0 icalendar==7.3.2 python-dateutil==2.9.0.post0 tzdata==2026.6
mkdir -p lists/deals
printf '%s\n' "path = \"$PWD/lists/*\"" "cache_path = \"$PWD/cache.sqlite3\"" 'date_format = "%Y-%m-%d"' 'time_format = "%H:%M"' 'default_list = "deals"' > config.py
todo() { TZ=Europe/Berlin venv/bin/python -W ignore -m todoman --config config.py "$@" > said; }
shown() { cat lists/deals/*.ics | tr -d '\r' | grep -E "^(DUE|RRULE|TRIGGER|RELATED-TO|X-DEAL|STATUS)" || true; }
{
  for rule in "FREQ=WEEKLY;COUNT=3" "FREQ=WEEKLY;UNTIL=20261029T090000Z"; do
    rm -f lists/deals/*.ics
    printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 "PRODID:-//Example//EN" BEGIN:VTODO UID:1@example.com DTSTAMP:20260101T000000Z "SUMMARY:Ask Ann" \
      "DUE;TZID=Europe/Berlin:20261015T100000" "RRULE:$rule" RELATED-TO:0@example.com X-DEAL:7 \
      BEGIN:VALARM ACTION:DISPLAY "DESCRIPTION:Ask Ann" TRIGGER:-PT15M END:VALARM END:VTODO END:VCALENDAR > lists/deals/1.ics
    for time in first second third fourth; do
      todo list
      task=$(grep -oE '^\[ \] [0-9]+' said | head -1 | tr -dc 0-9 || true)
      echo "$rule, the $time:"
      [ -n "$task" ] || { echo "  none"; continue; }
      shown | sed "s/^/  /"
      todo done "$task"
      grep -lE "STATUS:COMPLETED" lists/deals/*.ics | xargs rm
    done
  done
} > seen
diff seen - <<'EXPECTED'
FREQ=WEEKLY;COUNT=3, the first:
  DUE;TZID=Europe/Berlin:20261015T100000
  RRULE:FREQ=WEEKLY;COUNT=3
  RELATED-TO:0@example.com
  X-DEAL:7
  TRIGGER:-PT15M
FREQ=WEEKLY;COUNT=3, the second:
  DUE:20261022T080000Z
  RRULE:FREQ=WEEKLY;COUNT=3
  STATUS:NEEDS-ACTION
FREQ=WEEKLY;COUNT=3, the third:
  DUE:20261029T090000Z
  RRULE:FREQ=WEEKLY;COUNT=3
  STATUS:NEEDS-ACTION
FREQ=WEEKLY;COUNT=3, the fourth:
  DUE:20261105T090000Z
  RRULE:FREQ=WEEKLY;COUNT=3
  STATUS:NEEDS-ACTION
FREQ=WEEKLY;UNTIL=20261029T090000Z, the first:
  DUE;TZID=Europe/Berlin:20261015T100000
  RRULE:FREQ=WEEKLY;UNTIL=20261029T090000Z
  RELATED-TO:0@example.com
  X-DEAL:7
  TRIGGER:-PT15M
FREQ=WEEKLY;UNTIL=20261029T090000Z, the second:
  DUE:20261022T080000Z
  RRULE:FREQ=WEEKLY;UNTIL=20261029T090000Z
  STATUS:NEEDS-ACTION
FREQ=WEEKLY;UNTIL=20261029T090000Z, the third:
  DUE:20261029T090000Z
  RRULE:FREQ=WEEKLY;UNTIL=20261029T090000Z
  STATUS:NEEDS-ACTION
FREQ=WEEKLY;UNTIL=20261029T090000Z, the fourth:
  RRULE:FREQ=WEEKLY;UNTIL=20261029T090000Z
  STATUS:NEEDS-ACTION
EXPECTED
echo "as seen: todoman 4.7.0 never ends a series of three, and has a reminder for the first alone"
