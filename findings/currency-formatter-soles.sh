#!/usr/bin/env bash
# currency-formatter 1.5.9 writes amounts as people see them, format(), and makes numbers of such texts, unformat(); both are told the currency. One expects the second to
# read what the first wrote. Seen: a full stop in a currency's sign is taken for the one of the decimals.
# - an offer of 1234.50 Peruvian soles, which is written "S/. 1,234.50", is 0.1234 soles when it is read; so are Honduras' lempiras, Panama's balboas, and Bhutan's;
# - the eleven currencies whose sign is in Arabic, dirhams and dinars among them, are read as nothing at all, whatever the amount is;
# - a thousand dong is one, since in the list the full stop is the mark both of thousands and of decimals there;
# - a discount in tenge, whose decimals have a hyphen for their mark there, comes back as an eighth of one, and without its minus.
# With dollars and euros, as on its page, all comes back.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund currency-formatter@1.5.9
node - > seen <<'NODE'
const { format, unformat, currencies } = require("currency-formatter");

for (const [amount, code] of [[1234.5, "EUR"], [1234.5, "PEN"], [5, "PEN"], [1234.5, "HNL"], [1234.5, "PAB"], [1000, "VND"], [-1234.5, "KZT"]]) {
  const text = format(amount, { code });
  console.log(`${amount} ${code}: "${text.replace(/\s/g, " ")}" is read as ${unformat(text, { code })}`);
}
const lost = (code) => [1234.5, 5, 0.5].every((amount) => unformat(format(amount, { code }), { code }) === 0);
console.log("always nothing:", currencies.map(({ code }) => code).filter(lost).join(" "));
NODE
diff seen - <<'EXPECTED'
1234.5 EUR: "1 234,50 €" is read as 1234.5
1234.5 PEN: "S/. 1,234.50" is read as 0.1234
5 PEN: "S/. 5.00" is read as 0.5
1234.5 HNL: "L. 1,234.50" is read as 0.1234
1234.5 PAB: "B/. 1,234.50" is read as 0.1234
1000 VND: "1.000 ₫" is read as 1
-1234.5 KZT: "-₸1 234-50" is read as 0.1234
always nothing: AED BHD DZD EGP IQD JOD KWD LBP LYD MAD TND
EXPECTED
echo "as seen: currency-formatter 1.5.9 writes 1234.50 soles, and reads 0.1234"
