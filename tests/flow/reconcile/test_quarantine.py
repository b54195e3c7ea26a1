"""What could not be understood when it came, and what came to be so later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.acts import dismiss_quarantined, read_again
from store.values import QuarantinedItem
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.flow.reconcile.reconciling import gaps, reconcile, skip_news


def test_what_can_be_understood_by_now_leaves_the_quarantine(settled: Firm):
    outlook, faults = settled.outlook(), settled.simulator.faults
    mails = [outlook.deliver_mail(ANN, subject) for subject in ("mended", "still broken", "thrown away")]
    for mail in mails:
        faults.show_item_as(mail, "Memo")
    settled.cycle()
    faults.clear()
    faults.show_item_as(mails[1], "Memo")
    outlook.delete(mails[2], for_good=True)
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {"understood": 2, "quarantined": 1}
    assert settled.history(1) == ["mended", "known"]
    faults.clear()
    reconcile(settled)


def test_an_occurrence_that_can_be_understood_by_now_is_decided_with_its_series(settled: Firm):
    weekly = settled.outlook().appoint(
        "weekly", MORNING - timedelta(days=7), attendees=[ANN], rule="FREQ=WEEKLY;COUNT=9"
    )
    last_week = settled.outlook().occurrence(weekly, MORNING - timedelta(days=7))
    settled.simulator.faults.fail_item(last_week, "ErrorItemCorrupt")
    settled.cycle()
    settled.cycle()
    settled.simulator.faults.clear()

    found = reconcile(settled)

    assert gaps(found) == {"understood": 1}
    with settled.store.read() as unit:
        rules = [link.rule for item in unit.history.explain("weekly") for link in item.links]
        assert unit.quarantine.all() == []
    assert sorted(rules) == ["address", "series"]  # the series itself, and the one that was


def test_what_was_missed_and_cannot_be_understood_goes_to_quarantine(settled: Firm):
    mail = settled.outlook().deliver_mail(ANN, "missed")
    settled.simulator.faults.show_item_as(mail, "Memo")
    skip_news(settled)

    found = reconcile(settled)

    assert gaps(found) == {"missed": 1, "quarantined": 1}
    settled.simulator.faults.clear()
    assert gaps(reconcile(settled)) == {"understood": 1}


def test_a_copy_that_is_not_understood_any_more_is_counted_once(settled: Firm):
    (mail,) = settled.simulator.mailbox(BOB).folder("inbox").items
    settled.simulator.faults.show_item_as(mail, "Memo")
    settled.outlook().set_categories(mail, ["Red"])
    settled.cycle()

    with settled.store.read() as unit:
        counts = unit.history.counts()

    assert counts == {"linked": 0, "contact": 0, "review": 0, "skipped": 0, "quarantined": 1, "seen": 1}
    settled.simulator.faults.clear()
    assert gaps(reconcile(settled)) == {"understood": 1}


def in_quarantine(firm: Firm) -> list[QuarantinedItem]:
    with firm.store.read() as unit:
        return unit.quarantine.all()


def not_understood(firm: Firm, subject: str) -> str:
    """A mail that came in, and could not be understood."""
    mail = firm.outlook().deliver_mail(ANN, subject)
    firm.simulator.faults.show_item_as(mail, "Memo")
    firm.cycle()
    return mail


def ask_for(firm: Firm, *items: QuarantinedItem) -> None:
    with firm.store.write() as unit:
        read_again(unit, [one.key for one in items], None, firm.clock())


@pytest.fixture
def troubled(settled: Firm) -> Iterator[Firm]:
    """In the end nothing is broken any more."""
    yield settled
    settled.simulator.faults.clear()
    reconcile(settled)


def test_what_somebody_asks_for_is_read_again_in_the_next_turn_and_linked(troubled: Firm):
    not_understood(troubled, "mended")
    [mended] = in_quarantine(troubled)
    not_understood(troubled, "not asked for")
    troubled.simulator.faults.clear()
    ask_for(troubled, mended)

    troubled.cycle()

    assert len(in_quarantine(troubled)) == 1
    assert troubled.history(1) == ["mended", "known"]


def test_what_is_still_not_understood_is_not_asked_for_again_in_every_turn(troubled: Firm):
    not_understood(troubled, "broken")
    ask_for(troubled, *in_quarantine(troubled))
    troubled.cycle()

    with troubled.store.read() as unit:
        due = unit.mailboxes.look_at(BOB)

    assert due is not None
    assert not due.has_wanted
    assert len(in_quarantine(troubled)) == 1


def test_a_row_whose_item_is_gone_goes_when_it_is_read_again(troubled: Firm):
    mail = not_understood(troubled, "broken")
    troubled.outlook().delete(mail, for_good=True)
    skip_news(troubled)
    ask_for(troubled, *in_quarantine(troubled))

    troubled.cycle()

    assert in_quarantine(troubled) == []


def test_another_version_of_the_program_reads_again_and_the_same_one_does_not(troubled: Firm):
    troubled.context = replace(troubled.context, version="1")
    not_understood(troubled, "for the next version")
    troubled.simulator.faults.clear()
    troubled.cycle()
    same = [one.read_by for one in in_quarantine(troubled)]
    troubled.context = replace(troubled.context, version="2")

    troubled.cycle()

    assert same == ["1"]
    assert in_quarantine(troubled) == []
    assert troubled.history(1) == ["for the next version", "known"]


def test_what_no_version_understands_remembers_the_last_that_tried(troubled: Firm):
    not_understood(troubled, "for nobody")
    found = []
    for version in ("1", "2"):
        troubled.context = replace(troubled.context, version=version)
        troubled.cycle()
        found += [one.read_by for one in in_quarantine(troubled)]

    assert found == ["1", "2"]


def test_what_is_dismissed_leaves_by_itself_once_it_is_understood(troubled: Firm):
    not_understood(troubled, "mended")
    [held] = in_quarantine(troubled)
    with troubled.store.write() as unit:
        [dismissed] = dismiss_quarantined(unit, [held.key])
    reconcile(troubled)
    still = [one.is_dismissed for one in in_quarantine(troubled)]
    troubled.simulator.faults.clear()

    found = reconcile(troubled)

    assert dismissed.is_dismissed
    assert still == [True]
    assert gaps(found) == {"understood": 1}
    assert in_quarantine(troubled) == []
