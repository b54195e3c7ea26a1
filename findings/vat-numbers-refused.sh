#!/usr/bin/env bash
# validator 13.15.35 (isVAT) and jsvat 2.5.4 tell whether a text can be a VAT number, before a firm is kept in a CRM. One expects the usual forms of the countries that they
# name to pass; whether a number is anybody's is for VIES to say. Seen:
# - validator wants a letter at the end of Spanish numbers, which those of people have: no company's passes, whose letter stands first, no British number
#   without blanks, and no Irish one with two letters unless the second is a W;
# - jsvat has no Belgian firm whose number begins with 1, as those of new firms may (the digit is 0 or 1), and none of Northern Ireland (XI).
# jsvat-next 3.0.4 has the Belgian; python-stdnum 2.2 has all. The numbers are made up, with the right check digits.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund validator@13.15.35 jsvat@2.5.4 jsvat-next@3.0.4
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check python-stdnum==2.2
cat > numbers.txt <<'NUMBERS'
ESB12345674
ES12345678Z
IE1234567T
IE1234567TW
IE1234567FA
BE0123456749
BE1012345052
GB123456782
GB123 4567 82
XI123456782
NUMBERS
cat > check.cjs <<'NODE'
const jsvat = require("jsvat");
const next = require("jsvat-next");
const { isVAT } = require("validator");

const told = (can) => (can ? "yes" : "no");
const of = (countries) => Object.values(countries).filter((one) => one?.calcFn);
for (const number of require("node:fs").readFileSync("numbers.txt", "utf8").trim().split("\n")) {
  const country = number.startsWith("XI") ? "GB" : number.slice(0, 2);
  const by = [isVAT(number, country), jsvat.checkVAT(number, of(jsvat)).isValid, next.checkVAT(number, next.countries).isValid];
  console.log(`${number}: validator ${told(by[0])}, jsvat ${told(by[1])}, jsvat-next ${told(by[2])}`);
}
NODE
node check.cjs > seen
venv/bin/python - >> seen <<'PYTHON'
from stdnum.eu import vat
from stdnum.gb import vat as british

numbers = open("numbers.txt").read().splitlines()
refused = [number for number in numbers if not (vat.is_valid(number) or british.is_valid(number))]
print("refused by python-stdnum:", refused or "none")
PYTHON
diff seen - <<'EXPECTED'
ESB12345674: validator no, jsvat yes, jsvat-next yes
ES12345678Z: validator yes, jsvat yes, jsvat-next yes
IE1234567T: validator yes, jsvat yes, jsvat-next yes
IE1234567TW: validator yes, jsvat no, jsvat-next no
IE1234567FA: validator no, jsvat yes, jsvat-next yes
BE0123456749: validator yes, jsvat yes, jsvat-next yes
BE1012345052: validator yes, jsvat no, jsvat-next yes
GB123456782: validator no, jsvat yes, jsvat-next yes
GB123 4567 82: validator yes, jsvat yes, jsvat-next yes
XI123456782: validator no, jsvat no, jsvat-next yes
refused by python-stdnum: none
EXPECTED
echo "as seen: no Spanish company has a VAT number by validator 13.15.35"
