"""Whoever follows a folder by what Graph tells, and asks about each removal, knows in the end what is there.

What a removal was asked about and found in the other folder may leave that one before it ever told it, and no word
comes of it then: it is asked about until that folder tells it.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.graph.quirks import GraphQuirks
from tests.simulator.graph_asking import ANN, IMMUTABLE, Desk, at_desk

ACTS = ("deliver", "mark", "stamp", "away", "back", "there and back", "delete", "read", "read a page")
QUIRKS = st.builds(
    GraphQuirks,
    returns=st.sampled_from(["merged", "removal", "removal-first", "removal-last"]),
    moves=st.sampled_from(["told", "removal"]),
    doubts_updates=st.booleans(),
    removals_at_first=st.booleans(),
    repeats=st.booleans(),
    empty_pages=st.booleans(),
    replays=st.booleans(),
    updates=st.sampled_from(["selected", "changed"]),
    lags=st.booleans(),
)


class Follower:
    """Two folders as a careful client knows them."""

    def __init__(self, desk: Desk, page: int) -> None:
        self.desk, self.page = desk, page
        self.known: dict[str, dict[str, Any]] = {}
        self.untold: set[str] = set()  # of what is known: by its removal from elsewhere alone
        self.links = {name: self._first(name) for name in ("inbox", "junkemail")}

    def _first(self, name: str) -> str:
        return f"/mailFolders/{name}/messages/delta?$select=subject,categories,isRead,parentFolderId"

    def read(self, name: str, *, only_a_page: bool = False) -> None:
        while True:
            prefer = f"{IMMUTABLE}, odata.maxpagesize={self.page}"
            page = self.desk.graph.get(self.links[name], Prefer=prefer).json
            for row in page["value"]:
                self._take(row)
            self.links[name] = page.get("@odata.nextLink") or page["@odata.deltaLink"]
            if only_a_page or "@odata.deltaLink" in page:
                return

    def _take(self, row: dict[str, Any]) -> None:
        if "@removed" in row:
            self._ask(row["id"])
        else:
            self.known[row["id"]] = {**self.known.get(row["id"], {}), **row}
            self.untold.discard(row["id"])

    def _ask(self, own: str) -> None:
        answer = self.desk.graph.get(f"/messages/{own}", Prefer=IMMUTABLE)
        if answer.status == 404:
            self.known.pop(own, None)
            self.untold.discard(own)
        else:
            self.known[own] = answer.json
            self.untold.add(own)

    def finish(self) -> None:
        for _ in range(3):
            for name in self.links:
                self.read(name)
        for own in list(self.untold):
            self._ask(own)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    quirks=QUIRKS,
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), max_size=25),
    page=st.integers(1, 3),
)
def test_a_careful_client_knows_in_the_end_what_is_there(
    quirks: GraphQuirks, acts: list[tuple[str, int]], page: int
) -> None:
    with at_desk(graph_quirks=quirks) as desk:
        follower, bob = Follower(desk, page), desk.bob
        for act, number in acts:
            items = [one["id"] for name in ("inbox", "junkemail") for one in bob.items(name)]
            item = items[number % len(items)] if items else None
            if act == "deliver" or item is None:
                bob.deliver_mail(ANN, f"mail {number}", "text")
                continue
            match act:
                case "mark":
                    bob.mark_read(item, number % 2 == 0)
                case "stamp":
                    bob.set_categories(item, [f"OPP-{number}"])
                case "away":
                    bob.move(item, "junkemail")
                case "back":
                    bob.move(item, "inbox")
                case "there and back":
                    bob.move(bob.move(item, "deleteditems"), "inbox")
                case "delete":
                    bob.delete(item, for_good=True)
                case "read":
                    follower.read("inbox" if number % 2 else "junkemail")
                case "read a page":
                    follower.read("inbox" if number % 2 else "junkemail", only_a_page=True)
        follower.finish()

        there = {
            desk.immutable(one["id"]): (one["subject"], one["categories"], one["is_read"])
            for name in ("inbox", "junkemail")
            for one in bob.items(name)
        }

    known = {own: (row["subject"], row["categories"], row["isRead"]) for own, row in follower.known.items()}
    assert known == there
