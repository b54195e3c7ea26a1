#!/usr/bin/env bash
# Debian's dateutils 0.4.10-1 count how long a contract ran: ddiff in months and days, dadd adds them to a day. One expects fewer days than a month has, and that
# the start and the length make the end. Seen: from the 30th or the 31st of January, or the last of any month before, to the first of March it is so many
# months and 62 or 63 days, which by dadd are May; and from 31 March to 1 May one month and no day, which are 30 April. Told in days, the
# difference is right. The packages are Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq dateutils=0.4.10-1 2> /dev/null
dpkg -x dateutils_0.4.10-1_*.deb .
{
  while read -r start end; do
    length=$(usr/bin/dateutils.ddiff "$start" "$end" -f "%mmo%dd")
    echo "$start to $end: $length, and back: $(usr/bin/dateutils.dadd "$start" "$length"); $(usr/bin/dateutils.ddiff "$start" "$end" -f "%d days")"
  done <<'CONTRACTS'
2026-01-28 2026-03-01
2026-01-29 2026-03-01
2026-01-30 2026-03-01
2026-01-31 2026-03-01
2026-01-31 2026-03-02
2026-01-31 2026-03-15
2025-12-31 2026-03-01
2025-03-31 2026-03-01
2026-03-31 2026-04-30
2026-03-31 2026-05-01
CONTRACTS
} > seen
diff seen - <<'EXPECTED'
2026-01-28 to 2026-03-01: 1mo1d, and back: 2026-03-01; 32 days
2026-01-29 to 2026-03-01: 1mo0d, and back: 2026-02-28; 31 days
2026-01-30 to 2026-03-01: 1mo63d, and back: 2026-05-02; 30 days
2026-01-31 to 2026-03-01: 1mo62d, and back: 2026-05-01; 29 days
2026-01-31 to 2026-03-02: 1mo63d, and back: 2026-05-02; 30 days
2026-01-31 to 2026-03-15: 1mo12d, and back: 2026-03-12; 43 days
2025-12-31 to 2026-03-01: 2mo62d, and back: 2026-05-01; 60 days
2025-03-31 to 2026-03-01: 11mo62d, and back: 2026-05-01; 335 days
2026-03-31 to 2026-04-30: 0mo30d, and back: 2026-04-30; 30 days
2026-03-31 to 2026-05-01: 1mo0d, and back: 2026-04-30; 31 days
EXPECTED
echo "as seen: dateutils 0.4.10 has one month and 62 days between the end of January and the first of March"
