"""The Graph connector keeps what every connector promises however Microsoft 365 answers, as far as that was ever seen.

Each promise about mail, folders and categories under one quirk, another for each; under every one with EVERY_QUIRK set.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.graph.quirks import GraphQuirks
from simulator.server import Simulator
from tests.contract.mailbox.categories import CategoriesSuite
from tests.contract.mailbox.changes import ChangesSuite
from tests.contract.mailbox.folders import FoldersSuite
from tests.contract.mailbox.listings import ListingsSuite
from tests.contract.mailbox.under_quirks import one_quirk_each

QUIRKS = {
    "updates in part": GraphQuirks(updates="changed"),
    "updates as removals": GraphQuirks(doubts_updates=True),
    "empty pages": GraphQuirks(empty_pages=True),
    "replays": GraphQuirks(replays=True),
    "moves as removals": GraphQuirks(moves="removal"),
    "returns as removals": GraphQuirks(returns="removal-last"),
    "no headers in deltas": GraphQuirks(no_headers_in_deltas=True),
    "refuses properties": GraphQuirks(expand_in_deltas="refused"),
    "ignores properties": GraphQuirks(expand_in_deltas="ignored"),
    "small pages": GraphQuirks(most_in_a_page=2),
    "no deltas of events": GraphQuirks(refuses_event_deltas=True),
    "events refused as messages": GraphQuirks(mistaken="refused"),
    "events shown as messages": GraphQuirks(mistaken="shown"),
    "conflicts of its own": GraphQuirks(conflicts=True),
    "new words": GraphQuirks(adds=True),
}
# What a quirk is the very opposite of.
EXCEPT: dict[str, tuple[str, ...]] = {
    "replays": ("a_cursor_continues", "reading_a_mail"),
    "moves as removals": ("a_moved_item",),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    one_quirk_each(metafunc, QUIRKS, EXCEPT)


class TestHoweverItAnswers(FoldersSuite, ChangesSuite, ListingsSuite, CategoriesSuite):
    TELLS_OF_READING = True
    IDS_SURVIVE_MOVES = True
    MAY_MAIL_ATTENDEES = True

    @pytest.fixture(autouse=True)
    def differing(self, quirk: str, cloud: Simulator) -> Iterator[None]:
        cloud.graph_quirks = QUIRKS[quirk]
        yield
        assert cloud.sent == []
