#!/usr/bin/env bash
# cleanco 2.3 takes the legal form off a company's name, so that "Müller GmbH & Co. KG" and "Müller" are found to be one. One expects that a
# name is left: its page promises names without the terms that tell the kind of organization. Seen: a name that is spelt as some country's form,
# its full stops left out, goes whole. Coop (coop., Philippines) and Sapa AB (S.a.p.A., Italy, and AB, Sweden) are both "", and so equal to each
# other and to every name that was not filled in. Where a form is a word of the language, "Day Spa" and "The Company", half a
# name is left: Day and The.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check cleanco==2.3
venv/bin/python - > seen <<'PYTHON'
from cleanco import basename

for name in ("Müller GmbH & Co. KG", "Coop", "Sapa AB", "Sapa", "Spa", "Day Spa", "The Company", "Coop Norge SA"):
    print(f"{name} -> {basename(name)!r}")
PYTHON
diff seen - <<'EXPECTED'
Müller GmbH & Co. KG -> 'Müller'
Coop -> ''
Sapa AB -> ''
Sapa -> ''
Spa -> ''
Day Spa -> 'Day'
The Company -> 'The'
Coop Norge SA -> 'Coop Norge'
EXPECTED
echo "as seen: cleanco 2.3 leaves nothing of Coop and of Sapa AB"
