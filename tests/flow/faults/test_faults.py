"""Whatever a server does: nothing is lost, doubled or sent, nobody pressed, others go on, and it heals by itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.flow.faults.document import DATABASE_HEAD, DOCUMENT, HEAD, row
from tests.flow.faults.life import BEGINS, ENDS, EVERY
from tests.flow.faults.living import CONNECTORS, lived_through
from tests.flow.faults.troubles import Trouble

CASES = [(connector, trouble) for connector, troubles in CONNECTORS.items() for trouble in troubles]
MOST_A_MINUTE = 30  # requests for one mailbox; thirty mailboxes are then less than what one browser asks of a server


def documented(connector: str) -> dict[str, str]:
    """The page's lines for a connector, by what goes wrong."""
    _, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(f"\n## {connector}\n")
    lines = [line for line in rest.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    return {cells(line)[0]: line for line in lines}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def leading(cell: str) -> int:
    return int(cell.split()[0])


@pytest.mark.sampled(one_in=30)
@pytest.mark.parametrize(("connector", "trouble"), CASES, ids=[f"{where}-{what.name}" for where, what in CASES])
def test_a_trouble_is_said_and_heals_by_itself(connector: str, trouble: Trouble, tmp_path: Path):
    told = lived_through(trouble, connector, tmp_path)

    assert (told.lost, told.doubled, told.sent) == (0, 0, 0)
    assert told.back_after is not None
    assert told.back_after <= trouble.longest
    assert told.a_minute <= MOST_A_MINUTE + trouble.looks
    assert trouble.is_for_all or told.others_wait <= 2 * EVERY
    if trouble.goes_on:
        assert (told.said, told.in_status, told.lines) == ("", 0, 0)
    else:
        assert told.said
        assert told.in_status == 1
        assert 1 <= told.lines <= 2  # another line where the server gives another reason
    on_the_page, measured = cells(documented(connector)[trouble.name]), cells(row(trouble, told))
    assert measured[:2] == on_the_page[:2]
    for now, then in zip(measured[2:5], on_the_page[2:5], strict=True):  # a busy machine makes some more of some
        assert leading(now) <= 1.5 * leading(then) + 2


def test_the_page_tells_of_each_in_its_place_and_of_nothing_else():
    text, _, _ = DOCUMENT.read_text(encoding="utf-8").partition(DATABASE_HEAD)
    told = [line.split(" | ")[0].removeprefix("| ") for line in text.splitlines() if line.startswith("| ")]

    names = [("what goes wrong", *(one.name for one in troubles)) for troubles in CONNECTORS.values()]

    assert text.startswith(HEAD)
    assert told == [name for some in names for name in some]


def test_no_two_troubles_of_a_connector_have_one_name():
    for troubles in CONNECTORS.values():
        names = [one.name for one in troubles]
        assert len(set(names)) == len(names)


def test_a_trouble_lasts_long_enough_for_backing_off_to_show():
    assert timedelta(minutes=20) < ENDS - BEGINS
