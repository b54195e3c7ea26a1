#!/usr/bin/env bash
# icalendar 7.3.2: a line may be folded after any octet, so also within a letter of two (RFC 5545, 3.1, which asks readers to unfold
# before they decode; simple writers that count 75 octets make such files). Handed the file's bytes, one expects from_ical() to
# do that. It decodes first: the letter is lost for good and two replacement signs stand in its place, without an error and with an empty
# `errors` list. Unfolding the bytes oneself before from_ical() helps.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check icalendar==7.3.2
venv/bin/python - > seen <<'PYTHON'
from icalendar import Calendar

LINES = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Example//EN",
    "BEGIN:VEVENT",
    "UID:1@example.com",
    "DTSTAMP:20260101T000000Z",
    "DTSTART:20260102T100000Z",
    "SUMMARY:Grüße aus Köln",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
)
file = "\r\n".join(LINES).encode()
for name, letter in (("beside", "r"), ("within", "ü")):
    place = file.index(letter.encode(), file.index(b"SUMMARY")) + 1
    folded = file[:place] + b"\r\n " + file[place:]
    for way, content in (("as it is", folded), ("unfolded first", folded.replace(b"\r\n ", b""))):
        [event] = Calendar.from_ical(content).walk("VEVENT")
        print(f"fold {name} a letter, {way}:", ascii(str(event["SUMMARY"])), event.errors)
PYTHON
diff seen - <<'EXPECTED'
fold beside a letter, as it is: 'Gr\xfc\xdfe aus K\xf6ln' []
fold beside a letter, unfolded first: 'Gr\xfc\xdfe aus K\xf6ln' []
fold within a letter, as it is: 'Gr\ufffd\ufffd\xdfe aus K\xf6ln' []
fold within a letter, unfolded first: 'Gr\xfc\xdfe aus K\xf6ln' []
EXPECTED
echo "as seen: icalendar 7.3.2 loses a letter within which a line is folded"
