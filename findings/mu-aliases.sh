#!/usr/bin/env bash
# Debian's mu 1.8.14-1 (maildir-utils) knows everybody who wrote, and hands them over by `mu cfind`, for mutt as mutt-alias, for tables as csv. One expects of a name with a comma, as Exchange
# writes all of a firm's people ("Doe, Ann"), and of a nickname in quotation marks that they come back. Seen:
# - an alias has the name without its quotation marks, and mutt's alias is a list with commas (neomuttrc(5)): a mail to Ann goes to "Doe", a mailbox of one's own machine, too;
# - in csv a quotation mark is escaped by a backslash, where RFC 4180 doubles it, so that Ann "Annie" is another name in whatever reads the table.
# The packages are Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq maildir-utils=1.8.14-1 guile-3.0-libs libgmime-3.0-0 libxapian30 libgc1 libgpgme11 2> /dev/null
for package in *.deb; do dpkg -x "$package" .; done
mkdir -p mail/cur mail/new mail/tmp
number=0
while read -r sender; do
  number=$((number + 1))
  printf '%s\r\n' "From: $sender" "To: Bo <bo@example.com>" "Subject: Offer" "Date: Thu, 05 Mar 2026 10:0$number:00 +0100" "Message-ID: <$number@example.com>" "" text > "mail/cur/$number:2,S"
done <<'SENDERS'
"Doe, Ann" <doe@example.com>
Bo Doe <bo.doe@example.com>
"Ann \"Annie\" Doe" <annie@example.com>
SENDERS
mu() { TZ=UTC LD_LIBRARY_PATH=usr/lib/x86_64-linux-gnu usr/bin/mu "$@" --muhome=mu; }
mu init --quiet --maildir="$PWD/mail" > said
mu index --quiet >> said
mu cfind --format=mutt-alias doe > aliases
mu cfind --format=csv doe > contacts.csv
python3 - > seen <<'PYTHON'
import csv
from email.utils import getaddresses

for line in sorted(open("aliases")):
    _, alias, people = line.rstrip("\n").split(" ", 2)
    print(f"alias {alias}:", *(f"{name or 'nobody'} <{address}>" for name, address in getaddresses([people])), sep="  ")
for row in sorted(csv.reader(open("contacts.csv"))):
    print("csv:", row)
PYTHON
diff seen - <<'EXPECTED'
alias AnnAnnieD:  Ann Annie Doe <annie@example.com>
alias BoD:  Bo Doe <bo.doe@example.com>
alias DoeA:  nobody <Doe>  Ann <doe@example.com>
csv: ['Ann \\Annie\\" Doe"', 'annie@example.com']
csv: ['Bo Doe', 'bo.doe@example.com']
csv: ['Doe, Ann', 'doe@example.com']
EXPECTED
echo "as seen: mu 1.8.14 makes two recipients of a name with a comma"
