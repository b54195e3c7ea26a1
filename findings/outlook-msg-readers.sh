#!/usr/bin/env bash
# Two readers of Outlook's .msg files, extract-msg 0.57.0 and python-oxmsg 0.0.2, and one mail as Exchange stores it inside a firm: the
# sender's address is of type EX, and the SMTP address stands beside it (PidTagSenderSmtpAddress). One expects both to name a sender who
# can be answered, and the headers, where the mail has some, to be read as headers are. Seen:
# - python-oxmsg gives the X.500 name as the address; extract-msg the SMTP address;
# - with headers, python-oxmsg takes the sender from them and leaves the encoded words as they are; extract-msg decodes them;
# - where the file has a Message-ID in the headers only, folded as long ones are, both give it with the line break in front, so that it
#   equals no other; In-Reply-To, given in the same way, is None in extract-msg.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check extract-msg==0.57.0 python-oxmsg==0.0.2
cat > made.py <<'PYTHON'
from struct import pack

from extract_msg import OleWriter

FIELDS = {
    0x001A: "IPM.Note",
    0x0037: "Offer",
    0x1000: "Hello\r\n",
    0x0C1A: "Ann Doe",
    0x0C1E: "EX",
    0x0C1F: "/O=EXAMPLE/CN=ANN",
    0x5D01: "ann@example.com",
}
HEADERS = "\r\n".join(
    (
        "From: =?utf-8?q?Ann_D=C3=B6?= <ann@example.com>",
        "To: bob@example.org",
        "Message-ID:",
        " <1@example.com>",
        "In-Reply-To: <0@example.org>",
        "",
        "",
    )
)


def write(path, fields):
    """A message without recipients and attachments; its strings are of the type 001F."""
    file, rows = OleWriter(), pack("<8xIIII8x", 0, 0, 0, 0) + pack("<IIiI", 0x340D0003, 6, 0x40000, 0)
    file.addEntry("__nameid_version1.0", storage=True)
    for stream in ("00020102", "00030102", "00040102"):
        file.addEntry(["__nameid_version1.0", f"__substg1.0_{stream}"], b"")
    for tag, value in fields.items():
        data = value.encode("utf-16-le")
        file.addEntry([f"__substg1.0_{tag:04X}001F"], data)
        rows += pack("<IIII", tag << 16 | 0x1F, 6, len(data) + 2, 0)
    file.addEntry(["__properties_version1.0"], rows)
    file.write(path)


write("inside.msg", FIELDS)
write("headers.msg", FIELDS | {0x007D: HEADERS})
PYTHON
venv/bin/python made.py
venv/bin/python - > seen <<'PYTHON'
import extract_msg
import oxmsg

for name in ("inside.msg", "headers.msg"):
    with extract_msg.openMsg(name) as one:
        print(name, "extract-msg: ", ascii(one.sender), repr(one.messageId), one.inReplyTo)
    other = oxmsg.Message.load(name)
    headers = other.message_headers
    print(name, "python-oxmsg:", other.sender, repr(headers.get("Message-ID")), headers.get("In-Reply-To"))
PYTHON
diff seen - <<'EXPECTED'
inside.msg extract-msg:  'Ann Doe <ann@example.com>' None None
inside.msg python-oxmsg: "Ann Doe" </O=EXAMPLE/CN=ANN> None None
headers.msg extract-msg:  'Ann D\xf6 <ann@example.com>' '\r\n <1@example.com>' None
headers.msg python-oxmsg: =?utf-8?q?Ann_D=C3=B6?= <ann@example.com> '\r\n <1@example.com>' <0@example.org>
EXPECTED
echo "as seen: of one .msg file two readers give two senders, and Message-IDs with a line break"
