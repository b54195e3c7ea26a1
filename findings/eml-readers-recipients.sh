#!/usr/bin/env bash
# eml-format 0.6.1, eml-parse-js 1.1.15 and letterparser 0.1.8 read .eml files in JavaScript. The mail below has nothing that is rare: a name with a comma, in
# quotation marks, in a group of recipients (RFC 5322, 3.4), a subject in two encoded words, between which a blank does not count (RFC 2047, 6.2), and two
# parts of text. One expects of each the three people whom it went to, the whole subject, and both texts. Seen:
# - eml-format cuts the name at its comma, and has the first word of the subject, with the "_" that stands for a blank in it, and the first text;
# - eml-parse-js has the group's name and nobody of the group, and the texts without a line's end between them;
# - letterparser has "Team: bo@example.com" for an address.
# Whoever answers all by these answers one or two of three. mailparser 3.14.2 has everything.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund eml-format@0.6.1 eml-parse-js@1.1.15 letterparser@0.1.8 mailparser@3.14.2
node - > seen <<'NODE'
const lines = ["From: ann@example.com", 'To: Team: bo@example.com, "Roe, Cy" <cy@example.com>;, dan@example.com', "Subject: =?utf-8?Q?Angebot_f=C3=BCr?="];
lines.push(" =?utf-8?Q?_M=C3=BCller?=", "Content-Type: multipart/mixed; boundary=B", "", "--B", "Content-Type: text/plain", "", "first");
lines.push("--B", "Content-Type: text/plain", "", "second", "--B--", "");
const mail = lines.join("\r\n");

const show = (name, { to, subject, text }) => {
  console.log(`${name}:`);
  for (const one of to) console.log("  to", JSON.stringify(one));
  console.log("  subject", JSON.stringify(subject), "text", JSON.stringify(text));
};
const plain = ({ name, address, group }) => ({ name, address, group: group?.map(plain) });

require("eml-format").read(mail, (_, read) => show("eml-format", read));
require("eml-parse-js").readEml(mail, (_, read) => show("eml-parse-js", read));
const { to, ...rest } = require("letterparser").extract(mail);
show("letterparser", { to: to.map(plain), ...rest });
require("mailparser").simpleParser(mail).then((read) => show("mailparser", { ...read, to: read.to.value.map(plain) }));
NODE
diff seen - <<'EXPECTED'
eml-format:
  to {"email":"Team: bo@example.com"}
  to {"email":"\"Roe"}
  to {"email":"Cy\" <cy@example.com>;"}
  to {"email":"dan@example.com"}
  subject "Angebot_für" text "first"
eml-parse-js:
  to {"name":"Team"}
  to {"name":"","email":"dan@example.com"}
  subject "Angebot für Müller" text "firstsecond\r\n"
letterparser:
  to {"address":"Team: bo@example.com"}
  to {"name":"Roe, Cy","address":"cy@example.com"}
  to {"address":"dan@example.com"}
  subject "Angebot für Müller" text "first\nsecond"
mailparser:
  to {"name":"Team","group":[{"name":"","address":"bo@example.com"},{"name":"Roe, Cy","address":"cy@example.com"}]}
  to {"name":"","address":"dan@example.com"}
  subject "Angebot für Müller" text "first\nsecond"
EXPECTED
echo "as seen: of three recipients eml-format 0.6.1, eml-parse-js 1.1.15 and letterparser 0.1.8 have one or two"
