"""The categories that an item should carry: the user's, in their order, and ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Stamp
from connectors.merging import merged

NAMES = st.lists(st.sampled_from(["mine", "Zeta", "OPP-1", "opp-1 x", "OPP-17 Fabrikam", "OPP? choose", "", " "]))


@pytest.mark.parametrize(
    ("present", "add", "remove", "expected"),
    [
        ([], ["OPP-1 a"], [], ["OPP-1 a"]),
        (["z", "a"], ["OPP-1 a"], [], ["z", "a", "OPP-1 a"]),
        (["opp-1 other words"], ["OPP-1 a"], [], ["opp-1 other words"]),
        (["OPP-17 x"], ["OPP-1 a"], [], ["OPP-17 x", "OPP-1 a"]),
        (["OPP-1 a", "mine", "opp-1"], [], ["OPP-1"], ["mine"]),
        (["OPP-1 old"], ["OPP-1 new"], ["OPP-1"], ["OPP-1 new"]),
        (["mine"], ["OPP-1", "opp-1 twice"], [], ["mine", "OPP-1"]),
        (["OPP? choose"], ["OPP-3"], ["OPP? choose"], ["OPP-3"]),
        (["OPP? mine", "opp?  CHOOSE"], [], ["OPP? choose"], ["OPP? mine"]),
        (["OPP old", "OPP", "OPP new"], [], ["OPP new"], ["OPP old", "OPP"]),
        (["OPP? mine"], ["OPP? choose"], [], ["OPP? mine", "OPP? choose"]),
        (["OPP-17b x", "OPP-17"], [], ["OPP-17"], ["OPP-17b x"]),
        (["mine"], [], ["OPP-1"], ["mine"]),
    ],
)
def test_merging(present: list[str], add: list[str], remove: list[str], expected: list[str]) -> None:
    assert merged(present, Stamp("id", tuple(add), tuple(remove))) == tuple(expected)


@pytest.mark.parametrize(
    ("present", "names", "expected"),
    [
        (["z", "OPP-1 old", "a"], ["OPP-1 new"], ["z", "OPP-1 new", "a"]),
        (["z", "a"], ["OPP-1 new"], ["z", "a"]),
        (["opp-1"], ["OPP-1 new"], ["OPP-1 new"]),
        (["OPP-1 old", "z", "opp-1 older"], ["OPP-1 new"], ["OPP-1 new", "z"]),
        (["OPP-17 x", "OPP-1 old"], ["OPP-1 new", "OPP-2 new"], ["OPP-17 x", "OPP-1 new"]),
        (["z", "z"], ["OPP-1 new"], ["z", "z"]),
    ],
)
def test_rewording(present: list[str], names: list[str], expected: list[str]) -> None:
    assert merged(present, Stamp("id", reword=tuple(names))) == tuple(expected)


@given(NAMES, NAMES)
def test_what_the_user_has_stays_in_its_order(present: list[str], add: list[str]) -> None:
    assert list(merged(present, Stamp("id", tuple(add))))[: len(present)] == present


@given(NAMES, NAMES)
def test_merging_twice_changes_nothing(present: list[str], names: list[str]) -> None:
    of = tuple(names)
    for stamp in (Stamp("id", add=of), Stamp("id", remove=of), Stamp("id", reword=of)):
        once = merged(present, stamp)

        assert merged(once, stamp) == once
