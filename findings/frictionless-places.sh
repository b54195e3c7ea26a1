#!/usr/bin/env bash
# frictionless 5.21.0 finds out the types of a table's columns, and reads it by them. One expects amounts as Europeans write them to be numbers, or text, and a
# column in which one cell is no number to be read with that cell in it. Seen:
# - 1,50 and 12,75 are places on the earth, of type "geopoint": a longitude and a latitude. With an amount above 180 or cents above 90 in the column they are text;
# - the articles 1_000 and 2_500 are the numbers 1000 and 2500, the postcode 01067 is 1067, and a telephone number has lost its plus;
# - "on request", one of twenty amounts, is None in extract(), without a word. (validate() finds it.)
# Detector(field_type="string") leaves everything as it was written.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check frictionless==5.21.0
printf 'offer;amount\nFence;1,50\nGate;12,75\n' > amounts.csv
printf 'offer;amount\nFence;1,50\nGate;1250,75\n' > large.csv
printf 'article,postcode,phone\n1_000,01067,+49301234567\n2_500,10115,030123456\n' > firms.csv
{ echo "no,amount"; for i in $(seq 1 19); do echo "$i,$i.50"; done; echo "20,on request"; } > offers.csv
venv/bin/python -W ignore - > seen <<'PYTHON'
from frictionless import Detector, describe, extract, validate

for name in ("amounts", "large", "firms", "offers"):
    print(name, {field.name: field.type for field in describe(f"{name}.csv").schema.fields})
    print("  first and last:", *(extract(f"{name}.csv")[name][at] for at in (0, -1)))
print("validate:", validate("offers.csv").flatten(["rowNumber", "type"]))
print("as text:", *extract("amounts.csv", detector=Detector(field_type="string"))["amounts"])
PYTHON
diff seen - <<'EXPECTED'
amounts {'offer': 'string', 'amount': 'geopoint'}
  first and last: {'offer': 'Fence', 'amount': [1.0, 50.0]} {'offer': 'Gate', 'amount': [12.0, 75.0]}
large {'offer': 'string', 'amount': 'string'}
  first and last: {'offer': 'Fence', 'amount': '1,50'} {'offer': 'Gate', 'amount': '1250,75'}
firms {'article': 'integer', 'postcode': 'integer', 'phone': 'integer'}
  first and last: {'article': 1000, 'postcode': 1067, 'phone': 49301234567} {'article': 2500, 'postcode': 10115, 'phone': 30123456}
offers {'no': 'integer', 'amount': 'number'}
  first and last: {'no': 1, 'amount': Decimal('1.50')} {'no': 20, 'amount': None}
validate: [[21, 'type-error']]
as text: {'offer': 'Fence', 'amount': '1,50'} {'offer': 'Gate', 'amount': '12,75'}
EXPECTED
echo "as seen: frictionless 5.21.0 takes European amounts for places on the earth"
