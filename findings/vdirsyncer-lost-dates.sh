#!/usr/bin/env bash
# vdirsyncer 0.21.0 keeps calendars of servers, feeds and files in step. It looks into an event for its UID, and for whether it changed since the last time. One expects every event of a calendar to
# come over, and every change. Seen, without a word:
# - a calendar may have a UID of its own since RFC 7986 (5.3). It is taken for that of each event, so that of all of them the last one alone comes over;
# - what is compared are the lines of the whole file in alphabetical order: where two dates of a weekly call change rooms with each other, no line is new, and the other side keeps the old ones. So
#   it is with whatever changes places between a series and its dates. A new room comes over.
# The first is known to its authors, as that an item's UID is the wrong one.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check vdirsyncer==0.21.0
{
  printf '%s\n' "[general]" "status_path = \"$PWD/status\"" "[pair fairs]" 'a = "feed"' 'b = "events"' "collections = null" "[pair calls]" 'a = "here"' 'b = "there"' "collections = null"
  printf '%s\n' "[storage feed]" 'type = "singlefile"' "path = \"$PWD/feed.ics\""
  for folder in events here there; do
    printf '%s\n' "[storage $folder]" 'type = "filesystem"' "path = \"$PWD/$folder\"" 'fileext = ".ics"'
  done
} > config
mkdir events here there
vdirsyncer() { venv/bin/vdirsyncer --config config "$@" > said 2>&1; }
calendar() { printf '%s\n' BEGIN:VCALENDAR VERSION:2.0 "PRODID:-//Example//EN" "$@" END:VCALENDAR | sed "s/$/\r/"; }
day() { printf '%s\n' BEGIN:VEVENT "UID:$1@example.com" DTSTAMP:20260101T000000Z "DTSTART:202603$2T090000Z" "DTEND:202603$2T100000Z" "${@:3}" END:VEVENT; }
series() { calendar "$(day 3 02 "RRULE:FREQ=WEEKLY;COUNT=4" SUMMARY:Call)" "$(day 3 09 RECURRENCE-ID:20260309T090000Z SUMMARY:Call "LOCATION:$1")" "$(day 3 16 RECURRENCE-ID:20260316T090000Z SUMMARY:Call "LOCATION:$2")"; }
shown() { grep -h "^$1" "$2"/*.ics | "$3" | tr -d '\r' | paste -sd " "; }
{
  for head in NAME:Fairs UID:9@example.com; do
    rm -rf status events/*
    calendar "$head" "$(day 1 05 SUMMARY:Call)" "$(day 2 06 SUMMARY:Visit)" > feed.ics
    vdirsyncer discover fairs
    vdirsyncer sync fairs
    echo "of a call and a visit, with $head in the head: $(shown SUMMARY events sort)"
  done
  minute=0
  for rooms in "Oslo Bergen" "Bergen Oslo" "Bergen Hamar"; do
    series "${rooms% *}" "${rooms#* }" > here/series.ics
    minute=$((minute + 1))
    touch -d "2026-01-01 00:0$minute" here/series.ics
    vdirsyncer discover calls
    vdirsyncer sync calls
    echo "the rooms are $rooms: $(shown LOCATION there cat)"
  done
} > seen
diff seen - <<'EXPECTED'
of a call and a visit, with NAME:Fairs in the head: SUMMARY:Call SUMMARY:Visit
of a call and a visit, with UID:9@example.com in the head: SUMMARY:Visit
the rooms are Oslo Bergen: LOCATION:Oslo LOCATION:Bergen
the rooms are Bergen Oslo: LOCATION:Oslo LOCATION:Bergen
the rooms are Bergen Hamar: LOCATION:Bergen LOCATION:Hamar
EXPECTED
echo "as seen: vdirsyncer 0.21.0 has one event of a calendar that has a UID, and misses rooms that change places"
