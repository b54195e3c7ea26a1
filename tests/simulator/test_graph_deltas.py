"""Deltas of messages through Graph, as documented and in every way in which they were seen to differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from simulator.faults import FaultKind
from simulator.graph.quirks import GraphQuirks
from tests.simulator.graph_asking import ANN, BOB, IMMUTABLE, OURS, Desk

DELTA = "/mailFolders/inbox/messages/delta?$select=subject,categories,isRead"
NAME = "GET /users/{id}/mailFolders/{id}/messages/delta"


def deliver(desk: Desk, *subjects: str) -> list[str]:
    return [desk.bob.deliver_mail(ANN, subject, "text") for subject in subjects]


def run(desk: Desk, link: str = DELTA, page: int = 100) -> tuple[list[dict[str, Any]], str]:
    return desk.graph.run(link, Prefer=f"{IMMUTABLE}, odata.maxpagesize={page}")


def words(rows: list[dict[str, Any]]) -> list[str]:
    return ["removed" if "@removed" in row else row.get("subject", "?") for row in rows]


# --- as documented ---


def test_a_folder_is_told_newest_first_in_pages_and_then_what_became_of_it(desk: Desk):
    first, second, third = deliver(desk, "one", "two", "three")
    rows, link = run(desk, page=2)
    desk.bob.set_categories(first, ["A"])
    desk.bob.delete(second, for_good=True)
    desk.bob.mark_read(third)
    deliver(desk, "four")

    news, link = run(desk, link, page=2)

    assert words(rows) == ["three", "two", "one"]
    assert {row["id"]: row for row in news}[desk.immutable(third)].keys() == {
        "@odata.type",
        "@odata.etag",
        "id",
        "isRead",
    }
    assert sorted(words(news)) == ["?", "four", "one", "removed"]
    assert run(desk, link)[0] == []


def test_a_link_keeps_what_its_round_asked_for(desk: Desk):
    expand = f"singleValueExtendedProperties($filter=id eq 'Integer 0x36' or id eq '{OURS}')"
    _, link = run(desk, f"{DELTA},internetMessageHeaders&$expand={expand}")
    desk.bob.deliver_mail(ANN, "Hello", "text", headers={"Sensitivity": "Private"})

    (row,), _ = run(desk, link)

    assert row["singleValueExtendedProperties"] == [{"id": "Integer 0x36", "value": "2"}]
    assert {"name": "Sensitivity", "value": "Private"} in row["internetMessageHeaders"]
    assert "body" not in row


def test_what_came_after_a_round_began_is_told_by_the_next(desk: Desk):
    deliver(desk, "one", "two")
    page = desk.graph.get(DELTA, Prefer="odata.maxpagesize=1").json
    deliver(desk, "three")

    rows, link = run(desk, page["@odata.nextLink"])

    assert (words(rows), words(run(desk, link)[0])) == (["one"], ["three"])


def test_a_move_is_a_removal_here_and_an_addition_there_under_one_immutable_id(desk: Desk):
    (item,) = deliver(desk, "one")
    there = DELTA.replace("inbox", "deleteditems")
    _, link = run(desk)
    _, other = run(desk, there)
    moved = desk.bob.move(item, "deleteditems")

    (gone,), _ = run(desk, link)
    (come,), _ = run(desk, other)

    assert (gone["@removed"], gone["id"]) == ({"reason": "deleted"}, desk.immutable(moved))
    assert (come["subject"], come["id"]) == ("one", desk.immutable(moved))


def test_mutable_ids_are_told_as_they_were_and_as_they_are(desk: Desk):
    (item,) = deliver(desk, "one")
    _, link = run(desk)
    back = desk.bob.move(desk.bob.move(item, "deleteditems"), "inbox")

    rows, _ = desk.graph.run(link)

    assert {row["id"]: "@removed" in row for row in rows} == {desk.rest(item): True, desk.rest(back): False}


@pytest.mark.parametrize("query", ["$filter=subject eq 'a'", "$orderby=subject", "$search=a", "$skip=1", "$count=true"])
def test_what_cannot_be_tracked_is_refused(desk: Desk, query: str):
    assert desk.graph.get(f"/mailFolders/inbox/messages/delta?{query}").status == 400


def test_a_filter_by_time_and_a_choice_of_changes_are_kept(desk: Desk):
    (item,) = deliver(desk, "one")
    old, _ = run(desk, f"{DELTA}&$filter=receivedDateTime ge 2999-01-01T00:00:00Z")
    _, link = run(desk, f"{DELTA}&changeType=updated")
    desk.bob.set_categories(item, ["A"])
    deliver(desk, "two")

    news, _ = run(desk, link)

    assert (old, words(news)) == ([], ["one"])


def test_a_folder_that_is_gone_loses_its_link(desk: Desk):
    mailbox = desk.simulator.mailbox(BOB)
    folder = mailbox.make_folder("Deals")
    _, link = run(desk, f"/mailFolders/{desk.rest(folder.id)}/messages/delta")
    mailbox.remove_folder(folder)

    assert desk.graph.get(link).code == "ErrorSyncFolderNotFound"


# --- as seen ---


@pytest.mark.parametrize(
    ("shape", "status", "code"),
    [
        ("gone", 410, "SyncStateNotFound"),
        ("gone-with-location", 410, "SyncStateNotFound"),
        ("malformed", 400, "ErrorInvalidIdMalformed"),
        ("delta-token", 400, "BadRequest"),
        ("folder", 404, "ErrorSyncFolderNotFound"),
        ("resync", 410, "ResyncRequired"),
        ("state-invalid", 400, "SyncStateInvalid"),
    ],
)
def test_a_forgotten_link_is_refused_in_the_shape_that_is_chosen(desk: Desk, shape: str, status: int, code: str):
    deliver(desk, "one", "two")
    desk.simulator.graph_quirks = GraphQuirks(lost_state=shape)
    page = desk.graph.get(DELTA, Prefer="odata.maxpagesize=1").json
    _, link = run(desk)
    desk.simulator.expire_sync_states()

    answers = [desk.graph.get(one) for one in (link, page["@odata.nextLink"])]

    assert [(one.status, one.code) for one in answers] == [(status, code)] * 2
    assert ("location" in answers[0].headers) == (shape in ("gone-with-location", "resync"))


def test_a_link_is_refused_by_a_fault_and_when_it_is_nonsense_or_another_folders(desk: Desk):
    _, link = run(desk)
    desk.graph.strike(FaultKind.STATE_EXPIRED, NAME)

    struck = desk.graph.get(link)
    foreign = desk.graph.get(link.replace("inbox", "drafts"))
    nonsense = desk.graph.get("/mailFolders/inbox/messages/delta?$deltatoken=nonsense")

    assert (struck.code, foreign.status, nonsense.code) == ("SyncStateNotFound", 410, "ErrorInvalidIdMalformed")


@pytest.mark.parametrize(
    ("quirks", "told"),
    [
        (GraphQuirks(), ["one"]),
        (GraphQuirks(returns="removal"), ["removed"]),
        (GraphQuirks(returns="removal-first"), ["removed", "one"]),
        (GraphQuirks(returns="removal-last"), ["one", "removed"]),
        (GraphQuirks(moves="removal"), ["removed"]),
    ],
)
def test_what_left_and_came_back_is_told_in_each_way(desk: Desk, quirks: GraphQuirks, told: list[str]):
    (item,) = deliver(desk, "one")
    _, link = run(desk)
    desk.simulator.graph_quirks = quirks
    desk.bob.move(desk.bob.move(item, "deleteditems"), "inbox")

    rows, _ = run(desk, link, page=1)

    assert words(rows) == told
    assert len({row["id"] for row in rows}) == 1


def test_a_move_may_be_told_as_a_removal_alone_until_something_else_happens(desk: Desk):
    desk.simulator.graph_quirks = GraphQuirks(moves="removal")
    (item,) = deliver(desk, "one")
    run(desk)
    _, link = run(desk, DELTA.replace("inbox", "deleteditems"))
    moved = desk.bob.move(item, "deleteditems")
    rows, link = run(desk, link)
    desk.bob.set_categories(moved, ["A"])

    news, _ = run(desk, link)

    assert (rows, words(news)) == ([], ["one"])


def test_an_update_may_tell_only_what_changed(desk: Desk):
    desk.simulator.graph_quirks = GraphQuirks(updates="changed")
    (item,) = deliver(desk, "one")
    _, link = run(desk)
    desk.bob.set_categories(item, ["A"])

    (row,), _ = run(desk, link)

    assert {name for name in row if "@" not in name} == {"id", "categories"}


def test_an_update_may_be_told_as_a_removal_of_what_is_there(desk: Desk):
    desk.simulator.graph_quirks = GraphQuirks(doubts_updates=True)
    (item,) = deliver(desk, "one")
    _, link = run(desk)
    desk.bob.set_categories(item, ["A"])

    (row,), _ = run(desk, link)

    assert (row["@removed"], row["id"]) == ({"reason": "changed"}, desk.immutable(item))


def test_pages_may_be_empty_and_rounds_may_be_told_again_and_late(desk: Desk):
    (item,) = deliver(desk, "one")
    desk.simulator.graph_quirks = GraphQuirks(empty_pages=True)
    first = desk.graph.get(DELTA).json
    rows, link = run(desk, first["@odata.nextLink"])

    desk.simulator.graph_quirks = GraphQuirks(replays=True)
    deliver(desk, "two")
    again, link = run(desk, link)
    desk.bob.delete(item, for_good=True)
    later, link = run(desk, link)

    desk.simulator.graph_quirks = GraphQuirks(lags=True)
    run(desk, link)
    deliver(desk, "three")
    late, link = run(desk, link)

    assert (first["value"], words(rows)) == ([], ["one"])
    assert (words(again), words(later)) == (["two", "one"], ["two", "removed"])
    assert (words(late), words(run(desk, link)[0])) == ([], ["three"])


def test_the_first_round_may_tell_of_what_is_gone_and_a_row_may_come_twice(desk: Desk):
    gone, _ = deliver(desk, "one", "two")
    desk.bob.delete(gone, for_good=True)
    desk.simulator.graph_quirks = GraphQuirks(removals_at_first=True, repeats=True)

    rows, _ = run(desk, page=1)

    assert words(rows) == ["two", "removed", "two"]


@pytest.mark.parametrize(
    ("quirks", "seen"),
    [
        (GraphQuirks(expand_in_deltas="refused"), lambda answer: answer.status == 500),
        (
            GraphQuirks(expand_in_deltas="ignored"),
            lambda answer: "singleValueExtendedProperties" not in answer.rows[0],
        ),
        (GraphQuirks(no_headers_in_deltas=True), lambda answer: "internetMessageHeaders" not in answer.rows[0]),
        (GraphQuirks(adds=True), lambda answer: answer.rows[0]["inferenceClassification"] == "archived"),
        (GraphQuirks(most_in_a_page=1), lambda answer: len(answer.rows) == 1),
        (GraphQuirks(top_limits_rounds=True), lambda answer: "@odata.deltaLink" in answer.json),
    ],
)
def test_the_server_may_know_less_or_more_than_is_asked_for(
    desk: Desk, quirks: GraphQuirks, seen: Callable[[Any], bool]
):
    deliver(desk, "one", "two")
    desk.simulator.graph_quirks = quirks
    more = ",internetMessageHeaders,inferenceClassification"
    expand = "singleValueExtendedProperties($filter=id eq 'Integer 0x36')"

    assert seen(desk.graph.get(f"{DELTA}{more}&$expand={expand}&$top=1"))


@pytest.mark.parametrize("quirks", [GraphQuirks(), GraphQuirks(lags=True), GraphQuirks(replays=True, empty_pages=True)])
def test_whoever_applies_every_round_ends_with_what_is_there(desk: Desk, quirks: GraphQuirks):
    desk.simulator.graph_quirks = quirks
    acts = desk.bob
    known: dict[str, dict[str, Any]] = {}
    link, items = DELTA, deliver(desk, "a", "b", "c", "d")

    def read() -> None:
        nonlocal link
        rows, link = run(desk, link, page=2)
        for row in rows:
            if "@removed" in row:
                known.pop(row["id"], None)
            else:
                known[row["id"]] = {**known.get(row["id"], {}), **row}

    read()
    acts.mark_read(items[0])
    acts.set_categories(items[1], ["A"])
    read()
    acts.set_categories(items[0], ["B"])
    acts.mark_read(items[1])
    items[2] = acts.move(acts.move(items[2], "deleteditems"), "inbox")
    read()
    acts.delete(items[3])
    items += deliver(desk, "e")
    for _ in range(3):
        read()

    assert {row["id"]: (row["subject"], row["categories"], row["isRead"]) for row in known.values()} == {
        desk.immutable(one["id"]): (one["subject"], one["categories"], one["is_read"]) for one in acts.items("inbox")
    }
