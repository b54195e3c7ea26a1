"""What an item inherits from its thread, its conversation or its series, as a table of cases; and laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import AppointmentKind, Email, Person
from daemon.link import Copy, Decision, Linkable, decide, facts_of
from daemon.link.policy import Ambiguous
from daemon.link.public import PUBLIC_DOMAINS
from store.rules.threads import tied
from store.values import (
    Candidates,
    KnownContact,
    KnownItem,
    KnownPage,
    Link,
    Mark,
    Member,
    OpenSpan,
    Outcome,
    Receipt,
)
from tests.unit.daemon.items import (
    BOX,
    ME,
    NOON,
    POLICY,
    a_span,
    an_appointment,
    an_email,
    candidates,
    frozen_in,
    known,
    lost_in,
    set_in,
)

ABOVE, TOP = "<above@x>", "<top@x>"
BY_HAND, BY_RULE = "category", "address"
REPLY = an_email(message_id="<reply@x>", in_reply_to=ABOVE, references=(TOP, ABOVE))


def a_member(identity: str = ABOVE, *numbers: int, rule: str = BY_RULE, **changes: Any) -> Member:
    links = tuple(Link(number, rule, "why") for number in numbers)
    id = {ABOVE: 101, TOP: 100}.get(identity, 102)
    return replace(Member(id, identity, NOON - timedelta(hours=3), links), **changes)


def decided(
    item: Linkable,
    *members: Member,
    world: Candidates | None = None,
    before: KnownItem | None = None,
    talk: tuple[Member, ...] = (),
    inherited: frozenset[int] = frozenset(),
    is_news: bool = False,
    **policy: Any,
) -> Decision:
    page = KnownPage((), (), {"thread": list(members)}, {"talk": list(talk)})
    copy = Copy(facts_of(item, "OPP"), BOX, ME, before, thread="thread", inherited=inherited)
    world = world if world is not None else candidates(a_span(17), a_span(18))
    return decide(copy, world, replace(POLICY, **policy), page, is_news=is_news)


def numbers(decision: Decision) -> list[int]:
    return [link.number for link in decision.links]


# --- who is above -----------------------------------------------------------------------------------------------------


def test_the_nearest_linked_message_is_followed():
    decision = decided(REPLY, a_member(TOP, 17), a_member(ABOVE, 18))

    assert (numbers(decision), decision.receipt.rule) == ([18], "thread")
    assert decision.receipt.evidence == {"parent": ABOVE}


def test_a_message_without_links_is_looked_past():
    assert numbers(decided(REPLY, a_member(TOP, 17), a_member(ABOVE))) == [17]


def test_all_opportunities_of_the_message_are_inherited():
    assert numbers(decided(REPLY, a_member(ABOVE, 17, 18))) == [17, 18]


def test_a_message_of_the_thread_that_is_not_answered_passes_nothing_on():
    decision = decided(REPLY, a_member("<sibling@x>", 17))

    assert decision.receipt.rule == "ambiguous"


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"numbers": (17,)}, {"withdrawn": frozenset({17})}, [17]),  # each its own: somebody took it off the other one
        ({"numbers": (17,)}, {"numbers": (18,)}, [17, 18]),
        ({"withdrawn": frozenset({17})}, {}, []),
    ],
)
def test_of_two_messages_of_one_id_neither_is_nearer(
    one: dict[str, Any], other: dict[str, Any], expected: list[int], is_named: bool
):
    above = [
        a_member(ABOVE, *changes.get("numbers", ()), item_id=id, withdrawn=changes.get("withdrawn", frozenset()))
        for id, changes in ((101, one), (102, other))
    ]
    top = a_member(TOP, 17, at=NOON - timedelta(hours=5))
    reply = REPLY if is_named else an_email(message_id="<reply@x>", subject="RE: Seats", conversation_id="talk")

    for members in ((*above, top), (*above[::-1], top)):
        decision = decided(reply, *members) if is_named else decided(reply, talk=members)

        assert numbers(decision) == expected


def test_what_was_taken_off_a_nearer_message_does_not_come_from_a_farther_one():
    members = (a_member(TOP, 17), a_member(ABOVE, withdrawn=frozenset({17})))

    assert numbers(decided(REPLY, *members)) == []


def test_what_one_user_took_off_and_another_set_is_passed_on():
    assert numbers(decided(REPLY, a_member(ABOVE, 17, rule=BY_HAND, withdrawn=frozenset({17})))) == [17]


def test_without_a_linked_message_above_the_latest_older_one_of_the_conversation_is_followed():
    mail = replace(REPLY, conversation_id="talk")
    older = a_member("<old@x>", 17, item_id=1, at=NOON - timedelta(hours=2))
    latest = a_member("<new@x>", 18, item_id=2, at=NOON - timedelta(hours=1))
    later = a_member("<later@x>", 17, item_id=3, at=NOON + timedelta(hours=1))

    decision = decided(mail, a_member(ABOVE), talk=(older, latest, later))

    assert numbers(decision) == [18]
    assert decision.receipt.reason.startswith("is in the conversation of")


def test_a_linked_message_above_counts_more_than_the_conversation():
    mail = replace(REPLY, conversation_id="talk")

    assert numbers(decided(mail, a_member(TOP, 17), talk=(a_member("<c@x>", 18),))) == [17]


def test_the_same_subject_alone_decides_nothing():
    mail = an_email(subject="RE: 200 seats", message_id="<other@x>")

    assert decided(mail, a_member(ABOVE, 17)).receipt.rule == "ambiguous"


@pytest.mark.parametrize("sign", [{"auto-submitted": "auto-replied"}, {"list-id": "<l@x>"}, {"precedence": "bulk"}])
def test_an_excluded_answer_inherits_nothing(sign: dict[str, str]):
    assert decided(replace(REPLY, headers=sign), a_member(ABOVE, 17)).receipt.rule == "automatic"


# --- the fence --------------------------------------------------------------------------------------------------------

ZOE = Person("zoe@client.example")
FROM_ZOE = replace(REPLY, sender=ZOE)


@pytest.mark.parametrize(
    ("span", "is_known"),
    [
        (a_span(17, contact_id=2), True),
        (a_span(17, contact_id=None, account_id=5), True),
        (a_span(17, contact_id=9, party_account_id=5), True),
        (a_span(17, contact_id=9, party_account_id=6), False),
        (a_span(17, contact_id=9), False),
    ],
)
def test_a_contact_of_the_opportunity_or_its_account_is_let_through(span: OpenSpan, is_known: bool):
    world = Candidates(contacts={ZOE.address: KnownContact(2, 5, ZOE.address)}, by_number={17: span})

    assert numbers(decided(FROM_ZOE, a_member(ABOVE, 17), world=world)) == ([17] if is_known else [])


@pytest.mark.parametrize(
    ("rule", "is_known"), [(BY_HAND, True), ("by hand", True), (BY_RULE, False), ("thread", False)]
)
def test_whoever_was_there_when_a_person_linked_the_thread_is_let_through(rule: str, is_known: bool):
    world = candidates(named=(a_span(17, contact_id=9),))
    member = a_member(ABOVE, 17, rule=rule, people=frozenset({"zoe@client.example"}))

    assert numbers(decided(FROM_ZOE, member, world=world)) == ([17] if is_known else [])


def test_a_message_to_our_own_people_only_inherits_nothing():
    mail = replace(REPLY, sender=Person("me@us.example"), to=(Person("you@us.example"),))

    assert decided(mail, a_member(ABOVE, 17, rule=BY_HAND)).receipt.rule == "inside"


def test_a_deleted_opportunity_is_not_inherited():
    world = candidates(named=(a_span(17, is_deleted=True),))

    assert numbers(decided(REPLY, a_member(ABOVE, 17), world=world)) == []


# --- closed ones ------------------------------------------------------------------------------------------------------

CLOSED = a_span(17, closed_at=NOON - timedelta(days=2))


def test_a_closed_opportunity_keeps_its_thread():
    assert numbers(decided(REPLY, a_member(ABOVE, 17), world=candidates(named=(CLOSED,)))) == [17]


@pytest.mark.parametrize(
    ("ambiguous", "outcome", "links"),
    [
        (Ambiguous.ASK, Outcome.REVIEW, []),
        (Ambiguous.NEWEST, Outcome.LINKED, [18]),
        (Ambiguous.ALL, Outcome.LINKED, [17, 18]),
    ],
)
def test_a_closed_opportunity_and_an_open_one_of_the_contact_are_several(
    ambiguous: Ambiguous, outcome: Outcome, links: list[int]
):
    world = candidates(a_span(18), named=(CLOSED,))

    decision = decided(REPLY, a_member(ABOVE, 17, at=NOON - timedelta(days=3)), world=world, ambiguous=ambiguous)

    assert (decision.receipt.outcome, numbers(decision)) == (outcome, links)


def test_a_person_who_linked_a_later_message_to_the_closed_one_knew_that_it_is():
    world = candidates(a_span(18), named=(CLOSED,))
    member = a_member(ABOVE, 17, rule=BY_HAND, at=NOON - timedelta(days=1))

    assert numbers(decided(REPLY, member, world=world)) == [17]


# --- settled, dismissed -----------------------------------------------------------------------------------------------


def test_a_message_of_the_thread_linked_by_hand_settles_the_others():
    decision = decided(REPLY, a_member("<sibling@x>", 18, rule=BY_HAND))

    assert (numbers(decision), decision.receipt.rule) == ([18], "thread")


@pytest.mark.parametrize(
    ("before", "ambiguous", "expected"),
    [
        (candidates(a_span(17)), Ambiguous.ASK, [17]),  # there was no choice then
        (candidates(a_span(17)), Ambiguous.NEWEST, [17]),
        (candidates(a_span(17), a_span(18)), Ambiguous.NEWEST, [19]),
        (candidates(a_span(17), a_span(18)), Ambiguous.ALL, [19]),
        (candidates(a_span(17), a_span(20)), Ambiguous.NEWEST, [20]),  # between others
    ],
)
@pytest.mark.parametrize("is_read_again", [True, False])
def test_settling_a_thread_moves_only_what_was_chosen_between_the_same(
    before: Candidates, ambiguous: Ambiguous, expected: list[int], is_read_again: bool
):
    first = decided(REPLY, world=before, ambiguous=ambiguous)
    world = replace(candidates(a_span(17), a_span(18)), by_number={n: a_span(n) for n in (17, 18, 19, 20)})
    settled = a_member("<sibling@x>", 19, rule=BY_HAND)
    stored = known(*first.links, receipt=first.receipt)
    if is_read_again:
        read = decided(REPLY, settled, world=world, before=stored, ambiguous=ambiguous, is_news=True)
        assert read.links == first.links
        stored = known(*read.links, receipt=read.receipt)

    assert numbers(decided(REPLY, settled, world=world, before=stored, ambiguous=ambiguous)) == expected


def test_what_was_taken_off_here_is_not_settled_here():
    before = known(marks=tuple(withdrawn(18)))

    assert 18 not in numbers(decided(REPLY, a_member("<sibling@x>", 18, rule=BY_HAND), before=before))


def withdrawn(number: int) -> Any:
    from tests.unit.daemon.items import withdrawn_in

    return [withdrawn_in(BOX, number)]


def test_a_dismissed_thread_is_not_asked_about():
    decision = decided(REPLY, a_member("<sibling@x>", is_dismissed=True))

    assert (decision.receipt.outcome, decision.receipt.rule) == (Outcome.CONTACT, "none of them")


def test_a_review_that_a_person_dismissed_does_not_come_back():
    before = replace(known(), is_dismissed=True)

    decision = decided(replace(REPLY, categories=("OPP-99",)), before=before, world=candidates())

    assert (decision.receipt.outcome, decision.receipt.rule) == (Outcome.CONTACT, "dismissed")


# --- links that are there ---------------------------------------------------------------------------------------------


def test_what_rules_linked_follows_the_thread():
    before = known(Link(17, "address", "contact"))

    assert decided(REPLY, a_member(ABOVE, 18), before=before).links == (Link(18, "thread", f"answers to {ABOVE}"),)


def test_a_thread_link_goes_when_nothing_above_has_it():
    before = known(Link(17, "thread", f"answers to {ABOVE}"))

    assert numbers(decided(REPLY, a_member(ABOVE), before=before)) == []


def test_a_thread_link_stays_when_only_the_fence_would_stop_it_today():
    before = known(Link(17, "thread", f"answers to {ABOVE}"))
    world = Candidates(by_number={17: a_span(17, contact_id=9)})

    assert numbers(decided(REPLY, a_member(ABOVE, 17), before=before, world=world)) == [17]


def test_what_a_person_linked_stays_whatever_the_thread_says():
    before = known(Link(17, "by hand", "by Bob"))

    assert numbers(decided(REPLY, a_member(ABOVE, 18), before=before)) == [17, 18]


THEIRS = Link(18, "category", "set by hand as OPP-18")
SEEN = Receipt(Outcome.LINKED, "thread", "answers to a message of OPP-17")
ALL_THREE = replace(candidates(a_span(17), a_span(18)), by_number={n: a_span(n) for n in (17, 18, 19)})


@pytest.mark.parametrize("is_set_first", [True, False])
def test_what_addresses_say_once_the_thread_is_gone_is_the_same_beside_a_users_category(is_set_first: bool):
    world = replace(candidates(a_span(17)), by_number={n: a_span(n) for n in (17, 18)})
    before = known(Link(17, "thread", f"answers to {ABOVE}"), confirmed=(17,), receipt=SEEN)
    stamped, marked = (replace(REPLY, categories=named) for named in (("OPP-17 x",), ("OPP-17 x", "OPP-18 y")))
    held, lost = a_member(ABOVE, 17), a_member(ABOVE)
    steps = [(marked, held), (marked, lost)] if is_set_first else [(stamped, lost), (marked, lost)]

    for item, above in steps:
        decision = decided(item, above, world=world, before=before)
        before = known(*decision.links, marks=decision.marks, confirmed=tuple(decision.confirmed), receipt=SEEN)

    assert before.links == (Link(17, "address", "contact ann@client.example"), THEIRS)


@pytest.mark.parametrize("members", [(), (a_member("<sibling@x>", 19, rule=BY_HAND),)])
def test_what_came_from_the_thread_stays_until_the_item_is_decided_again_because_of_that(members: tuple[Member, ...]):
    settled = [Link(n, "thread", "as people linked its thread") for n in (17, 18)]
    before = known(*settled, confirmed=(17, 18), receipt=SEEN)
    stamped = replace(REPLY, categories=("OPP-17 x", "OPP-18 y"))

    assert decided(stamped, *members, world=ALL_THREE, before=before, is_news=True).links == tuple(settled)


@pytest.mark.parametrize("is_news", [True, False])
@pytest.mark.parametrize(("rule", "marks"), [("category", (set_in(BOX, 19),)), ("by hand", ())])
@pytest.mark.parametrize("is_set_first", [True, False])
def test_what_a_user_took_off_one_copy_and_set_on_another_ends_alike_in_any_order(
    rule: str, marks: tuple[Mark, ...], *, is_set_first: bool, is_news: bool
):
    held, marked = Link(19, rule, "by Bob"), replace(REPLY, categories=("OPP-18 y",))
    links: tuple[Link, ...] = (held,)

    for item, confirmed in ((marked, ()), (REPLY, (19,)))[:: 1 if is_set_first else -1]:
        before = known(*links, marks=marks, confirmed=confirmed, receipt=SEEN)
        decision = decided(item, a_member(ABOVE, 17), world=ALL_THREE, before=before, is_news=is_news)
        links, marks = decision.links, decision.marks

    assert (links, marks) == ((THEIRS, held), (set_in(BOX, 18), lost_in(BOX, 19)))


@pytest.mark.parametrize("mark", [lost_in(BOX, 19), frozen_in(BOX, 19)])
def test_the_thread_adds_nothing_while_it_is_not_known_what_a_lost_category_means(mark: Mark):
    before = known(Link(19, "category", "by Bob"), marks=(mark,), receipt=SEEN)

    decision = decided(REPLY, a_member(ABOVE, 17), world=ALL_THREE, before=before)

    assert (numbers(decision), decision.receipt.rule) == ([19], "category")


def test_a_users_category_takes_nothing_off_that_the_thread_had_said():
    before = known(Link(17, "thread", f"answers to {ABOVE}"), confirmed=(17,), receipt=SEEN)
    marked = replace(REPLY, categories=("OPP-17 x", "OPP-18 y"))

    decision = decided(marked, a_member(ABOVE), before=before, is_news=True)

    assert numbers(decision) == [17, 18]


# --- series -----------------------------------------------------------------------------------------------------------

OCCURRENCE = an_appointment(kind=AppointmentKind.OCCURRENCE, original_start=NOON, attendees=())


@pytest.mark.parametrize(("rule", "expected"), [(BY_HAND, "series"), (BY_RULE, "inside")])
def test_an_inside_occurrence_follows_a_series_that_a_person_linked(rule: str, expected: str):
    decision = decided(OCCURRENCE, a_member("uid-1", 17, rule=rule), world=candidates(named=(CLOSED,)))

    assert decision.receipt.rule == expected
    assert numbers(decision) == ([17] if rule == BY_HAND else [])


def test_an_occurrence_with_people_from_outside_follows_its_series():
    meeting = replace(OCCURRENCE, attendees=(Person("nobody@else.example"),))

    decision = decided(meeting, a_member("uid-1", 17), world=candidates(named=(CLOSED,)))

    assert (numbers(decision), decision.receipt.rule) == ([17], "series")


def test_a_category_that_the_series_carries_is_nobodys_act_on_the_occurrence():
    meeting = replace(OCCURRENCE, categories=("OPP-17",), attendees=(Person("nobody@else.example"),))

    decision = decided(meeting, a_member("uid-1", 17, rule=BY_HAND), inherited=frozenset({17}))

    assert (decision.marks, decision.links[0].rule) == ((), "series")


# --- an account's domain ----------------------------------------------------------------------------------------------


def of_domain(domain: str, *spans: OpenSpan) -> Candidates:
    return Candidates(by_account={5: spans}, by_number={s.number: s for s in spans}, domains={domain: (5,)})


def test_a_domain_alone_goes_to_review_and_never_links():
    mail = an_email(sender=Person("new@client.example"))

    decision = decided(mail, world=of_domain("client.example", a_span(17, account_id=5)))

    assert (decision.receipt.outcome, decision.receipt.rule) == (Outcome.REVIEW, "account's domain")


@pytest.mark.parametrize("domain", ["gmail.com", "gmx.de", "hotmail.fr", "qq.com"])
def test_public_mail_domains_name_no_account(domain: str):
    mail = an_email(sender=Person(f"new@{domain}"))

    assert domain in PUBLIC_DOMAINS
    assert decided(mail, world=of_domain(domain, a_span(17, account_id=5))).receipt.rule == "unknown people"


def test_a_domain_of_an_account_without_open_opportunities_is_not_asked_about():
    closed = a_span(17, account_id=5, closed_at=NOON - timedelta(days=1))

    decision = decided(an_email(sender=Person("new@client.example")), world=of_domain("client.example", closed))

    assert decision.receipt.rule == "unknown people"


# --- laws -------------------------------------------------------------------------------------------------------------

IDENTITIES = ["<1@x>", "<2@x>", "<3@x>", "<4@x>"]


MESSAGES = st.lists(
    st.tuples(st.sampled_from(IDENTITIES), st.lists(st.sampled_from(["<far@x>", *IDENTITIES]), max_size=4).map(tuple)),
    max_size=5,
)


@given(MESSAGES, st.randoms())
def test_what_messages_name_ties_them_together_in_any_order_and_in_any_pages(
    messages: list[tuple[str, tuple[str, ...]]], random: Any
):
    at_once = tied(messages, {})
    shuffled = random.sample(messages, len(messages))
    threads: dict[str, str] = {}
    for message in shuffled:
        page = tied([message], threads)
        threads = {name: page.joined.get(thread, thread) for name, thread in page.names.items()}

    assert grouped(threads) == grouped(dict(at_once.names))
    assert [at_once.names[identity] for identity, _ in messages] == list(at_once.threads)
    assert not {*at_once.names.values()} & at_once.joined.keys()


def grouped(threads: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(name for name in threads if threads[name] == thread) for thread in threads.values()}


def mails() -> st.SearchStrategy[list[Email]]:
    """A thread: each message answers to one before it, some by hand linked to one of two opportunities."""
    one = st.tuples(st.integers(0, 3), st.sampled_from([(), ("OPP-17",), ("OPP-18",), ("OPP-17", "OPP-18")]))
    return st.lists(one, min_size=1, max_size=4).map(
        lambda drawn: [
            an_email(
                message_id=IDENTITIES[n],
                references=tuple(IDENTITIES[: min(above, n)]),
                sent_at=NOON + timedelta(hours=n),
                categories=categories,
            )
            for n, (above, categories) in enumerate(drawn)
        ]
    )


@given(mails(), st.sampled_from(Ambiguous), st.randoms())
def test_adding_an_unrelated_contact_changes_no_decision(thread: list[Email], ambiguous: Ambiguous, random: Any):
    world = candidates(a_span(17), a_span(18))
    stranger = KnownContact(99, 98, "stranger@far.example")
    wider = replace(
        world,
        contacts={**world.contacts, stranger.address: stranger},
        by_contact={**world.by_contact, 99: (a_span(77, contact_id=99),)},
    )
    members = [a_member(mail.message_id, item_id=n) for n, mail in enumerate(thread)]
    mail = random.choice(thread)

    assert decided(mail, *members, world=wider, ambiguous=ambiguous) == decided(
        mail, *members, world=world, ambiguous=ambiguous
    )


@given(mails(), st.sampled_from(Ambiguous))
def test_the_order_in_which_a_thread_is_decided_makes_no_difference_once_nothing_changes(
    thread: list[Email], ambiguous: Ambiguous
):
    world, ends = candidates(a_span(17), a_span(18)), []

    for order in permutations(range(len(thread))):
        state: dict[int, KnownItem | None] = dict.fromkeys(order)
        for _ in range(len(thread) + 2):  # deciding again whatever may follow, until it stands
            for n in order:
                state[n] = stored(n, thread, state, world, ambiguous)
        ends.append({n: [link.number for link in one.links] for n, one in state.items() if one})

    assert all(end == ends[0] for end in ends)


def stored(
    n: int, thread: list[Email], state: dict[int, KnownItem | None], world: Candidates, ambiguous: Ambiguous
) -> KnownItem:
    members = [
        Member(k, thread[k].message_id, thread[k].sent_at, one.links, people=frozenset({"ann@client.example"}))
        for k, one in state.items()
        if one and k != n
    ]
    page = KnownPage((), (), {"thread": members})
    copy = Copy(facts_of(thread[n], "OPP"), BOX, ME, state[n], thread="thread")
    decision = decide(copy, world, replace(POLICY, ambiguous=ambiguous), page)
    held = known(*decision.links, marks=decision.marks, confirmed=tuple(decision.confirmed), receipt=decision.receipt)
    return replace(held, item_id=n)
