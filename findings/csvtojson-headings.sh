#!/usr/bin/env bash
# csvtojson 2.0.14 reads tables into objects by their headings. A CRM's export has headings such as Owner and Owner.Name, as Salesforce writes them, or "Amount excl. VAT". One expects a value for
# each, by its heading. Seen: a full stop within a heading parts it, as a path into objects. Whoever looks for "Amount excl. VAT" finds undefined, which is an amount of nothing; and where
# one heading is the beginning of another, one of the two columns is gone, without a word: which one, the order of the columns decides. Of two columns with the same
# heading the first is gone. flatKeys: true helps against the paths, and not against that. csv-parse 7.0.3 has every column where headings differ.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund csvtojson@2.0.14 csv-parse@7.0.3
cat > read.cjs <<'NODE'
const csvtojson = require("csvtojson");
const { parse } = require("csv-parse/sync");

(async () => {
  for (const text of ["Deal,Amount excl. VAT\nFence,1200\n", "Owner,Owner.Name\n005A,Ann\n", "Owner.Name,Owner\nAnn,005A\n", "Deal,Amount,Amount\nFence,1200,900\n"]) {
    console.log(`csvtojson: ${JSON.stringify(await csvtojson().fromString(text))}`);
    console.log(`csvtojson, flatKeys: ${JSON.stringify(await csvtojson({ flatKeys: true }).fromString(text))}`);
    console.log(`csv-parse: ${JSON.stringify(parse(text, { columns: true }))}`);
  }
})();
NODE
node read.cjs > seen
diff seen - <<'EXPECTED'
csvtojson: [{"Deal":"Fence","Amount excl":{" VAT":"1200"}}]
csvtojson, flatKeys: [{"Deal":"Fence","Amount excl. VAT":"1200"}]
csv-parse: [{"Deal":"Fence","Amount excl. VAT":"1200"}]
csvtojson: [{"Owner":{"Name":"Ann"}}]
csvtojson, flatKeys: [{"Owner":"005A","Owner.Name":"Ann"}]
csv-parse: [{"Owner":"005A","Owner.Name":"Ann"}]
csvtojson: [{"Owner":"005A"}]
csvtojson, flatKeys: [{"Owner.Name":"Ann","Owner":"005A"}]
csv-parse: [{"Owner.Name":"Ann","Owner":"005A"}]
csvtojson: [{"Deal":"Fence","Amount":"900"}]
csvtojson, flatKeys: [{"Deal":"Fence","Amount":"900"}]
csv-parse: [{"Deal":"Fence","Amount":"900"}]
EXPECTED
echo "as seen: csvtojson 2.0.14 loses a column whose heading another one begins with"
