#!/usr/bin/env bash
# sifter3 0.2.7 sorts mail by the rules of a Sieve script. The words of a header should be decoded and in UTF-8, as the rules are, before they are compared (RFC 5228, 2.7.2), since a
# subject with other letters than the English is encoded in the mail (RFC 2047). One expects a rule for Müller to find him. Seen: the header is compared as
# it stands in the mail. Nothing with an umlaut is ever found, no rule about the beginning of such a subject holds, one for "utf" always does, and a folder that
# is named after the subject has a piece of the code for its name. "size :over 100K", which is in the RFC's base (5.9), is a syntax error.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check sifter3==0.2.7
venv/bin/python -W ignore - > seen 2> /dev/null <<'PYTHON'
import email
import io

from sifter.parser import parse_file

plain = email.message_from_string("Subject: Offer for Mueller\n\nHello\n")
encoded = email.message_from_string("Subject: =?utf-8?q?Angebot_f=C3=BCr_M=C3=BCller?=\n\nHello\n")
for mail, test in (
    (plain, 'header :contains "subject" "Mueller"'),
    (plain, 'header :matches "subject" "Offer *"'),
    (encoded, 'header :contains "subject" "Müller"'),
    (encoded, 'header :matches "subject" "Angebot *"'),
    (encoded, 'header :contains "subject" "utf"'),
    (plain, "size :over 100K"),
):
    try:
        actions = list(parse_file(io.StringIO(f'require "fileinto"; if {test} {{ fileinto "Found"; }}')).evaluate(mail))
    except Exception as error:
        actions = type(error).__name__
    print(test, "->", actions)
script = 'require ["variables", "fileinto"]; if header :matches "subject" "*bot*" { set "about" "${2}"; fileinto "Offers/${about}"; }'
print(*parse_file(io.StringIO(script)).evaluate(encoded))
PYTHON
diff seen - <<'EXPECTED'
header :contains "subject" "Mueller" -> [('fileinto', ['Found'])]
header :matches "subject" "Offer *" -> [('fileinto', ['Found'])]
header :contains "subject" "Müller" -> [('keep', None)]
header :matches "subject" "Angebot *" -> [('keep', None)]
header :contains "subject" "utf" -> [('fileinto', ['Found'])]
size :over 100K -> RuleSyntaxError
('fileinto', ['Offers/_f=C3=BCr_M=C3=BCller?='])
EXPECTED
echo "as seen: sifter3 0.2.7 finds no Müller in a subject, and \"utf\" in every one of his"
