#!/usr/bin/env bash
# segno 1.6.6 draws QR codes, and for a contact makes the vCard in it by helpers.make_vcard(). It escapes commas, semicolons and backslashes in the texts. One expects of the memo, which
# is for longer words, that its line breaks are written as vCard writes them, "\n" in two characters (RFC 2426, 2.4.2). Seen: they stand in the card as they
# are, and each line behind the first is a property of its own to whoever scans it. vobject 0.9.9 refuses the whole card, so the contact is lost; ical.js 2.2.1, too.
# Where such a line has a colon in it, as an address copied from a signature has, the card is read by both, and the firm's line is a telephone number of the person.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund ical.js@2.2.1
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check segno==1.6.6 vobject==0.9.9
cat > read.mjs <<'NODE'
import fs from "node:fs";
import ICAL from "ical.js";

for (const card of fs.readFileSync("cards.txt", "utf8").split("\0").filter(Boolean))
  try {
    console.log("ical.js:", JSON.stringify(ICAL.parse(card)[1].filter(([name]) => /^(tel|note)$/.test(name)).map(([name, , , value]) => [name, value])));
  } catch (problem) {
    console.log("ical.js: refused");
  }
NODE
venv/bin/python -W ignore - > seen <<'PYTHON'
import vobject
from segno import helpers

MEMOS = ("met at the fair, hall 7", "met at the fair\nhall 7", "met at the fair\nTel:+49 30 7654321\n")
cards = [helpers.make_vcard_data("Doe;Ann", "Ann Doe", phone="+49 30 1234567", memo=memo) for memo in MEMOS]
for card in cards:
    try:
        read = vobject.readOne(card)
        print("vobject:", [[name, one.value] for name in ("tel", "note") for one in read.contents[name]])
    except vobject.base.ParseError:
        print("vobject: refused")
open("cards.txt", "w", newline="").write("\0".join(cards))
PYTHON
node read.mjs >> seen
diff seen - <<'EXPECTED'
vobject: [['tel', '+49 30 1234567'], ['note', 'met at the fair, hall 7']]
vobject: refused
vobject: [['tel', '+49 30 1234567'], ['tel', '+49 30 7654321'], ['note', 'met at the fair']]
ical.js: [["tel","+49 30 1234567"],["note","met at the fair, hall 7"]]
ical.js: refused
ical.js: [["tel","+49 30 1234567"],["note","met at the fair"],["tel","+49 30 7654321"]]
EXPECTED
echo "as seen: segno 1.6.6 writes a memo of two lines so that the contact cannot be read"
