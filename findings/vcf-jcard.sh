#!/usr/bin/env bash
# vcf 2.1.2 reads vCards and makes jCards of them, the JSON of RFC 7095, in which a value is what it means: parts are a list, and the backslashes by which vCard
# escapes are gone. ical.js 2.2.1 does so. One expects the same of vcf, whose page is about both forms. Seen:
# - N is parted at every semicolon, escaped or not: what belongs to the first name moves into the middle name, and the title into the suffixes;
# - the backslashes stay in the texts, a note's line break as "\n" in two characters, so that the next reader who escapes for vCard doubles them;
# - of ORG and CATEGORIES, which have parts, one text is made;
# - the label of a number, X-ABLabel as Apple has it, is called X-AB-LABEL once the card is written again, so that no address book finds it.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund vcf@2.1.2 ical.js@2.2.1
cat > read.mjs <<'NODE'
import ICAL from "ical.js";
import VCard from "vcf";

const lines = ["VERSION:4.0", "N:Doe;Ann\\; Maria;;Dr.;", "FN:Dr. Ann Doe", "ORG:Example\\, Ltd.;Sales", "NOTE:first\\nsecond\\, last", "CATEGORIES:customer,fair"];
lines.push("item1.TEL:+49 30 1234567", "item1.X-ABLabel:front desk");
const card = ["BEGIN:VCARD", ...lines, "END:VCARD", ""].join("\r\n");

const read = new VCard().parse(card);
const show = (name, [, properties]) => {
  for (const [property, , , ...values] of properties) if (/^(n|org|note|categories)$/.test(property)) console.log(`${name}:`, property, JSON.stringify(values));
};
show("vcf", read.toJCard("4.0"));
show("ical.js", ICAL.parse(card));
console.log("vcf writes:", read.toString("4.0").split("\r\n").find((line) => /label/i.test(line)));
NODE
node read.mjs > seen
diff seen - <<'EXPECTED'
vcf: n [["Doe","Ann\\"," Maria","","Dr.",""]]
vcf: org ["Example\\, Ltd.;Sales"]
vcf: note ["first\\nsecond\\, last"]
vcf: categories ["customer,fair"]
ical.js: n [["Doe","Ann; Maria","","Dr.",""]]
ical.js: org [["Example, Ltd.","Sales"]]
ical.js: note ["first\nsecond, last"]
ical.js: categories ["customer","fair"]
vcf writes: item1.X-AB-LABEL:front desk
EXPECTED
echo "as seen: vcf 2.1.2 makes another name of a vCard in its jCard"
