"""What could not be understood when it came, and what came to be so later."""

from __future__ import annotations

from datetime import timedelta

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
