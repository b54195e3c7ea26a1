#!/usr/bin/env bash
# What people type for the length of a call or a task is made a number by parse-duration 2.1.9, timestring 7.0.0, human-interval 2.0.1 (JavaScript) and timelength 3.0.4
# (Python). One expects them to read it, or to say that they cannot, as each does of "2 Tage" below. Seen:
# - 1,5h, with a comma as most of Europe writes it, is 15 hours in parse-duration and timestring, and 0,25 h is 25 hours (the
#   German locale of parse-duration is right);
# - "one and a half hours" is half an hour in timelength, which also calls it a success, and one hour in human-interval, in which "half an hour" and "an
#   hour" take no time at all;
# - of 1h30 timestring and timelength leave the 30 out, and of -15m, as for a reminder, both leave the minus;
# - "10 working days" are ten days in human-interval.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund parse-duration@2.1.9 timestring@7.0.0 human-interval@2.0.1
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check timelength==3.0.4
cat > typed.txt <<'TYPED'
1.5h
1,5h
0,25 h
1h30
-15m
an hour
half an hour
one and a half hours
10 working days
2 Tage
TYPED
cat > read.mjs <<'NODE'
import fs from "node:fs";
import humanInterval from "human-interval";
import parseDuration from "parse-duration";
import timestring from "timestring";

const by = { "parse-duration": (text) => parseDuration(text, "min"), timestring: (text) => timestring(text, "m"), "human-interval": (text) => humanInterval(text) / 60000 };
for (const text of fs.readFileSync("typed.txt", "utf8").trim().split("\n"))
  for (const [name, read] of Object.entries(by)) {
    let minutes = null;
    try {
      minutes = read(text);
    } catch {
      // it says so, too
    }
    console.log(`${name}: ${text} is ${minutes === null || Number.isNaN(minutes) ? "refused" : `${minutes} minutes`}`);
  }
NODE
node read.mjs > seen
venv/bin/python - >> seen <<'PYTHON'
from timelength import TimeLength

for text in open("typed.txt").read().splitlines():
    read = TimeLength(text).result
    print(f"timelength: {text} is", f"{read.seconds / 60:g} minutes" if read.success else "refused")
PYTHON
sort -o seen seen
diff seen - <<'EXPECTED'
human-interval: -15m is refused
human-interval: 0,25 h is refused
human-interval: 1,5h is refused
human-interval: 1.5h is refused
human-interval: 10 working days is 14400 minutes
human-interval: 1h30 is refused
human-interval: 2 Tage is refused
human-interval: an hour is 0 minutes
human-interval: half an hour is 0 minutes
human-interval: one and a half hours is 60 minutes
parse-duration: -15m is -15 minutes
parse-duration: 0,25 h is 1500 minutes
parse-duration: 1,5h is 900 minutes
parse-duration: 1.5h is 90 minutes
parse-duration: 10 working days is refused
parse-duration: 1h30 is 90 minutes
parse-duration: 2 Tage is refused
parse-duration: an hour is refused
parse-duration: half an hour is refused
parse-duration: one and a half hours is refused
timelength: -15m is 15 minutes
timelength: 0,25 h is refused
timelength: 1,5h is refused
timelength: 1.5h is 90 minutes
timelength: 10 working days is refused
timelength: 1h30 is 60 minutes
timelength: 2 Tage is refused
timelength: an hour is 60 minutes
timelength: half an hour is 30 minutes
timelength: one and a half hours is 30 minutes
timestring: -15m is 15 minutes
timestring: 0,25 h is 1500 minutes
timestring: 1,5h is 900 minutes
timestring: 1.5h is 90 minutes
timestring: 10 working days is refused
timestring: 1h30 is 60 minutes
timestring: 2 Tage is refused
timestring: an hour is refused
timestring: half an hour is refused
timestring: one and a half hours is refused
EXPECTED
echo "as seen: an hour and a half, as people write it, is 15 hours, one, or half an hour"
