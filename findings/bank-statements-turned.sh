#!/usr/bin/env bash
# A bank's statement as MT940 tells by a line for each payment, :61:, its day, the day of entry without a year, and whether money came (C), went (D), or whether one of these is taken back: RC, a credit that
# was reversed, is money that goes, and RD money that comes. Whoever matches payments with invoices expects a sum that agrees with the balances of the file, and entries near their payments. Seen of a
# payment that came back, and of payments around New Year:
# - mt-940 5.1.1 (Python) has RC as money that came, unless Options(reversal_sign=True) is asked for: an invoice whose payment was returned is paid twice over;
# - mt940-js 1.0.0 takes C and RC for the same, as D and RD, and nothing tells which of them was there;
# - mt940-js, mt940js 1.3.5 and @centrapay/swift-parser 1.0.1 give the day of entry the year of the payment: one of 2 January 2026 that was entered on 31 December is entered a year late,
#   and one of 31 December 2025 that was entered on 2 January a year early. mt-940 has the nearest year.
# The signs of the last two are right.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund mt940-js@1.0.0 mt940js@1.3.5 @centrapay/swift-parser@1.0.1 tslib@2.8.1
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check mt-940==5.1.1
printf '%s\r\n' :20:STATEMENT :25:10020030/1234567 :28C:1/1 :60F:C251230EUR1000,00 ":61:2512310102C100,00NTRFNONREF" ":61:2601021231C40,00NTRFNONREF" ":61:2601050105RC100,00NTRFNONREF" \
  ":61:2601060106D50,00NTRFNONREF" ":61:2601070107RD50,00NTRFNONREF" :62F:C260107EUR1040,00 - > bank.sta
cat > read.py <<'PYTHON'
import mt940

for name, options in (("mt-940", mt940.Options()), ("mt-940, reversal_sign", mt940.Options(reversal_sign=True))):
    payments = [one.data for one in mt940.parse("bank.sta", options=options)]
    print(f"{name}:", *(one["amount"].amount for one in payments), "of 40; entered", *(one["entry_date"] for one in payments[:2]))
PYTHON
cat > read.cjs <<'NODE'
const fs = require("node:fs");
const isomorphic = require("mt940-js");
const { Parser } = require("mt940js");
const swift = require("@centrapay/swift-parser");

const text = fs.readFileSync("bank.sta", "utf8");
const told = (name, amounts, entered) => console.log(`${name}: ${amounts.join(" ")} of 40; entered ${entered.slice(0, 2).map((day) => (day.toISOString?.() ?? day).slice(0, 10)).join(" ")}`);
(async () => {
  const [{ transactions }] = await isomorphic.read(Buffer.from(text));
  told("mt940-js", transactions.map((one) => (one.isCredit ? one.amount : -one.amount)), transactions.map((one) => one.entryDate));
  const [first] = new Parser().parse(text);
  told("mt940js", first.transactions.map((one) => one.amount), first.transactions.map((one) => one.entryDate));
  const [statement] = swift.parse({ type: "mt940", data: text });
  told("swift-parser", statement.transactions.map((one) => one.amount), statement.transactions.map((one) => one.entryDate));
})();
NODE
{ venv/bin/python read.py && node read.cjs; } > seen
diff seen - <<'EXPECTED'
mt-940: 100.00 40.00 100.00 -50.00 50.00 of 40; entered 2026-01-02 2025-12-31
mt-940, reversal_sign: 100.00 40.00 -100.00 -50.00 50.00 of 40; entered 2026-01-02 2025-12-31
mt940-js: 100 40 100 -50 -50 of 40; entered 2025-01-02 2026-12-31
mt940js: 100 40 -100 -50 50 of 40; entered 2025-01-02 2026-12-31
swift-parser: 100 40 -100 -50 50 of 40; entered 2025-01-02 2026-12-31
EXPECTED
echo "as seen: a payment that came back is one more in mt-940 5.1.1 and mt940-js 1.0.0"
