"""Items in mailboxes become history, and people see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.values import Outcome
from tests.flow.appointments.calendars import an_event
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm

A_SERIES = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//a test//EN\r
BEGIN:VEVENT\r
UID:weekly@us.example\r
DTSTAMP:20260301T080000Z\r
DTSTART:20260312T090000Z\r
DTEND:20260312T100000Z\r
RRULE:FREQ=WEEKLY;COUNT=5\r
SUMMARY:Weekly\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def outcome(firm: Firm, subject: str) -> list[tuple[str, Outcome, str]]:
    with firm.store.read() as unit:
        return [
            (copy.address, copy.receipt.outcome, copy.receipt.rule)
            for found in unit.history.explain(subject)
            for copy in found.copies
            if copy.receipt
        ]


def test_mail_from_a_contact_is_linked_recorded_and_stamped(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer", "Dear Bob, yes.")

    firm.cycle()

    assert firm.history(deal.number) == ["Our offer"]
    assert firm.categories(mail) == [f"OPP-{deal.number} 200 seats"]


def test_a_stamp_keeps_the_users_categories_and_the_item_unread(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.outlook().set_categories(mail, ["Red", "Blue"])

    firm.cycle()

    assert firm.categories(mail) == ["Red", "Blue", f"OPP-{deal.number} 200 seats"]
    assert not firm.simulator.mailbox(BOB).items[mail].flag("IsRead")


def test_a_category_set_by_hand_links_mail_of_strangers(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail("nobody@else.example", "Hello")
    firm.cycle()
    firm.outlook().add_category(mail, f"OPP-{deal.number} 200 seats")

    firm.cycle()

    assert firm.history(deal.number) == ["Hello"]


def test_the_same_message_in_two_mailboxes_is_one_item_stamped_in_both(firm: Firm):
    deal = firm.opportunity("200 seats")
    message = {"to": (BOB, EVE), "message_id": "<one@client.example>", "sent_at": MORNING}
    mails = {address: firm.outlook(address).deliver_mail(ANN, "To both", **message) for address in (BOB, EVE)}

    firm.cycle()

    assert firm.history(deal.number) == ["To both"]
    for address, mail in mails.items():
        assert firm.categories(mail, address) == [f"OPP-{deal.number} 200 seats"]


def test_a_category_removed_by_the_user_stays_removed_everywhere(firm: Firm):
    deal = firm.opportunity("200 seats")
    message = {"to": (BOB, EVE), "message_id": "<one@client.example>", "sent_at": MORNING}
    mine = firm.outlook().deliver_mail(ANN, "To both", **message)
    hers = firm.outlook(EVE).deliver_mail(ANN, "To both", **message)
    firm.cycle()
    firm.outlook().set_categories(mine, [])

    for _ in range(3):
        firm.cycle()

    assert firm.history(deal.number) == []
    assert firm.categories(mine) == firm.categories(hers, EVE) == []


def test_putting_the_category_back_links_again(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.cycle()
    firm.outlook().set_categories(mail, [])
    firm.cycle()
    firm.outlook().set_categories(mail, [f"OPP-{deal.number} 200 seats"])

    firm.cycle()

    assert firm.history(deal.number) == ["Our offer"]


def test_a_second_copy_without_the_category_leaves_the_users_choice_alone(firm: Firm):
    deal = firm.opportunity("200 seats")
    message = {"message_id": "<one@else.example>", "sent_at": MORNING}
    mail = firm.outlook().deliver_mail("nobody@else.example", "Hello", **message)
    firm.outlook().add_category(mail, f"OPP-{deal.number} 200 seats")
    copy = firm.outlook().deliver_mail("nobody@else.example", "Hello", folder="sentitems", **message)

    firm.cycle()
    firm.cycle()

    assert firm.history(deal.number) == ["Hello"]
    for item in (mail, copy):
        assert firm.categories(item) == [f"OPP-{deal.number} 200 seats"]


def test_a_category_on_a_series_stays_there(firm: Firm):
    deal = firm.opportunity("200 seats")
    [series] = firm.outlook().put_calendar(A_SERIES)
    firm.outlook().add_category(series, f"OPP-{deal.number} 200 seats")

    firm.cycle()
    firm.cycle()

    assert firm.categories(series) == [f"OPP-{deal.number} 200 seats"]


def test_an_appointment_with_a_contact_is_linked_and_nobody_is_told(firm: Firm):
    deal = firm.opportunity("200 seats")
    mine = firm.outlook().appoint("Demo", MORNING + timedelta(days=1), attendees=[ANN])
    [theirs] = firm.outlook().put_calendar(an_event("demo@x", MORNING + timedelta(days=2), organizer=ANN))

    firm.cycle()

    assert sorted(firm.history(deal.number)) == ["Demo", "Demo"]
    stamp = [f"OPP-{deal.number} 200 seats"]
    assert firm.categories(theirs) == stamp
    # Over Graph nobody knows whether those whom Bob invited would be told.
    assert firm.categories(mine) == ([] if firm.is_in_cloud else stamp)


def test_an_edited_appointment_stays_one_item(firm: Firm):
    deal = firm.opportunity("200 seats")
    meeting = firm.outlook().appoint("Demo", MORNING + timedelta(days=1), attendees=[ANN])
    firm.cycle()
    firm.outlook().edit_appointment(meeting, subject="Demo, moved", start=MORNING + timedelta(days=2))

    firm.cycle()

    assert firm.history(deal.number) == ["Demo, moved"]


def test_a_moved_message_is_followed_and_not_doubled(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().make_folder("Inbox/Projects")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.cycle()
    moved = firm.outlook().move(mail, "Inbox/Projects")
    firm.cycle()
    firm.outlook().set_categories(moved, [])

    firm.cycle()

    assert firm.history(deal.number) == []
    assert [rule for _, _, rule in outcome(firm, "Our offer")] == ["removed by the user"]


def test_deleting_a_message_deletes_nothing_in_history(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.cycle()
    firm.outlook().delete(mail)

    firm.cycle()

    assert firm.history(deal.number) == ["Our offer"]


def test_an_ambiguous_message_waits_for_review_with_its_candidates(firm: Firm):
    firm.opportunity("200 seats")
    firm.opportunity("Support")
    mail = firm.outlook().deliver_mail(ANN, "Which one?")

    firm.cycle()

    assert outcome(firm, "Which one?") == [(BOB, Outcome.REVIEW, "ambiguous")]
    assert firm.categories(mail) == ["OPP? choose"]  # nobody's: asked of whoever has it


def test_counters_add_up(firm: Firm):
    firm.opportunity("200 seats")
    outlook = firm.outlook()
    outlook.deliver_mail(ANN, "linked")
    outlook.deliver_mail("nobody@else.example", "skipped")
    outlook.deliver_mail(EVE, "inside")
    broken = outlook.deliver_mail(ANN, "broken")
    firm.simulator.faults.show_item_as(broken, "Memo")

    turn = firm.cycle()[BOB]

    assert dict(turn.seen) == {"linked": 1, "skipped": 2, "quarantined": 1}
    with firm.store.read() as unit:
        counts = unit.history.counts()
    assert counts.pop("seen") == sum(counts.values()) == 4


def test_a_quarantined_item_holds_nothing_up_and_is_taken_in_once_readable(firm: Firm):
    deal = firm.opportunity("200 seats")
    broken = firm.outlook().deliver_mail(ANN, "broken")
    firm.simulator.faults.show_item_as(broken, "Memo")
    firm.cycle()
    firm.simulator.faults.clear()
    firm.outlook().mark_read(broken)
    firm.outlook().set_categories(broken, ["Red"])

    firm.cycle()

    assert firm.history(deal.number) == ["broken"]
    with firm.store.read() as unit:
        assert unit.quarantine.all() == []


def test_a_task_leaves_the_quarantine_once_readable(firm: Firm):
    broken = firm.outlook().make_task("Call back")
    firm.simulator.faults.show_item_as(broken, "Memo")
    firm.cycle()
    firm.simulator.faults.clear()
    firm.outlook().rename(broken, "Call her back")

    firm.cycle()

    with firm.store.read() as unit:
        assert unit.quarantine.all() == []


@pytest.mark.row(31)
def test_what_is_unlinked_in_the_record_loses_its_category_and_no_rule_brings_it_back(firm: Firm):
    deal = firm.opportunity("200 seats")
    message = {"to": (BOB, EVE), "message_id": "<one@client.example>", "sent_at": MORNING}
    mails = {address: firm.outlook(address).deliver_mail(ANN, "Private talk", **message) for address in (BOB, EVE)}
    firm.cycle()

    with firm.store.write() as unit:
        item = unit.opportunities.history(deal.number)[0].item_id
        unit.items.unlink(item, deal.number)
    firm.cycle()
    for address, mail in mails.items():
        firm.outlook(address).mark_read(mail)
    firm.cycle()

    assert firm.history(deal.number) == []
    assert [firm.categories(mail, address) for address, mail in mails.items()] == [[], []]
    with firm.store.write() as unit:
        unit.items.link(item, deal.number)
    firm.cycle()
    firm.cycle()
    assert firm.history(deal.number) == ["Private talk"]
    category = [f"OPP-{deal.number} 200 seats"]
    assert [firm.categories(mail, address) for address, mail in mails.items()] == [category, category]


@pytest.mark.row(31)
def test_mail_of_a_stranger_is_linked_in_the_record_and_stays_until_its_user_takes_it_off(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail("nobody@else.example", "Hello", "The whole text.")
    firm.cycle()
    with firm.store.write() as unit:
        item = unit.history.explain("Hello")[0].item.item_id

        unit.items.link(item, deal.number)
    firm.cycle()
    firm.cycle()

    assert firm.history(deal.number) == ["Hello"]
    assert firm.categories(mail) == [f"OPP-{deal.number} 200 seats"]
    with firm.store.read() as unit:
        assert unit.items.get(item).links[0].rule == "by hand"
        assert [hit.line.subject for hit in unit.search.find("whole text")] == ["Hello"]
    firm.outlook().remove_category(mail, f"OPP-{deal.number} 200 seats")
    firm.cycle()
    assert firm.history(deal.number) == []


# --- categories as people mistype them --------------------------------------------------------------------------------


@pytest.mark.parametrize("is_stamp_taken", [True, False])
def test_a_mistyped_category_links_is_stamped_beside_and_goes_with_either_spelling(firm: Firm, is_stamp_taken: bool):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail("zoe@else.example", "Hello")
    typed, stamp = f"OPP - {deal.number}:", f"OPP-{deal.number} 200 seats"
    firm.outlook().add_category(mail, typed)
    firm.cycle()
    before, in_history = firm.categories(mail), firm.history(deal.number)
    firm.outlook().remove_category(mail, stamp if is_stamp_taken else typed)

    firm.cycle()
    firm.cycle()

    assert (before, in_history) == ([typed, stamp], ["Hello"])
    assert (firm.categories(mail), firm.history(deal.number)) == ([], [])


@pytest.mark.parametrize(
    ("is_stamp_taken", "act"),
    [(True, "take off"), (True, "put back"), (True, "set again"), (False, "take off"), (False, "put back")],
)
def test_the_other_spelling_stays_where_one_goes_from_many_at_once_until_a_person_decides(
    firm: Firm, is_stamp_taken: bool, act: str
):
    deal = firm.opportunity("200 seats")
    typed, stamp = f"OPP - {deal.number}:", f"OPP-{deal.number} 200 seats"
    gone, left = (stamp, typed) if is_stamp_taken else (typed, stamp)
    mails = [firm.outlook().deliver_mail("zoe@else.example", f"Hello {n}") for n in range(11)]
    for mail in mails:
        firm.outlook().add_category(mail, typed)
    firm.cycle()
    for mail in mails:
        firm.outlook().remove_category(mail, gone)

    firm.cycle()
    firm.cycle()
    firm.outlook().add_category(mails[0], "Red")  # what is looked at once more stays as it is
    firm.cycle()
    waiting = [firm.categories(mail) for mail in mails]
    with firm.store.write() as unit:
        [loss] = unit.losses.frozen()
        if act != "set again":
            (unit.losses.take_off if act == "take off" else unit.losses.put_back)(loss)
    for mail in mails if act == "set again" else ():
        firm.outlook().add_category(mail, gone)
    firm.cycle()
    firm.outlook().add_category(mails[1], "Red")
    firm.cycle()
    firm.cycle()

    ended = {"take off": set[str](), "put back": {stamp, left}, "set again": {stamp, typed}}[act]
    assert (loss.count, waiting) == (11, [[left, "Red"], *[[left]] * 10])
    assert [set(firm.categories(mail)) - {"Red"} for mail in mails] == [ended] * 11
    assert len(firm.history(deal.number)) == (0 if act == "take off" else 11)
    with firm.store.read() as unit:
        assert unit.losses.frozen() == []


def test_what_merely_resembles_a_category_waits_for_a_person(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Hello")
    firm.outlook().add_category(mail, f"OPP-{deal.number}b")

    firm.cycle()

    [(_, result, rule)] = outcome(firm, "Hello")
    assert (result, rule) == (Outcome.REVIEW, "unclear category")
    assert firm.categories(mail) == [f"OPP-{deal.number}b"]


def test_what_merely_resembles_a_category_waits_also_on_what_rules_linked_and_until_it_is_off(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Hello")
    firm.cycle()
    firm.outlook().add_category(mail, "OPP-17b")
    firm.cycle()
    [(_, result, rule)] = outcome(firm, "Hello")
    with firm.store.read() as unit:
        [waits] = unit.reviewing.entries()
    in_history, stamped = firm.history(deal.number), firm.categories(mail)
    firm.outlook().remove_category(mail, "OPP-17b")

    firm.cycle()

    assert (result, rule, in_history) == (Outcome.REVIEW, "unclear category", ["Hello"])
    assert f"linked as before to OPP-{deal.number}" in waits.reason
    assert stamped == [f"OPP-{deal.number} 200 seats", "OPP-17b"]
    assert outcome(firm, "Hello")[0][1] is Outcome.LINKED
    assert firm.categories(mail) == [f"OPP-{deal.number} 200 seats"]
