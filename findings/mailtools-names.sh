#!/usr/bin/env bash
# Perl's Mail::Address, of MailTools (Debian's libmailtools-perl 2.21-2), parts the heads of mails; its name() tells whom an address belongs to. One expects the name that
# stands there. Seen: whatever is there is made a person's name, as it would be in a letter. IBM is Ibm and BMW AG is Bmw Ag; a firm with a comma is turned round, "Example, Ltd." to Ltd.
# Example, and of "SMITH & SONS, LTD." the form is gone, of "Smith, J.R., Jr." the surname; what stands in brackets, a city or a department, goes; and where there is no name, one
# is made of the address, as of sales.oslo@ a person called Sales Oslo. An encoded name, as every one with an umlaut is, is none. phrase() is as it stands in the mail.
# The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq libmailtools-perl=2.21-2 libtimedate-perl=2.3300-2 2> /dev/null
for package in *.deb; do dpkg -x "$package" .; done
cat > heads.txt <<'HEADS'
IBM <x@example.com>
BMW AG <x@example.com>
"Example, Ltd." <x@example.com>
"SMITH & SONS, LTD." <x@example.com>
"Doe, Ann" <x@example.com>
"Smith, J.R., Jr." <x@example.com>
"Example (Oslo)" <x@example.com>
=?UTF-8?Q?J=C3=B6rg_M=C3=BCller?= <x@example.com>
sales.oslo@example.com
HEADS
perl -Iusr/share/perl5 -MMail::Address -ne 'chomp; for my $one (Mail::Address->parse($_)) { print "$_: ", $one->name // "nobody", "\n" }' heads.txt > seen
diff seen - <<'EXPECTED'
IBM <x@example.com>: Ibm
BMW AG <x@example.com>: Bmw Ag
"Example, Ltd." <x@example.com>: Ltd. Example
"SMITH & SONS, LTD." <x@example.com>: Smith & Sons
"Doe, Ann" <x@example.com>: Ann Doe
"Smith, J.R., Jr." <x@example.com>: J.R.
"Example (Oslo)" <x@example.com>: Example
=?UTF-8?Q?J=C3=B6rg_M=C3=BCller?= <x@example.com>: nobody
sales.oslo@example.com: Sales Oslo
EXPECTED
echo "as seen: Mail::Address of MailTools 2.21 makes another name of a firm's"
