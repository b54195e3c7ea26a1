#!/usr/bin/env bash
# any-date-parser 2.2.4 makes a Date of whatever form a day and a time are written in, among them ISO 8601 and the Date of a mail (RFC 5322). Both tell their offset, and one expects the moment that
# they tell, on every computer. Seen: it is right in no zone but UTC, and there in part.
# - with seconds, the offset is taken off the time, and what is left counts as the computer's own time: ten o'clock "Z" is 15:00Z on a computer in New York;
# - without seconds, and in a mail's Date, the offset is passed over: 10:00+01:00 is 10:00Z in UTC, too;
# - 30 February is the second of March, 31 April the first of May, as in Date, and 2026-13-01, which Date refuses, is the 13th of June 2001.
# As tests run in UTC and with "Z", they see nothing of it. JavaScript's own Date reads all three forms right.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund any-date-parser@2.2.4
cat > read.cjs <<'NODE'
const { default: parser } = require("any-date-parser");

const moment = (date) => (date.isValid?.() ?? !Number.isNaN(date.getTime?.() ?? NaN) ? date.toISOString().slice(0, 16) + "Z" : "refused");
for (const text of ["2026-03-05T10:00:00Z", "2026-03-05T10:00:00+01:00", "2026-03-05T10:00+01:00", "Thu, 05 Mar 2026 10:00:00 +0100"])
  console.log(`${process.env.TZ}: ${text}: any-date-parser ${moment(parser.fromString(text))}, Date ${moment(new Date(text))}`);
if (process.env.TZ === "UTC") for (const text of ["2026-02-30", "31 April 2026", "2026-13-01"]) console.log(`${text}: any-date-parser ${moment(parser.fromString(text))}`);
NODE
for zone in UTC America/New_York Europe/Berlin; do TZ="$zone" node read.cjs; done > seen
diff seen - <<'EXPECTED'
UTC: 2026-03-05T10:00:00Z: any-date-parser 2026-03-05T10:00Z, Date 2026-03-05T10:00Z
UTC: 2026-03-05T10:00:00+01:00: any-date-parser 2026-03-05T09:00Z, Date 2026-03-05T09:00Z
UTC: 2026-03-05T10:00+01:00: any-date-parser 2026-03-05T10:00Z, Date 2026-03-05T09:00Z
UTC: Thu, 05 Mar 2026 10:00:00 +0100: any-date-parser 2026-03-05T10:00Z, Date 2026-03-05T09:00Z
2026-02-30: any-date-parser 2026-03-02T00:00Z
31 April 2026: any-date-parser 2026-05-01T00:00Z
2026-13-01: any-date-parser 2001-06-13T00:00Z
America/New_York: 2026-03-05T10:00:00Z: any-date-parser 2026-03-05T15:00Z, Date 2026-03-05T10:00Z
America/New_York: 2026-03-05T10:00:00+01:00: any-date-parser 2026-03-05T14:00Z, Date 2026-03-05T09:00Z
America/New_York: 2026-03-05T10:00+01:00: any-date-parser 2026-03-05T15:00Z, Date 2026-03-05T09:00Z
America/New_York: Thu, 05 Mar 2026 10:00:00 +0100: any-date-parser 2026-03-05T15:00Z, Date 2026-03-05T09:00Z
Europe/Berlin: 2026-03-05T10:00:00Z: any-date-parser 2026-03-05T09:00Z, Date 2026-03-05T10:00Z
Europe/Berlin: 2026-03-05T10:00:00+01:00: any-date-parser 2026-03-05T08:00Z, Date 2026-03-05T09:00Z
Europe/Berlin: 2026-03-05T10:00+01:00: any-date-parser 2026-03-05T09:00Z, Date 2026-03-05T09:00Z
Europe/Berlin: Thu, 05 Mar 2026 10:00:00 +0100: any-date-parser 2026-03-05T09:00Z, Date 2026-03-05T09:00Z
EXPECTED
echo "as seen: any-date-parser 2.2.4 takes a moment with its offset for another one in every zone but UTC"
