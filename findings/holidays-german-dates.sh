#!/usr/bin/env bash
# holidays 0.109 takes days as text, too, in any form that dateutil's parser knows. One expects the holidays of Germany to read a day as Germans write it, or to
# refuse it. Seen: the month is taken to stand first wherever it can. The first of May, 01.05.2026, is a working day; the fifth of January, 05.01.2026, is Labour
# Day, and the tenth of March the day of German unity. Christmas is right, as every day after the twelfth of its month is, so that half a column looks well.
# From 01.05.2026 to 31.05.2026 there are 99 working days, and a firm's own free days, added in this form, are kept on others.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check holidays==0.109 python-dateutil==2.9.0.post0
venv/bin/python - > seen <<'PYTHON'
import holidays

german = holidays.country_holidays("DE", years=2026)
for text in ("2026-05-01", "01.05.2026", "05.01.2026", "03.10.2026", "10.03.2026", "25.12.2026"):
    print(text, "is", german.get(text))
german.append({"01.06.2026": "Outing", "15.06.2026": "Fair"})
print({str(day): name for day, name in sorted(german.items()) if name in ("Outing", "Fair")})
print("working days of May:", german.get_working_days_count("01.05.2026", "31.05.2026"), "or", german.get_working_days_count("2026-05-01", "2026-05-31"))
PYTHON
diff seen - <<'EXPECTED'
2026-05-01 is Labor Day
01.05.2026 is None
05.01.2026 is Labor Day
03.10.2026 is None
10.03.2026 is German Unity Day
25.12.2026 is Christmas Day
{'2026-01-06': 'Outing', '2026-06-15': 'Fair'}
working days of May: 99 or 18
EXPECTED
echo "as seen: holidays 0.109 works on the first of May in Germany, and rests on the fifth of January"
