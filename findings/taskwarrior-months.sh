#!/usr/bin/env bash
# Debian's taskwarrior 2.6.2+dfsg-1 keeps tasks, also such as come again, recur:monthly. One expects a task of the 31st to be due on the last day of the shorter months, or not at all in these,
# and on the 31st of the others. Seen: each date is made of the one before, so that February takes the 31st away for good: 31 January, 28 February, 28 March, 28 April. What
# was to be paid at the month's end is due three days early for the rest of the contract. And in "due:2026-01-15 + 1 month" a month is thirty days of 24 hours, which over the
# change of the clocks end at one in the morning: 14 February, and of 15 March 14 April at 01:00; a year later is right but in leap years.
# The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq taskwarrior=2.6.2+dfsg-1 2> /dev/null
dpkg -x taskwarrior_2.6.2+dfsg-1_*.deb .
mkdir data
printf '%s\n' "data.location=$PWD/data" confirmation=no verbose=nothing recurrence.limit=5 > taskrc
task() { TZ=Europe/Berlin TASKRC=taskrc HOME=$PWD usr/bin/task "$@"; }
task add Pay due:2035-01-31 recur:monthly
task list > listed
{
  task status:pending export | python3 -c 'import json, sys
for one in sorted(json.load(sys.stdin), key=lambda one: (one["description"], one["due"])):
    print(one["description"], one["due"])'
  for sum in "2026-01-15 + 1month" "2026-01-31 + 1month" "2026-03-15 + 1month" "2026-03-15 + 1quarter" "2026-03-15 + 1year"; do
    echo "$sum: $(task calc "$sum")"
  done
} > seen
diff seen - <<'EXPECTED'
Pay 20350130T230000Z
Pay 20350227T230000Z
Pay 20350327T220000Z
Pay 20350427T220000Z
Pay 20350527T220000Z
2026-01-15 + 1month: 2026-02-14T00:00:00
2026-01-31 + 1month: 2026-03-02T00:00:00
2026-03-15 + 1month: 2026-04-14T01:00:00
2026-03-15 + 1quarter: 2026-06-14T01:00:00
2026-03-15 + 1year: 2027-03-15T00:00:00
EXPECTED
echo "as seen: taskwarrior 2.6.2 moves what is due on the 31st to the 28th for good"
