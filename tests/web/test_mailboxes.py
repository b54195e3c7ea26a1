"""How mailboxes stand, in the browser."""

from httpx2 import Response
from playwright.sync_api import Browser

from simulator.faults import Fault, FaultKind
from tests.flow.firm import ANN, BOB, Firm
from tests.web.conftest import Judge
from tests.web.site import Site, forms_of


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


def test_what_could_not_be_understood_is_read_again_or_does_not_matter_by_a_click(firm: Firm, firm_site: Site):
    mail = firm.outlook().deliver_mail(ANN, "broken")
    firm.simulator.faults.show_item_as(mail, "Memo")
    firm.cycle()
    with firm.store.read() as unit:
        [held] = unit.quarantine.all()
    with firm_site.as_("bob") as bob:

        def judge(how: str, item: str = held.key) -> Response:
            [form] = forms_of(bob.get("/mailboxes").text, "/mailboxes/quarantine")
            return bob.post("/mailboxes/quarantine", data=form | {"item": item, "judged": how})

        before = bob.get("/mailboxes").text
        judge("retry")
        with firm.store.read() as unit:
            wanted = [one.is_wanted for one in unit.quarantine.all()]
        dismissed = judge("dismiss")
        with firm.store.read() as unit:
            stands = [one.is_dismissed for one in unit.quarantine.all()]
        after = bob.get("/mailboxes").text
        judge("undo")
        unknown = judge("retry", "ffffffff")

    assert held.reason in before
    assert "What needs an administrator" in before
    assert wanted == stands == [True]
    assert (dismissed.status_code, dismissed.headers["location"]) == (303, "/mailboxes")
    assert "What needs an administrator" not in after
    assert "It matters after all" in after
    assert "there is none for" in unknown.text


def test_what_could_not_be_understood_is_for_everybody_on_a_desk_and_on_a_phone(
    firm: Firm, firm_site: Site, browser: Browser, faults_for_everybody: Judge
):
    for number in range(2):
        mail = firm.outlook().deliver_mail(ANN, f"broken {number}")
        firm.simulator.faults.show_item_as(mail, "Memo")
    firm.cycle()
    for width in (1280, 320):
        context = browser.new_context(base_url=firm_site.url, viewport={"width": width, "height": 900}, locale="en-GB")
        context.add_cookies([{"name": "dealtrail", "value": firm_site.key_of("bob"), "url": firm_site.url}])
        page = context.new_page()
        page.goto("/mailboxes")
        assert faults_for_everybody(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()
