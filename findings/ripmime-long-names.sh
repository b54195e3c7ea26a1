#!/usr/bin/env bash
# Debian's ripmime 1.4.0.10.debian.1-3+b1 unpacks the attachments of a mail, as scripts do that file offers by their names. A name of more than some sixty characters is sent in parts, filename*0 and
# filename*1 (RFC 2231, 3), as Thunderbird, Python and Gmail write it. ripmime knows these; one expects the name. Seen: the first word of each part is joined to that of the next, and whatever stands
# behind a blank is dropped, and so the file's ending: "Angebot 2026-0715 ... Halle 7.pdf" is "AngebotHalle". Two offers whose parts begin with the same words have one name; the
# second is AngebotHalle_1. A part in UTF-8 (filename*0*) is right, and so is a name without blanks. Of an attached mail only the text comes out, not who wrote it, to whom, or
# when. The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq ripmime=1.4.0.10.debian.1-3+b1 2> /dev/null
dpkg -x ripmime_1.4.0.10.debian.1-3+b1_*.deb .
cat > mail.eml <<'MAIL'
From: Ann Doe <ann@example.com>
To: Bo Roe <bo@example.com>
Subject: Offers
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="parts"

--parts
Content-Type: application/pdf
Content-Disposition: attachment; filename*0="Angebot 2026-0715 Lieferung und Montage der neuen Tore fuer "; filename*1="Halle 7.pdf"

one
--parts
Content-Type: application/pdf
Content-Disposition: attachment; filename*0="Angebot 2026-0716 Wartung der Tore und der Schranken in "; filename*1="Halle 8.pdf"

two
--parts
Content-Type: application/pdf
Content-Disposition: attachment; filename*0="Angebot-2026-0717-Lieferung-und-Montage-der-neuen-Tore-fuer-"; filename*1="Halle-9.pdf"

three
--parts
Content-Type: application/pdf
Content-Disposition: attachment; filename*0*=UTF-8''Angebot%202026-0718%20T%C3%BCren%20und%20Tore%20fuer%20; filename*1*=Halle%2010.pdf

four
--parts
Content-Type: application/pdf
Content-Disposition: attachment; filename="Angebot 7.pdf"

five
--parts
Content-Type: message/rfc822

From: Cy Poe <cy@example.com>
Subject: Order
Date: Thu, 05 Mar 2026 10:00:00 +0100

We take both.
--parts--
MAIL
mkdir out
usr/bin/ripmime -i mail.eml -d out
{
  python3 - <<'PYTHON'
import email
from email.policy import default

mail = email.message_from_binary_file(open("mail.eml", "rb"), policy=default)
for part in mail.iter_attachments():
    print("Python:", part.get_filename())
PYTHON
  for file in out/*; do [ ! -s "$file" ] || echo "ripmime: ${file#out/}: $(tr '\n' ' ' < "$file")"; done
} > seen
diff seen - <<'EXPECTED'
Python: Angebot 2026-0715 Lieferung und Montage der neuen Tore fuer Halle 7.pdf
Python: Angebot 2026-0716 Wartung der Tore und der Schranken in Halle 8.pdf
Python: Angebot-2026-0717-Lieferung-und-Montage-der-neuen-Tore-fuer-Halle-9.pdf
Python: Angebot 2026-0718 Türen und Tore fuer Halle 10.pdf
Python: Angebot 7.pdf
Python: None
ripmime: Angebot 2026-0718 Türen und Tore fuer Halle 10.pdf: four 
ripmime: Angebot 7.pdf: five 
ripmime: Angebot-2026-0717-Lieferung-und-Montage-der-neuen-Tore-fuer-Halle-9.pdf: three 
ripmime: AngebotHalle: one 
ripmime: AngebotHalle_1: two 
ripmime: textfile1: We take both. 
EXPECTED
echo "as seen: ripmime 1.4.0.10 has two words of a long file name"
