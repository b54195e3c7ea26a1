"""Requests by chance at the interface for programs, by schemathesis, which lives in an environment of its own.

`SCHEMATHESIS=PATH python -m tests.web.api.fuzz.soak [EXAMPLES [SEED [DATABASE]]]`: no answer fails, each is as OpenAPI
says, and what OpenAPI forbids is refused. That valid data are taken is not asked for: the record's rules say more than
a schema can; nor are rights, which tests/web/api/test_rights.py walks through.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx2

from daemon import acts, bootstrap
from store.rules.typed import Manner
from store.values import FieldKind, Record
from tests.databases import a_file
from tests.web.api.program import ROOT, token_of
from tests.web.api.test_records import DEAL
from tests.web.site import Site, serving

SIGNED = '[webhooks]\nkey = "v7Q2mJ0xw1sB4nTzR8yKcL5dPfHgUeAo"\n'  # webhooks can be registered
PATIENCE = 60  # seconds for an answer: how busy the machine is, is no matter of the interface
NOT_ASKED = "positive_data_acceptance,ignored_auth,missing_required_header"


def main(examples: int = 50, seed: int = 1, url: str = "") -> int:
    program = os.environ.get("SCHEMATHESIS", "schemathesis")
    with tempfile.TemporaryDirectory(prefix="dealtrail-fuzz-") as name:
        folder = Path(name)
        with serving(folder, url or a_file(folder / "store.sqlite"), SIGNED) as site:
            a_firm(site)
            described = f"{site.url}{ROOT}/openapi.json"
            httpx2.get(described, timeout=PATIENCE)  # put together once; schemathesis waits ten seconds for it
            ended = subprocess.run(
                [
                    program,
                    "run",
                    described,
                    *("--header", f"Authorization: Bearer {token_of(site, 'ann')}"),
                    *("--header", "If-Match: *"),
                    *("--exclude-checks", NOT_ASKED),
                    *("--max-examples", str(examples)),
                    *("--seed", str(seed)),
                    *("--request-timeout", str(PATIENCE)),
                    *("--phases", "examples,coverage,fuzzing"),
                    "--continue-on-failure",
                    "--generation-database=none",
                    "--no-color",
                    "--suppress-health-check=all",
                    "--warnings=off",
                ],
                cwd=folder,
                check=False,
            )
    return ended.returncode


def a_firm(site: Site) -> None:
    """A few records of each kind, so that small ids mean something."""
    with site.writing() as unit:
        accounts = [unit.accounts.add(f"Fabrikam {n}").id for n in range(5)]
        for n, account in enumerate(accounts):
            unit.contacts.add(f"Cy {n}", account_id=account, addresses=[f"cy{n}@client.example"])
            number = unit.opportunities.add(f"{DEAL['title']} {n}", account_id=account).number
            unit.products.add(f"Seat {n}", price=n, currency="EUR")
            unit.line_items.add(number, "Seat", price=n)
            unit.marketing.add(f"Show {n}")
            unit.projects.add(f"Build {n}", zone=site.desk.zone, number=number)
            of = {"opportunity": str(number), "contact": None, "account": None}
            acts.add_task(unit, of, f"Call {n}", "")
            acts.add_file(unit, of, f"quote {n}.pdf", b"%PDF", "")
            acts.delete_item(unit, acts.add_note(unit, of, f"Gone {n}", "", at=None).id, None)
            template = acts.add_template(unit, f"Roll-out {n}")
            acts.add_template_task(unit, str(template.id), "Kick-off", n)
            unit.fields.add(Record.ACCOUNT, f"Seats {n}", FieldKind.NUMBER)
            acts.share_view(unit, f"Late {n}", "", "", {}, Manner(site.clock(), site.desk.zone))
            acts.add_webhook(unit, f"https://erp.us.example/{n}", [], bootstrap.keys(site.desk.settings), [])


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(*map(int, given[:2]), *given[2:]))
