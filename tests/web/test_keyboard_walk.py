"""A salesperson's day by keyboard alone: from a new opportunity to one that is won, and found again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from daemon.web.signing_in import cookie_name
from store.values import HistoryOf, Role
from tests.flow.firm import ANN, BOB, Firm
from tests.web.site import WAIT, Site

FARTHEST = 150  # presses of the tab key

FOCUSED = """() => {
  const one = document.activeElement;
  const labels = [...(one.labels ?? [])].map((label) => label.textContent);
  const words = [one.getAttribute("aria-label"), ...labels, one.textContent];
  const said = words.find((word) => word?.trim()) ?? "";
  return [one.localName, said.replace(/\\s+/g, " ").trim(), getComputedStyle(one).outlineStyle !== "none"];
}"""


@dataclass
class Keyboard:
    """Somebody who has no mouse."""

    page: Page

    def go_to(self, kind: str, name: str) -> None:
        """Press Tab until the focus, which has to be seen, is on the element that is called so."""
        passed = []
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            element, said, is_seen = self.page.evaluate(FOCUSED)
            if element == kind and said.startswith(name):
                assert is_seen, f"nothing shows that the focus is on {said}"
                return
            passed.append(f"{element} {said[:30]}")
        pytest.fail(f"no {kind} {name} by keyboard, only {passed}")

    def press(self, kind: str, name: str) -> None:
        """Go there, and wait for the page that it leads to."""
        self.go_to(kind, name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type_in(self, name: str, text: str, kind: str = "input") -> None:
        self.go_to(kind, name)
        self.page.keyboard.type(text)


def test_a_member_sells_by_keyboard_alone(firm: Firm, firm_site: Site, browser: Browser):
    with firm.store.write() as unit:
        unit.users.add("Ann Owner", "ann@us.example", Role.OWNER)
        unit.users.edit(firm.people[BOB], role=Role.MEMBER)
        unit.contacts.add("Cy Buyer", addresses=["cy@buyer.example"])
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.outlook().deliver_mail(ANN, "About the ferry", "When can you deliver it?")
    firm.cycle()
    context = browser.new_context(base_url=firm_site.url, viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(WAIT * 1000)
    key = firm_site.key_of("bob")
    context.add_cookies([{"name": cookie_name(firm_site.desk), "value": key, "url": firm_site.url}])
    page = context.new_page()
    keys = Keyboard(page)

    page.goto("/day")
    keys.press("a", "Opportunities")
    keys.press("a", "New opportunity")
    keys.type_in("Title", "A ferry for the fjord")
    keys.type_in("Contact", "cy")
    page.get_by_role("option", name="Cy Buyer").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    keys.press("button", "Save")
    number = int(page.url.rpartition("/")[2])

    keys.press("a", "Opportunities")
    keys.press("a", "Board")
    keys.press("a", f"Move OPP-{number}")
    keys.type_in("Sales stage", "Negotiation", "select")
    keys.press("button", "Move")

    page.goto(f"/opportunities/{number}")
    keys.press("a", "Business note")
    keys.type_in("Title", "Called")
    keys.press("button", "Add")

    page.goto("/opportunities/1/history")
    keys.press("a", "About the ferry")
    keys.type_in("Link to another opportunity", f"OPP-{number}")
    page.keyboard.press("Escape")
    keys.press("button", "Link")

    page.goto(f"/opportunities/{number}")
    keys.press("a", "Close as won or lost")
    keys.go_to("input", "Closed Won")
    page.keyboard.press("Space")
    keys.press("button", "Close")

    keys.type_in("Search", "ferry fjord")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.press("a", "A ferry for the fjord")
    context.close()
    with firm.store.read() as unit:
        one = unit.opportunities.get(number)
        history = {line.subject for line in unit.items.history(HistoryOf(number))}
    assert (one.title, one.stage_name) == ("A ferry for the fjord", "Closed Won")
    assert history >= {"Called", "About the ferry"}
