"""Many that lose a category at once are an accident until a person says otherwise."""

from __future__ import annotations

import pytest

from tests.flow.firm import ANN, BOB, Firm


@pytest.mark.parametrize(("count", "are_kept"), [(10, False), (11, True)])
def test_many_that_lose_a_category_at_once_are_an_accident(firm: Firm, count: int, are_kept: bool):
    deal = firm.opportunity("200 seats")
    mails = [firm.outlook().deliver_mail(ANN, f"Mail {n}") for n in range(count)]
    firm.cycle()
    for mail in mails:
        firm.outlook().set_categories(mail, ["Tender"])

    firm.cycle()
    firm.cycle()

    with firm.store.read() as unit:
        frozen = [(loss.address, loss.number, loss.count) for loss in unit.losses.frozen()]
    assert len(firm.history(deal.number)) == (count if are_kept else 0)
    assert frozen == ([(BOB, deal.number, count)] if are_kept else [])
    assert [firm.categories(mail) for mail in mails] == [["Tender"]] * count


@pytest.mark.parametrize("is_accident", [True, False])
def test_a_person_says_what_a_mass_loss_means(firm: Firm, is_accident: bool):
    deal = firm.opportunity("200 seats")
    mails = [firm.outlook().deliver_mail(ANN, f"Mail {n}") for n in range(11)]
    firm.cycle()
    for mail in mails:
        firm.outlook().set_categories(mail, [])
    firm.cycle()

    with firm.store.write() as unit:
        [loss] = unit.losses.frozen()
        items = unit.losses.put_back(loss) if is_accident else unit.losses.take_off(loss)
    firm.cycle()
    firm.cycle()

    with firm.store.read() as unit:
        assert unit.losses.frozen() == []
    assert (len(items), len(firm.history(deal.number))) == (11, 11 if is_accident else 0)
    expected = [f"OPP-{deal.number} 200 seats"] if is_accident else []
    assert [firm.categories(mail) for mail in mails] == [expected] * 11
