"""What a category list should hold, and how the one that is there becomes it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from connectors.ews.writing.categories import _with_names, edited
from connectors.mailbox import CategoryEdit
from daemon.link.policy import LinkPolicy
from daemon.outlook.category_list import ENOUGH, MOST, edit_for, our_entries, wanted

POLICY = LinkPolicy()

USERS_OWN = {"mine", "OPP", "OPPORTUNITY", "OPP-17b"}
OURS = ("OPP new", "opp NEW", "OPP? choose", "OPP-1 a", "opp-1 A", "OPP-1 b", "OPP-2", "OPP-3 closed")
NAMES = st.lists(st.sampled_from([*sorted(USERS_OWN), *OURS]))
OFFERED = st.lists(st.sampled_from([(1, "a"), (1, "b"), (2, ""), (12, "a")]), unique_by=lambda one: one[0])


def after(names: list[str], offered: list[tuple[int, str]]) -> list[str]:
    """The list as it is once the edit for it was written."""
    edit = edit_for(wanted(offered, our_entries(names, POLICY), "OPP"), our_entries(names, POLICY))
    return [entry.get("name") or "" for entry in edited(_with_names(names), edit)]


def test_a_list_holds_the_wish_the_question_and_the_opportunities():
    assert list(wanted([(17, "200 seats"), (3, "Support")], {}, "OPP").values()) == [
        "OPP new",
        "OPP? choose",
        "OPP-3 Support",
        "OPP-17 200 seats",
    ]


def test_entries_of_ours_are_known_in_any_case_and_those_of_users_are_not_ours():
    names = ["OPPORTUNITY", "opp-17 FABRIKAM", "OPP-17b", "OPP", "opp? Choose", "OPP NEW", "SALES new"]

    assert our_entries(names, POLICY) == {"17": "opp-17 FABRIKAM", "choose": "opp? Choose", "new": "OPP NEW"}


def test_entries_with_a_former_prefix_go():
    names = ["Deal-1 a", "deal NEW", "Deal? choose", "Deal of the day", "OPP-1 a", "Deal-2"]
    edit = edit_for(wanted([(1, "a")], {}, "OPP"), our_entries(names, LinkPolicy(former_prefixes=("Deal",))))

    assert sorted(edit.remove) == ["Deal-1 a", "Deal-2", "Deal? choose", "deal NEW"]
    assert (edit.add, edit.rename) == (("OPP new", "OPP? choose"), ())


def test_what_is_as_wanted_needs_no_edit():
    names = wanted([(1, "a")], {}, "OPP")

    assert edit_for(names, our_entries(names.values(), POLICY)) == CategoryEdit()


def test_an_opportunity_is_offered_once_whatever_its_entries_are_called():
    names = ["OPP-1 old", "mine", "opp-1", "OPP-1 new"]

    assert after(names, [(1, "new")]) == ["mine", "OPP-1 new", "OPP new", "OPP? choose"]


def test_a_long_list_ends_with_the_least_important():
    many = [(number, "x") for number in range(1, 300)]

    assert len(wanted(many, {}, "OPP")) == ENOUGH + 2
    assert str(ENOUGH) in wanted(many, {}, "OPP")


def test_an_entry_that_is_there_stays_while_it_is_among_the_first_hundred():
    many = [(number, "x") for number in range(1, 300)]
    there = {"90": "OPP-90 x", str(MOST + 1): "OPP-101 x"}

    names = wanted(many, there, "OPP")

    assert "90" in names
    assert str(MOST + 1) not in names


@given(NAMES, OFFERED)
def test_users_own_entries_stay_as_they_are_in_their_order(names: list[str], offered: list[tuple[int, str]]):
    own = [name for name in names if name in USERS_OWN]

    assert [name for name in after(names, offered) if name in USERS_OWN] == own


@example(["OPP-1 b", "OPP-1 b", "opp-1 A"], [(1, "a")])  # alike but for case, beside one that is there twice
@given(NAMES, OFFERED)
def test_two_writes_at_the_most_bring_a_list_in_step_and_then_none_is_needed(
    names: list[str], offered: list[tuple[int, str]]
):
    settled = after(after(names, offered), offered)

    assert after(settled, offered) == settled
    ours = {name.casefold() for name in settled if name not in USERS_OWN}
    assert ours == {name.casefold() for name in wanted(offered, {}, "OPP").values()}
