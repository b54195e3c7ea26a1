"""What a server does not tell of a known item stays as it is stored; of a new one, it is waited for."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from simulator.mutations import Mutation, Place, Way
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.sampled import offset

_ITEM = "ResponseMessages/GetItemResponseMessage/Items"
_MAIL = ("Subject", "From", "Sender", "ToRecipients", "InternetMessageId", "Body", "DateTimeSent", "DateTimeReceived")
_OF_MAIL = (*_MAIL, "ConversationId", "Sensitivity", "ItemClass", "IsDraft", "CcRecipients")
_DATES = ("Subject", "UID", "Start", "End", "Organizer", "RequiredAttendees", "Body", "Sensitivity", "Location")
_OF_DATES = (*_DATES, "CalendarItemType", "IsAllDayEvent", "IsCancelled")
# Where a user may take all of it off, an element that is simply not there says that nothing is left.
_TAKEN_OFF = ("CalendarItem/RequiredAttendees", "CalendarItem/Location")
PLACES = [f"Message/{name}" for name in _OF_MAIL] + [f"CalendarItem/{name}" for name in _OF_DATES]
CASES = [(place, way) for place in PLACES for way in Way if way is not Way.LEFT_OUT or place not in _TAKEN_OFF]
EVERY = 1 if os.environ.get("EVERY_WAY") else 3  # each commit has others; `make soak` all
CASES = CASES[offset("ways to tell nothing", EVERY) :: EVERY]


@pytest.fixture
def where() -> str:
    """The answers that lack something are EWS's."""
    return "exchange"


def told(firm: Firm, number: int) -> list[tuple[object, ...]]:
    """All that history holds of an opportunity's items."""
    with firm.store.read() as unit:
        found = [unit.items.get(line.item_id) for line in unit.opportunities.history(number)]
    return [
        (one.id, one.subject, one.occurred_at, one.ended_at, one.location, one.body, one.participants, one.versions)
        for one in found
    ]


def receipts(firm: Firm, subject: str) -> list[tuple[str, str]]:
    with firm.store.read() as unit:
        found = [copy.receipt for item in unit.history.explain(subject) for copy in item.copies if copy.receipt]
    return [(receipt.rule, receipt.evidence.get("sign", "")) for receipt in found]


def test_known_items_keep_what_their_next_readings_do_not_tell(firm: Firm) -> None:
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    mail = outlook.deliver_mail(ANN, "Our offer", "Two hundred.", sent_at=firm.clock.now, cc=["eve@us.example"])
    meeting = outlook.appoint("Demo", MORNING + timedelta(days=1), attendees=[ANN], location="Oslo", body="Bring all.")
    firm.cycle(BOB)
    before = told(firm, deal.number)
    lost = []

    for n, (place, way) in enumerate(CASES):
        firm.simulator.mutations.set(Mutation(Place("GetItem", f"{_ITEM}/{place}"), way))
        one = mail if place.startswith("Message") else meeting
        outlook.set_categories(one, [f"OPP-{deal.number} 200 seats", f"Red {n}"])
        firm.cycle(BOB)
        if (after := told(firm, deal.number)) != before:
            lost.append((place, way, after))
            before = after

    assert len(before) == 2
    assert lost == []


# By subject: what it is known to be automatic by, and what its next reading leaves out.
SIGNS: dict[str, tuple[dict[str, str], str, str, str]] = {
    "By a header": ({"Auto-Submitted": "auto-replied"}, ANN, "Away.", "InternetMessageHeaders"),
    "By two": ({"Auto-Submitted": "auto-replied", "List-Id": "<l.us.example>"}, ANN, "Away.", "InternetMessageHeaders"),
    "Out of office: away": ({"X-Loop": "x@y.example"}, ANN, "Away.", "InternetMessageHeaders"),
    "By its text": ({}, "postmaster@client.example", "Final-Recipient: rfc822; x@y.example", "Body"),
}


@pytest.mark.parametrize("is_moved", [False, True])
@pytest.mark.parametrize("lacking", ["InternetMessageHeaders", "Body", "ItemClass"])
def test_automatic_mail_stays_so_where_its_next_reading_does_not_tell_by_what(
    firm: Firm, lacking: str, is_moved: bool
) -> None:
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    mails = {
        subject: outlook.deliver_mail(sender, subject, body, headers=headers)
        for subject, (headers, sender, body, field) in SIGNS.items()
        if field == lacking
    }
    if lacking == "ItemClass":
        mails["By its class"] = outlook.deliver_mail(ANN, "By its class", "Read.")
        firm.simulator.mailbox(BOB).items[mails["By its class"]].item_class = "REPORT.IPM.Note.IPNRN"
    firm.cycle(BOB)
    before = {subject: receipts(firm, subject) for subject in mails}
    firm.simulator.mutations.set(Mutation(Place("GetItem", f"{_ITEM}/Message/{lacking}"), Way.LEFT_OUT))
    outlook.make_folder("Archive")

    for mail in mails.values():
        outlook.set_categories(mail, ["Red"])
        if is_moved:
            outlook.move(mail, "Archive")
    firm.cycle(BOB)
    firm.cycle(BOB)

    assert {subject: receipts(firm, subject)[-1:] for subject in mails} == before
    assert {rule for found in before.values() for rule, _ in found} == {"automatic"}
    assert firm.history(deal.number) == []


def test_what_a_sender_was_seen_to_set_stays_theirs_where_the_headers_are_not_given_again(firm: Firm) -> None:
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    stranger = "someone@strangers.example"
    mails = [
        outlook.deliver_mail(stranger, "A wish", headers={"Keywords": "OPP new"}),
        outlook.deliver_mail(stranger, "A number", headers={"Keywords": f"OPP-{deal.number}"}),
    ]
    firm.cycle(BOB)
    firm.simulator.organization.quirks.no_headers = True

    for mail in mails:
        outlook.set_categories(mail, [*firm.categories(mail), "Red"])
    firm.cycle(BOB)

    with firm.store.read() as unit:
        assert len(unit.opportunities.all(is_open=True)) == 1
    assert firm.history(deal.number) == []
    assert [receipts(firm, subject)[0][0] for subject in ("A wish", "A number")] == ["category from sender"] * 2


def test_who_wrote_by_way_of_a_list_stays_known_where_the_headers_are_not_given_again(firm: Firm) -> None:
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    headers = {"List-Id": "<sales.us.example>", "X-Original-From": f"Ann <{ANN}>"}
    mail = outlook.deliver_mail("sales@us.example", "By the list", "Yes.", headers=headers)
    firm.cycle(BOB)
    before = told(firm, deal.number)
    firm.simulator.organization.quirks.no_headers = True

    outlook.set_categories(mail, [*firm.categories(mail), "Red"])
    firm.cycle(BOB)

    assert len(before) == 1
    assert told(firm, deal.number) == before


def test_a_moved_mail_keeps_what_is_not_told_of_it_where_it_is_now(firm: Firm) -> None:
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    outlook.make_folder("Archive")
    cc = ["eve@us.example"]
    mail = outlook.deliver_mail(ANN, "Our offer", "Two hundred.", sent_at=firm.clock.now, cc=cc)
    firm.cycle(BOB)
    before = told(firm, deal.number)
    lost = []

    for n, place in enumerate(("CcRecipients", "Subject", "Body", "DateTimeSent", "Sensitivity", "ToRecipients")):
        firm.simulator.mutations.set(Mutation(Place("GetItem", f"{_ITEM}/Message/{place}"), Way.LEFT_OUT))
        mail = outlook.move(mail, ("Archive", "inbox")[n % 2])
        firm.cycle(BOB)
        firm.cycle(BOB)
        if told(firm, deal.number) != before:
            lost.append((place, told(firm, deal.number)))

    assert lost == []


@pytest.mark.parametrize("is_there", [True, False])
def test_a_subject_that_a_user_emptied_is_followed(firm: Firm, is_there: bool) -> None:
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer", "Two hundred.", sent_at=firm.clock.now)
    firm.cycle(BOB)
    item = firm.simulator.mailbox(BOB).items[mail]
    item.put("Subject", "")
    if not is_there:
        item.fields.pop("Subject")
    firm.outlook().set_categories(mail, [*firm.categories(mail), "Red"])

    firm.cycle(BOB)

    assert firm.history(deal.number) == [""]


@pytest.mark.parametrize(("name", "way"), [("From", Way.FOREIGN), ("InternetMessageId", Way.FOREIGN)])
def test_a_new_mail_whose_writer_or_id_cannot_be_read_waits_and_is_said(firm: Firm, name: str, way: Way) -> None:
    deal = firm.opportunity("200 seats")
    firm.simulator.mutations.set(Mutation(Place("GetItem", f"{_ITEM}/Message/{name}"), way))
    firm.outlook().deliver_mail(ANN, "Our offer", "Two hundred.", sent_at=firm.clock.now)

    firm.cycle(BOB)

    with firm.store.read() as unit:
        [waiting] = unit.quarantine.all()
    assert "does not show its " in waiting.reason
    assert firm.history(deal.number) == []
    firm.simulator.mutations.set(None)
    with firm.store.write() as unit:
        unit.mailboxes.ask_to_reconcile(BOB, in_full=False, now=firm.clock())
    firm.cycle(BOB)
    assert firm.history(deal.number) == ["Our offer"]


def status(firm: Firm) -> list[str]:
    """What `status` says of what was not told whole or not understood."""
    with firm.store.read() as unit:
        return [one.reason for one in unit.quarantine.all()]


def read_again(firm: Firm) -> None:
    """As it is every night."""
    with firm.store.write() as unit:
        unit.mailboxes.ask_to_reconcile(BOB, in_full=False, now=firm.clock())
    firm.cycle(BOB)


SAID = {
    "Message/Subject": "",  # it has one by its other name
    "Message/ToRecipients": "recipients",
    "Message/CcRecipients": "copy recipients",
    "Message/InternetMessageId": "Message-ID",
    "Message/Body": "text",
    "Message/DateTimeSent": "date",
    "Message/ConversationId": "conversation",
    "CalendarItem/UID": "UID",
    "CalendarItem/Start": "start",
    "CalendarItem/End": "end",
    "CalendarItem/Body": "text",
    "CalendarItem/Sensitivity": "sensitivity",
}


def test_what_is_not_told_of_a_known_item_is_said_until_it_is_told_again(firm: Firm) -> None:
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    mail = outlook.deliver_mail(ANN, "Our offer", "Two hundred.", sent_at=firm.clock.now, cc=["eve@us.example"])
    meeting = outlook.appoint("Demo", MORNING + timedelta(days=1), attendees=[ANN], location="Oslo", body="Bring all.")
    firm.cycle(BOB)
    before = told(firm, deal.number)
    during, after = {}, {}

    for n, place in enumerate(SAID):
        firm.simulator.mutations.set(Mutation(Place("GetItem", f"{_ITEM}/{place}"), Way.LEFT_OUT))
        one = mail if place.startswith("Message") else meeting
        outlook.set_categories(one, [f"OPP-{deal.number} 200 seats", f"Red {n}"])
        firm.cycle(BOB)
        during[place] = status(firm)
        firm.simulator.mutations.set(None)
        read_again(firm)
        after[place] = status(firm)

    assert told(firm, deal.number) == before
    assert {place: found for place, found in after.items() if found} == {}
    assert during.pop("Message/Subject") == []
    assert {place: [SAID[place] in one for one in found] for place, found in during.items()} == {
        place: [True] for place in during
    }


def test_a_mail_that_is_new_and_lacks_its_people_is_said_and_decided_rightly_once_they_are_told(firm: Firm) -> None:
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    mutations = firm.simulator.mutations
    firm.cycle(BOB)
    mutations.set(Mutation(Place("GetItem", f"{_ITEM}/Message/ToRecipients"), Way.LEFT_OUT))
    outlook.deliver_mail("eve@us.example", "To Ann", "Yes.", to=[ANN, BOB])
    firm.cycle(BOB)
    mutations.set(Mutation(Place("GetItem", f"{_ITEM}/Message/CcRecipients"), Way.LEFT_OUT))
    outlook.deliver_mail("eve@us.example", "Copy to Ann", "Yes.", to=[BOB], cc=[ANN])
    firm.cycle(BOB)
    mutations.set(None)
    firm.simulator.organization.quirks.no_headers = True
    firm.simulator.organization.quirks.leave_out = frozenset({"From", "Sender"})
    outlook.deliver_mail(ANN, "From Ann", "Yes.")
    firm.cycle(BOB)
    firm.simulator.organization.quirks.leave_out = frozenset()
    during = sorted(status(firm)), firm.history(deal.number)

    read_again(firm)

    assert [one.partition(" tell its ")[2].partition(";")[0] for one in during[0]] == [
        "copy recipients",
        "recipients",
        "sender",
    ]
    assert during[1] == []
    assert status(firm) == []
    assert set(firm.history(deal.number)) == {"To Ann", "Copy to Ann", "From Ann"}


def test_what_a_server_lawfully_leaves_out_is_no_trouble(firm: Firm) -> None:
    firm.opportunity("200 seats")
    outlook, hers = firm.outlook(), firm.outlook("eve@us.example")
    firm.simulator.organization.quirks.bare_sent_items = True
    bare = outlook.deliver(f"From: {ANN}\nMessage-ID: <1@x>\nDate: Tue, 10 Mar 2026 07:00:00 +0000\n\nYes.".encode())
    hidden = f"From: {ANN}\nTo: undisclosed-recipients:;\nMessage-ID: <2@x>\n\nYes.".encode()
    mails = [bare, outlook.deliver(hidden)]
    mails.append(outlook.deliver_mail(ANN, "", "Yes.", message_id="<3@x>"))
    sent = f"From: {BOB}\nTo: {ANN}\nSubject: Sent\nMessage-ID: <4@x>\nReferences: <3@x>\n\nYes.".encode()
    mails.append(outlook.deliver(sent, "sentitems"))
    hers.deliver(sent.replace(b"To: ", b"Bcc: eve@us.example\nTo: "))
    outlook.appoint("Alone", MORNING + timedelta(days=1))

    for n in range(3):
        for mail in mails:
            outlook.set_categories(mail, [*firm.categories(mail), f"Red {n}"])
        firm.cycle()

    assert status(firm) == []
