"""Files that the program makes hold people's mail: they are their owner's, whatever the umask."""

from __future__ import annotations

import stat
from contextlib import closing
from pathlib import Path

import pytest

from simulator.server import Simulator
from store.database import open_store
from store.values import Actor
from tests.service.cli.line import Ended
from tests.service.process import dealtrail, typed
from tests.service.site import BOB, EVE, SUBJECT, Site, a_site


@pytest.fixture(params=[0o000, 0o022], ids=["umask 000", "umask 022"])
def before(request: pytest.FixtureRequest) -> list[str]:
    """What becomes the program, with this umask."""
    return ["sh", "-c", f'umask {request.param:03o}; exec "$@"', "sh"]


@pytest.fixture
def site(tmp_path: Path, simulator: Simulator) -> Site:
    """Without a database: making it is the first thing that is looked at."""
    site = a_site(tmp_path, simulator)
    with site.config.open("a") as file:
        file.write(f'[health]\nlisten = "{tmp_path}/health"\n[records]\nlocale = "en_GB"\n')
    site.database.unlink()
    return site


def modes(folder: Path, known: set[Path]) -> dict[str, str]:
    """Those of what was not there before, by name."""
    return {
        str(path.relative_to(folder)): f"{stat.S_IMODE(path.stat().st_mode):04o}"
        for path in sorted(folder.rglob("*"))
        if path not in known
    }


def test_what_is_made_is_its_owners_whatever_the_umask(site: Site, before: list[str], tmp_path: Path) -> None:
    known = {*tmp_path.rglob("*")}
    environment = {"CREDENTIALS_DIRECTORY": str(site.credentials), "DEALTRAIL_USER": BOB, "JOURNAL_STREAM": "8:1"}
    made = tmp_path / "made"
    made.mkdir()

    def run(*lines: str) -> list[Ended]:
        ended = list(typed(site.config, lines, before=before, **environment).values())
        assert [one.code for one in ended] == [0] * len(lines), ended
        return ended

    run("init")
    with closing(open_store(f"sqlite:///{site.database}")) as store, store.write() as unit:
        bob = unit.users.add("Bob", BOB)
        ann = unit.contacts.add("Ann", addresses=("ann@client.example",))
        unit.act_as(Actor.of(bob))
        unit.opportunities.add("200 seats", contact_id=ann.id, assigned_to=bob.id)
    site.deliver()
    with dealtrail(site.config, "run", before=before, **environment) as daemon:
        for address in (BOB, EVE):
            daemon.logs("turn done", mailbox=address)
        beside = modes(tmp_path, known)
        daemon.kill()
    (tmp_path / "offer.txt").write_text("200 seats")
    added, *_ = run(
        f"file add {tmp_path}/offer.txt --opportunity OPP-1 --json",
        f"backup {made}/copy",
        f"export opportunities {made}/table.csv",
        f"person export ann@client.example {made}/ann.zip",
        f"opportunity print OPP-1 --html {made}/one.html --pdf {made}/one.pdf",
    )
    run(f"file save {added.json['id']} {made}/saved.txt")

    assert beside.pop("health") == "0660"  # of its owner and its group, which a monitor is in
    assert beside.pop("made") is not None
    assert {"dealtrail.sqlite", "dealtrail.sqlite-wal", "dealtrail.sqlite-shm"} <= beside.keys()
    after = modes(made, set())
    assert len(after) == 6
    assert {name: mode for name, mode in (beside | after).items() if mode != "0600"} == {}
    assert SUBJECT in site.history()
