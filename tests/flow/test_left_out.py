"""Whatever an answer lacks, nothing of a user's is lost and nothing of history is withdrawn."""

from __future__ import annotations

import zlib
from datetime import timedelta

import pytest

from simulator.mutations import Mutation, Place, Way
from tests.flow.firm import Firm
from tests.flow.leaving_out import faults, live

_ITEM = "ResponseMessages/GetItemResponseMessage/Items"
_LIST = "ResponseMessages/GetUserConfigurationResponseMessage/UserConfiguration"
# What once cost somebody something, or is written back; every place of every answer is gone through in `make soak`.
PLACES = [
    Place("GetUserConfiguration", _LIST),
    Place("GetUserConfiguration", f"{_LIST}/XmlData"),
    Place("GetItem", f"{_ITEM}/Message/Categories"),
    Place("GetItem", f"{_ITEM}/CalendarItem/Categories/String"),
    Place("GetItem", f"{_ITEM}/Task/Categories"),
    Place("GetItem", f"{_ITEM}/Task/Body"),
    Place("GetItem", f"{_ITEM}/Task/ExtendedProperty"),
    Place("FindFolder", "ResponseMessages/FindFolderResponseMessage/RootFolder/Folders/Folder"),
    Place("SyncFolderItems", "ResponseMessages/SyncFolderItemsResponseMessage/Changes"),
]
WAYS = list(Way)


@pytest.fixture
def where() -> str:
    """Elements that are left out are EWS's, and so is a list of categories in one document."""
    return "exchange"


def a_way(place: Place) -> Way:
    """Another one for each, the same in every run."""
    return WAYS[zlib.crc32(place.path.encode()) % len(WAYS)]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path.rpartition("Message/")[2])
def test_what_an_answer_lacks_costs_nobody_anything(firm: Firm, place: Place) -> None:
    lived = live(firm, Mutation(place, a_way(place)), from_the_start=False)

    assert faults(lived, from_the_start=False) == []


@pytest.mark.parametrize("place", PLACES[:2], ids=lambda place: place.path.rpartition("/")[2])
def test_a_category_list_that_was_never_read_is_never_written_and_said(firm: Firm, place: Place) -> None:
    lived = live(firm, Mutation(place, Way.LEFT_OUT), from_the_start=True)

    assert faults(lived, from_the_start=True) == []
    assert [trouble for trouble in lived.troubles if "category list cannot be read" in trouble]


def test_folders_that_a_list_leaves_out_are_kept_and_said(firm: Firm) -> None:
    lived = live(firm, Mutation(PLACES[-2], Way.LEFT_OUT), from_the_start=False)

    assert set(lived.during) == {"Demo", "Our offer", "Second", "mine"}  # the last is a task of the user's own
    assert [trouble for trouble in lived.troubles if "list of folders leaves out" in trouble]


def test_items_keep_their_categories_on_a_server_that_shows_none_by_either_name(firm: Firm) -> None:
    firm.simulator.organization.quirks.leave_out = frozenset({"Categories", "ExtendedProperty"})
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail("ann@client.example", "Our offer", sent_at=firm.clock.now)
    firm.outlook().set_categories(mail, ["Red"])

    firm.cycle()

    assert firm.categories(mail) == ["Red"]
    assert firm.history(deal.number) == ["Our offer"]
    with firm.store.read() as unit:
        [parked] = unit.errands.parked()
    assert "does not show the categories" in parked.reason
    firm.simulator.organization.quirks.leave_out = frozenset()
    firm.clock.tick(timedelta(hours=2))

    firm.cycle()

    assert firm.categories(mail) == ["Red", f"OPP-{deal.number} 200 seats"]
