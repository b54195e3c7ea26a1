"""One message in several mailboxes or folders: one item, whatever became of its copies on the way, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime
from threading import Event
from typing import Any

import pytest

from daemon.link.policy import HistoryPolicy, KeptBody
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm

ID = "<offer@client.example>"
OFFER = "Dear all,\n\nwe order 200 seats for 125,000 euro.\n\nKind regards\nAnn"
BANNER = "CAUTION: This email originated from outside of the organization.\n\n"
FOOTER = "\n\nThis e-mail is confidential and only for its recipient."
LONG_HEAD = "Our house says of every mail what nobody reads.\n" * 60 + "\n"
LONG_FOOT = "\n\n" + "And below it what nobody asked for, either.\n" * 60
LONG = OFFER + "\n\n" + "\n".join(f"Line {n}: {n * n} seats" for n in range(150))
HEAD = "A word of the house above it, which no program knows\n\n"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def put(firm: Firm, box: str, subject: str, body: str = OFFER, *, folder: str = "inbox", **headers: str) -> str:
    given = {"From": ANN, "To": f"{BOB}, {EVE}", "Message-ID": ID, "Date": format_datetime(MORNING)}
    message = EmailMessage()
    for name, value in (given | {"Subject": subject} | headers).items():
        if value:
            message[name] = value
    message.set_content(body)
    return firm.outlook(box).deliver(message.as_bytes(), folder)


def people_of(firm: Firm, text: str) -> set[tuple[str, str]]:
    with firm.store.read() as unit:
        (found,) = unit.history.explain(text)
        return {(one.role, one.address) for one in unit.items.get(found.item.item_id).participants}


Copies = Sequence[tuple[str, str, str]]

ONE: Copies = ((BOB, "Offer", OFFER), (EVE, "[EXTERNAL] Offer", BANNER + OFFER), (EVE, "Offer", HEAD + OFFER + FOOTER))
TWO: Copies = ((BOB, "Offer", OFFER), (EVE, "Offer", OFFER.replace("125,000", "152,000")))
ONLY_BELOW: Copies = ((BOB, "Offer", LONG), (EVE, "Offer", LONG.replace("Line 99: 9801", "Line 99: 9810")))
OTHERS: Copies = ((BOB, "Offer", OFFER), (BOB, "Invoice", OFFER))


FAR: Copies = ((BOB, "Offer", OFFER), (EVE, "Offer", LONG_HEAD + OFFER), (EVE, "Offer", LONG_HEAD + OFFER + LONG_FOOT))
LONGS: Copies = ((BOB, "Offer", LONG), (EVE, "[EXTERNAL] Offer", LONG_HEAD + LONG), (BOB, "Offer", LONG + LONG_FOOT))


@pytest.mark.parametrize(
    ("copies", "order"),
    [(ONE, (0, 1, 2)), (ONE, (1, 2, 0)), (ONE, (2, 1, 0)), (FAR, (0, 2, 1)), (FAR, (2, 1, 0)), (LONGS, (1, 2, 0))],
)
def test_copies_that_were_changed_on_the_way_are_one_item_with_the_senders_subject_and_text(
    firm: Firm, order: Sequence[int], copies: Copies
):
    deal = firm.opportunity("200 seats")
    for n in order:
        put(firm, *copies[n])
        firm.cycle()

    firm.cycle()

    assert firm.history(deal.number) == ["Offer"]
    with firm.store.read() as unit:
        (found,) = unit.history.explain(ID)
        assert unit.items.get(found.item.item_id).body == copies[0][2]
        assert len(found.copies) == 3


def test_of_texts_that_are_not_kept_it_is_told_as_well_what_was_put_around_them(firm: Firm):
    firm.context = replace(firm.context, history=HistoryPolicy(KeptBody.PREVIEW))
    deal = firm.opportunity("200 seats")
    for copy in (*LONGS, ONLY_BELOW[1]):
        put(firm, *copy)
        firm.cycle()

    firm.cycle()

    assert firm.history(deal.number) == ["Offer", "Offer"]
    with firm.store.read() as unit:
        assert sorted(len(found.copies) for found in unit.history.explain(ID)) == [1, 3]


@pytest.mark.parametrize("kept", [KeptBody.PREVIEW, KeptBody.TEXT, KeptBody.FULL])
def test_what_was_kept_before_is_told_from_what_comes_once_another_part_of_texts_is_kept(firm: Firm, kept: KeptBody):
    before = KeptBody.PREVIEW if kept is KeptBody.FULL else KeptBody.FULL
    firm.context = replace(firm.context, history=HistoryPolicy(before))
    deal = firm.opportunity("200 seats")
    put(firm, *LONGS[0])
    firm.cycle()
    firm.context = replace(firm.context, history=HistoryPolicy(kept))

    for copy in (*LONGS[1:], ONLY_BELOW[1]):
        put(firm, *copy)
        firm.cycle()

    assert firm.history(deal.number) == ["Offer", "Offer"]
    with firm.store.read() as unit:
        assert sorted(len(found.copies) for found in unit.history.explain(ID)) == [1, 3]


@pytest.mark.parametrize("is_apart", [True, False])
@pytest.mark.parametrize("copies", [TWO, OTHERS[::-1], ((BOB, *TWO[1][1:]), TWO[0]), ONLY_BELOW])
def test_one_message_id_on_what_contradicts_itself_is_two_items(firm: Firm, copies: Copies, is_apart: bool):
    deal = firm.opportunity("200 seats")
    for copy in copies:
        put(firm, *copy)
        if is_apart:
            firm.cycle()

    for _ in range(2):
        firm.cycle()

    assert sorted(firm.history(deal.number)) == sorted(subject for _, subject, _ in copies)


@pytest.mark.parametrize("is_sent_first", [True, False])
def test_everybody_whom_any_copy_names_took_part_and_links_it(firm: Firm, is_sent_first: bool):
    deal = firm.opportunity("200 seats")
    copies: list[dict[str, Any]] = [
        {"box": BOB, "folder": "sentitems", "From": BOB, "To": "team@us.example", "Bcc": ANN},
        {"box": EVE, "From": BOB, "To": "team@us.example", "Cc": "zoe@else.example"},
    ]
    for copy in copies if is_sent_first else copies[::-1]:
        put(firm, subject="To the team", **copy)
        firm.cycle()

    for _ in range(2):
        firm.cycle()

    assert firm.history(deal.number) == ["To the team"]
    assert people_of(firm, "To the team") == {
        ("from", BOB),
        ("to", "team@us.example"),
        ("cc", "zoe@else.example"),
        ("bcc", ANN),
    }
    with firm.store.read() as unit:
        (found,) = unit.history.explain("To the team")
        assert {copy.receipt.outcome.value for copy in found.copies if copy.receipt} == {"linked"}


@pytest.mark.parametrize("is_sent_first", [True, False])
@pytest.mark.parametrize("box", [BOB, EVE])
def test_a_sent_copy_without_id_sender_or_date_is_its_other_copy(firm: Firm, box: str, is_sent_first: bool):
    firm.simulator.organization.quirks.bare_sent_items = True
    deal = firm.opportunity("200 seats")
    sent = {"box": BOB, "folder": "sentitems"}
    for place in (sent, {"box": box}) if is_sent_first else ({"box": box}, sent):
        put(firm, subject="Our offer", body=OFFER, From=BOB, To=f"{EVE}, {ANN}", **place)
        firm.cycle()

    for _ in range(2):
        firm.cycle()

    assert firm.history(deal.number) == ["Our offer"]
    with firm.store.read() as unit:
        (found,) = unit.history.explain(ID)
        assert len(found.copies) == 2
    assert ("from", BOB) in people_of(firm, "Our offer")
    answer = put(firm, EVE, "RE: Our offer", "Fine", **{"Message-ID": "<a@client.example>", "In-Reply-To": ID})
    firm.cycle()
    assert firm.categories(answer, EVE)


class StoppedAt(Event):
    """Set once it was looked at so often: between two pages, two stamps, or before copies are judged."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.left = looks

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("looks", [4, 7, 10])
def test_a_category_on_a_copy_that_was_there_before_our_stamp_is_its_users_wherever_a_turn_is_cut_short(
    firm: Firm, looks: int
):
    deal = firm.opportunity("200 seats")
    first = put(firm, BOB, "Offer")
    firm.outlook().make_folder("Inbox/Projects")
    copied = firm.outlook().copy(first, "Inbox/Projects")
    firm.outlook().set_categories(copied, [f"OPP-{deal.number} 200 seats"])
    whole = firm.context

    firm.context = replace(whole, stop=StoppedAt(looks))
    firm.cycle(BOB)
    firm.context = whole
    firm.cycle(BOB)

    with firm.store.read() as unit:
        (found,) = unit.history.explain(ID)
        assert [(link.number, link.rule) for link in found.links] == [(deal.number, "category")]
        assert not unit.moves.is_cut_short(1)


def test_a_stamp_that_was_copied_after_its_turn_is_no_users_category(firm: Firm):
    deal = firm.opportunity("200 seats")
    first = put(firm, BOB, "Offer")
    firm.outlook().make_folder("Inbox/Projects")
    firm.cycle(BOB)

    firm.outlook().copy(first, "Inbox/Projects")
    firm.cycle(BOB)

    with firm.store.read() as unit:
        (found,) = unit.history.explain(ID)
        assert [(link.number, link.rule) for link in found.links] == [(deal.number, "address")]
