"""The command line on a configuration and a real SQLite database of each test's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from simulator.server import Simulator
from store.database import open_store
from tests.databases import a_file
from tests.service.cli.line import CommandLine
from tests.service.cli.mailboxes import BOB, CORA, PASSWORD, SERVICE, configure

# Where it runs, and who types there.
_PLACE = ("CREDENTIALS_DIRECTORY", "COLUMNS", "LC_ALL", "LC_TIME", "LC_NUMERIC", "LANG")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An initialised database to copy: making one costs more than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "dealtrail.sqlite"
    a_file(path)
    return path


@pytest.fixture(scope="session")
def seeded(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that `office` begins with."""
    path = tmp_path_factory.mktemp("seeded") / "dealtrail.sqlite"
    shutil.copy(migrated, path)
    store = open_store(f"sqlite:///{path}")
    with store.write() as unit:
        bob = unit.users.add("Bob Berg", "bob@us.example")
        unit.users.add("Cora Dahl", "cora@us.example")
        fabrikam = unit.accounts.add("Fabrikam", phone="+47 22 00 00 00", web="fabrikam.example")
        ann = unit.contacts.add("Ann Lee", addresses=["ann@client.example"], account_id=fabrikam.id, phones=["123"])
        unit.contacts.add("Anton Ek", addresses=["anton@client.example"])
        proposal = unit.stages.find("proposal").id
        unit.opportunities.add("200 seats", contact_id=ann.id, assigned_to=bob.id, stage_id=proposal)
        unit.opportunities.add("Spare parts", account_id=fabrikam.id)
    store.close()
    return path


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line with a configuration, and no database yet."""
    for name in [name for name in os.environ if name.startswith("DEALTRAIL_") or name in _PLACE]:
        monkeypatch.delenv(name)
    line = CommandLine(tmp_path, capsys)
    line.configure()
    return line


@pytest.fixture
def dealtrail(bare: CommandLine, migrated: Path) -> CommandLine:
    """The command line with an empty database."""
    bare.database.parent.mkdir()
    shutil.copy(migrated, bare.database)
    return bare


@pytest.fixture
def office(bare: CommandLine, seeded: Path) -> CommandLine:
    """The command line with two users, a company, two people there, and two opportunities."""
    bare.database.parent.mkdir()
    shutil.copy(seeded, bare.database)
    return bare


@pytest.fixture
def connected(office: CommandLine, simulator: Simulator) -> CommandLine:
    """The command line with two mailboxes, reached by impersonation; Ann wrote to Bob."""
    for address in (BOB, CORA):
        simulator.add_mailbox(address, "own-password", zone="Europe/Oslo")
    simulator.add_account(SERVICE, PASSWORD)
    simulator.allow_impersonation(SERVICE)
    simulator.outlook(BOB).deliver_mail(
        "Ann Lee <ann@client.example>", "200 seats, please", "Dear Bob", message_id="<m1@client.example>"
    )
    configure(office, simulator)
    return office
