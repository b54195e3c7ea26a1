#!/usr/bin/env bash
# recordlinkage 0.16 finds which records of two address books are one person. Its guide begins with clean(), "to clean strings": in small letters, without signs. One expects
# Müller to stay Müller, or to become muller. Seen: whatever is not among the letters a to z is taken out, not only signs. Müller and Möller are both "mller" and so one and the
# same; Øst, Åst and Äst are "st"; and all names in Greek, in Cyrillic or in Japanese are "", by which Compare.exact() calls every two of them equal. What stands in
# brackets goes as well, and with it what tells two firms of a name apart. strip_accents="unicode" helps Müller, but not Øst and the others.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check recordlinkage==0.16 pandas==2.3.3 numpy==2.4.6
venv/bin/python -W ignore - > seen <<'PYTHON'
import logging

import pandas
from recordlinkage import Compare, Index
from recordlinkage.preprocessing import clean

logging.disable()
names = pandas.Series(["Müller", "Möller", "Muller", "Øst", "Åst", "Иванов", "Παπάς", "佐藤", "Example (Berlin)", "Example (Oslo)"])
cleaned = clean(names)
accents = clean(names, strip_accents="unicode")
for name, one, other in zip(names, cleaned, accents, strict=True):
    print(f"{name}: {one!r}, with strip_accents {other!r}")
pairs = Index().full().index(cleaned.to_frame("name"))
compare = Compare()
compare.exact("name", "name", label="same")
found = compare.compute(pairs, cleaned.to_frame("name"))
for later, earlier in sorted(found[found.same == 1].index):
    print("one and the same:", names[earlier], "and", names[later])
PYTHON
diff seen - <<'EXPECTED'
Müller: 'mller', with strip_accents 'muller'
Möller: 'mller', with strip_accents 'moller'
Muller: 'muller', with strip_accents 'muller'
Øst: 'st', with strip_accents 'st'
Åst: 'st', with strip_accents 'ast'
Иванов: '', with strip_accents ''
Παπάς: '', with strip_accents ''
佐藤: '', with strip_accents ''
Example (Berlin): 'example', with strip_accents 'example'
Example (Oslo): 'example', with strip_accents 'example'
one and the same: Müller and Möller
one and the same: Øst and Åst
one and the same: Иванов and Παπάς
one and the same: Иванов and 佐藤
one and the same: Παπάς and 佐藤
one and the same: Example (Berlin) and Example (Oslo)
EXPECTED
echo "as seen: recordlinkage 0.16 makes one of Müller and Möller, and of all names that are not in Latin letters"
