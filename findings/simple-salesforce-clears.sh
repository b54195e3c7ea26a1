#!/usr/bin/env bash
# simple-salesforce 1.12.10 changes many records at once by `bulk` (version 1 of the interface, JSON) or by `bulk2` (version 2, CSV). One expects
# None to mean the same in both. By bulk it is null, which takes the value away. By bulk2 it is an empty cell, which Salesforce ignores when
# it updates: its guide ("Prepare CSV Files") wants #N/A there. Whoever moves on to bulk2 takes nothing away any more, and the job succeeds.
# A field that only some of the records have is an empty cell in the others, too, so that the two cannot be told apart.
#
# Nothing is sent: a stand-in for the session shows what would be.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check simple-salesforce==1.12.10
venv/bin/python - > seen <<'PYTHON'
import csv
import json
from types import SimpleNamespace

from simple_salesforce import Salesforce

ANSWER = {"id": "JOB", "jobId": "JOB", "state": "Open"}
COUNTS = dict.fromkeys(("numberRecordsProcessed", "numberRecordsTotal"), 3) | {"numberRecordsFailed": 0}


class Session:
    headers, proxies = {}, {}

    def request(self, method, url, data=None, **more):
        if method == "GET":
            state = {"state": "JobComplete" if "ingest" in url else "Completed"}
            return answer([] if url.endswith("/result") else ANSWER | COUNTS | state)
        text = data.decode() if isinstance(data, bytes) else data
        if "CloseDate" in text:
            rows = json.loads(text) if text.startswith("[") else csv.DictReader(text.splitlines())
            for row in rows:
                print("  ", {name: row[name] for name in sorted(row)})
        return answer(ANSWER | (json.loads(text) if method == "PATCH" else {}), 201 if method == "PUT" else 200)


def answer(told, status=200):
    return SimpleNamespace(status_code=status, json=lambda **more: told, text="", content=b"")


force = Salesforce(instance="example.invalid", session_id="ID", session=Session())
records = [
    {"Id": "1", "CloseDate": "2026-03-03", "Amount": 5},
    {"Id": "2", "CloseDate": None, "Amount": 6},
    {"Id": "3", "Amount": 7},
]
for name, act in (("bulk", force.bulk.Opportunity.update), ("bulk2", force.bulk2.Opportunity.update)):
    print(name)
    act(records) if name == "bulk" else act(records=records)
PYTHON
diff seen - <<'EXPECTED'
bulk
   {'Amount': 5, 'CloseDate': '2026-03-03', 'Id': '1'}
   {'Amount': 6, 'CloseDate': None, 'Id': '2'}
   {'Amount': 7, 'Id': '3'}
bulk2
   {'Amount': '5', 'CloseDate': '2026-03-03', 'Id': '1'}
   {'Amount': '6', 'CloseDate': '', 'Id': '2'}
   {'Amount': '7', 'CloseDate': '', 'Id': '3'}
EXPECTED
echo "as seen: simple-salesforce 1.12.10 writes None as null by bulk, and as an empty cell by bulk2"
