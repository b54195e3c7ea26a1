#!/usr/bin/env bash
# tabulate 0.10.0, texttable 1.7.2 and beautifultable 1.1.0 set a list of rows as a table, for reports on a terminal and in mail. What is handed over is text already, as it was formatted: an
# amount with its cents, a postcode, a telephone number, an order's number. One expects to see it as it is. Seen: whatever looks like a number is made one, and written anew.
# - tabulate has the amount 1234567.50 as 1.23457e+06, and 123456.78 as 123457;
# - texttable has the telephone number +49301234567 as 4.930e+10, and the postcode 01067 as 1067;
# - beautifultable takes plus and nought away, and of 1200.50 the last digit; the article 1E5 is 100000 in all three.
# prettytable 3.18.0 shows what it was given, as do disable_numparse=True, set_cols_dtype() and detect_numerics=False.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check tabulate==0.10.0 texttable==1.7.2 beautifultable==1.1.0 prettytable==3.18.0
venv/bin/python -W ignore - > seen <<'PYTHON'
from beautifultable import BeautifulTable
from prettytable import PrettyTable
from tabulate import tabulate
from texttable import Texttable

HEAD = ["Deal", "Amount", "Postcode", "Telephone", "Article"]
ROWS = [
    ["Fence", "1234567.50", "01067", "+49301234567", "1E5"],
    ["Gate", "123456.78", "10115", "+49307654321", "7E2"],
    ["Door", "1200.50", "08056", "+4930112233", "3E1"],
]


def by_tabulate():
    return tabulate(ROWS, HEAD, tablefmt="plain")


def by_texttable():
    table = Texttable(0)
    table.add_rows([HEAD, *ROWS])
    return table.draw()


def by_beautifultable():
    table = BeautifulTable(maxwidth=200)
    table.columns.header = HEAD
    for row in ROWS:
        table.rows.append(row)
    return str(table)


def by_prettytable():
    table = PrettyTable(HEAD)
    table.add_rows(ROWS)
    return str(table)


for show in (by_tabulate, by_texttable, by_beautifultable, by_prettytable):
    for line in show().splitlines():
        if line.strip("|+ ").startswith(("Fence", "Gate", "Door")):
            print(f"{show.__name__}:", *line.replace("|", " ").split())
PYTHON
diff seen - <<'EXPECTED'
by_tabulate: Fence 1.23457e+06 01067 +49301234567 100000
by_tabulate: Gate 123457 10115 +49307654321 700
by_tabulate: Door 1200.5 08056 +4930112233 30
by_texttable: Fence 1234567.500 1067 4.930e+10 100000
by_texttable: Gate 123456.780 10115 4.931e+10 700
by_texttable: Door 1200.500 8056 4.930e+09 30
by_beautifultable: Fence 1234567.5 1067 49301234567 100000.0
by_beautifultable: Gate 123456.78 10115 49307654321 700.0
by_beautifultable: Door 1200.5 8056 4930112233 30.0
by_prettytable: Fence 1234567.50 01067 +49301234567 1E5
by_prettytable: Gate 123456.78 10115 +49307654321 7E2
by_prettytable: Door 1200.50 08056 +4930112233 3E1
EXPECTED
echo "as seen: tabulate 0.10.0 and two others write amounts, postcodes and telephone numbers anew"
