#!/usr/bin/env bash
# currency.js 2.0.4 and accounting 0.4.1 make numbers of amounts as people and programs write them; both know brackets for a minus. One expects them to read what
# JavaScript itself writes, and what a spreadsheet exports, or to refuse it. Seen:
# - in Norwegian, Swedish and Finnish Intl.NumberFormat writes a minus sign (U+2212), no hyphen: it is dropped, and a credit note of 12.50 is an invoice;
# - a large amount in a spreadsheet's export, 1.2E+06, is 1.206, for the letter and the plus go and the digits stay;
# - the minus behind the amount, as SAP writes it, is dropped by accounting; currency.js makes NaN of it.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund currency.js@2.0.4 accounting@0.4.1
node - > seen <<'NODE'
const currency = require("currency.js");
const accounting = require("accounting");

const show = (what, text, decimal) => {
  const separator = decimal === "," ? "." : ",";
  console.log(`${what}:`, currency(text, { decimal, separator, precision: 3 }).value, "and", accounting.unformat(text, decimal), "of", JSON.stringify(text));
};
for (const language of ["en", "de", "nb", "sv", "fi"])
  show(language, new Intl.NumberFormat(language, { minimumFractionDigits: 2 }).format(-12.5), language === "en" ? "." : ",");
show("brackets", "(12.50)", ".");
show("export", "1.2E+06", ".");
show("behind", "12.50-", ".");
NODE
diff seen - <<'EXPECTED'
en: -12.5 and -12.5 of "-12.50"
de: -12.5 and -12.5 of "-12,50"
nb: 12.5 and 12.5 of "−12,50"
sv: 12.5 and 12.5 of "−12,50"
fi: 12.5 and 12.5 of "−12,50"
brackets: -12.5 and -12.5 of "(12.50)"
export: 1.206 and 1.206 of "1.2E+06"
behind: NaN and 12.5 of "12.50-"
EXPECTED
echo "as seen: currency.js 2.0.4 and accounting 0.4.1 take the minus of a Norwegian amount for nothing"
