#!/usr/bin/env bash
# pyexcel 0.7.6 (pyexcel-io 0.6.8) guesses types of CSV cells. One expects German amounts either to stay text or to be read as German
# amounts, and telephone numbers to stay what they are. Seen in a file with semicolons as Excel saves it in Germany: "1,50" is 150 and
# "12,5" is 125, for commas are taken off before int(), while "1.234,50" stays text; a telephone number without blanks loses
# its plus sign, one with blanks keeps it. So one column holds both. `auto_detect_int=False` and `auto_detect_float=False` keep text.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check pyexcel==0.7.6 pyexcel-io==0.6.8
venv/bin/python - > seen <<'PYTHON'
import pyexcel

FILE = "Offer;Amount;Telephone\nA;1,50;+4930123456\nB;12,5;+49 30 123456\nC;1.234,50;030123456\n"
for kept in ({}, {"auto_detect_int": False, "auto_detect_float": False}):
    for row in pyexcel.get_array(file_type="csv", file_content=FILE, delimiter=";", **kept)[1:]:
        print(row)
PYTHON
diff seen - <<'EXPECTED'
['A', 150, 4930123456]
['B', 125, '+49 30 123456']
['C', '1.234,50', '030123456']
['A', '1,50', '+4930123456']
['B', '12,5', '+49 30 123456']
['C', '1.234,50', '030123456']
EXPECTED
echo "as seen: pyexcel 0.7.6 reads the amount 1,50 as 150, and takes the plus off telephone numbers"
