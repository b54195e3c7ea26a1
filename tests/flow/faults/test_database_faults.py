"""Whatever happens to the database: nothing is lost, doubled or sent, it is said in a sentence, and heals by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.faults.database_life import lived_through
from tests.flow.faults.database_troubles import DATABASES, DatabaseTrouble
from tests.flow.faults.document import DATABASE_COLUMNS, DATABASE_HEAD, DOCUMENT, database_row
from tests.flow.faults.test_faults import cells, leading
from tests.postgres import PASSWORD, PostgresServer, running_postgres

CASES = [(database, trouble) for database, troubles in DATABASES.items() for trouble in troubles]


@pytest.fixture(scope="module")
def crashing_server() -> Iterator[PostgresServer]:
    """One that keeps what it committed, however it ends."""
    with running_postgres(loses_a_moment=False) as server:
        yield server


def documented(database: str) -> dict[str, str]:
    """The page's lines for a database, by what goes wrong; the head of the table among them."""
    _, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(DATABASE_HEAD)
    _, _, rest = rest.partition(f"\n### {database}\n")
    lines = [line for line in rest.partition("\n### ")[0].splitlines() if line.startswith("| ")]
    return {cells(line)[0]: line for line in lines}


@pytest.mark.sampled(one_in=12)
@pytest.mark.parametrize(("database", "trouble"), CASES, ids=[f"{where}-{what.name}" for where, what in CASES])
def test_a_trouble_of_the_database_is_said_and_heals_by_itself(
    database: str, trouble: DatabaseTrouble, tmp_path: Path, request: pytest.FixtureRequest
):
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)  # the server is another user
    server = request.getfixturevalue("crashing_server") if database == "PostgreSQL" else None

    told = lived_through(trouble, tmp_path, server)

    assert (told.lost, told.doubled, told.sent) == (0, 0, 0)
    assert told.back_after is not None
    assert told.back_after <= trouble.longest
    if trouble.goes_on:
        assert (told.logged, told.ready, told.checked) == ("", "", "")
    else:
        assert told.logged.startswith("database ")
        assert told.checked
        for said in (told.logged, told.ready, told.checked):
            assert not any(word in said for word in ("\n", "Traceback", "SELECT", PASSWORD))
    on_the_page, measured = cells(documented(database)[trouble.name]), cells(database_row(trouble, told))
    assert [*measured[:2], *measured[3:5]] == [*on_the_page[:2], *on_the_page[3:5]]
    for now, then in ((measured[2], on_the_page[2]), (measured[5], on_the_page[5])):
        assert leading(now) <= 1.5 * leading(then) + 2


def test_the_page_tells_of_each_trouble_of_a_database_in_its_place_and_of_nothing_else():
    told = {database: list(documented(database)) for database in DATABASES}

    assert told == {
        database: [DATABASE_COLUMNS[0], *(one.name for one in troubles)] for database, troubles in DATABASES.items()
    }
