"""The machine that a real process of the service runs on: its configuration, credential, database and mailboxes."""

from __future__ import annotations

import io
import json
from contextlib import AbstractContextManager, closing, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from daemon.cli.main import main
from simulator.faults import FaultKind
from simulator.server import Simulator
from store.database import open_store
from tests.databases import a_file
from tests.logs import left_as_it_was
from tests.service.process import Daemon, dealtrail

BOB, EVE, ANN = "bob@us.example", "eve@us.example", "ann@client.example"
SERVICE, PASSWORD = "service@us.example", "sesame-open"
BODY = "a most confidential sentence"
SUBJECT = "200 seats, please"


@dataclass
class Site:
    """A configured machine: two mailboxes, Ann, an opportunity of Bob's with her, and the credential for systemd."""

    folder: Path
    simulator: Simulator
    number: int = 1
    elsewhere: str = ""  # the url of a database that is not a file here

    @property
    def url(self) -> str:
        return self.elsewhere or f"sqlite:///{self.database}"

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "dealtrail.sqlite"

    @property
    def credentials(self) -> Path:
        return self.folder / "credentials"

    def configure(self, *mailboxes: str) -> None:
        self.config.write_text(
            f'[database]\nurl = "{self.url}"\n[sync]\ninterval = "1s"\ntime_zone = "Europe/Oslo"\n'
            f'[exchange]\nendpoint = "{self.simulator.endpoint}"\nauth = "basic"\nusername = "{SERVICE}"\n'
            + "".join(f'[[mailbox]]\naddress = "{address}"\n' for address in mailboxes)
        )

    def give_password(self, password: str = PASSWORD) -> None:
        self.credentials.mkdir(exist_ok=True)
        (self.credentials / "dealtrail.exchange.password").write_text(f"{password}\n")

    def run(self, *words: str, **environment: str) -> AbstractContextManager[Daemon]:
        environment.setdefault("JOURNAL_STREAM", "8:12345")
        environment.setdefault("CREDENTIALS_DIRECTORY", str(self.credentials))
        return dealtrail(self.config, "run", *words, **environment)

    def look(self) -> None:
        """A cycle of this process: all that there is is known then, and every mailbox is nobody's."""
        with pytest.MonkeyPatch.context() as patching, left_as_it_was(), redirect_stdout(io.StringIO()):
            patching.setenv("CREDENTIALS_DIRECTORY", str(self.credentials))
            assert main(["--config", str(self.config), "run", "--once"]) == 0

    def status(self) -> Any:
        """What `status` tells, read by this process."""
        out = io.StringIO()
        with redirect_stdout(out):
            main(["--config", str(self.config), "status", "--json"])
        return json.loads(out.getvalue())

    def deliver(self, subject: str = SUBJECT, address: str = BOB, sent_at: datetime | None = None) -> str:
        """Now, where nothing else is said: two copies of one mail are of one second."""
        outlook, message_id = self.simulator.outlook(address), f"<{subject}@client>"
        return outlook.deliver_mail(ANN, subject, BODY, message_id=message_id, sent_at=sent_at)

    def categories(self, item_id: str, address: str = BOB) -> list[str]:
        found: list[str] = self.simulator.outlook(address).read(item_id)["categories"]
        return found

    def is_stamped(self, item_id: str, address: str = BOB) -> bool:
        return self.categories(item_id, address) == [f"OPP-{self.number} 200 seats"]

    def history(self) -> list[str]:
        with closing(open_store(self.url)) as store, store.read() as unit:
            return sorted(line.subject for line in unit.opportunities.history(self.number))

    def is_delayed(self) -> bool:
        return any(request.fault == FaultKind.LATENCY for request in list(self.simulator.journal.requests))


def a_site(folder: Path, simulator: Simulator, url: str = "") -> Site:
    """`url` is that of a database with dealtrail's tables; "" for a new file in the folder."""
    site = Site(folder, simulator, elsewhere=url)
    for address in (BOB, EVE):
        simulator.add_mailbox(address, zone="Europe/Oslo")
    simulator.add_account(SERVICE, PASSWORD)
    simulator.allow_impersonation(SERVICE)
    site.configure(BOB, EVE)
    site.give_password()
    if not url:
        a_file(site.database)
    with closing(open_store(site.url)) as store, store.write() as unit:
        bob = unit.users.add("Bob", BOB)
        ann = unit.contacts.add("Ann", addresses=(ANN,))
        deal = unit.opportunities.add("200 seats", contact_id=ann.id, assigned_to=bob.id)
        unit.opportunities.remind(deal.number, datetime.now(UTC) + timedelta(days=3))
        site.number = deal.number
    return site


def service_of(site: Site) -> dict[str, object]:
    """What `status` tells of the service."""
    told: dict[str, object] = site.status()["service"]
    return told
