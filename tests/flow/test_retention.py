"""What is older than the firm keeps it goes at night, and no copy in Outlook brings it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from store.persons.pieces import erase
from store.values import Actor, Keeping, Role
from tests.flow.firm import ANN, BOB, MORNING, Firm

DAY = timedelta(days=1)


def night(firm: Firm, days: int) -> None:
    firm.clock.tick(days * DAY)
    firm.days_work()


def subjects(firm: Firm, number: int) -> list[str]:
    with firm.store.read() as unit:
        return [line.subject for line in unit.opportunities.history(number)]


def test_of_old_mail_only_the_fact_stays_however_its_copies_change(firm: Firm):
    firm.context = replace(firm.context, kept={Keeping.MAIL: 30 * DAY})
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Offer", "Dear Bob", sent_at=MORNING)
    firm.cycle()
    night(firm, 31)
    open_still = subjects(firm, deal.number)
    with firm.store.write() as unit:
        unit.opportunities.close(deal.number, won=True, on=firm.clock())
    night(firm, 1)
    closed = subjects(firm, deal.number)

    firm.outlook().add_category(mail, "Red")
    firm.simulator.expire_sync_states()
    firm.cycle()

    assert (open_still, closed, subjects(firm, deal.number)) == (["Offer"], [""], [""])
    with firm.store.read() as unit:
        assert list(unit.search.find("Offer")) == []


def test_what_was_erased_is_overwritten_at_night(firm: Firm):
    with firm.store.write() as unit:
        erasure = unit.erasing.begin(unit.people.of(ANN))
    erase(firm.store, erasure, firm.context.policy.is_own)
    with firm.store.read() as unit:
        said = unit.state.get("remains of the erased")

    night(firm, 1)

    with firm.store.read() as unit:
        assert (bool(said), unit.state.get("remains of the erased")) == (True, "")


def test_what_outlook_showed_of_a_task_that_named_them_is_gone_from_the_file_after_the_night(
    firm: Firm, tmp_path: Path
):
    deal = firm.opportunity("Seats for Ann Client", assigned_to=firm.people[BOB])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + 300 * DAY)
    firm.cycle()
    with firm.store.write(Actor("Bob", role=Role.OWNER)) as unit:
        erasure = unit.erasing.begin(unit.people.of(ANN))
    erase(firm.store, erasure, firm.context.policy.is_own)
    firm.store.wipe()
    firm.cycle()
    firm.cycle()

    def held() -> bytes:
        return b"".join(one.read_bytes() for one in tmp_path.glob("*.sqlite*"))

    before = held()
    night(firm, 1)

    assert (b"Ann Client" in before, b"Ann Client" in held()) == (True, False)
    assert ANN.encode() not in held()
