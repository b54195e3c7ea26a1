"""How mailboxes stand, in the browser."""

from simulator.faults import Fault, FaultKind
from tests.flow.firm import ANN, BOB, Firm
from tests.web.site import Site


def test_every_mailbox_is_told_with_what_came_of_its_mail(firm: Firm, firm_site: Site):
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().deliver_mail(ANN, "About the seats")
    firm.cycle()
    with firm_site.as_("eve") as eve:
        page = eve.get("/mailboxes").text
    assert '<th scope="row">bob@us.example</th>' in page
    assert "in step" in page
    assert "What needs an administrator" not in page


def test_a_mailbox_in_trouble_is_told_with_the_reason(firm: Firm, firm_site: Site):
    firm.cycle()
    firm.simulator.faults.inject(Fault(FaultKind.UNAUTHORIZED, times=100))
    firm.try_cycle()
    with firm_site.as_("eve") as eve:
        page = eve.get("/mailboxes").text
    assert "in trouble" in page
    assert "What needs an administrator" in page
