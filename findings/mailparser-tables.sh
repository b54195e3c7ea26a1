#!/usr/bin/env bash
# mailparser 3.14.2 makes the text of a mail that has HTML only by html-to-text 10.0.1. One expects the cells of a table to be apart in it, by a blank at
# least: what HTML itself has for the text of a page (innerText) puts a tab between them. Seen: nothing is between them, so that 12 pieces at 50 are
# 1250, and the number of a customer runs into his telephone number. Headings are in capitals, so that the reference aB7x is AB7X, which
# is no order's; and the items 7 and 9 of a list are 1 and 2. html-to-text itself can be told that a table has data ("dataTable"), mailparser
# cannot: take its `html`, and call html-to-text oneself.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund mailparser@3.14.2 html-to-text@10.0.1
node - > seen <<'NODE'
const { simpleParser } = require("mailparser");
const { convert } = require("html-to-text");

const cells = (...texts) => `<tr>${texts.map((text) => `<td>${text}</td>`).join("")}</tr>`;
const html = `<h2>Order aB7x</h2><table>${cells("Item", "Pieces", "Each")}${cells("Gate", "12", "50")}</table>
<table>${cells("Customer", "1042")}${cells("Call", "1042", "030 1234567")}</table><ol><li value="7">Gate</li><li value="9">Fence</li></ol>`;

simpleParser(`From: ann@example.com\r\nSubject: Order\r\nContent-Type: text/html\r\n\r\n${html}\r\n`).then((mail) => {
  console.log(mail.text);
  console.log("-- with dataTable:");
  console.log(convert(html, { selectors: [{ selector: "table", format: "dataTable" }] }).split("\n").filter((line) => /Gate|Call/.test(line)).join("\n"));
});
NODE
diff seen - <<'EXPECTED'
ORDER AB7X

ItemPiecesEachGate1250

Customer1042Call1042030 1234567

 1. Gate
 2. Fence
-- with dataTable:
Gate   12       50
Call       1042   030 1234567
 1. Gate
EXPECTED
echo "as seen: mailparser 3.14.2 tells 12 pieces at 50 as 1250"
