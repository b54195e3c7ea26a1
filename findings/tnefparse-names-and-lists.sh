#!/usr/bin/env bash
# tnefparse 1.4.0, which unpacks winmail.dat: the file tells in attOemCodepage in which code page its 8-bit texts are ([MS-OXTNEF]), and one
# expects a library that decodes the subject by it to do so with the other texts. Seen: the body in attBody is left as bytes, and the
# name of an attached file is read as UTF-8, so that "Angebot_Müller.pdf" from a German Outlook raises UnicodeDecodeError, and dump() of
# the whole file with it, even where a long name in Unicode stands beside it. Of the categories, which are a list in the file, dump() has
# the last alone: each is an attribute of the same name there, and overwrites the one before.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check tnefparse==1.4.0
venv/bin/python - > seen <<'PYTHON'
from struct import pack
from uuid import UUID

from tnefparse import TNEF

MESSAGE, ATTACHMENT = 1, 2
STRINGS = UUID("00020329-0000-0000-c000-000000000046").bytes_le


def attribute(level, name, kind, data):
    return pack("<BHHI", level, name, kind, len(data)) + data + pack("<H", sum(data) & 0xFFFF)


def text(value):
    data = f"{value}\0".encode("utf-16-le")
    return pack("<I", len(data)) + data + b"\0" * (-len(data) % 4)


def properties(*those):
    return pack("<I", len(those)) + b"".join(those)


def file(name, *more):
    keywords = pack("<HH16sI", 0x101F, 0x8000, STRINGS, 1) + text("Keywords") + pack("<I", 2) + text("Offers") + text("Fair")
    return pack("<IH", 0x223E9F78, 1) + b"".join(
        (
            attribute(MESSAGE, 0x9006, 8, pack("<I", 0x10000)),
            attribute(MESSAGE, 0x9007, 6, pack("<II", 1252, 0)),
            attribute(MESSAGE, 0x8004, 1, "Angebot für Ann\0".encode("cp1252")),
            attribute(MESSAGE, 0x800C, 2, "Grüße\0".encode("cp1252")),
            attribute(MESSAGE, 0x9003, 6, properties(keywords)),
            attribute(ATTACHMENT, 0x9002, 6, pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0)),
            attribute(ATTACHMENT, 0x8010, 1, f"{name}\0".encode("cp1252")),
            attribute(ATTACHMENT, 0x800F, 6, b"%PDF"),
            *more,
        )
    )


LONG = attribute(ATTACHMENT, 0x9005, 6, properties(pack("<HHI", 0x1F, 0x3707, 1) + text("Angebot_Müller.pdf")))
read = TNEF(file("Offer.pdf"))
print("subject", read.msgprops[0].data, "body", read.body, "categories", [one.data for one in read.mapiprops])
print("in dump", read.dump()["extended_attributes"])
for told, read in (("short", TNEF(file("Angebot_Müller.pdf"))), ("short and long", TNEF(file("Angebot_Müller.pdf", LONG)))):
    for name, act in (("long_filename", read.attachments[0].long_filename), ("dump", read.dump)):
        try:
            found = act() and "works"
        except UnicodeDecodeError as problem:
            found = f"{problem.encoding} {problem.reason}"
        print(told, name, found)
PYTHON
diff seen - <<'EXPECTED'
subject Angebot für Ann body b'Gr\xfc\xdfe\x00' categories ['Offers', 'Fair']
in dump {'Keywords': 'Fair'}
short long_filename utf-8 invalid start byte
short dump utf-8 invalid start byte
short and long long_filename works
short and long dump utf-8 invalid start byte
EXPECTED
echo "as seen: tnefparse 1.4.0 reads names of files as UTF-8 whatever the file says, and dumps one category of two"
