#!/usr/bin/env bash
# phonenumbers 9.0.43: what people type behind a number in an address book, "(mobil)", "office", "App. 5", is expected to be dropped or to
# be refused. Three letters or more anywhere after the digits make the whole a "vanity number": the words are dialled as digits on a
# telephone's keys. In a country whose numbers vary in length, as Germany, the result is a longer number that is_valid_number() calls
# valid, so a check does not help. After one or two letters ("DW 12", the extension in German) the extension is joined to the number.
# PhoneNumberMatcher over the same text finds the number without the words.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check phonenumbers==9.0.43
venv/bin/python - > seen <<'PYTHON'
import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number, is_valid_number, parse

for typed in ("+49 30 123456", "+49 30 123456 (mobil)", "+49 30 123456 App. 5", "+49 30 123456 DW 12"):
    number = parse(typed)
    matched = [format_number(one.number, PhoneNumberFormat.E164) for one in PhoneNumberMatcher(typed, None)]
    print(typed, "->", format_number(number, PhoneNumberFormat.E164), is_valid_number(number), "matcher:", *matched)
PYTHON
diff seen - <<'EXPECTED'
+49 30 123456 -> +4930123456 True matcher: +4930123456
+49 30 123456 (mobil) -> +493012345666245 True matcher: +4930123456
+49 30 123456 App. 5 -> +49301234562775 True matcher: +4930123456
+49 30 123456 DW 12 -> +493012345612 True matcher: +4930123456
EXPECTED
echo "as seen: phonenumbers 9.0.43 dials the words behind a number, and calls the result valid"
