#!/usr/bin/env bash
# Debian's ruby-ice-cube 0.16.4-3 has the dates of series for programs in Ruby, and reads them from iCalendar, Schedule.from_ical. What it does not know of a rule, BYWEEKNO, it refuses, and one expects
# the rest to be read. Seen, without a word:
# - BYSETPOS is passed over: what is due on the last working day of the month (RFC 5545, 3.3.10, has it as an example) is due on every working day;
# - the zone is cut off: nine o'clock in New York is nine o'clock wherever the computer is;
# - a meeting that tells its length by DURATION has none, and ends when it begins;
# - extra dates (RDATE) count for COUNT: of three weekly calls and two more, of which none is called off, three are left, and the last ones are not held.
# The first is known to its authors since 2015. The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq ruby-ice-cube=0.16.4-3 ruby3.1 libruby3.1 2> /dev/null
for package in *.deb; do dpkg -x "$package" .; done
cat > dates.rb <<'RUBY'
require "ostruct"
require "time"
require "ice_cube"

SERIES = {
  "the last working day" => %w[DTSTART:20260331T090000Z RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1],
  "in New York" => %w[DTSTART;TZID=America/New_York:20260302T090000 RRULE:FREQ=WEEKLY;COUNT=2],
  "an hour, by DTEND" => %w[DTSTART:20260302T090000Z DTEND:20260302T100000Z RRULE:FREQ=WEEKLY;COUNT=2],
  "an hour, by DURATION" => %w[DTSTART:20260302T090000Z DURATION:PT1H RRULE:FREQ=WEEKLY;COUNT=2],
  "three and two more" => %w[DTSTART:20260302T090000Z RRULE:FREQ=WEEKLY;COUNT=3 RDATE:20260305T090000Z,20260306T090000Z],
}
SERIES.each do |name, lines|
  schedule = IceCube::Schedule.from_ical(lines.join("\n"))
  dates = schedule.first(5).map { |date| date.start_time.strftime("%d.%m. %H:%M%:z") + (date.duration.zero? ? "" : " for #{date.duration.to_i / 60} minutes") }
  puts "#{name}: #{dates.join(", ")}"
end
begin
  IceCube::Schedule.from_ical("DTSTART:20260302T090000Z\nRRULE:FREQ=YEARLY;BYWEEKNO=20")
rescue ArgumentError => error
  puts error.message
end
RUBY
library=usr/share/rubygems-integration/all/gems/ice_cube-0.16.4/lib
TZ=Europe/Berlin LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu RUBYLIB="$library:usr/lib/ruby/3.1.0:usr/lib/x86_64-linux-gnu/ruby/3.1.0" timeout 60 usr/bin/ruby3.1 --disable-gems dates.rb > seen
diff seen - <<'EXPECTED'
the last working day: 31.03. 09:00+00:00, 01.04. 09:00+00:00, 02.04. 09:00+00:00, 03.04. 09:00+00:00, 06.04. 09:00+00:00
in New York: 02.03. 09:00+01:00, 09.03. 09:00+01:00
an hour, by DTEND: 02.03. 09:00+00:00 for 60 minutes, 09.03. 09:00+00:00 for 60 minutes
an hour, by DURATION: 02.03. 09:00+00:00, 09.03. 09:00+00:00
three and two more: 02.03. 09:00+00:00, 05.03. 09:00+00:00, 06.03. 09:00+00:00
Invalid rule validation type: BYWEEKNO
EXPECTED
echo "as seen: ruby-ice-cube 0.16.4 has the last working day of the month on every one"
