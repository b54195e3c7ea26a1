#!/usr/bin/env bash
# csv2vcard 0.6.0 makes vCards of tables; its page says that headings as Outlook has them work out of the box, and that --keep-unmapped keeps what has no place in a card. In Outlook's own export Title is
# what stands before a name, Dr. or Ms. (ContactItem.Title; [MS-OXOCNTC], PidTagDisplayNamePrefix), and Job Title what somebody does. One expects the first in N, and the second in TITLE (RFC
# 2426, 3.1.2 and 3.5.1). Seen, without a warning: whoever has a title has it for her job. The head of sales is "Dr.", where her job was is nowhere, with --keep-unmapped neither, and
# N has no title for anybody; who has none keeps his job, so that half a table looks well. Which of the columns stands first makes no difference. The department and the second address
# are dropped, or are X- properties of names that no standard has. With headings of the package's own, name_prefix and title, both are right.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check csv2vcard==0.6.0 typer==0.29.2
convert() {
  rm -rf cards
  venv/bin/csv2vcard convert "$1" --output cards "${@:2}" > said 2>&1
  for card in cards/*.vcf; do
    tr -d '\r' < "$card" | grep -E "^(N|TITLE|ORG|EMAIL|X-)" | paste -sd " "
  done
  echo "  $(grep -c WARNING said || true) warnings"
}
printf '%s\r\n' "Title,First Name,Last Name,Company,Department,Job Title,E-mail Address,E-mail 2 Address" "Dr.,Ann,Doe,Client,Sales,Head of Sales,ann@client.example,doe@client.example" \
  ",Bob,Roe,Client,Sales,Buyer,bob@client.example," > outlook.csv
printf '%s\r\n' "Job Title,Title,First Name,Last Name" "Head of Sales,Dr.,Ann,Doe" > turned.csv
printf '%s\r\n' "name_prefix,title,first_name,last_name" "Dr.,Head of Sales,Ann,Doe" > own.csv
{
  convert outlook.csv
  convert outlook.csv --keep-unmapped
  convert turned.csv
  convert own.csv
} > seen
diff seen - <<'EXPECTED'
N:Doe;Ann;;; TITLE:Dr. ORG:Client EMAIL;TYPE=WORK:ann@client.example
N:Roe;Bob;;; TITLE:Buyer ORG:Client EMAIL;TYPE=WORK:bob@client.example
  0 warnings
N:Doe;Ann;;; TITLE:Dr. ORG:Client EMAIL;TYPE=WORK:ann@client.example X-DEPARTMENT:Sales X-E-MAIL-2-ADDRESS:doe@client.example
N:Roe;Bob;;; TITLE:Buyer ORG:Client EMAIL;TYPE=WORK:bob@client.example X-DEPARTMENT:Sales
  0 warnings
N:Doe;Ann;;; TITLE:Dr.
  0 warnings
N:Doe;Ann;;Dr.; TITLE:Head of Sales
  0 warnings
EXPECTED
echo "as seen: csv2vcard 0.6.0 has the head of sales as a doctor by profession"
