#!/usr/bin/env bash
# Debian's calcurse 4.7.1-1, a calendar for the terminal, imports and exports iCalendar. One expects of what came in that it goes out the same, or that what calcurse does not keep is left
# out. Seen, in a report that skipped nothing:
# - every reminder is five minutes before, whether it was a day, an hour or fifteen minutes: what is kept is that there is one, and the time is that of calcurse's own bar;
# - a date that was moved is there twice, for the second event of its UID is imported as one of its own, and the series keeps the old date;
# - a zone by a Windows name, as Outlook has it, is read as UTC although the file defines it, while one of IANA is right;
# - what was cancelled (STATUS:CANCELLED) takes place.
# The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq calcurse=4.7.1-1 2> /dev/null
dpkg -x calcurse_4.7.1-1_*.deb .
event() { printf '%s\r\n' BEGIN:VEVENT "UID:$1@example.com" DTSTAMP:20260101T000000Z "${@:2}" END:VEVENT; }
reminder() { event "$1" "DTSTART:202603${1}T090000Z" "DTEND:202603${1}T093000Z" "SUMMARY:$1" BEGIN:VALARM ACTION:DISPLAY "DESCRIPTION:$1" "TRIGGER:$2" END:VALARM; }
calendar() { printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 "PRODID:-//Example//EN"; cat; printf '%s\r\n' END:VCALENDAR; }
calcurse() { TZ=Europe/Berlin usr/bin/calcurse -D "$@"; }
mkdir first second
{ reminder 05 -P1D; reminder 06 -PT1H; reminder 07 -PT15M; } | calendar > reminders.ics
{
  printf '%s\r\n' BEGIN:VTIMEZONE "TZID:W. Europe Standard Time"
  printf '%s\r\n' BEGIN:STANDARD DTSTART:16010101T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" END:STANDARD
  printf '%s\r\n' BEGIN:DAYLIGHT DTSTART:16010101T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" END:DAYLIGHT END:VTIMEZONE
  event 1 DTSTART:20260305T090000Z DTEND:20260305T093000Z "RRULE:FREQ=WEEKLY;COUNT=2" SUMMARY:Call
  event 1 RECURRENCE-ID:20260312T090000Z DTSTART:20260313T090000Z DTEND:20260313T093000Z "SUMMARY:Call moved"
  event 2 "DTSTART;TZID=W. Europe Standard Time:20260305T140000" "DTEND;TZID=W. Europe Standard Time:20260305T150000" "SUMMARY:Windows zone"
  event 3 "DTSTART;TZID=Europe/Berlin:20260305T140000" "DTEND;TZID=Europe/Berlin:20260305T150000" "SUMMARY:IANA zone"
  event 4 DTSTART:20260306T090000Z DTEND:20260306T093000Z STATUS:CANCELLED SUMMARY:Cancelled
} | calendar > calls.ics
{
  calcurse first -i reminders.ics
  calcurse first -x | grep -E "^(SUMMARY|TRIGGER)"
  calcurse second -i calls.ics
  calcurse second -Q --from 03/05/2026 --to 03/14/2026
} > seen
diff seen - <<'EXPECTED'
Import process report: 0040 lines read
3 apps / 0 events / 0 todos / 0 skipped
SUMMARY:05
TRIGGER:-P300S
SUMMARY:06
TRIGGER:-P300S
SUMMARY:07
TRIGGER:-P300S
Import process report: 0057 lines read
5 apps / 0 events / 0 todos / 0 skipped
03/05/26:
 - 10:00 -> 10:30
	Call
 - 14:00 -> 15:00
	IANA zone
 - 15:00 -> 16:00
	Windows zone

03/06/26:
 - 10:00 -> 10:30
	Cancelled

03/12/26:
 - 10:00 -> 10:30
	Call

03/13/26:
 - 10:00 -> 10:30
	Call moved
EXPECTED
echo "as seen: calcurse 4.7.1 has every reminder five minutes before, and a moved call twice"
