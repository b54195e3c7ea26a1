#!/usr/bin/env bash
# markitdown 0.1.9 makes Markdown of .xlsx and other files, so that a mail's attachments can be searched and read by programs. One expects the cells as they are, or as Excel shows them. Seen of
# a customer's list:
# - the telephone number 0049301234567, a text in the file, is 4.930123e+10, and 1234567.89 is 1.234568e+06 where another amount of the column is large: neither is found by any search;
# - the order 4711 is 4711.0 as soon as one cell of its column is empty;
# - the contact called NA, and whoever is entered as None, are NaN, as empty cells are;
# - a sheet that is hidden, with last year's prices, stands there like the others, and nothing says so.
# The same table by openpyxl 3.1.5 has every cell as it was entered.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check "markitdown[xlsx]==0.1.9" openpyxl==3.1.5 pandas==2.3.3 numpy==2.4.6
venv/bin/python -W ignore - > seen <<'PYTHON'
import openpyxl
from markitdown import MarkItDown

ROWS = (
    ("Deal", "Order", "Telephone", "Contact", "Owner", "Amount"),
    ("Fence", 4711, "0049301234567", "NA", "Ann", 1234567.89),
    ("Gate", 20260005, None, "Bo", "Null", 98.05),
    ("Door", None, "0049307654321", "Cy", "None", 12345678901.25),
)
book = openpyxl.Workbook()
book.active.title = "Deals"
for row in ROWS:
    book.active.append(row)
hidden = book.create_sheet("Prices of 2025")
hidden.append(("Fence", 900))
hidden.sheet_state = "hidden"
book.save("deals.xlsx")

for line in MarkItDown().convert("deals.xlsx").text_content.splitlines():
    if line:
        print("markitdown:", line)
for row in openpyxl.load_workbook("deals.xlsx")["Deals"].values:
    print("openpyxl:", *row, sep=" | ")
PYTHON
diff seen - <<'EXPECTED'
markitdown: ## Deals
markitdown: | Deal | Order | Telephone | Contact | Owner | Amount |
markitdown: | --- | --- | --- | --- | --- | --- |
markitdown: | Fence | 4711.0 | 4.930123e+10 | NaN | Ann | 1.234568e+06 |
markitdown: | Gate | 20260005.0 | NaN | Bo | Null | 9.805000e+01 |
markitdown: | Door | NaN | 4.930765e+10 | Cy | NaN | 1.234568e+10 |
markitdown: ## Prices of 2025
markitdown: | Fence | 900 |
markitdown: | --- | --- |
openpyxl: | Deal | Order | Telephone | Contact | Owner | Amount
openpyxl: | Fence | 4711 | 0049301234567 | NA | Ann | 1234567.89
openpyxl: | Gate | 20260005 | None | Bo | Null | 98.05
openpyxl: | Door | None | 0049307654321 | Cy | None | 12345678901.25
EXPECTED
echo "as seen: markitdown 0.1.9 has no amount and no telephone number of a sheet as it was entered"
