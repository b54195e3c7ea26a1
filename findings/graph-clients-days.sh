#!/usr/bin/env bash
# Microsoft Graph tells a time by two members, the time on the wall and its zone (dateTimeTimeZone); a task that is due on 5 March is due at midnight, in UTC or in the zone of the one who
# asks. Of two clients for Python one expects that a datetime which knows its zone is the same moment on the way out, and that a due day is that day on the way in. Seen:
# - Office365-REST-Python-Client 3.3.0, which takes datetimes for events, for tasks and for getSchedule, puts their zone away and writes "UTC": ten o'clock in Berlin is eleven there, and
#   whoever is free or busy is so at other hours than were asked for;
# - pymstodo 0.2.1 takes the time that Graph gave for one of the computer's own zone before it looks at the zone that stands beside it: on a computer in Berlin what
#   is due on 5 March is due on the fourth, in São Paulo it is right by the day and three hours late. On a server in UTC all is well.
#
# Nothing is sent: the first prints what it would send, the second reads what Graph answers.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check office365-rest-python-client==3.3.0 pymstodo==0.2.1 tzdata==2026.6
venv/bin/python -W ignore - > seen <<'PYTHON'
from datetime import datetime
from zoneinfo import ZoneInfo

from office365.graph_client import GraphClient

me = GraphClient(tenant="example.com").me
ten = datetime(2026, 3, 5, 10, tzinfo=ZoneInfo("Europe/Berlin"))
print("Office365-REST-Python-Client, event:", me.calendar.events.add(subject="Call", start=ten).to_json()["start"])
print("Office365-REST-Python-Client, task:", me.todo.lists["offers"].tasks.add("Offer", due_date_time=ten).to_json()["dueDateTime"])
PYTHON
cat > read.py <<'PYTHON'
import sys

from pymstodo.client import Task

task = Task(id="1", title="Offer", dueDateTime={"dateTime": "2026-03-05T00:00:00.0000000", "timeZone": "UTC"})
print(f"pymstodo, in {sys.argv[1]}: due {task.due_date.isoformat()}")
PYTHON
for zone in UTC Europe/Berlin America/Sao_Paulo; do TZ="$zone" venv/bin/python read.py "$zone"; done >> seen
diff seen - <<'EXPECTED'
Office365-REST-Python-Client, event: {'dateTime': '2026-03-05T10:00:00+00:00', 'timeZone': 'UTC'}
Office365-REST-Python-Client, task: {'dateTime': '2026-03-05T10:00:00+00:00', 'timeZone': 'UTC'}
pymstodo, in UTC: due 2026-03-05T00:00:00+00:00
pymstodo, in Europe/Berlin: due 2026-03-04T23:00:00+00:00
pymstodo, in America/Sao_Paulo: due 2026-03-05T03:00:00+00:00
EXPECTED
echo "as seen: Office365-REST-Python-Client 3.3.0 puts a datetime's zone away, pymstodo 0.2.1 has what is due a day early"
