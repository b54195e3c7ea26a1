#!/usr/bin/env bash
# Three libraries part the names of people, as a CRM wants them: nameparser 2.6.0 (Python), parse-full-name 1.2.7 and humanname 0.2.2 (JavaScript). One expects two
# words to be a first and a last name, and with a comma between, as address books write them, the last name to stand first. Seen:
# - nameparser takes first names that are also ranks, as Prince, Queen and Sultan, for titles, behind a comma, too. Prince Mensah has no last name then and is
#   called Mensah by his first, Sultan Khan has no first name;
# - humanname knows no comma, so that Doe, Ann is called Doe by her first name, and the last name Ma is a degree, MA;
# - parse-full-name has no first name for Van Nguyen and Della Lee, since van and della stand before last names elsewhere.
# A letter to these people begins with the wrong name, or with none.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check nameparser==2.6.0
npm install --silent --no-audit --no-fund parse-full-name@1.2.7 humanname@0.2.2
cat > names.txt <<'NAMES'
Ann Doe
Doe, Ann
Prince Mensah
Mensah, Prince
Queen Okafor
Khan, Sultan
Lin Ma
Van Nguyen
Della Lee
NAMES
venv/bin/python - > seen <<'PYTHON'
from nameparser import HumanName

for text in open("names.txt").read().splitlines():
    name = HumanName(text)
    print(f"nameparser: {text} is {name.first or '-'} | {name.last or '-'}", *(part for part in (name.title, name.suffix) if part))
PYTHON
node - >> seen <<'NODE'
const { parseFullName } = require("parse-full-name");
const humanname = require("humanname");

for (const text of require("node:fs").readFileSync("names.txt", "utf8").trim().split("\n")) {
  const one = parseFullName(text);
  console.log(`parse-full-name: ${text} is ${one.first || "-"} | ${one.last || "-"} ${one.suffix}`.trim());
  const other = humanname.parse(text);
  console.log(`humanname: ${text} is ${other.firstName || "-"} | ${other.lastName || "-"} ${other.suffix || ""}`.trim());
}
NODE
sort -o seen seen
diff seen - <<'EXPECTED'
humanname: Ann Doe is Ann | Doe
humanname: Della Lee is Della | Lee
humanname: Doe, Ann is Doe | Ann
humanname: Khan, Sultan is Khan | Sultan
humanname: Lin Ma is Lin | - MA
humanname: Mensah, Prince is Mensah | Prince
humanname: Prince Mensah is Prince | Mensah
humanname: Queen Okafor is Queen | Okafor
humanname: Van Nguyen is Van | Nguyen
nameparser: Ann Doe is Ann | Doe
nameparser: Della Lee is Della | Lee
nameparser: Doe, Ann is Ann | Doe
nameparser: Khan, Sultan is - | Khan Sultan
nameparser: Lin Ma is Lin | Ma
nameparser: Mensah, Prince is Mensah | - Prince
nameparser: Prince Mensah is Mensah | - Prince
nameparser: Queen Okafor is Okafor | - Queen
nameparser: Van Nguyen is Van | Nguyen
parse-full-name: Ann Doe is Ann | Doe
parse-full-name: Della Lee is - | Della Lee
parse-full-name: Doe, Ann is Ann | Doe
parse-full-name: Khan, Sultan is Sultan | Khan
parse-full-name: Lin Ma is Lin | Ma
parse-full-name: Mensah, Prince is Prince | Mensah
parse-full-name: Prince Mensah is Prince | Mensah
parse-full-name: Queen Okafor is Queen | Okafor
parse-full-name: Van Nguyen is - | Van Nguyen
EXPECTED
echo "as seen: nameparser 2.6.0 has Mensah, Prince as a prince whose first name is Mensah"
