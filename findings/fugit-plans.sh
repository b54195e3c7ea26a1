#!/usr/bin/env bash
# Debian's ruby-fugit 1.5.2-1 reads the plans of jobs, as sentences, crontabs or durations, for schedulers of Ruby. What it cannot read is nil. One expects 12am to be midnight, as
# its "midnight" is, and an interval to be kept or refused. Seen, without a word:
# - "every day at 12am" is at noon, and half past midnight is half past twelve at noon: a report of the day before is sent with half a day missing;
# - "every 90 minutes" is every hour, "every 36 hours" every midnight, and "every 2 hours from 9 to 17" every hour, too; "every 120 minutes" is a single day of the year, the 120th;
# - "1h30" and "1 hour 30" are an hour and half a minute;
# - -PT15M, as iCalendar writes a quarter of an hour before (RFC 5545, 3.3.6), is the 15th of some month, while it has PT-15M for the same itself.
# That 45 minutes are the full hour and a quarter to it, as in cron, is known to its authors. The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq ruby-fugit=1.5.2-1 ruby-raabro ruby-et-orbi ruby-tzinfo ruby-concurrent ruby3.1 libruby3.1 2> /dev/null
for package in *.deb; do dpkg -x "$package" .; done
cat > plans.rb <<'RUBY'
require "fugit"

PLANS = ["every day at midnight", "every day at 12am", "every day at 12:30am", "every 90 minutes", "every 36 hours", "every 2 hours from 9 to 17", "every 120 minutes", "every 2 fortnights"]
PLANS.each do |plan|
  read = Fugit.parse(plan)
  if read.is_a?(Fugit::Cron)
    times = [EtOrbi.parse("2026-03-02 08:00 UTC")]
    3.times { times << read.next_time(times.last) }
    puts "#{plan}: #{times.drop(1).map { |time| time.strftime("%d.%m. %H:%M") }.join(", ")}"
  else
    puts "#{plan}: #{read.nil? ? "nil" : "#{read.class}, day #{read.yday}"}"
  end
end
["1h30m", "1h30", "1 hour 30", "PT-15M", "-PT15M"].each do |length|
  read = Fugit.parse(length)
  puts "#{length}: #{read.is_a?(Fugit::Duration) ? "#{read.to_sec} seconds" : "#{read.class}, day #{read.day}"}"
end
RUBY
paths=usr/lib/ruby/vendor_ruby:usr/lib/ruby/3.1.0:usr/lib/x86_64-linux-gnu/ruby/3.1.0:$(printf '%s:' usr/share/rubygems-integration/all/gems/*/lib usr/share/rubygems-integration/all/gems/*/lib/concurrent-ruby)
TZ=UTC LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu RUBYLIB="$paths" timeout 60 usr/bin/ruby3.1 --disable-gems plans.rb > seen
diff seen - <<'EXPECTED'
every day at midnight: 03.03. 00:00, 04.03. 00:00, 05.03. 00:00
every day at 12am: 02.03. 12:00, 03.03. 12:00, 04.03. 12:00
every day at 12:30am: 02.03. 12:30, 03.03. 12:30, 04.03. 12:30
every 90 minutes: 02.03. 09:00, 02.03. 10:00, 02.03. 11:00
every 36 hours: 03.03. 00:00, 04.03. 00:00, 05.03. 00:00
every 2 hours from 9 to 17: 02.03. 09:00, 02.03. 10:00, 02.03. 11:00
every 120 minutes: EtOrbi::EoTime, day 120
every 2 fortnights: nil
1h30m: 5400 seconds
1h30: 3630 seconds
1 hour 30: 3630 seconds
PT-15M: -900 seconds
-PT15M: EtOrbi::EoTime, day 15
EXPECTED
echo "as seen: ruby-fugit 1.5.2 has 12am at noon, and every 90 minutes every hour"
