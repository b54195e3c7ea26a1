#!/usr/bin/env bash
# num2words 0.5.14 writes amounts in words, as contracts and cheques have them: to="currency". One expects 1200 to be twelve hundred, in whatever
# type of number it comes. Seen: an int counts cents, every other type euros: 1200 is "twelve euro", while 1200.0, Decimal("1200") and the text "1200" are
# "one thousand, two hundred euro". Of a column of a CRM's JSON, in which 1200.5 is a float and 1200 an int, the round amounts are a hundredth
# of what they are. Where a language leaves out "zero cents", as Norwegian does, nothing in the words makes one wonder. The package's own
# command has the right words, since it hands over a text.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check num2words==0.5.14
venv/bin/python - > seen <<'PYTHON'
from decimal import Decimal

from num2words import num2words

for amount in (1200, 1200.0, Decimal("1200"), "1200"):
    print(repr(amount), *(num2words(amount, to="currency", lang=lang, currency=code) for lang, code in (("en", "EUR"), ("de", "EUR"), ("no", "NOK"))), sep=" | ")
PYTHON
venv/bin/num2words --to currency 1200 >> seen
diff seen - <<'EXPECTED'
1200 | twelve euro, zero cents | zwölf Euro und null Cent | tolv kroner
1200.0 | one thousand, two hundred euro, zero cents | eintausendzweihundert Euro und null Cent | en tusen to hundre kroner
Decimal('1200') | one thousand, two hundred euro, zero cents | eintausendzweihundert Euro und null Cent | en tusen to hundre kroner
'1200' | one thousand, two hundred euro, zero cents | eintausendzweihundert Euro und null Cent | en tusen to hundre kroner
one thousand, two hundred euro, zero cents
EXPECTED
echo "as seen: num2words 0.5.14 writes 1200 as twelve euro, and 1200.0 as twelve hundred"
