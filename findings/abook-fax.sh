#!/usr/bin/env bash
# Debian's abook 0.6.1-2+b1, the address book that mutt asks, reads vCards. It has a field for each kind of number: home, work, fax, mobile. One expects the fax of a card
# in the field for fax. Seen: TYPE=WORK,FAX is a number at work, and of two of a kind the last one stays. Where the card has the voice first, the voice is
# gone, and whoever rings the firm rings its fax; where it has the fax first, the fax is gone. The field for fax is empty in either case. The
# texts keep the backslashes of vCard, for commas and for line breaks. The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq abook=0.6.1-2+b1 2> /dev/null
dpkg -x abook_0.6.1-2+b1_*.deb .
for first in "VOICE:+49 30 1234567" "FAX:+49 30 7654321"; do
  second="FAX:+49 30 7654321"
  [ "$first" != "$second" ] || second="VOICE:+49 30 1234567"
  printf '%s\r\n' BEGIN:VCARD VERSION:3.0 "N:Doe;Ann;;;" "FN:Ann Doe" "TEL;TYPE=WORK,$first" "TEL;TYPE=WORK,$second" 'NOTE:first\nsecond\, last' END:VCARD > card.vcf
  echo "$first, then $second:"
  usr/bin/abook --convert --infile card.vcf --informat vcard --outformat abook | grep -E "^(phone|workphone|fax|mobile|notes)="
done > seen
diff seen - <<'EXPECTED'
VOICE:+49 30 1234567, then FAX:+49 30 7654321:
workphone=+49 30 7654321
notes=first\nsecond\, last
FAX:+49 30 7654321, then VOICE:+49 30 1234567:
workphone=+49 30 1234567
notes=first\nsecond\, last
EXPECTED
echo "as seen: abook 0.6.1 has the fax of a vCard as the telephone number at work"
