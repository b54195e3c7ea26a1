#!/usr/bin/env bash
# Debian's ruby-icalendar 2.8.0-1 reads and writes iCalendar for programs in Ruby. What is read and written again is expected to say the same. Seen:
# - a URI that has both a comma and a semicolon, which it may (RFC 3986, 2.2), has only one kind of them left: the place of a meeting on a map, or the room and the
#   number in it, is another; with one kind alone it stays;
# - two days that were called off, in a list and in UTC, are written as EXDATE;TZID=UTC, which RFC 5545, 3.2.19, forbids for times in UTC, and of a zone that the file does not define.
#   One alone is right;
# - a note's C:\new is broken in two lines, and "\N", which is a line break as "\n" is (3.3.11), stays as it is.
# The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq ruby-icalendar=2.8.0-1 ruby-ice-cube ruby-tzinfo ruby-concurrent ruby3.1 libruby3.1 2> /dev/null
for package in *.deb; do dpkg -x "$package" .; done
cat > again.rb <<'RUBY'
require "ostruct"
require "stringio"
require "icalendar"

LINES = [
  "URL:https://map.example/@52.51,13.37;zoom=15",
  "URL:https://map.example/@52.51,13.37",
  "ATTACH:https://meet.example/room;pin=12?with=ann,bob",
  "EXDATE:20260312T090000Z",
  "EXDATE:20260312T090000Z,20260319T090000Z",
  "DESCRIPTION:C:\\\\new",
  "DESCRIPTION:One\\NTwo",
]
LINES.each do |line|
  event = ["BEGIN:VEVENT", "UID:1@example.com", "DTSTAMP:20260101T000000Z", "DTSTART:20260305T090000Z", "RRULE:FREQ=WEEKLY;COUNT=4", line, "END:VEVENT"]
  text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", *event, "END:VCALENDAR", ""].join("\r\n")
  calendar = Icalendar::Calendar.parse(text).first
  written = calendar.to_ical.gsub("\r\n ", "").split("\r\n").grep(/^#{line[/^[A-Z]+/]}/)
  puts "#{line} -> #{written.join}"
  puts "  lines: #{calendar.events.first.description.to_s.lines(chomp: true)}" if line.start_with?("DESC")
end
RUBY
paths=usr/lib/ruby/3.1.0:usr/lib/x86_64-linux-gnu/ruby/3.1.0:$(printf '%s:' usr/share/rubygems-integration/all/gems/*/lib usr/share/rubygems-integration/all/gems/*/lib/concurrent-ruby)
TZ=UTC LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu RUBYLIB="$paths" timeout 60 usr/bin/ruby3.1 --disable-gems again.rb > seen
diff seen - <<'EXPECTED'
URL:https://map.example/@52.51,13.37;zoom=15 -> URL:https://map.example/@52.51,13.37,zoom=15
URL:https://map.example/@52.51,13.37 -> URL:https://map.example/@52.51,13.37
ATTACH:https://meet.example/room;pin=12?with=ann,bob -> ATTACH:https://meet.example/room;pin=12?with=ann;bob
EXDATE:20260312T090000Z -> EXDATE:20260312T090000Z
EXDATE:20260312T090000Z,20260319T090000Z -> EXDATE;TZID=UTC:20260312T090000Z,20260319T090000Z
DESCRIPTION:C:\\new -> DESCRIPTION:C:\\\new
  lines: ["C:\\", "ew"]
DESCRIPTION:One\NTwo -> DESCRIPTION:One\\NTwo
  lines: ["One\\NTwo"]
EXPECTED
echo "as seen: ruby-icalendar 2.8.0 writes a link with one kind of its signs for both"
