"""What a user types around our block in a task is their note."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daemon.outlook.tasks.words import MARKS
from store.values import HistoryItem, ItemKind, Opportunity, Record
from tests.flow.firm import Firm
from tests.flow.reminders.reminding import id_of, the_task

BEGIN, END = MARKS["en"].begin, MARKS["en"].end

pytestmark = pytest.mark.row(18)


def notes(firm: Firm, deal: Opportunity) -> list[HistoryItem]:
    with firm.store.read() as unit:
        lines = unit.opportunities.history(deal.number)
        return [unit.items.get(line.item_id) for line in lines if line.kind is ItemKind.NOTE]


def type_in(firm: Firm, above: str = "", below: str = "") -> None:
    body = str(the_task(firm)["body"])
    firm.outlook().write_body(id_of(firm), f"{above}\n{body[body.index(BEGIN) : body.index(END)]}{END}\n{below}")


def test_what_was_typed_while_the_deal_is_in_the_recycle_bin_is_a_note_when_it_is_restored(
    firm: Firm, deal: Opportunity
):
    with firm.store.write() as unit:
        unit.bin.delete(Record.OPPORTUNITY, deal.number)
    firm.cycle()
    type_in(firm, below="She likes lemon.")
    firm.cycle()
    firm.cycle()

    with firm.store.write() as unit:
        unit.bin.restore(Record.OPPORTUNITY, deal.number)
    firm.cycle()
    firm.cycle()

    assert [note.body for note in notes(firm, deal)] == ["She likes lemon."]


def test_what_is_typed_where_nothing_is_left_of_earlier_words_stands_below_these(firm: Firm, deal: Opportunity):
    type_in(firm, below="She likes lemon.")
    firm.cycle()
    type_in(firm)
    firm.cycle()

    type_in(firm, above="And no cake.")
    firm.cycle()
    firm.cycle()

    assert [note.body for note in notes(firm, deal)] == ["She likes lemon.\nAnd no cake."]


def test_what_a_user_types_around_the_block_is_one_note_of_theirs_and_stays_in_the_task(firm: Firm, deal: Opportunity):
    type_in(firm, "Ask for Tom", "He wants a discount")
    firm.cycle()
    with firm.store.write() as unit:
        unit.opportunities.edit(deal.number, probability=80)

    firm.cycle()
    firm.cycle()

    (note,) = notes(firm, deal)
    assert (note.subject, note.body, note.author) == ("Ask for Tom", "Ask for Tom\n\nHe wants a discount", "Bob")
    assert "80 %" in str(the_task(firm)["body"])
    assert str(the_task(firm)["body"]).startswith("Ask for Tom")
    assert str(the_task(firm)["body"]).endswith("He wants a discount")


def test_typing_on_continues_the_note_and_taking_the_words_off_leaves_it(firm: Firm, deal: Opportunity):
    type_in(firm, "Ask for Tom")
    firm.cycle()
    type_in(firm, "Ask for Tom, after lunch")
    firm.cycle()
    type_in(firm)

    firm.cycle()

    assert [note.body for note in notes(firm, deal)] == ["Ask for Tom, after lunch"]


def test_a_note_in_the_recycle_bin_is_left_there_and_new_words_make_another(firm: Firm, deal: Opportunity):
    type_in(firm, "Ask for Tom")
    firm.cycle()
    (note,) = notes(firm, deal)
    with firm.store.write() as unit:
        unit.items.delete(note.id)
    firm.cycle()
    quiet = notes(firm, deal)
    type_in(firm, "Ask for Tim")

    firm.cycle()

    assert quiet == []
    assert [note.body for note in notes(firm, deal)] == ["Ask for Tim"]


def test_words_typed_before_the_daemon_knew_of_its_own_task_become_a_note(firm: Firm, deal: Opportunity):
    with firm.store.write() as unit:  # killed between the creation and its confirmation
        (followed,) = unit.tasks.followed(1)
        unit.tasks.save(replace(followed, server_id="", agreed=None, seen=None))
    type_in(firm, "Ask for Tom")

    firm.cycle()
    firm.cycle()

    assert [note.body for note in notes(firm, deal)] == ["Ask for Tom"]


def test_completing_a_closed_deals_task_makes_no_note_of_our_own_line(firm: Firm, deal: Opportunity):
    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, True, firm.clock())

    firm.cycle()
    firm.cycle()

    assert the_task(firm)["is_complete"]
    assert notes(firm, deal) == []
