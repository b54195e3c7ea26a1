#!/usr/bin/env bash
# APScheduler 3.11.3 takes the five fields of a crontab, CronTrigger.from_crontab("0 9 * * 1"), which an administrator has from cron, where 1 is Monday, and where
# a day of the month beside a day of the week means either of them (POSIX, crontab). One expects a method of this name to read them so. Seen:
# - 1 is Tuesday, and 1-5 goes from Tuesday to Saturday: numbers count from Monday as 0. "mon" is Monday. 7, which is Sunday to most crons, is refused;
# - "0 9 1,15 * mon", the first, the fifteenth, and every Monday, waits for a first or a fifteenth that is a Monday: two reminders from March to September 2026,
#   where cron has forty-three.
# croniter 7.0.0 has both as cron has them.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check apscheduler==3.11.3 tzlocal==5.4.5 croniter==7.0.0 tzdata==2026.6
venv/bin/python -W ignore - > seen <<'PYTHON'
from datetime import UTC, datetime, timedelta

from apscheduler.triggers.cron import CronTrigger
from croniter import croniter

START, END = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)


def by_apscheduler(fields):
    trigger, moment = CronTrigger.from_crontab(fields, timezone=UTC), START
    while (moment := trigger.get_next_fire_time(None, moment)) and moment < END:
        yield moment
        moment += timedelta(minutes=1)


def by_croniter(fields):
    moments = croniter(fields, START)
    while (moment := moments.get_next(datetime)) < END:
        yield moment


for fields in ("0 9 * * 1", "0 9 * * mon", "0 9 * * 1-5", "0 9 * * 7", "0 9 1,15 * mon"):
    for read in (by_apscheduler, by_croniter):
        try:
            found = list(read(fields))
            shown = ", ".join(f"{one:%a %d.%m.}" for one in found[:6])
            print(f"{fields}: {read.__name__}: {len(found)}: {shown}")
        except ValueError as problem:
            print(f"{fields}: {read.__name__}: {problem}")
PYTHON
diff seen - <<'EXPECTED'
0 9 * * 1: by_apscheduler: 31: Tue 03.03., Tue 10.03., Tue 17.03., Tue 24.03., Tue 31.03., Tue 07.04.
0 9 * * 1: by_croniter: 31: Mon 02.03., Mon 09.03., Mon 16.03., Mon 23.03., Mon 30.03., Mon 06.04.
0 9 * * mon: by_apscheduler: 31: Mon 02.03., Mon 09.03., Mon 16.03., Mon 23.03., Mon 30.03., Mon 06.04.
0 9 * * mon: by_croniter: 31: Mon 02.03., Mon 09.03., Mon 16.03., Mon 23.03., Mon 30.03., Mon 06.04.
0 9 * * 1-5: by_apscheduler: 152: Tue 03.03., Wed 04.03., Thu 05.03., Fri 06.03., Sat 07.03., Tue 10.03.
0 9 * * 1-5: by_croniter: 153: Mon 02.03., Tue 03.03., Wed 04.03., Thu 05.03., Fri 06.03., Mon 09.03.
0 9 * * 7: by_apscheduler: Error validating expression '7': the last value (7) is higher than the maximum value (6)
0 9 * * 7: by_croniter: 31: Sun 01.03., Sun 08.03., Sun 15.03., Sun 22.03., Sun 29.03., Sun 05.04.
0 9 1,15 * mon: by_apscheduler: 2: Mon 01.06., Mon 15.06.
0 9 1,15 * mon: by_croniter: 43: Sun 01.03., Mon 02.03., Mon 09.03., Sun 15.03., Mon 16.03., Mon 23.03.
EXPECTED
echo "as seen: APScheduler 3.11.3 takes the Mondays of a crontab for Tuesdays"
