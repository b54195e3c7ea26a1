#!/usr/bin/env bash
# ACT!, GoldMine and other programs of salespeople keep their tables as dBase or Visual FoxPro files. A date in them is eight digits, YYYYMMDD; a field of FoxPro that may be null says so by a bit
# of its row. One expects a reader to give that date, and nothing where there is none. Seen:
# - dbf-reader 1.0.3 gives each date a month late: a deal that closes on 28 November 2026 closes on 28 December, one of 31 January on 3 March;
# - dbfread 2.0.7, dbffile 1.13.0 and dbf-reader leave the bits of nulls aside: an amount and a count that nobody knows are 0, as if the deal were worth nothing;
# - dbffile and dbf-reader give for a time that was never, as of a last call, one of the year -4713, where the date beside it is null.
# Dates of dbfread and dbffile are right, and so is what dbf 0.99.11, which wrote the file, reads of it.
set -eu
cd "$(mktemp -d)"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check dbf==0.99.11 dbfread==2.0.7
npm install --silent --no-audit --no-fund dbffile@1.13.0 dbf-reader@1.0.3
cat > write.py <<'PYTHON'
import datetime
from decimal import Decimal

import dbf

table = dbf.Table("deals.dbf", "deal C(10); close D null; worth N(10,2) null; calls I null; fee Y null; called T null", dbf_type="vfp", codepage="cp1252")
table.open(dbf.READ_WRITE)
called = datetime.datetime(2026, 11, 28, 13, 45, 30)
table.append({"deal": "known", "close": datetime.date(2026, 11, 28), "worth": 12.5, "calls": 7, "fee": Decimal("99.50"), "called": called})
table.append({"deal": "january", "close": datetime.date(2027, 1, 31), "worth": 1, "calls": 1, "fee": Decimal(1), "called": called})
table.append({"deal": "unknown", "close": dbf.Null, "worth": dbf.Null, "calls": dbf.Null, "fee": dbf.Null, "called": dbf.Null})
table.close()
PYTHON
cat > read.py <<'PYTHON'
import dbf
import dbfread

with dbf.Table("deals.dbf") as table:
    for row in table:
        print("dbf", *("null" if value is dbf.Null else str(value).strip() for value in row))
for found in dbfread.DBF("deals.dbf"):
    print("dbfread", *(found[name] for name in ("DEAL", "CLOSE", "WORTH", "CALLS", "FEE", "CALLED")))
PYTHON
cat > read.mjs <<'NODE'
import { readFileSync } from "node:fs";
import { DBFFile } from "dbffile";
import { Dbf } from "dbf-reader";

const day = (value) => (value === null ? "null" : new Date(value).toISOString().replace(/T.*/, ""));
for (const row of await (await DBFFile.open("deals.dbf", { readMode: "loose" })).readRecords(9))
  console.log("dbffile", row.DEAL, day(row.CLOSE), row.WORTH, row.CALLS, row.FEE, day(row.CALLED));
const say = console.log;
console.log = () => {}; // it tells of fields of money, which it cannot read
const { rows } = Dbf.read(readFileSync("deals.dbf"));
for (const row of rows) say("dbf-reader", row.DEAL, day(row.CLOSE), row.WORTH, row.CALLS, day(row.CALLED));
NODE
python/bin/python write.py
{ python/bin/python read.py; TZ=UTC node read.mjs 2>/dev/null; } | tee seen
diff - seen <<'SEEN'
dbf known 2026-11-28 12.5 7 99.5000 2026-11-28 13:45:30
dbf january 2027-01-31 1.0 1 1.0000 2026-11-28 13:45:30
dbf unknown null null null null null
dbfread known 2026-11-28 12.5 7 99.5 2026-11-28 13:45:30
dbfread january 2027-01-31 1.0 1 1 2026-11-28 13:45:30
dbfread unknown None None 0 0 None
dbffile known 2026-11-28 12.5 7 99.5 2026-11-28
dbffile january 2027-01-31 1 1 1 2026-11-28
dbffile unknown null null 0 0 -004713-11-24
dbf-reader known 2026-12-28 12.5 7 2026-11-28
dbf-reader january 2027-03-03 1 1 2026-11-28
dbf-reader unknown null 0 0 -004713-11-24
SEEN
echo "as described"
