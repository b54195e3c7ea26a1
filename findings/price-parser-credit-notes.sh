#!/usr/bin/env bash
# price-parser 0.5.1 takes amounts from text. One expects a credit note to stay one, and an amount with three decimals, as dinars have, to
# be that amount. Seen:
# - the sign is dropped, whether it stands before, behind or as brackets, so that what is owed to the customer is owed by him;
# - three digits behind the last separator always make thousands, also behind a thousands' separator of the other kind, and in currencies
#   with three decimals: 0.500 OMR is 500, and 1,234.567 KWD, which can be read in one way only, is 1234567.
# `decimal_separator` helps against the second; against the first, nothing.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check price-parser==0.5.1
venv/bin/python - > seen <<'PYTHON'
from price_parser import Price

for text in ("1.200,00 EUR", "-1.200,00 EUR", "1.200,00- EUR", "(1.200,00) EUR", "0.500 OMR", "1,234.567 KWD", "1,234.5678 KWD"):
    told = Price.fromstring(text, decimal_separator="." if text.endswith(("OMR", "KWD")) else ",")
    print(text, "is", Price.fromstring(text).amount, "and, told the separator,", told.amount)
PYTHON
diff seen - <<'EXPECTED'
1.200,00 EUR is 1200.00 and, told the separator, 1200.00
-1.200,00 EUR is 1200.00 and, told the separator, 1200.00
1.200,00- EUR is 1200.00 and, told the separator, 1200.00
(1.200,00) EUR is 1200.00 and, told the separator, 1200.00
0.500 OMR is 500 and, told the separator, 0.500
1,234.567 KWD is 1234567 and, told the separator, 1234.567
1,234.5678 KWD is 1234.5678 and, told the separator, 1234.5678
EXPECTED
echo "as seen: price-parser 0.5.1 drops signs, and reads thousandths as thousands"
