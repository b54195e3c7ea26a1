#!/usr/bin/env bash
# Babel's get_currency_precision() is not ISO 4217's minor unit. It is CLDR's advice on how many decimals to *show*: for
# some fifteen currencies in use it says 0 where ISO has 2 (HUF, COP, IDR since 2.19; ALL, LBP, MGA, YER …) or 3 (IQD), and it
# changed between two releases (RSD went from 0 to 2, HUF, COP and IDR from 2 to 0). Whoever keeps amounts as whole numbers
# of the smallest unit by it writes other numbers than a bank does, and reads old ones a hundred times too large.
#
# Seen with Babel 2.18.0 and 2.19.0 against the ISO list in iso4217 1.16.20260101, on Python 3.11.
set -eu
cd "$(mktemp -d)"
for version in 2.18.0 2.19.0; do
  python3 -m venv "babel-$version"
  "babel-$version/bin/python" -m pip install --quiet --disable-pip-version-check "babel==$version" iso4217==1.16.20260101
  "babel-$version/bin/python" - > "seen-$version" <<'PYTHON'
from babel.numbers import get_currency_precision, list_currencies
from iso4217 import Currency

known = list_currencies("en")
for currency in sorted(Currency, key=lambda one: one.code):
    if currency.code in known and currency.exponent is not None:
        shown = get_currency_precision(currency.code)
        if shown != currency.exponent:
            print(currency.code, "shown with", shown, "ISO", currency.exponent)
PYTHON
done
diff seen-2.18.0 - <<'EXPECTED'
AFN shown with 0 ISO 2
ALL shown with 0 ISO 2
IQD shown with 0 ISO 3
IRR shown with 0 ISO 2
KPW shown with 0 ISO 2
LAK shown with 0 ISO 2
LBP shown with 0 ISO 2
MGA shown with 0 ISO 2
MMK shown with 0 ISO 2
RSD shown with 0 ISO 2
SOS shown with 0 ISO 2
SYP shown with 0 ISO 2
YER shown with 0 ISO 2
EXPECTED
diff seen-2.19.0 - <<'EXPECTED'
AFN shown with 0 ISO 2
ALL shown with 0 ISO 2
COP shown with 0 ISO 2
HUF shown with 0 ISO 2
IDR shown with 0 ISO 2
IQD shown with 0 ISO 3
IRR shown with 0 ISO 2
KPW shown with 0 ISO 2
LAK shown with 0 ISO 2
LBP shown with 0 ISO 2
MGA shown with 0 ISO 2
MMK shown with 0 ISO 2
SOS shown with 0 ISO 2
SYP shown with 0 ISO 2
YER shown with 0 ISO 2
EXPECTED
echo "as seen: Babel shows 13 currencies (2.18.0) and 15 (2.19.0) with fewer places than ISO 4217 gives them"
