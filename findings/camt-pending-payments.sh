#!/usr/bin/env bash
# A bank's report of the day (ISO 20022, camt.052) has payments that are booked, BOOK, some that are expected, PDNG, which may never come, and some for information alone, INFO, for which nothing is booked
# (Ntry/Sts, a code of the list EntryStatus2Code that each must have). Whoever matches payments with invoices expects a reader to tell one from another. Seen: bankstatementparser 0.0.29 hands
# over all three alike, with an amount, a day of booking, and no column for the status, neither in the table nor in a Transaction; its summary adds them up. An invoice of 500 euros
# that the bank expects, and one that it only speaks of, are paid.
# By the balances of the same report, 1000 and 1100 euros, only the first has come.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check bankstatementparser==0.0.29 pandas==2.3.3 lxml==6.1.3
venv/bin/python -W ignore - > seen 2> said <<'PYTHON'
from bankstatementparser import Camt052Parser


def entry(invoice, amount, status):
    days = "".join(f"<{tag}><Dt>2026-03-05</Dt></{tag}>" for tag in ("BookgDt", "ValDt"))
    details = f"<BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>{invoice}</EndToEndId></Refs></TxDtls></NtryDtls>"
    return f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{status}</Sts>{days}{details}</Ntry>'


def balance(code, amount):
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f'<Bal>{kind}<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-05</Dt></Dt></Bal>'


made = "<CreDtTm>2026-03-05T12:00:00</CreDtTm>"
account = "<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>"
entries = entry("INV-1", "100.00", "BOOK") + entry("INV-2", "500.00", "PDNG") + entry("INV-3", "900.00", "INFO")
report = f"<Rpt><Id>1</Id>{made}{account}{balance('OPBD', '1000.00')}{balance('ITBD', '1100.00')}{entries}</Rpt>"
with open("day.xml", "w") as file:
    head = f"<GrpHdr><MsgId>1</MsgId>{made}</GrpHdr>"
    file.write(f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.052.001.02"><BkToCstmrAcctRpt>{head}{report}</BkToCstmrAcctRpt></Document>')
table = Camt052Parser("day.xml").parse()
print(*table.columns)
for row in table[["EndToEndId", "Amount", "DrCr", "BookgDt"]].itertuples(index=False):
    print(*row)
print({name: one for name, one in Camt052Parser("day.xml").get_summary().items() if "count" in name or "amount" in name or "balance" in name})
transaction = next(iter(Camt052Parser("day.xml").parse_streaming_transactions()))
print("a Transaction has a status:", any("stat" in name or "pend" in name for name in transaction.model_dump()))
PYTHON
diff seen - <<'EXPECTED'
Amount Currency DrCr Debtor Creditor Reference EndToEndId ValDt BookgDt AccountId description amount date currency account_id
INV-1 100.00 CRDT 2026-03-05
INV-2 500.00 CRDT 2026-03-05
INV-3 900.00 CRDT 2026-03-05
{'account_id': 'DE89370400440532013000', 'transaction_count': 3, 'total_amount': Decimal('1500.00'), 'opening_balance': Decimal('1000.00'), 'closing_balance': None}
a Transaction has a status: False
EXPECTED
echo "as seen: bankstatementparser 0.0.29 has what a bank expects as paid"
