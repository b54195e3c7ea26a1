#!/usr/bin/env bash
# Babel 2.19.0: parse_time() is expected to read what format_time() writes in the same locale, and parse_date() to refuse a date that is
# none there. Seen:
# - half past one in the afternoon, as Greek, Korean, Arabic, Spanish (Mexico) or Albanian write it, is read as half past one at night:
#   only the letters "pm" count, not the locale's own words;
# - a month above twelve is exchanged with the day without a word: of a column in the wrong order, half of the days are read one way
#   and half the other. An explicit format does not help.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check babel==2.19.0
venv/bin/python - > seen <<'PYTHON'
from datetime import time

from babel.dates import format_time, parse_date, parse_time

for locale in ("en_US", "el", "ko", "ar_EG", "es_MX", "sq"):
    written = format_time(time(13, 30), "short", locale=locale)
    print(locale, ascii(written), parse_time(written, locale=locale, format="short"))
for written in ("11/05/2026", "12/05/2026", "13/05/2026", "14/05/2026"):
    print("en_US", written, parse_date(written, locale="en_US", format="short"))
print("MM/dd/yyyy", parse_date("13/05/2026", format="MM/dd/yyyy"))
PYTHON
diff seen - <<'EXPECTED'
en_US '1:30\u202fPM' 13:30:00
el '1:30\u202f\u03bc.\u03bc.' 01:30:00
ko '\uc624\ud6c4 1:30' 01:30:00
ar_EG '1:30 \u0645' 01:30:00
es_MX '1:30\u202fp.m.' 01:30:00
sq '1:30\u202fm.d.' 01:30:00
en_US 11/05/2026 2026-11-05
en_US 12/05/2026 2026-12-05
en_US 13/05/2026 2026-05-13
en_US 14/05/2026 2026-05-14
MM/dd/yyyy 2026-05-13
EXPECTED
echo "as seen: Babel 2.19.0 reads some locales' afternoons as nights, and exchanges day and month where that makes a date"
