"""What programs read is what `--json` prints, to the last key: the command line and the interface over one database."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import structlog

from daemon import acts
from daemon.cli.main import main
from store.values import Assign, FieldKind, ListName, Record
from tests.databases import a_file
from tests.service.cli.waiting import a_mailbox
from tests.web.api.program import Program, program
from tests.web.site import Site, serving

KEY = "v7Q2mJ0xw1sB4nTzR8yKcL5dPfHgUeAo"

# What is typed, and what is asked for.
SAME = [
    ("status", "/status"),
    ("opportunity list --state all", "/opportunities?state=all"),
    ("opportunity show 1", "/opportunities/OPP-1"),
    ("opportunity history 1", "/opportunities/1/history"),
    ("opportunity log 1", "/opportunities/1/log"),
    ("opportunity item list 1", "/opportunities/1/items"),
    ("activity list 1", "/opportunities/1/activities"),
    ("account list", "/accounts"),
    ("account show 1", "/accounts/1"),
    ("contact list", "/contacts"),
    ("contact show 1", "/contacts/1"),
    ("history list --account 1", "/accounts/1/history"),
    ("history show 1", "/history/1"),
    ("task list --state all", "/tasks?state=all"),
    ("task list --assigned bob", "/tasks?assigned=bob"),
    ("search boat*", "/search?words=boat*"),
    ("search boat* --kind note", "/search?words=boat*&kind=note"),
    ("search fabrikam --kind records", "/search?words=fabrikam&kind=record"),
    ("why rebate", "/why?item=rebate"),
    ("pipeline", "/reports/pipeline"),
    ("pipeline --assigned bob --state all", "/reports/pipeline?assigned=bob&state=all"),
    ("forecast", "/reports/forecast"),
    ("forecast --by person", "/reports/forecast?by=person"),
    ("report pipeline", "/reports/pipeline"),
    ("report forecast", "/reports/forecast"),
    ("report outcomes --months 6", "/reports/outcomes?months=6"),
    ("report outcomes --source fair", "/reports/outcomes?source=fair"),
    ("report cycle", "/reports/cycle"),
    ("report activity --weeks 3", "/reports/activity?weeks=3"),
    ("product list", "/products"),
    ("stage list", "/stages"),
    ("list show source", "/lists/source"),
    ("field list", "/fields"),
    ("user list", "/users"),
    ("project list", "/projects"),
    ("project show 1", "/projects/1"),
    ("project task list 1", "/projects/1/tasks"),
    ("template list", "/templates"),
    ("template show 1", "/templates/1"),
    ("marketing list", "/marketing"),
    ("marketing track 1", "/marketing/1/track"),
    ("bin list", "/bin"),
    ("bin list --kind contact", "/bin?kind=contact"),
    ("audit list --record account:1", "/audit?record=account:1"),
    ("review list", "/review"),
    ("quarantine list --all", "/quarantine?all=true"),
    ("quarantine show A1", "/quarantine/A1"),
    ("webhook list", "/webhooks"),
    ("webhook show 1", "/webhooks/1"),
    ("webhook deliveries 1", "/webhooks/1/deliveries"),
    ("token list --user ann", "/tokens"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("same")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    more = f'[webhooks]\nkey = "{KEY}"\n'
    with serving(folder, a_file(folder / "store.sqlite"), more, clock=lambda: datetime.now(UTC)) as made:
        a_year(made)
        yield made


@pytest.fixture(scope="module")
def ann(site: Site) -> Iterator[Program]:
    with program(site, "ann") as made:
        yield made


def a_year(site: Site) -> None:
    """Something of everything that is read."""
    zone, bob = site.desk.zone, site.users["bob"].id
    with site.writing() as unit:
        source = unit.lists.add(ListName.SOURCE, "Fair").id
        unit.fields.add(Record.ACCOUNT, "Region", FieldKind.CHOICE, ["North", "South"])
        unit.activities.add(unit.stages.default().id, "Call them back", 3)
        seat = acts.add_product(unit, "Seat", price="12.50", default="EUR")
        roll = acts.add_template(unit, "Roll-out")
        acts.add_template_task(unit, str(roll.id), "Kick-off", 3)
        show = acts.add_marketing(unit, "Boat show", {})
        fabrikam = acts.add_account(unit, "Fabrikam", domains=["client.example"], own=["Region=North"])
        cy = acts.add_contact(unit, "Cy Client", addresses=["cy@client.example"], account=str(fabrikam.id), own=[])
        numbers = [
            unit.opportunities.add(
                f"Boat {n}",
                contact_id=cy.id,
                assigned_to=bob if n % 2 else None,
                source_id=source,
                initiated_marketing_id=show.id,
                close_date=date(2026, 12, n + 1) if n else None,
            ).number
            for n in range(4)
        ]
        acts.add_line(unit, str(numbers[0]), product=str(seat.id), quantity="200")
        acts.remind_of(unit, str(numbers[0]), datetime(2030, 1, 1, 9, tzinfo=zone))
        of = {"opportunity": str(numbers[0]), "contact": None, "account": None}
        acts.add_note(unit, of, "Boat rebate", "5 %", at=None)
        acts.add_task(unit, of, "Boat quote", "", due_on=date(2030, 1, 2), assign="bob")
        acts.add_task(unit, {"opportunity": None, "contact": None, "account": "Fabrikam"}, "Look", "")
        acts.add_project(unit, "Build", zone=zone, template="Roll-out", opportunity=str(numbers[0]))
        acts.edit_many(unit, numbers[1:2], Assign(bob), is_asked=True)
        for number, is_won in zip(numbers[2:], (True, False), strict=True):
            acts.close_opportunity(unit, str(number), is_won=is_won, on=None, zone=zone, now=site.desk.clock())
        gone = acts.add_contact(unit, "Gone Client", own=[])
        acts.delete_record(unit, Record.CONTACT, str(gone.id))
        acts.add_webhook(unit, "https://erp.us.example/x", [], _keys(site), [])
        acts.ask_for_test(unit, "1")
        due = a_mailbox(unit, "bob@us.example")
        [folder, *_] = unit.mailboxes.folders(due.id)
        unit.quarantine.add(due.id, folder.id, "A1", "it cannot be read", now=site.desk.clock())


def _keys(site: Site) -> object:
    from daemon import bootstrap

    return bootstrap.keys(site.desk.settings)


@pytest.mark.parametrize(("words", "path"), SAME)
def test_a_program_reads_what_the_command_line_prints(
    folder: Path, ann: Program, capsys: pytest.CaptureFixture[str], words: str, path: str
):
    printed = typed(folder / "config.toml", capsys, words)
    answer = ann.get(path)

    assert answer.status_code == 200, answer.text
    assert json.loads(answer.text) == printed
    assert printed not in ([], {})


def typed(config: Path, capsys: pytest.CaptureFixture[str], words: str) -> object:
    """What the command line prints for programs."""
    handlers, level = list(logging.root.handlers), logging.root.level
    capsys.readouterr()
    try:
        main(["--config", str(config), "--as", "ann@us.example", *words.split(), "--json"])
    finally:
        logging.captureWarnings(False)
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)
        structlog.reset_defaults()
    return json.loads(capsys.readouterr().out)
