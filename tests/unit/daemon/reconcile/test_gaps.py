"""What differs between an item on the server and the copy in the store."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Change, Deleted, Email, Listed, Sensitivity, Unreadable, Upserted
from daemon.link.facts import facts_of
from daemon.reconcile.gaps import NO_GAP, Seen, come_back, difference, is_as_listed
from store.values import HeldCopy, ItemKind, Pointer, WatchedFolder

INBOX = WatchedFolder(1, "F1", "Inbox", "mail", "inbox", "c1")
MAIL = Email("S1", "CK1", "<m1@x>", "Seats", None, None, None)
COPY = HeldCopy(1, "S1", 1, "CK1", False, False, (), ItemKind.EMAIL, facts_of(MAIL, "OPP").fingerprint, False)
GONE, ELSEWHERE, OLDER = replace(COPY, is_gone=True), replace(COPY, folder_id=2), replace(COPY, change_key="CK0")


@pytest.mark.parametrize(
    ("change", "copy", "back", "what"),
    [
        (Upserted(MAIL), None, (), "missed"),
        (Upserted(MAIL), GONE, (), "missed"),
        (Upserted(MAIL), None, ("S1",), "healed"),
        (Upserted(MAIL), GONE, ("S1",), "healed"),
        (Upserted(MAIL), ELSEWHERE, (), "healed"),
        (Upserted(MAIL), COPY, (), ""),
        (Upserted(MAIL), OLDER, (), NO_GAP),
        (Upserted(replace(MAIL, categories=("OPP-1",))), OLDER, (), "changed"),
        (Upserted(replace(MAIL, sensitivity=Sensitivity.PRIVATE)), OLDER, (), "changed"),
        (Upserted(replace(MAIL, subject="Chairs")), OLDER, (), "changed"),
        (Upserted(replace(MAIL, categories=("Red",))), OLDER, (), NO_GAP),
        (Deleted("S1"), COPY, (), "gone"),
        (Deleted("S1"), GONE, (), ""),
        (Deleted("S1"), None, (), ""),
        (Unreadable("S1", "broken"), None, (), "missed"),
        (Unreadable("S1", "broken"), COPY, (), NO_GAP),
    ],
)
def test_each_difference_is_of_one_kind(change: Change, copy: HeldCopy | None, back: tuple[str, ...], what: str):
    assert difference(change, copy, INBOX, back, "OPP") == what


@pytest.mark.parametrize(
    ("copy", "holds"), [(COPY, True), (None, False), (GONE, False), (ELSEWHERE, False), (OLDER, False)]
)
def test_a_copy_is_as_listed_when_it_is_there_and_has_not_changed(copy: HeldCopy | None, holds: bool):
    assert is_as_listed(copy, Listed("S1", "CK1", "<m1@x>", None), INBOX) is holds


def a_pointer(id: int, server_id: str, *, is_gone: bool = False) -> Pointer:
    return Pointer(id, 1, 1, 1, server_id, "CK1", is_gone)


def test_each_copy_that_went_stands_for_one_that_came():
    there, stale, gone = a_pointer(1, "A"), a_pointer(2, "B"), a_pointer(3, "C", is_gone=True)
    items = [replace(MAIL, item_id=id) for id in ("X", "Y", "Z")]
    seen = Seen()
    seen.add(there.id)

    back = come_back(items, [[there, stale, gone]] * 3, {"B"}, seen)

    assert back == {"X": "", "Y": "B"}
    assert all(pointer.id in seen for pointer in (there, stale, gone))


def test_a_copy_that_is_listed_under_its_own_id_again_is_that_copy():
    gone, stale = a_pointer(1, "S1", is_gone=True), a_pointer(2, "B")

    assert come_back([MAIL], [[gone, stale]], {"B"}, Seen()) == {"S1": ""}


@given(st.sets(st.integers(0, 5_000)), st.integers(0, 6_000))
def test_seen_holds_what_was_added_and_nothing_else(added: set[int], other: int):
    seen = Seen()
    for id in added:
        seen.add(id)

    assert (other in seen) is (other in added)
    assert all(id in seen for id in added)
