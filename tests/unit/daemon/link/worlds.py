"""Mails, what is known of them and what exists, by chance: what the laws of linking hold for."""

from __future__ import annotations

from hypothesis import strategies as st

from connectors.mailbox import Person, Sensitivity
from store.values import Link, Outcome, Receipt
from tests.unit.daemon.items import (
    BOX,
    OTHER_BOX,
    a_span,
    an_email,
    candidates,
    frozen_in,
    known,
    lost_in,
    set_in,
    withdrawn_in,
)
from tests.unit.daemon.link.deciding import BINNED, BINNED_AND_OPEN, HERS, RULE_LINK

CATEGORIES = st.lists(st.sampled_from(["OPP-17 x", "OPP-18 y", "OPP-99", "Red", "opp-17"]), max_size=4).map(tuple)
PEOPLE = st.sampled_from(["ann@client.example", "boss@us.example", "nobody@else.example", "", "@", "a@b@c"])
EMAILS = st.builds(
    lambda sender, to, categories, keywords, sensitivity: an_email(
        sender=Person(sender),
        to=tuple(Person(one) for one in to),
        categories=categories,
        headers={"keywords": ", ".join(keywords)},
        sensitivity=sensitivity,
    ),
    PEOPLE,
    st.lists(PEOPLE, max_size=3),
    CATEGORIES,
    CATEGORIES,
    st.sampled_from(Sensitivity),
)
MARKS = st.lists(
    st.builds(
        lambda box, number, made: made(box, number),
        st.sampled_from([BOX, OTHER_BOX]),
        st.sampled_from([17, 18]),
        st.sampled_from([set_in, withdrawn_in, lost_in, frozen_in]),
    ),
    unique_by=lambda mark: (mark.mailbox_id, mark.number),
    max_size=4,
).map(tuple)
LINKS = st.lists(st.sampled_from([RULE_LINK, Link(18, "category", "")]), unique=True, max_size=2).map(tuple)
KNOWN = st.none() | st.builds(
    lambda links, marks, confirmed: known(
        *links,
        marks=marks,
        confirmed=confirmed,
        receipt=Receipt(Outcome.LINKED, links[0].rule, "as it was") if links else None,  # no store has one without
    ),
    LINKS,
    MARKS,
    st.lists(st.sampled_from([17, 18, 99]), unique=True).map(tuple),
)
WORLDS = st.sampled_from(
    [
        HERS,
        candidates(a_span(17), a_span(18)),
        candidates(),
        candidates(named=(a_span(18),)),
        BINNED,
        BINNED_AND_OPEN,
        candidates(a_span(17), named=(a_span(18, is_deleted=True),)),
        candidates(named=(a_span(17, is_deleted=True), a_span(18, is_deleted=True))),
    ]
)
