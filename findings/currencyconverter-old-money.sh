#!/usr/bin/env bash
# CurrencyConverter 0.18.23 converts by the euro's reference rates, which it brings with it, to 30 October 2026; without a date "the most recent rate is used". A
# currency that has become the euro has its fixed rate for ever: 753.45 kuna or 195.583 leva are 100 euros. One expects the same dollars for each of them. Seen:
# "most recent" is the last day of the first currency alone, and the other's rate is of that day, too: dollars of 2022 for kuna, of 2010 for Estonian
# crowns, a fifth more than the 100 euros are now. An old offer that is converted so looks like any other, no date is told. The other way round,
# from dollars to kuna, it is an error, and so it is for roubles, which from roubles are converted by a rate of March 2022.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check currencyconverter==0.18.23
venv/bin/python - > seen <<'PYTHON'
from currency_converter import CurrencyConverter, RateNotFoundError

rates = CurrencyConverter()
for amount, currency in ((100, "EUR"), (753.45, "HRK"), (195.583, "BGN"), (1564.66, "EEK"), (10000, "RUB")):
    last = rates.bounds[currency].last_date
    print(f"{amount} {currency} are {rates.convert(amount, currency, 'USD'):.2f} USD, or {rates.convert(amount, currency):.2f} EUR; last rate: {last}")
for currency in ("HRK", "RUB"):
    try:
        print(rates.convert(100, "USD", currency))
    except RateNotFoundError as error:
        print("100 USD:", error)
PYTHON
diff seen - <<'EXPECTED'
100 EUR are 111.72 USD, or 100.00 EUR; last rate: 2026-10-30
753.45 HRK are 106.63 USD, or 99.97 EUR; last rate: 2022-12-30
195.583 BGN are 117.50 USD, or 100.00 EUR; last rate: 2025-12-31
1564.66 EEK are 133.62 USD, or 100.00 EUR; last rate: 2010-12-31
10000 RUB are 95.24 USD, or 85.32 EUR; last rate: 2022-03-01
100 USD: 2026-10-30 not in HRK bounds 2005-04-01/2022-12-30
100 USD: 2026-10-30 not in RUB bounds 2005-04-01/2022-03-01
EXPECTED
echo "as seen: CurrencyConverter 0.18.23 has dollars of 2010 for Estonian crowns, and of today for the euros that they are"
