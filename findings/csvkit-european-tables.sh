#!/usr/bin/env bash
# csvkit 2.2.0 (agate 1.14.2) guesses the types of a CRM's export. One expects `--locale de_DE` to read German amounts and to leave the rest
# alone. Seen: the amounts are right, and the dates of the same file become numbers, 05.03.2026 the number 5032026, for their full stops
# pass as thousands' separators. Without the option 1.234,50 is 1.2345, and the fifth of March the third of May.
# Either way pieces, of which a customer wants one or none, are true and false, a contact called May or April is a day in the year 1, and
# an owner whose initials are NA is nobody, with `--no-inference`, too: `--blanks` keeps her.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check csvkit==2.2.0 agate==1.14.2 parsedatetime==2.6 babel==2.19.0
cat > export.csv <<'CSV'
Opportunity;Amount;Closes;Pieces;Contact;Owner
Fence;1.234,50;05.03.2026;1;May;NA
Gate;12,50;06.03.2026;0;April;BO
CSV
for options in "" "--locale de_DE" "--no-inference" "--no-inference --blanks"; do
  echo "csvjson $options"
  # shellcheck disable=SC2086 # several options
  venv/bin/csvjson --delimiter ";" $options --stream export.csv
done > seen
diff seen - <<'EXPECTED'
csvjson 
{"Opportunity": "Fence", "Amount": 1.2345, "Closes": "2026-05-03", "Pieces": true, "Contact": "0001-05-01", "Owner": null}
{"Opportunity": "Gate", "Amount": 1250.0, "Closes": "2026-06-03", "Pieces": false, "Contact": "0001-04-01", "Owner": "BO"}
csvjson --locale de_DE
{"Opportunity": "Fence", "Amount": 1234.5, "Closes": 5032026.0, "Pieces": true, "Contact": "0001-05-01", "Owner": null}
{"Opportunity": "Gate", "Amount": 12.5, "Closes": 6032026.0, "Pieces": false, "Contact": "0001-04-01", "Owner": "BO"}
csvjson --no-inference
{"Opportunity": "Fence", "Amount": "1.234,50", "Closes": "05.03.2026", "Pieces": "1", "Contact": "May", "Owner": null}
{"Opportunity": "Gate", "Amount": "12,50", "Closes": "06.03.2026", "Pieces": "0", "Contact": "April", "Owner": "BO"}
csvjson --no-inference --blanks
{"Opportunity": "Fence", "Amount": "1.234,50", "Closes": "05.03.2026", "Pieces": "1", "Contact": "May", "Owner": "NA"}
{"Opportunity": "Gate", "Amount": "12,50", "Closes": "06.03.2026", "Pieces": "0", "Contact": "April", "Owner": "BO"}
EXPECTED
echo "as seen: csvkit 2.2.0 makes numbers of German dates where it is told to read German amounts"
