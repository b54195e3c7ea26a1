"""`OPP new` in Outlook makes an opportunity out of an e-mail or appointment: one, whoever asks and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from simulator.faults import FaultKind
from store.values import Outcome, Record
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.wishing import NEW, STRANGER, made, receipts, trail, wish


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def test_an_opportunity_is_made_with_the_sender_for_the_mailboxs_user(firm: Firm):
    mail = firm.outlook().deliver_mail(ANN, "AW: RE: Fwd: 200 seats, please", message_id="<m1@client.example>")
    firm.outlook().set_categories(mail, ["Red", NEW])

    firm.cycle()

    [deal] = made(firm)
    assert (deal.title, deal.assigned_to, deal.is_open) == ("200 seats, please", firm.people[BOB], True)
    with firm.store.read() as unit:
        ann = unit.contacts.find(ANN).id
    assert (deal.contact_id, deal.initiated_contact_id) == (ann, ann)
    assert firm.history(deal.number) == ["AW: RE: Fwd: 200 seats, please"]
    assert firm.categories(mail) == ["Red", f"OPP-{deal.number} 200 seats please"]
    assert ("Bob", "made in bob@us.example out of e-mail <m1@client.example>") in trail(firm, deal.number)


def no_stamp(firm: Firm) -> None:
    """The server takes the next one not; over Graph nor the same one tried again at once."""
    firm.fault(FaultKind.REFUSED, "UpdateItem", code="ErrorServerBusy", times=4 if firm.is_in_cloud else 1)


def test_it_is_made_once_however_often_the_page_is_read(firm: Firm):
    mail = firm.outlook().deliver_mail(ANN, "200 seats")
    wish(firm, mail)
    for _ in range(2):
        no_stamp(firm)
    firm.try_cycle()
    assert NEW in firm.categories(mail)
    firm.simulator.expire_sync_states()
    firm.outlook().add_category(mail, "Red")

    for _ in range(3):
        firm.clock.tick(timedelta(hours=1))
        firm.try_cycle()
    firm.cycle()

    [deal] = made(firm)
    assert sorted(firm.categories(mail)) == [f"OPP-{deal.number} 200 seats", "Red"]
    assert firm.history(deal.number) == ["200 seats"]


def test_a_colleague_who_wishes_the_same_gets_the_same(firm: Firm):
    message = {"to": (BOB, EVE), "message_id": "<one@client.example>", "sent_at": MORNING}
    mails = {address: firm.outlook(address).deliver_mail(ANN, "200 seats", **message) for address in (BOB, EVE)}
    for address, mail in mails.items():
        wish(firm, mail, address)

    firm.cycle()
    firm.cycle()

    [deal] = made(firm)
    for address, mail in mails.items():
        assert firm.categories(mail, address) == [f"OPP-{deal.number} 200 seats"]
    firm.outlook().set_categories(mails[BOB], [])
    firm.cycle()
    assert firm.history(deal.number) == ["200 seats"]  # Eve set it, too


def test_after_the_link_was_taken_off_another_one_is_made(firm: Firm):
    mail = firm.outlook().deliver_mail(ANN, "200 seats")
    wish(firm, mail)
    firm.cycle()
    firm.cycle()
    firm.outlook().set_categories(mail, [])
    firm.cycle()
    wish(firm, mail)

    firm.cycle()

    first, second = sorted(one.number for one in made(firm))
    assert (firm.history(first), firm.history(second)) == ([], ["200 seats"])
    assert firm.categories(mail) == [f"OPP-{second} 200 seats"]


def test_the_wish_in_place_of_the_category_makes_another_one(firm: Firm):
    mail = firm.outlook().deliver_mail(ANN, "200 seats")
    wish(firm, mail)
    firm.cycle()
    firm.cycle()
    firm.outlook().set_categories(mail, [NEW])

    firm.cycle()
    firm.cycle()

    first, second = sorted(one.number for one in made(firm))
    assert (firm.history(first), firm.history(second)) == ([], ["200 seats"])


def test_the_wish_beside_the_category_makes_no_other(firm: Firm):
    mail = firm.outlook().deliver_mail(ANN, "200 seats")
    wish(firm, mail)
    firm.cycle()
    firm.cycle()
    wish(firm, mail)

    firm.cycle()

    [deal] = made(firm)
    assert firm.categories(mail) == [f"OPP-{deal.number} 200 seats"]


def test_whoever_takes_the_wish_off_again_keeps_what_was_made(firm: Firm):
    mail = firm.outlook().deliver_mail(ANN, "200 seats")
    wish(firm, mail)
    no_stamp(firm)
    firm.try_cycle()
    firm.simulator.faults.clear()
    assert NEW in firm.categories(mail)
    firm.outlook().remove_category(mail, NEW)
    firm.clock.tick(timedelta(hours=1))

    firm.cycle()

    [deal] = made(firm)
    assert firm.categories(mail) == [f"OPP-{deal.number} 200 seats"]
    assert firm.history(deal.number) == ["200 seats"]


# --- what else may carry it -------------------------------------------------------------------------------------------


def stamped(firm: Firm, category: str) -> list[str]:
    """What a meeting that Bob organizes carries: over Graph nothing of it is touched, the wish included."""
    return [NEW] if firm.is_in_cloud else [category]


def test_an_appointment_and_a_whole_series_make_one_each(firm: Firm):
    meeting = firm.outlook().appoint("Demo", MORNING + timedelta(days=1), attendees=[ANN])
    series = firm.outlook().appoint(
        "Weekly", MORNING + timedelta(days=1), attendees=["zoe@new.example"], rule="FREQ=WEEKLY;COUNT=4"
    )
    for item in (meeting, series):
        wish(firm, item)

    for _ in range(3):
        firm.cycle()

    numbers = {one.title: one.number for one in made(firm)}
    assert numbers.keys() == {"Demo", "Weekly"}
    assert firm.categories(meeting) == stamped(firm, f"OPP-{numbers['Demo']} Demo")
    assert firm.categories(series) == stamped(firm, f"OPP-{numbers['Weekly']} Weekly")


def test_past_occurrences_of_a_series_belong_to_what_was_made_of_it(firm: Firm):
    series = firm.outlook().appoint("Weekly", MORNING - timedelta(days=15), attendees=[ANN], rule="FREQ=WEEKLY;COUNT=6")
    wish(firm, series)

    for _ in range(3):
        firm.cycle()

    [deal] = made(firm)
    assert firm.history(deal.number) == ["Weekly"] * 3
    assert firm.categories(series) == stamped(firm, f"OPP-{deal.number} Weekly")


def test_a_private_item_makes_one_that_tells_nothing(firm: Firm):
    mail = firm.outlook().deliver_mail(ANN, "A secret", "More of it")
    firm.outlook().set_sensitivity(mail, "Private")
    wish(firm, mail)

    firm.cycle()
    firm.cycle()

    [deal] = made(firm)
    assert deal.title == "(private)"
    assert firm.categories(mail) == [f"OPP-{deal.number} (private)"]
    with firm.store.read() as unit:
        assert unit.search.find("secret") == []
        assert [line.subject for line in unit.opportunities.history(deal.number)] == [""]


def test_without_anybody_from_outside_it_waits_for_review(firm: Firm):
    mail = firm.outlook().deliver_mail(EVE, "Lunch")
    wish(firm, mail)

    firm.cycle()
    firm.cycle()

    assert made(firm) == []
    [(outcome, rule, reason)] = receipts(firm, "Lunch")
    assert (outcome, rule) == (Outcome.REVIEW, "new opportunity")
    assert "nobody from outside" in reason
    assert firm.categories(mail) == [NEW]
    firm.outlook().set_categories(mail, [])
    firm.cycle()
    assert [rule for _, rule, _ in receipts(firm, "Lunch")] == ["inside"]


def test_a_wish_that_came_with_the_mail_is_its_senders(firm: Firm):
    mail = firm.outlook().deliver_mail(STRANGER, "Buy now", headers={"Keywords": NEW})
    firm.outlook().set_categories(mail, [NEW])  # what Exchange makes of the header

    firm.cycle()
    firm.cycle()

    assert made(firm) == []
    assert [(outcome, rule) for outcome, rule, _ in receipts(firm, "Buy now")] == [
        (Outcome.REVIEW, "category from sender")
    ]
    firm.outlook().set_categories(mail, [])
    firm.cycle()
    wish(firm, mail)
    firm.cycle()
    assert [one.title for one in made(firm)] == ["Buy now"]


def test_a_contact_in_the_recycle_bin_is_named_and_nothing_is_half_made(firm: Firm):
    with firm.store.write() as unit:
        unit.bin.delete(Record.CONTACT, unit.contacts.find(ANN).id)
    mail = firm.outlook().deliver_mail(ANN, "200 seats")
    wish(firm, mail)
    firm.cycle()

    assert made(firm) == []
    [(outcome, rule, reason)] = receipts(firm, "200 seats")
    assert (outcome, rule) == (Outcome.REVIEW, "new opportunity")
    assert "Ann" in reason
    assert firm.categories(mail) == [NEW]


def test_a_draft_is_not_looked_at_before_it_is_sent(firm: Firm):
    draft = firm.outlook().deliver(
        b"From: bob@us.example\r\nTo: zoe@new.example\r\nSubject: Our offer\r\nX-Unsent: 1\r\n\r\nDear Zoe\r\n",
        "drafts",
    )
    wish(firm, draft)
    firm.cycle()
    assert made(firm) == []
    sent = firm.outlook().send(draft)
    firm.simulator.sent.clear()

    firm.cycle()

    [deal] = made(firm)
    assert firm.categories(sent) == [f"OPP-{deal.number} Our offer"]


def test_replies_below_it_follow(firm: Firm):
    mail = firm.outlook().deliver_mail(STRANGER, "Hello", message_id="<m1@new.example>")
    wish(firm, mail)
    firm.cycle()
    firm.outlook().deliver_mail(STRANGER, "Re: Hello", message_id="<m2@new.example>", in_reply_to="<m1@new.example>")

    firm.cycle()

    [deal] = made(firm)
    assert sorted(firm.history(deal.number)) == ["Hello", "Re: Hello"]


@pytest.mark.parametrize(
    "subject",
    ["", "RE: ", "x" * 5_000, "a\x00b\x1fc\u202ed", "\ud83d\ude00 \u200b", "Re[4]: AW (2): ", "OPP new", ";,;,"],
)
def test_whatever_the_subject_is_there_is_a_title_and_a_category(firm: Firm, subject: str):
    mail = firm.outlook().deliver_mail(ANN, "plain")
    firm.outlook().rename(
        mail, subject.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")
    )
    wish(firm, mail)

    firm.cycle()
    firm.cycle()

    [deal] = made(firm)
    assert 0 < len(deal.title) <= 200
    assert len(firm.categories(mail)) == 1
    assert firm.categories(mail)[0].startswith(f"OPP-{deal.number}")


def test_a_rule_gone_wild_makes_a_days_worth_and_the_rest_waits_with_the_reason(firm: Firm):
    firm.with_policy(new_per_day=2)
    mails = [firm.outlook().deliver_mail(f"p{number}@new.example", f"Mail {number}") for number in range(4)]
    for mail in mails:
        wish(firm, mail)
    firm.cycle()
    on_the_day = len(made(firm))
    with firm.store.read() as unit:
        waiting = [entry.reason for entry in unit.reviewing.entries()]

    firm.clock.tick(timedelta(days=1))
    for mail in mails:
        firm.outlook().add_category(mail, "Red")  # whatever lets it be read again
    firm.cycle()

    assert on_the_day == 2
    assert len(waiting) == 2
    assert all("2 were made in bob@us.example in one day" in reason for reason in waiting)
    assert len(made(firm)) == 4


def test_what_is_over_a_days_limit_is_made_good_day_by_day_but_for_what_a_person_dismissed(firm: Firm):
    firm.with_policy(new_per_day=2)
    for number in range(6):
        wish(firm, firm.outlook().deliver_mail(f"p{number}@new.example", f"Mail {number}"))
        firm.clock.tick()
    firm.cycle()
    counts = [len(made(firm))]
    with firm.store.write() as unit:
        oldest = min(entry.item.item_id for entry in unit.reviewing.entries())
        unit.reviewing.dismiss(oldest)

    for hours in (2, 24, 2, 24, 24):
        firm.clock.tick(timedelta(hours=hours))
        firm.cycle()
        counts.append(len(made(firm)))

    with firm.store.read() as unit:
        left = [entry.item.subject for entry in unit.reviewing.entries()]
    assert counts == [2, 2, 4, 4, 5, 5]
    assert left == []
