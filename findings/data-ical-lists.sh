#!/usr/bin/env bash
# Perl's Data::ICal (Debian's libdata-ical-perl 0.24+dfsg-2) reads and writes iCalendar. A file that is read and written again is expected to say the same. Seen: whatever stands there
# is a text to it, but for a rule and a place (GEO), so that when it writes
# - two days that were called off get a backslash between them (EXDATE): to ical.js 2.2.1 the second one takes place;
# - two categories, or a room and a projector, which are lists (RFC 5545, 3.8.1.2 and 3.8.1.10), are one, and a link is another by the backslashes in it (RFC 5545, 3.3.13: a URI has none);
# - a backslash itself gets none, so that a note's C:\new, which it also reads as such, is broken in two lines for whoever comes next.
# The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund ical.js@2.2.1
apt-get download -qq libdata-ical-perl=0.24+dfsg-2 libsub-name-perl libclass-accessor-perl libclass-accessor-chained-perl libdevel-stacktrace-perl libclass-returnvalue-perl libtext-vfile-asdata-perl 2> /dev/null
for package in *.deb; do dpkg -x "$package" .; done
printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 "PRODID:-//Example//EN" BEGIN:VEVENT UID:1@example.com DTSTAMP:20260101T000000Z DTSTART:20260305T090000Z "RRULE:FREQ=WEEKLY;COUNT=4" \
  EXDATE:20260312T090000Z,20260319T090000Z 'SUMMARY:Call\, offer' CATEGORIES:Client,Offer RESOURCES:Room,Projector URL:https://map.example/@52.51,13.37 'DESCRIPTION:C:\\new' "GEO:52.51;13.37" \
  END:VEVENT END:VCALENDAR > read.ics
PERL5LIB=$(printf '%s:' usr/share/perl5 usr/lib/x86_64-linux-gnu/perl5/*) perl -MData::ICal -e 'print Data::ICal->new(filename => "read.ics")->as_string' > written.ics
cat > dates.mjs <<'NODE'
import fs from "node:fs";
import ICAL from "ical.js";

for (const file of ["read.ics", "written.ics"]) {
  const event = new ICAL.Component(ICAL.parse(fs.readFileSync(file, "utf8"))).getFirstSubcomponent("vevent");
  const dates = [];
  const iterator = new ICAL.Event(event).iterator();
  for (let date = iterator.next(); date; date = iterator.next()) {
    dates.push(date.toString().slice(0, 10));
  }
  const values = ["categories", "resources"].map((name) => event.getFirstProperty(name).getValues().length);
  console.log(`${file}: ${dates.join(" ")}; ${values.join(" and ")}; ${event.getFirstPropertyValue("url")}; ${JSON.stringify(event.getFirstPropertyValue("description"))}`);
}
NODE
{
  tr -d '\r' < written.ics | grep -E "^(EXDATE|SUMMARY|CATEGORIES|RESOURCES|URL|DESCRIPTION|GEO|RRULE)" | sort
  node dates.mjs
} > seen
diff seen - <<'EXPECTED'
CATEGORIES:Client\,Offer
DESCRIPTION:C:\new
EXDATE:20260312T090000Z\,20260319T090000Z
GEO:52.51;13.37
RESOURCES:Room\,Projector
RRULE:FREQ=WEEKLY;COUNT=4
SUMMARY:Call\, offer
URL:https://map.example/@52.51\,13.37
read.ics: 2026-03-05 2026-03-26; 2 and 2; https://map.example/@52.51,13.37; "C:\\new"
written.ics: 2026-03-05 2026-03-19 2026-03-26; 1 and 1; https://map.example/@52.51\,13.37; "C:\new"
EXPECTED
echo "as seen: of two days that were called off, Data::ICal 0.24 writes something in which ical.js finds one"
