#!/usr/bin/env bash
# stockholm 0.5.7 keeps amounts with their currency, which may be told by its code, as its page does, or as an object of its own list, which knows the decimals of each. Payment
# services and many CRMs take amounts as whole numbers of the smallest unit, for which it has sub_units and from_sub_units(). One expects the same
# number whichever way the currency was told. Seen: by the object 150 yen are 150, by the code they are 15000, an invoice a hundred times too high, though the two amounts
# are equal to each other; and of the 1234 fils that somebody paid the code makes 12.34 dinars, ten times too many. Where the
# currency has two decimals, as in all tests with euros, nothing is to be seen. py-moneyed 3.0 takes codes, too, and goes by the currency.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check stockholm==0.5.7 py-moneyed==3.0
venv/bin/python - > seen <<'PYTHON'
import moneyed
from stockholm import Money, get_currency

for amount, code in (("12.34", "EUR"), ("150", "JPY"), ("1.234", "KWD")):
    by_code, by_object = Money(amount, code), Money(amount, get_currency(code))
    units = moneyed.Money(amount, code).get_amount_in_sub_unit()
    print(f"{amount} {code}: py-moneyed {units}; by code {by_code.sub_units}, by object {by_object.sub_units}, equal: {by_code == by_object}")
    print(f"{units} of {code}: by code {Money.from_sub_units(units, code)}, by object {Money.from_sub_units(units, get_currency(code))}")
PYTHON
diff seen - <<'EXPECTED'
12.34 EUR: py-moneyed 1234; by code 1234, by object 1234, equal: True
1234 of EUR: by code 12.34 EUR, by object 12.34 EUR
150 JPY: py-moneyed 150; by code 15000, by object 150, equal: True
150 of JPY: by code 1.50 JPY, by object 150 JPY
1.234 KWD: py-moneyed 1234; by code 123.400, by object 1234, equal: True
1234 of KWD: by code 12.34 KWD, by object 1.234 KWD
EXPECTED
echo "as seen: stockholm 0.5.7 has hundredths of yen, and of dinars, where the currency is told by its code"
