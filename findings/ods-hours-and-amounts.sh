#!/usr/bin/env bash
# An OpenDocument sheet keeps types with its cells: hours worked are office:value-type="time" with the value PT30H15M00S (shown as 30:15),
# amounts "currency" with 1200.50 and EUR. One expects readers to differ in taste, not in what an amount is. Of one sheet with both:
# - pandas 3.1.1 with odfpy 1.4.1 refuses the whole file: it reads the shown 30:15 as a time of the day, and there is no hour 30;
# - pyexcel-ods3 0.6.1 has the hours, and makes of the amount the text "1200.5 EUR", of which no sum can be drawn;
# - python-calamine 0.9.1 has the amount, hands over 7:30 as a time and 30:15 as the text PT30H15M00S (a timedelta, from .xlsx), and joins
#   what stands on both sides of a line break within a paragraph: "Street 1Oslo".
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  pandas==3.1.1 odfpy==1.4.1 pyexcel-ods3==0.6.1 pyexcel-io==0.6.8 python-calamine==0.9.1
venv/bin/python -W ignore - > seen <<'PYTHON'
from zipfile import ZipFile

import pandas
import pyexcel_ods3
import python_calamine

KIND = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
CELLS = {
    "address": ("string", "", "Street 1<text:line-break/>Oslo"),
    "amount": ("currency", 'office:currency="EUR" office:value="1200.5"', "1.200,50 €"),
    "today": ("time", 'office:time-value="PT07H30M00S"', "07:30"),
    "hours": ("time", 'office:time-value="PT30H15M00S"', "30:15"),
}


def write(path, names):
    rows = ""
    for name in names:
        kind, value, shown = CELLS[name]
        cell = f'<table:table-cell office:value-type="{kind}" {value}><text:p>{shown}</text:p></table:table-cell>'
        label = f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        rows += f"<table:table-row>{label}{cell}</table:table-row>"
    sheet = f'<office:spreadsheet><table:table table:name="Work">{rows}</table:table></office:spreadsheet>'
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    entries = entry.format("/", KIND) + entry.format("content.xml", "text/xml")
    manifest = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"'
    with ZipFile(path, "w") as file:
        file.writestr("mimetype", KIND)
        body = f"<office:body>{sheet}</office:body>"
        file.writestr("content.xml", f'<office:document-content {NAMES} office:version="1.2">{body}</office:document-content>')
        file.writestr("META-INF/manifest.xml", f"<manifest:manifest {manifest}>{entries}</manifest:manifest>")


READERS = {
    "pandas": lambda path: pandas.read_excel(path, engine="odf", header=None).values.tolist(),
    "pyexcel-ods3": lambda path: pyexcel_ods3.get_data(path)["Work"],
    "python-calamine": lambda path: python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(),
}
write("day.ods", ("address", "amount", "today"))
write("week.ods", CELLS)
for name, read in READERS.items():
    for path in ("day.ods", "week.ods"):
        try:
            print(name, path, {label: value for label, value in read(path)})
        except ValueError as problem:
            print(name, path, problem)
PYTHON
diff seen - <<'EXPECTED'
pandas day.ods {'address': 'Street 1\nOslo', 'amount': 1200.5, 'today': datetime.time(7, 30)}
pandas week.ods hour must be in 0..23: 30:15
pyexcel-ods3 day.ods {'address': 'Street 1\nOslo', 'amount': '1200.5 EUR', 'today': datetime.time(7, 30)}
pyexcel-ods3 week.ods {'address': 'Street 1\nOslo', 'amount': '1200.5 EUR', 'today': datetime.time(7, 30), 'hours': datetime.timedelta(days=1, seconds=22500)}
python-calamine day.ods {'address': 'Street 1Oslo', 'amount': 1200.5, 'today': datetime.time(7, 30)}
python-calamine week.ods {'address': 'Street 1Oslo', 'amount': 1200.5, 'today': datetime.time(7, 30), 'hours': 'PT30H15M00S'}
EXPECTED
echo "as seen: of hours and amounts in one OpenDocument sheet three readers each lose another"
