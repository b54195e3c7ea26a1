#!/usr/bin/env bash
# In a workbook of the old format, .xls, which many a CRM still exports, a cell whose formula failed holds an error: #N/A, #DIV/0! and others ([MS-XLS], 2.5.10, Bes: one byte,
# 42 for #N/A). One expects a reader of tables to have a text for it, or nothing. Seen: petl 1.7.30 hands over the byte, so that a deal whose amount was not found is of
# 42 euros, one that was divided by no pieces of 7, and the sum of both is 49; agate-excel 0.4.2, by which csvkit reads .xls, has 42 and 7, too, and the
# days of a column in which one failed become the serial numbers 46086 of days since 1900. The same sheet as .xlsx is right in both: #N/A. pandas 2.3.3 and
# tablib 3.10.0, over the same xlrd 2.0.2, are right in .xls.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  petl==1.7.30 agate-excel==0.4.2 agate==1.14.2 pandas==2.3.3 tablib==3.10.0 xlrd==2.0.2 xlwt==1.3.0 openpyxl==3.1.5
venv/bin/python -W ignore - > seen <<'PYTHON'
from datetime import date

import agate
import agateexcel  # noqa: F401
import openpyxl
import pandas
import petl
import tablib
import xlwt

NOT_FOUND, DIVIDED = "#N/A", "#DIV/0!"
rows = (("Deal", "Amount", "Closes"), ("Fence", NOT_FOUND, date(2026, 3, 5)), ("Gate", DIVIDED, date(2026, 3, 6)), ("Door", 1200.5, NOT_FOUND))
old, new = xlwt.Workbook(), openpyxl.Workbook()
sheet, style = old.add_sheet("Deals"), xlwt.easyxf(num_format_str="DD.MM.YYYY")
for number, row in enumerate(rows):
    new.active.append(row)
    for column, value in enumerate(row):
        if value in (NOT_FOUND, DIVIDED):
            sheet.row(number).set_cell_error(column, {NOT_FOUND: 42, DIVIDED: 7}[value])
        else:
            sheet.write(number, column, value, *[style] * isinstance(value, date))
old.save("deals.xls")
new.save("deals.xlsx")


def show(name, read):
    print(f"{name}:", "; ".join(", ".join(str(cell) for cell in row) for row in read))


show("petl, .xls", list(petl.fromxls("deals.xls"))[1:])
show("petl, .xlsx", list(petl.fromxlsx("deals.xlsx"))[1:])
show("agate-excel, .xls", agate.Table.from_xls("deals.xls").rows)
show("agate-excel, .xlsx", agate.Table.from_xlsx("deals.xlsx").rows)
show("pandas, .xls", pandas.read_excel("deals.xls").values.tolist())
show("tablib, .xls", tablib.Dataset().load(open("deals.xls", "rb").read(), "xls"))
print("petl, sum of what failed:", sum(petl.values(petl.head(petl.fromxls("deals.xls"), 2), "Amount")))
PYTHON
diff seen - <<'EXPECTED'
petl, .xls: Fence, 42, 2026-03-05 00:00:00; Gate, 7, 2026-03-06 00:00:00; Door, 1200.5, 42
petl, .xlsx: Fence, #N/A, 2026-03-05 00:00:00; Gate, #DIV/0!, 2026-03-06 00:00:00; Door, 1200.5, #N/A
agate-excel, .xls: Fence, 42, 46086.0; Gate, 7, 46087.0; Door, 1200.5, 42
agate-excel, .xlsx: Fence, #N/A, 2026-03-05; Gate, #DIV/0!, 2026-03-06; Door, 1200.5, #N/A
pandas, .xls: Fence, nan, 2026-03-05 00:00:00; Gate, nan, 2026-03-06 00:00:00; Door, 1200.5, NaT
tablib, .xls: Fence, #N/A, 2026-03-05 00:00:00; Gate, #DIV/0!, 2026-03-06 00:00:00; Door, 1200.5, #N/A
petl, sum of what failed: 49
EXPECTED
echo "as seen: petl 1.7.30 and agate-excel 0.4.2 read an error of .xls as an amount"
