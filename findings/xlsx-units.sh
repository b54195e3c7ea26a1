#!/usr/bin/env bash
# In .xlsx a number's unit is part of its format: what stands in quotation marks is text, as in 0 "Stück", a letter behind "\" is shown and one behind "_" is a
# gap of its width (ECMA-376, 18.8.31); only the letters that are left can make a date. Excel's own format for amounts has such a gap for the currency,
# in Bosnia for KM. One expects a reader to find 12.5 in whatever unit. Seen:
# - xlsx2csv 0.8.6 writes the format into the file in place of the number: pieces are 0 "stück", and a part of it is the day of January 1900
#   or the hour that the number would be. Negative amounts alone stay numbers;
# - pylightxl 1.61 makes dates and times of pieces and days, exceljs 4.4.0 of marks and of hours behind a "\";
# - 300 hours, [h]:mm:ss, are noon in xlsx2csv and pylightxl.
# openpyxl 3.1.5 and python-calamine 0.9.1 have the numbers.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  xlsxwriter==3.3.1 openpyxl==3.1.5 python-calamine==0.9.1 pylightxl==1.61 xlsx2csv==0.8.6
npm install --silent --no-audit --no-fund exceljs@4.4.0
cat > formats.txt <<'FORMATS'
0.0 "days"
0 "Stück"
0.0\ \h
_-* #,##0.00\ _K_M_-
[h]:mm:ss
FORMATS
venv/bin/python - <<'PYTHON'
import xlsxwriter

with xlsxwriter.Workbook("units.xlsx") as book:
    sheet = book.add_worksheet("Units")
    for row, code in enumerate(open("formats.txt", encoding="utf-8").read().splitlines()):
        sheet.write_number(row, 0, 12.5, book.add_format({"num_format": code}))
        sheet.write_number(row, 1, -12.5, book.add_format({"num_format": code}))
PYTHON
venv/bin/xlsx2csv --delimiter tab units.xlsx units.tsv
cat > exceljs.cjs <<'NODE'
const { Workbook } = require("exceljs");

const book = new Workbook();
book.xlsx.readFile("units.xlsx").then(() => {
  const told = (value) => (value instanceof Date ? value.toISOString().slice(0, 16) : value);
  book.getWorksheet("Units").eachRow((row) => console.log(row.values.slice(1).map(told).join("\t")));
});
NODE
TZ=UTC node exceljs.cjs > exceljs.tsv
venv/bin/python -W ignore - > seen <<'PYTHON'
import openpyxl
import pylightxl
import python_calamine

read = {
    "openpyxl": [[cell.value for cell in row] for row in openpyxl.load_workbook("units.xlsx")["Units"].rows],
    "calamine": python_calamine.load_workbook("units.xlsx").get_sheet_by_name("Units").to_python(),
    "pylightxl": list(pylightxl.readxl("units.xlsx").ws("Units").rows),
    "xlsx2csv": [line.rstrip("\n").split("\t") for line in open("units.tsv", encoding="utf-8")],
    "exceljs": [line.rstrip("\n").split("\t") for line in open("exceljs.tsv", encoding="utf-8")],
}
for row, code in enumerate(open("formats.txt", encoding="utf-8").read().splitlines()):
    print(code)
    for name, rows in read.items():
        print(f"  {name}:", " and ".join(str(cell) for cell in rows[row]))
PYTHON
diff seen - <<'EXPECTED'
0.0 "days"
  openpyxl: 12.5 and -12.5
  calamine: 12.5 and -12.5
  pylightxl: 1900/01/11 12:00:00 and 1899/12/18 12:00:00
  xlsx2csv: "0.0 ""11ays""" and -12.50000000
  exceljs: 12.5 and -12.5
0 "Stück"
  openpyxl: 12.5 and -12.5
  calamine: 12.5 and -12.5
  pylightxl: 12:00:00 and 12:00:00
  xlsx2csv: "0 ""stück""" and -12.5
  exceljs: 12.5 and -12.5
0.0\ \h
  openpyxl: 12.5 and -12.5
  calamine: 12.5 and -12.5
  pylightxl: 12.5 and -12.5
  xlsx2csv: 0.0 12 and -12.500
  exceljs: 1900-01-11T12:00 and 1899-12-17T12:00
_-* #,##0.00\ _K_M_-
  openpyxl: 12.5 and -12.5
  calamine: 12.5 and -12.5
  pylightxl: 12.5 and -12.5
  xlsx2csv: _-* #,##0.00 _k_01_- and -12.5
  exceljs: 1900-01-11T12:00 and 1899-12-17T12:00
[h]:mm:ss
  openpyxl: 12 days, 12:00:00 and -13 days, 12:00:00
  calamine: 12 days, 12:00:00 and -13 days, 12:00:00
  pylightxl: 12:00:00 and 12:00:00
  xlsx2csv: 12:00 and 12:00
  exceljs: 1900-01-11T12:00 and 1899-12-17T12:00
EXPECTED
echo "as seen: xlsx2csv 0.8.6 writes 12 pieces as 0 \"stück\""
