#!/usr/bin/env bash
# mail-parser 4.8.0: a mail with another mail attached (message/rfc822, "forward as attachment" of Outlook). One expects the attached mail
# to be one attachment and its words to be its own. Seen: it is one, under a name made by chance, and once more it is poured into the
# outer mail: its words stand beside the outer's in `text_plain` and in `body`, where they pass for the sender's, and its files
# are attachments of the outer. The calendar part of an invitation is no attachment: its source is the end of `body`.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check mail-parser==4.8.0
venv/bin/python - > seen 2> said <<'PYTHON'
from email.message import EmailMessage

import mailparser

inner = EmailMessage()
inner["From"], inner["To"], inner["Subject"] = "bob@example.org", "ann@example.com", "Claim"
inner.set_content("We cancel the order.")
inner.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="claim.pdf")

outer = EmailMessage()
outer["From"], outer["To"], outer["Subject"] = "ann@example.com", "sales@example.com", "FW: Claim"
outer.set_content("Please see the attached mail.")
outer.add_attachment(inner)

invitation = EmailMessage()
invitation["From"], invitation["To"], invitation["Subject"] = "ann@example.com", "bob@example.org", "Review"
invitation.set_content("Please join.")
invitation.add_alternative("BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar", params={"method": "REQUEST"})

for mail in (outer, invitation):
    read = mailparser.parse_from_bytes(mail.as_bytes())
    print(read.subject)
    print("  text_plain ", [text.strip() for text in read.text_plain])
    print("  attachments", [one["mail_content_type"] for one in read.attachments])
    print("  body       ", read.body.split())
PYTHON
diff seen - <<'EXPECTED'
FW: Claim
  text_plain  ['Please see the attached mail.', 'We cancel the order.']
  attachments ['message/rfc822', 'application/pdf']
  body        ['Please', 'see', 'the', 'attached', 'mail.', '---', 'mail_boundary', '---', 'We', 'cancel', 'the', 'order.']
Review
  text_plain  ['Please join.']
  attachments []
  body        ['Please', 'join.', '---', 'mail_boundary', '---', 'BEGIN:VCALENDAR', 'END:VCALENDAR']
EXPECTED
echo "as seen: mail-parser 4.8.0 takes an attached mail's words and files for the outer mail's own"
