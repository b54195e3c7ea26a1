#!/usr/bin/env bash
# Debian's libdate-manip-perl 6.91-1 (Date::Manip) reads what people type for a day or a length of time. A deal closes in "March 2027"; one expects that to be the month's first day, as it
# is of 2027-03, or to be refused, as "Q2 2027" is. Seen: it is the 20th of March 2027. The first half of the year is taken for the day, the second for the year of this century, so that
# every month is well read until it is seen that all deals close on a 20th. Of lengths, "1:30" and "1 hour 30" are a minute and a half, and an hour and half a minute, where whoever
# plans a call means an hour and a half. The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq libdate-manip-perl=6.91-1 2> /dev/null
dpkg -x libdate-manip-perl_6.91-1_all.deb .
TZ=UTC perl -Iusr/share/perl5 -MDate::Manip -e '
Date_Init("ForceDate=2026-11-29-10:00:00");
for my $day ("2027-03", "March 2027", "Mar 2027", "March 2029", "May 2031", "Q2 2027") { print "$day: ", UnixDate(ParseDate($day), "%Y-%m-%d") || "refused", "\n" }
for my $length ("90 minutes", "1.5 hours", "1:30", "1 hour 30") { my $read = ParseDateDelta($length); print "$length: ", ($read ? Delta_Format($read, 1, "%mt") . " minutes" : "refused"), "\n" }
' > seen
diff seen - <<'EXPECTED'
2027-03: 2027-03-01
March 2027: 2027-03-20
Mar 2027: 2027-03-20
March 2029: 2029-03-20
May 2031: 2031-05-20
Q2 2027: refused
90 minutes: 90.0 minutes
1.5 hours: 90.0 minutes
1:30: 1.5 minutes
1 hour 30: 60.5 minutes
EXPECTED
echo "as seen: Date::Manip 6.91 closes a deal of March 2027 on the 20th"
