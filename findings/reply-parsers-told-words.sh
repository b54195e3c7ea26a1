#!/usr/bin/env bash
# What takes the quoted mail off a reply knows it by a line such as "On Mon, 2 Mar 2026, Ann wrote:". One expects a line with neither a date nor an
# address behind which nothing is quoted to be the writer's own, who tells what a customer wrote. Seen: email-reply-parser 0.5.12,
# mail-parser-reply 1.36 and quotequail 0.5.4 take "On Monday the customer wrote:" for one, and all behind it, the order and the question, is not the
# writer's any more. A route, "From:" and "To:", is the head of a mail to all three. Of a French sentence mail-parser-reply leaves the
# first word and quotequail none; and a list with two dashes is a signature to email-reply-parser (RFC 3676, 4.3: a line of "-- " alone is).
# Nothing tells what was taken off; whoever keeps the reply only has lost it.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  email-reply-parser==0.5.12 mail-parser-reply==1.36 quotequail==0.5.4
venv/bin/python -W ignore - > seen <<'PYTHON'
import quotequail
from email_reply_parser import EmailReplyParser
from mailparser_reply import EmailReplyParser as MailReplyParser

MAILS = {
    "told": "Hello,\n\nOn Monday the customer wrote:\nwe need 40 pieces by May.\n\nCan we?\n",
    "told in French": "Le client a écrit :\nil nous faut 40 pièces.\n\nPossible ?\n",
    "route": "Please quote.\n\nFrom: Hamburg\nTo: Oslo\n\n40 tons, by May.\n",
    "list": "We order:\n\n-- 40 pieces\n-- 12 lids\n\nBy May, please.\n",
}
for name, text in MAILS.items():
    found = quotequail.unwrap(text)
    print(name, "by email-reply-parser:", repr(EmailReplyParser.parse_reply(text)))
    print(name, "by mail-parser-reply:", repr(MailReplyParser(languages=["en", "fr"]).parse_reply(text=text)))
    print(name, "by quotequail:", repr(found["text_top"] if found and "text_top" in found else "" if found else text))
PYTHON
diff seen - <<'EXPECTED'
told by email-reply-parser: 'Hello,'
told by mail-parser-reply: 'Hello,'
told by quotequail: 'Hello,'
told in French by email-reply-parser: 'Le client a écrit :\nil nous faut 40 pièces.\n\nPossible ?'
told in French by mail-parser-reply: 'Le'
told in French by quotequail: ''
route by email-reply-parser: 'Please quote.'
route by mail-parser-reply: 'Please quote.'
route by quotequail: 'Please quote.'
list by email-reply-parser: 'We order:'
list by mail-parser-reply: 'We order:\n\n-- 40 pieces\n-- 12 lids\n\nBy May, please.'
list by quotequail: 'We order:\n\n-- 40 pieces\n-- 12 lids\n\nBy May, please.\n'
EXPECTED
echo "as seen: three parsers of replies drop what the writer tells, from 'the customer wrote:' on"
