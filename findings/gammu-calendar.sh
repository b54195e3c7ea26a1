#!/usr/bin/env bash
# Debian's gammu 1.42.0-8 copies address books and calendars between phones and files; its convertbackup makes one form of backup of another, here iCalendar of iCalendar. It knows
# series, reminders and priorities, which its own form has fields for. One expects a weekly call to come out as one. Seen, without a word:
# - the series is its first call, whatever the rule is, and no date that is called off can be one any more;
# - the reminder of 15 minutes is gone, and its text stands as the description of the call, or as a second one;
# - a time in a zone gets a "Z" behind it, so that ten o'clock in Berlin is eleven; a fair of whole days is one that begins at midnight in UTC; a call told by its length has no end;
# - a task of PRIORITY:1, the highest in iCalendar (RFC 5545, 3.8.1.9), is "Low" in gammu's form, and one of 9, the lowest, is "High".
# The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq gammu=1.42.0-8 libgammu8=1.42.0-8 libbluetooth3 libgudev-1.0-0 libusb-1.0-0 2> /dev/null
for package in *.deb; do dpkg -x "$package" .; done
{
  printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 "PRODID:-//Example//EN"
  printf '%s\r\n' BEGIN:VEVENT UID:1@example.com DTSTAMP:20260101T000000Z "DTSTART;TZID=Europe/Berlin:20260305T100000" "DTEND;TZID=Europe/Berlin:20260305T110000" SUMMARY:Call
  printf '%s\r\n' "RRULE:FREQ=WEEKLY;COUNT=3" BEGIN:VALARM ACTION:DISPLAY TRIGGER:-PT15M DESCRIPTION:Reminder END:VALARM END:VEVENT
  printf '%s\r\n' BEGIN:VEVENT UID:2@example.com DTSTAMP:20260101T000000Z "DTSTART;VALUE=DATE:20260307" "DTEND;VALUE=DATE:20260309" SUMMARY:Fair END:VEVENT
  printf '%s\r\n' BEGIN:VEVENT UID:3@example.com DTSTAMP:20260101T000000Z DTSTART:20260310T090000Z DURATION:PT1H SUMMARY:Visit END:VEVENT
  for priority in 1 5 9; do
    printf '%s\r\n' BEGIN:VTODO "UID:$priority@example.org" DTSTAMP:20260101T000000Z DUE:20260306T160000Z "SUMMARY:Offer $priority" "PRIORITY:$priority" END:VTODO
  done
  printf '%s\r\n' END:VCALENDAR
} > phone.ics
gammu() { LD_LIBRARY_PATH=usr/lib:usr/lib/x86_64-linux-gnu:lib/x86_64-linux-gnu TZ=Europe/Berlin usr/bin/gammu "$@" > said 2>&1; }
gammu convertbackup phone.ics out.ics
gammu convertbackup phone.ics out.backup
{
  sed -n '/BEGIN:VEVENT/,/END:VEVENT/p' out.ics | tr -d '\r' | grep -Ev "^(BEGIN|UID|STATUS|CATEGORIES)"
  tr -d '\r' < out.backup | grep -A 5 -F '[TODO' | grep -E '^(Priority|Text) ='
} > seen
diff seen - <<'EXPECTED'
DTSTART:20260305T100000Z
DTEND:20260305T110000Z
SUMMARY:Call
DESCRIPTION:Reminder
END:VEVENT
DTSTART:20260307T000000Z
DTEND:20260309T000000Z
SUMMARY:Fair
END:VEVENT
DTSTART:20260310T090000Z
SUMMARY:Visit
END:VEVENT
Priority = Low
Text = "Offer 1"
Priority = Medium
Text = "Offer 5"
Priority = High
Text = "Offer 9"
EXPECTED
echo "as seen: gammu 1.42.0 makes one call of a weekly series, and a low priority of the highest"
