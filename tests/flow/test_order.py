"""In whatever order mailboxes are read, the same mail and the same users' acts lead to the same links."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from daemon.link.policy import Ambiguous
from store.values import Opportunity
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm

ORDERS = pytest.mark.parametrize("order", [(BOB, EVE), (EVE, BOB)], ids=["bob first", "eve first"])
TO_BOTH = {"to": (BOB, EVE), "message_id": "<both@client.example>", "sent_at": MORNING}


def look(firm: Firm, *order: str) -> None:
    """Until everybody's news is known everywhere."""
    for _ in range(2):
        for address in order:
            firm.cycle(address)


def links(firm: Firm, number: int) -> list[tuple[str, str]]:
    with firm.store.read() as unit:
        return sorted((line.subject, line.rule) for line in unit.opportunities.history(number))


@ORDERS
def test_a_category_that_rules_would_set_too_is_its_users(firm: Firm, order: tuple[str, str]):
    deal = firm.opportunity("200 seats")
    for address in (BOB, EVE):
        mail = firm.outlook(address).deliver_mail(ANN, "To both", **TO_BOTH)
    firm.outlook(EVE).add_category(mail, f"OPP-{deal.number}")

    look(firm, *order)

    assert links(firm, deal.number) == [("To both", "category")]


@ORDERS
def test_what_rules_linked_follows_the_thread_beside_a_users_category(firm: Firm, order: tuple[str, str]):
    first, second, third = (firm.opportunity(title, assigned_to=firm.people[EVE]) for title in ("A", "B", "C"))
    parent = firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    firm.outlook(BOB).add_category(parent, f"OPP-{first.number}")
    later = MORNING + timedelta(minutes=1)
    answer = firm.outlook(EVE).deliver_mail(ANN, "RE: Offer", in_reply_to="<m1@client.example>", sent_at=later)
    look(firm, *order)
    firm.outlook(BOB).add_category(parent, f"OPP-{second.number}")
    firm.outlook(EVE).add_category(answer, f"OPP-{third.number}")

    look(firm, *order)

    assert [links(firm, deal.number) for deal in (first, second, third)] == [
        [("Offer", "category"), ("RE: Offer", "thread")],
        [("Offer", "category"), ("RE: Offer", "thread")],
        [("RE: Offer", "category")],
    ]


@ORDERS
def test_what_rules_say_once_a_colleague_took_theirs_off_adds_nothing_to_what_a_user_set(
    firm: Firm, order: tuple[str, str]
):
    carls, second, anns = _deals_of_carl_and_ann(firm)
    theirs, hers = (firm.outlook(address).deliver_mail(ANN, "To both", **TO_BOTH) for address in (BOB, EVE))
    firm.outlook(BOB).add_category(theirs, f"OPP-{carls.number}")
    look(firm, *order)
    firm.outlook(BOB).set_categories(theirs, [])
    firm.outlook(EVE).add_category(hers, f"OPP-{second.number}")

    look(firm, *order)

    assert [links(firm, deal.number) for deal in (carls, second, anns)] == [[], [("To both", "category")], []]


@ORDERS
def test_what_comes_from_above_as_a_colleague_links_it_adds_nothing_to_what_a_user_set(
    firm: Firm, order: tuple[str, str]
):
    first, second, _ = _deals_of_carl_and_ann(firm)
    asked = {"message_id": "<m1@client.example>", "sent_at": MORNING}
    answered = {"in_reply_to": "<m1@client.example>", "sent_at": MORNING + timedelta(minutes=1)}
    above = firm.outlook(BOB).deliver_mail("far@away.example", "Offer", **asked)
    answer = firm.outlook(EVE).deliver_mail("far@away.example", "RE: Offer", **answered)
    look(firm, *order)
    firm.outlook(BOB).add_category(above, f"OPP-{first.number}")
    firm.outlook(EVE).add_category(answer, f"OPP-{second.number}")

    look(firm, *order)

    assert [links(firm, deal.number) for deal in (first, second)] == [
        [("Offer", "category")],
        [("RE: Offer", "category")],
    ]


def _deals_of_carl_and_ann(firm: Firm) -> tuple[Opportunity, ...]:
    with firm.store.write() as unit:
        unit.contacts.add("Carl Other", addresses=("carl@other.example",))
    return tuple(
        firm.opportunity(title, contact=whose) for title, whose in (("A", "Carl"), ("B", "Carl"), ("C", "Ann"))
    )


@ORDERS
def test_each_colleague_who_got_it_has_their_own_opportunity_linked(firm: Firm, order: tuple[str, str]):
    deals = [firm.opportunity(title, assigned_to=firm.people[whose]) for title, whose in (("A", BOB), ("B", EVE))]
    for address in (BOB, EVE):
        firm.outlook(address).deliver_mail(ANN, "To both", **TO_BOTH)

    look(firm, *order)

    assert [links(firm, deal.number) for deal in deals] == [[("To both", "address")]] * 2


@ORDERS
@pytest.mark.parametrize("ambiguous", list(Ambiguous))
def test_whoever_has_no_opportunity_of_their_own_chooses_nothing_for_who_has(
    firm: Firm, order: tuple[str, str], ambiguous: Ambiguous
):
    mine, newest = firm.opportunity("A", assigned_to=firm.people[BOB]), firm.opportunity("B", assigned_to=None)
    firm.with_policy(ambiguous=ambiguous)
    for address in (BOB, EVE):
        firm.outlook(address).deliver_mail(ANN, "To both", **TO_BOTH)
    later = MORNING + timedelta(minutes=1)
    firm.outlook(EVE).deliver_mail(ANN, "RE: To both", in_reply_to="<both@client.example>", sent_at=later)

    look(firm, *order)

    assert links(firm, mine.number) == [("RE: To both", "thread"), ("To both", "address")]
    assert links(firm, newest.number) == []


def test_what_was_chosen_stays_where_a_colleagues_copy_turns_up_after_the_records_changed(firm: Firm):
    first, newest = firm.opportunity("A", assigned_to=None), firm.opportunity("B", assigned_to=None)
    firm.with_policy(ambiguous=Ambiguous.NEWEST)
    firm.outlook(EVE).deliver_mail(ANN, "To both", **TO_BOTH)
    firm.cycle(EVE)

    with firm.store.write() as unit:
        unit.opportunities.edit(first.number, assigned_to=firm.people[BOB])
    firm.outlook(BOB).deliver_mail(ANN, "To both", **TO_BOTH)
    look(firm, EVE, BOB)

    assert ("To both", "address") in links(firm, newest.number)


@ORDERS
def test_a_category_that_rules_came_to_set_in_the_same_turn_is_its_users(firm: Firm, order: tuple[str, str]):
    deal = firm.opportunity("200 seats", assigned_to=None)
    firm.opportunity("Support", assigned_to=None)
    question = firm.outlook(EVE).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    later = MORNING + timedelta(minutes=1)
    answer = firm.outlook(BOB).deliver_mail(ANN, "RE: Offer", in_reply_to="<m1@client.example>", sent_at=later)
    look(firm, *order)
    firm.outlook(EVE).add_category(question, f"OPP-{deal.number}")
    firm.outlook(BOB).add_category(answer, f"OPP-{deal.number}")

    look(firm, *order)

    assert links(firm, deal.number) == [("Offer", "category"), ("RE: Offer", "category")]


@ORDERS
def test_who_has_their_own_does_not_wait_for_what_others_say_of_the_thread(firm: Firm, order: tuple[str, str]):
    mine, other = (
        firm.opportunity(title, assigned_to=firm.people.get(whose)) for title, whose in (("A", BOB), ("B", ""))
    )
    firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    later = MORNING + timedelta(minutes=1)
    answer = firm.outlook(EVE).deliver_mail(ANN, "RE: Offer", in_reply_to="<m1@client.example>", sent_at=later)
    firm.outlook(EVE).add_category(answer, f"OPP-{other.number}")

    look(firm, *order)

    assert links(firm, mine.number) == [("Offer", "address")]
    assert links(firm, other.number) == [("RE: Offer", "category")]


@ORDERS
def test_a_conversation_that_one_mailbox_knows_is_every_copys(firm: Firm, order: tuple[str, str]):
    deal = firm.opportunity("200 seats")
    first = firm.outlook(BOB).deliver_mail("ben@else.example", "Hello", message_id="<m1@else.example>", sent_at=MORNING)
    firm.outlook(BOB).add_category(first, f"OPP-{deal.number}")
    message = {"message_id": "<m2@else.example>", "sent_at": MORNING + timedelta(minutes=1)}
    copies = {
        address: firm.outlook(address).deliver_mail("ben@else.example", "RE: Hello", **message) for address in order
    }
    conversation = firm.simulator.mailbox(BOB).items[first].fields["ConversationId"]
    firm.simulator.mailbox(BOB).items[copies[BOB]].fields["ConversationId"] = conversation

    look(firm, *order)
    firm.cycle()
    turns = firm.cycle()

    assert links(firm, deal.number) == [("Hello", "category"), ("RE: Hello", "thread")]
    assert not any(turn.seen.total() for turn in turns.values())  # and it came to rest


@ORDERS
def test_a_copy_that_does_not_show_that_it_is_an_answer_is_one_as_the_others(firm: Firm, order: tuple[str, str]):
    deal = firm.opportunity("200 seats")
    first = firm.outlook(BOB).deliver_mail("ben@else.example", "Hello", message_id="<m1@else.example>", sent_at=MORNING)
    firm.outlook(BOB).add_category(first, f"OPP-{deal.number}")
    message = {"message_id": "<m2@else.example>", "sent_at": MORNING + timedelta(minutes=1)}
    hidden = firm.outlook(BOB).deliver_mail("ben@else.example", "Checked: RE: Hello", **message)
    firm.outlook(EVE).deliver_mail("ben@else.example", "RE: Hello", **message)
    items = firm.simulator.mailbox(BOB).items
    items[hidden].fields["ConversationId"] = items[first].fields["ConversationId"]

    look(firm, *order)
    firm.cycle()
    turns = firm.cycle()

    assert links(firm, deal.number) == [("Hello", "category"), ("RE: Hello", "thread")]
    assert not any(turn.seen.total() + turn.paid.total() for turn in turns.values())  # and it came to rest


@ORDERS
@pytest.mark.parametrize("has_private_copy", [True, False])
def test_what_addresses_say_once_the_thread_is_gone_stands_beside_a_users_category(
    firm: Firm, order: tuple[str, str], has_private_copy: bool
):
    first = firm.opportunity("200 seats")
    with firm.store.write() as unit:
        unit.contacts.add("Carl Other", addresses=("carl@other.example",))
    other = firm.opportunity("Elsewhere", contact="Carl")
    offer = firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    message = {"message_id": "<m2@client.example>", "sent_at": MORNING + timedelta(minutes=1)}
    answers = {
        address: firm.outlook(address).deliver_mail(ANN, "RE: Offer", in_reply_to="<m1@client.example>", **message)
        for address in (BOB, EVE)
    }
    if has_private_copy:
        firm.outlook(BOB).set_sensitivity(answers[BOB], "Private")
    look(firm, BOB, EVE)
    firm.outlook(BOB).remove_category(offer, firm.categories(offer)[0])
    firm.outlook(EVE).add_category(answers[EVE], f"OPP-{other.number}")

    look(firm, *order)

    assert links(firm, first.number) == [("RE: Offer", "address")]
    assert links(firm, other.number) == [("RE: Offer", "category")]


def test_mail_seen_where_it_was_moved_to_before_it_is_missed_gains_nothing_by_rules(firm: Firm):
    first = firm.opportunity("200 seats")
    firm.outlook().make_folder("Archive")
    mail = firm.outlook().deliver_mail(ANN, "Offer")
    firm.cycle()
    with firm.store.write() as unit:
        other = unit.contacts.add("Other", addresses=("other@client.example",))
        unit.opportunities.edit(first.number, contact_id=other.id)
    firm.opportunity("Support")

    moved = firm.outlook().move(mail, "Archive")  # read before the Inbox: folders are read by name
    firm.cycle()
    firm.cycle()

    assert firm.history(first.number) == ["Offer"]
    assert firm.categories(moved) == [f"OPP-{first.number} 200 seats"]


BEN = "ben@client.example"


@pytest.fixture
def colleague(firm: Firm) -> Opportunity:
    """Ann's opportunity; Ben, of her account, is a contact and has none."""
    deal = firm.opportunity("200 seats")
    with firm.store.write() as unit:
        unit.contacts.add("Ben Client", addresses=(BEN,), account_id=unit.contacts.find("Ann").account_id)
    return deal


@pytest.mark.parametrize("most", [1, 2, 512])
def test_an_answer_of_a_contacts_colleague_follows_its_question_in_pages_of_any_size(
    firm: Firm, colleague: Opportunity, most: int
):
    firm.simulator.organization.quirks.most_changes = most
    firm.outlook().deliver_mail(ANN, "Question", message_id="<q@client.example>", sent_at=MORNING)
    later = MORNING + timedelta(minutes=1)
    firm.outlook().deliver_mail(BEN, "RE: Question", in_reply_to="<q@client.example>", sent_at=later)

    firm.cycle()

    assert links(firm, colleague.number) == [("Question", "address"), ("RE: Question", "thread")]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_answer_that_names_a_message_among_many_follows_it_whenever_that_turns_up(
    firm: Firm, colleague: Opportunity, order: tuple[int, ...]
):
    messages = [
        (ANN, "Question", "<q@client.example>", ""),
        ("cy@us.example", "Asked again", "<c@us.example>", "<first@us.example> <q@client.example> <other@us.example>"),
        (BEN, "RE: Question", "<r@client.example>", "<far@us.example> <q@client.example> <unseen@us.example>"),
    ]
    for n in order:
        sender, subject, identity, references = messages[n]
        at = MORNING + timedelta(minutes=n)
        headers = {"References": references} if references else {}
        firm.outlook().deliver_mail(sender, subject, message_id=identity, headers=headers, sent_at=at)
        firm.cycle()

    assert links(firm, colleague.number) == [("Question", "address"), ("RE: Question", "thread")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_one_second_the_answer_comes_second_wherever_it_is_shown(firm: Firm, order: tuple[int, int]):
    deal = firm.opportunity("200 seats")
    question, answer = (
        ("Seats", {"message_id": "<q@x>"}),
        ("RE: Seats", {"message_id": "<a@x>", "in_reply_to": "<q@x>"}),
    )
    for n in order:
        subject, named = (question, answer)[n]
        firm.outlook().deliver_mail(ANN, subject, sent_at=MORNING, **named)
        firm.cycle()

    with firm.store.read() as unit:
        ids = {one.item.subject: one.item.item_id for one in unit.history.explain("seats")}
        shown = [
            firm.history(deal.number),
            [hit.line.subject for hit in unit.search.find("seats")],
            list(ids),
        ]
        relinked = [id for _, id in unit.relinking.oldest(-1, 9)]

    assert shown == [["RE: Seats", "Seats"]] * 3
    assert relinked == [ids["Seats"], ids["RE: Seats"]]


def test_a_copy_that_turns_up_in_another_conversation_takes_its_answers_along(firm: Firm):
    deal = firm.opportunity("200 seats")
    question = {"message_id": "<q@client.example>", "sent_at": MORNING}
    first = firm.outlook(BOB).deliver_mail("zoe@else.example", "Question", **question)
    firm.outlook(BOB).add_category(first, f"OPP-{deal.number}")
    later = MORNING + timedelta(minutes=1)
    answer = firm.outlook(EVE).deliver_mail("zoe@else.example", "RE: Question", sent_at=later)
    look(firm, BOB, EVE)

    copy = firm.outlook(EVE).deliver_mail("zoe@else.example", "Question", **question)
    items = firm.simulator.mailbox(EVE).items
    items[copy].fields["ConversationId"] = items[answer].fields["ConversationId"]
    look(firm, BOB, EVE)

    assert links(firm, deal.number) == [("Question", "category"), ("RE: Question", "thread")]


# --- moved, and read where it is now before it is missed where it was -------------------------------------------------

FOLDERS = pytest.mark.parametrize("folder", ["Archive", "Zebra"])  # read before the Inbox, and after it


def seen_and_stamped(firm: Firm, folder: str) -> tuple[Opportunity, str]:
    deal = firm.opportunity("200 seats")
    firm.outlook().make_folder(folder)
    firm.outlook().make_folder("Middle")
    mail = firm.outlook().deliver_mail(ANN, "Offer", message_id="<o@client.example>")
    firm.cycle()
    assert firm.categories(mail) == [f"OPP-{deal.number} 200 seats"]
    return deal, mail


@FOLDERS
@pytest.mark.parametrize("is_copied_first", [False, True])
def test_taking_the_category_off_and_moving_in_one_turn_is_the_removal(firm: Firm, folder: str, is_copied_first: bool):
    deal, mail = seen_and_stamped(firm, folder)
    if is_copied_first:
        firm.outlook().move(mail, "Middle")
        firm.cycle()
        [mail] = [id for id, item in firm.simulator.mailbox(BOB).items.items() if item.categories]

    firm.outlook().set_categories(mail, [])
    moved = firm.outlook().move(mail, folder)
    for _ in range(2):
        firm.cycle()

    assert firm.history(deal.number) == []
    assert firm.categories(moved) == []
    with firm.store.read() as unit:
        counts = unit.history.counts()
    assert counts["seen"] == 1


@FOLDERS
def test_setting_another_category_and_moving_in_one_turn_adds_it(firm: Firm, folder: str):
    deal, mail = seen_and_stamped(firm, folder)
    other = firm.opportunity("Support")

    firm.outlook().add_category(mail, f"OPP-{other.number}")
    firm.outlook().move(firm.outlook().move(mail, "Middle"), folder)
    for _ in range(2):
        firm.cycle()

    assert links(firm, deal.number) == [("Offer", "address")]
    assert links(firm, other.number) == [("Offer", "category")]


@FOLDERS
def test_a_mail_thrown_away_after_it_was_moved_keeps_its_history(firm: Firm, folder: str):
    deal, mail = seen_and_stamped(firm, folder)

    firm.outlook().delete(firm.outlook().move(mail, folder))
    for _ in range(2):
        firm.cycle()

    assert firm.history(deal.number) == ["Offer"]


@FOLDERS
@pytest.mark.parametrize("is_split", [False, True])
def test_of_two_copies_in_one_mailbox_the_category_of_either_counts_as_first(firm: Firm, folder: str, is_split: bool):
    deal, other = firm.opportunity("200 seats"), firm.opportunity("Support", assigned_to=None)
    firm.outlook().make_folder(folder)
    firm.with_policy(ambiguous=Ambiguous.NEWEST)
    message = {"message_id": "<o@client.example>", "sent_at": MORNING}
    first = firm.outlook().deliver_mail(ANN, "Offer", **message)
    if is_split:
        firm.cycle()
    second = firm.outlook().deliver_mail(ANN, "Offer", folder=folder, **message)
    firm.outlook().add_category(second, f"OPP-{deal.number}")
    for _ in range(2):
        firm.cycle()

    assert links(firm, deal.number) == [("Offer", "category")]
    assert links(firm, other.number) == []
    for copy in (first, second):
        assert [name.split()[0] for name in firm.categories(copy)] == [f"OPP-{deal.number}"]


@pytest.mark.parametrize("names", [("Archive", "Inbox"), ("Inbox", "Zebra")], ids=["marked last", "marked first"])
def test_the_category_on_a_second_copy_is_its_users_although_the_thread_leads_there(firm: Firm, names: tuple[str, str]):
    firm.opportunity("200 seats", assigned_to=None)
    deal = firm.opportunity("Support", assigned_to=None)
    firm.opportunity("Newest", assigned_to=None)
    firm.with_policy(ambiguous=Ambiguous.NEWEST)
    firm.outlook().make_folder("Archive")
    firm.outlook().make_folder("Zebra")
    question = firm.outlook().deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    firm.outlook().add_category(question, f"OPP-{deal.number}")
    again = {"message_id": "<m2@client.example>", "in_reply_to": "<m1@client.example>"}
    later = MORNING + timedelta(minutes=1)
    copies = [firm.outlook().deliver_mail(ANN, "RE: Offer", folder=name, sent_at=later, **again) for name in names]
    firm.outlook().add_category(copies[names.index("Inbox")], f"OPP-{deal.number}")

    look(firm, BOB)

    assert links(firm, deal.number) == [("Offer", "category"), ("RE: Offer", "category")]


def test_an_address_link_stays_where_only_records_changed_and_the_mail_is_read_again(firm: Firm):
    only = firm.opportunity("Only one")
    with firm.store.write() as unit:
        unit.contacts.add("Carl Other", addresses=("carl@other.example",))
    elsewhere = firm.opportunity("Elsewhere", contact="Carl")
    offer = firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    later = MORNING + timedelta(minutes=1)
    answer = firm.outlook(BOB).deliver_mail(ANN, "RE: Offer", in_reply_to="<m1@client.example>", sent_at=later)
    firm.cycle(BOB)
    firm.outlook(BOB).add_category(answer, f"OPP-{elsewhere.number}")
    look(firm, BOB)

    firm.opportunity("One more")
    firm.outlook(BOB).add_category(offer, "Red")
    look(firm, BOB)

    assert ("Offer", "address") in links(firm, only.number)
    assert ("Offer", "thread") not in links(firm, elsewhere.number)


@ORDERS
def test_what_was_linked_while_there_was_no_choice_is_settled_by_nobody_after_the_records_changed(
    firm: Firm, order: tuple[str, str]
):
    only = firm.opportunity("Only one")
    with firm.store.write() as unit:
        unit.contacts.add("Carl Other", addresses=("carl@other.example",))
    elsewhere = firm.opportunity("Elsewhere", contact="Carl")
    firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    answers = [
        firm.outlook(address).deliver_mail(
            ANN, f"RE: Offer {n}", in_reply_to="<m1@client.example>", sent_at=MORNING + timedelta(minutes=n)
        )
        for n, address in enumerate((BOB, EVE), 1)
    ]
    look(firm, BOB, EVE)
    firm.outlook(BOB).add_category(answers[0], f"OPP-{elsewhere.number}")
    look(firm, BOB, EVE)
    firm.opportunity("One more")
    firm.outlook(BOB).remove_category(answers[0], f"OPP-{elsewhere.number} Elsewhere")
    firm.outlook(EVE).add_category(answers[1], f"OPP-{elsewhere.number}")

    look(firm, *order)

    assert ("Offer", "address") in links(firm, only.number)
    assert [rule for subject, rule in links(firm, elsewhere.number) if subject == "Offer"] == []


@pytest.mark.parametrize("folder", ["Archive", "Zebra"])
def test_what_its_sender_marked_is_no_users_choice_and_no_address_either_once_it_is_moved(firm: Firm, folder: str):
    deal, other = firm.opportunity("200 seats"), firm.opportunity("Closed")
    with firm.store.write() as unit:
        unit.opportunities.close(other.number, True, MORNING - timedelta(days=9))
    firm.outlook(BOB).make_folder(folder)
    mail = firm.outlook(BOB).deliver_mail(ANN, "Offer", headers={"Keywords": f"OPP-{other.number}"}, sent_at=MORNING)
    firm.cycle(BOB)

    firm.outlook(BOB).move(mail, folder)
    look(firm, BOB)

    assert links(firm, deal.number) == links(firm, other.number) == []


@pytest.mark.parametrize("folder", ["Archive", "Zebra"])
def test_another_spelling_counts_whether_the_mail_was_moved_with_it_or_not(firm: Firm, folder: str):
    deal = firm.opportunity("200 seats")
    firm.outlook(BOB).make_folder(folder)
    mail = firm.outlook(BOB).deliver_mail(ANN, "Offer", message_id="<m1@client.example>", sent_at=MORNING)
    firm.cycle(BOB)

    firm.outlook(BOB).add_category(mail, f"OPP {deal.number}:")
    mail = firm.outlook(BOB).move(mail, folder)
    look(firm, BOB)
    confirmed = links(firm, deal.number)
    firm.outlook(BOB).remove_category(mail, f"OPP {deal.number}:")
    mail = firm.outlook(BOB).move(mail, "Inbox")
    look(firm, BOB)

    assert confirmed == [("Offer", "category")]
    assert links(firm, deal.number) == []
    assert firm.categories(mail) == []
