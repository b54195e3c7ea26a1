#!/usr/bin/env bash
# Texts in .xlsx: a character that XML cannot carry as it is is written _x000D_ (ECMA-376, ST_Xstring: carriage return), and a text that looks
# so is escaped in turn. One expects whoever reads and writes the format to know that, and a text to stay text. Seen between three:
# - a note with Windows' line ends, written by XlsxWriter 3.3.1, is read by openpyxl 3.1.5 with "_x000D_" in it;
# - a text in which "_x000D_" stands, say a note that came to grief in that way, is written unescaped by openpyxl, and
#   python-calamine 0.9.1, which is right to take it for a line end, reads another text;
# - the text "#N/A", as people write for "none", is an error cell once openpyxl wrote it, and calamine reads any error, also that of a
#   formula, as empty text: an amount that went wrong looks like one that nobody entered.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check xlsxwriter==3.3.1 openpyxl==3.1.5 python-calamine==0.9.1
venv/bin/python - > seen <<'PYTHON'
import openpyxl
import python_calamine
import xlsxwriter

TEXTS = ("Call first\r\nthen write", "Call first_x000D_\nthen write", "#N/A", "=1/0")


def by_xlsxwriter(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(TEXTS):
            if text.startswith("="):
                sheet.write_formula(row, 0, text, value="#DIV/0!")
            else:
                sheet.write_string(row, 0, text)


def by_openpyxl(path):
    book = openpyxl.Workbook()
    for text in TEXTS[:3]:
        book.active.append([text])
    book.save(path)


for write in (by_xlsxwriter, by_openpyxl):
    write("texts.xlsx")
    rows = openpyxl.load_workbook("texts.xlsx", data_only=True).active.values
    others = python_calamine.CalamineWorkbook.from_path("texts.xlsx").get_sheet_by_index(0).to_python()
    print("written", write.__name__)
    for text, [one], [other] in zip(TEXTS, rows, others, strict=False):
        print(f"  {text!r}: openpyxl {one!r}, calamine {other!r}")
PYTHON
diff seen - <<'EXPECTED'
written by_xlsxwriter
  'Call first\r\nthen write': openpyxl 'Call first_x000D_\nthen write', calamine 'Call first\r\nthen write'
  'Call first_x000D_\nthen write': openpyxl 'Call first_x000D_\nthen write', calamine 'Call first_x000D_\nthen write'
  '#N/A': openpyxl '#N/A', calamine '#N/A'
  '=1/0': openpyxl '#DIV/0!', calamine ''
written by_openpyxl
  'Call first\r\nthen write': openpyxl 'Call first\nthen write', calamine 'Call first\nthen write'
  'Call first_x000D_\nthen write': openpyxl 'Call first_x000D_\nthen write', calamine 'Call first\r\nthen write'
  '#N/A': openpyxl '#N/A', calamine ''
EXPECTED
echo "as seen: line ends and errors in .xlsx change between XlsxWriter, openpyxl and python-calamine"
