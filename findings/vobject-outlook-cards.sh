#!/usr/bin/env bash
# vobject 0.9.9: Outlook writes contacts as vCard 2.1, in which a comma is a character like any other (lists with commas came with 3.0).
# One expects a library that takes such a card to go by its VERSION. Seen: it is read as 3.0, and all behind the first comma is
# dropped without a word: "Doe, Ann" is Doe, "Head of Sales, Europe" is Head of Sales, and of a note the first clause is left. In ORG
# and ADR a comma makes a list within the list, and with that in ORG the card cannot be written again. A nickname of 3.0, which may be a
# list (RFC 2426, 3.1.3), has one name left.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check vobject==0.9.9
venv/bin/python - > seen <<'PYTHON'
import vobject

CARDS = (
    (
        "VERSION:2.1",
        "N;LANGUAGE=en:Doe;Ann",
        "FN:Doe, Ann",
        "ORG:Example, Inc.;Sales",
        "TITLE:Head of Sales, Europe",
        "ADR;WORK;PREF:;;Street 1, 2nd floor;Oslo;;0150;Norway",
        "NOTE:Wants no calls before ten, and never on Fridays",
        "X-MS-MANAGER:Roe, Bo",
    ),
    ("VERSION:3.0", "N:Doe;Ann;;;", "FN:Ann Doe", "NICKNAME:Annie,Nan", "CATEGORIES:Customers,Fair"),
)
for lines in CARDS:
    card = vobject.readOne("\r\n".join(("BEGIN:VCARD", *lines, "END:VCARD", "")))
    for child in card.getChildren():
        if child.name in ("FN", "ORG", "TITLE", "NOTE", "X-MS-MANAGER", "NICKNAME", "CATEGORIES"):
            print(child.name, repr(child.value))
        if child.name == "ADR":
            print("ADR", repr(child.value.street))
    try:
        print("is written:", len(card.serialize()) > 0)
    except vobject.base.NativeError as problem:
        print("is not written:", str(problem).partition("unhandled exception ")[2])
PYTHON
diff seen - <<'EXPECTED'
FN 'Doe'
ORG [['Example', ' Inc.'], 'Sales']
TITLE 'Head of Sales'
ADR ['Street 1', ' 2nd floor']
NOTE 'Wants no calls before ten'
X-MS-MANAGER 'Roe'
is not written: on line 9 <class 'AttributeError'>: 'list' object has no attribute 'replace'
FN 'Ann Doe'
NICKNAME 'Annie'
CATEGORIES ['Customers', 'Fair']
is written: True
EXPECTED
echo "as seen: vobject 0.9.9 drops what stands behind a comma in a card of Outlook"
