#!/usr/bin/env bash
# dateparser 1.5.0, told nothing of the language, tries some two hundred of them. One expects it to leave alone what is no date, and a
# calendar week of ISO 8601 to be that week or nothing. Seen in a column of an offer: "3 EUR" is three hours ago and "1.500 EUR" an hour and
# a half (eur is an hour in Breton); "5 €" and "5%" are days in May; the weeks 2026-W12 and 2026-W13, both in March, are the 18th of
# December and the 13th of November, in Polish. Amounts in dollars are no dates. `languages=["en"]` helps, except for "5 €" and "5%".
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check dateparser==1.5.0 tzlocal==5.4.5 regex==2026.11.19
TZ=UTC venv/bin/python -W ignore - > seen <<'PYTHON'
from datetime import datetime

from dateparser.date import DateDataParser

NOW = {"RELATIVE_BASE": datetime(2026, 11, 18, 12, 0)}
for languages in (None, ["en"]):
    print("languages:", languages)
    for text in ("3 EUR", "1.500 EUR", "750 EUR", "3 USD", "5 €", "5%", "2026-W12", "2026-W13"):
        found = DateDataParser(languages=languages, settings=NOW).get_date_data(text)
        print(f"  {text!r} is {found.date_obj} in {found.locale}")
PYTHON
diff seen - <<'EXPECTED'
languages: None
  '3 EUR' is 2026-11-18 09:00:00 in br
  '1.500 EUR' is 2026-11-18 10:30:00 in br
  '750 EUR' is 2026-10-18 06:00:00 in br
  '3 USD' is None in None
  '5 €' is 2026-05-18 00:00:00 in en
  '5%' is 2026-05-18 00:00:00 in en
  '2026-W12' is 2026-12-18 00:00:00 in pl
  '2026-W13' is 2026-11-13 00:00:00 in pl
languages: ['en']
  '3 EUR' is None in None
  '1.500 EUR' is None in None
  '750 EUR' is None in None
  '3 USD' is None in None
  '5 €' is 2026-05-18 00:00:00 in en
  '5%' is 2026-05-18 00:00:00 in en
  '2026-W12' is None in None
  '2026-W13' is None in None
EXPECTED
echo "as seen: dateparser 1.5.0 reads amounts in euros as hours ago, and a calendar week as a day in December"
