"""Opening an item in Outlook, from the page of the item: for those in whose mailbox it is, and nobody else."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import html

from store.values import DraftKind, HistoryOf
from tests.flow.firm import ANN, BOB, EVE, Firm
from tests.web.site import Site, serving

EXCHANGE = """
[exchange]
endpoint = "https://mail.us.example/EWS/Exchange.asmx"
[[mailbox]]
address = "Bob@us.example"
[[mailbox]]
address = "eve@us.example"
"""
CLOUD = """
[server.cloud]
kind = "graph"
tenant_id = "us.example"
client_id = "dealtrail"
[[mailbox]]
address = "bob@us.example"
"""


def link_in(site: Site, who: str, item: int) -> str | None:
    """Where the page of the item leads to in Outlook, for this user."""
    with site.as_(who) as client:
        page = html.fromstring(client.get(f"/history/{item}").text)
    found = page.xpath("//a[@target='_blank']")
    assert all(one.get("rel") == "noopener noreferrer" for one in found)
    return found[0].get("href") if found else None


def items_of(firm: Firm, number: int) -> dict[str, int]:
    with firm.store.read() as unit:
        return {line.subject: line.item_id for line in unit.opportunities.history(number)}


@pytest.fixture
def number(firm: Firm) -> int:
    """A deal with an e-mail and an appointment in Bob's mailbox, and a note."""
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "The seats", "Dear Bob")
    firm.cycle()
    with firm.store.write() as unit:
        start = firm.clock.now.replace(day=20)
        unit.drafts.ask(BOB, deal.number, DraftKind.APPOINTMENT, start=start, end=start + timedelta(hours=1))
        unit.notes.add(HistoryOf(deal.number), "A note")
    firm.cycle()
    firm.cycle()
    return deal.number


def test_whose_mailbox_holds_it_opens_it_on_their_own_server_and_nobody_else_does(
    firm: Firm, number: int, tmp_path: Path
):
    items = items_of(firm, number)
    [mail] = [one for one in firm.outlook().items("inbox") if one["subject"] == "The seats"]
    with serving(tmp_path, firm.url, EXCHANGE, firm.clock) as site:
        opened = {subject: link_in(site, "bob", item) for subject, item in items.items()}
        assert link_in(site, "eve", items["The seats"]) is None
        firm.outlook(EVE).deliver_mail(ANN, "To Eve", "Dear Eve")
        firm.outlook().delete(str(mail["id"]))
        firm.cycle()
        assert link_in(site, "bob", items["The seats"]) is None  # it is not there any more

    base = "https://mail.us.example/owa/?ItemID="
    assert opened["The seats"] == f"{base}{quote(str(mail['id']), safe='')}&exvsurl=1&viewmodel=ReadMessageItem"
    assert opened["200 seats"] is not None
    assert opened["200 seats"].endswith("&viewmodel=ICalendarItemDetailsViewModelFactory")
    assert opened["A note"] is None


def test_in_the_cloud_a_mail_opens_in_its_conversation_and_an_appointment_on_its_day(
    firm: Firm, number: int, tmp_path: Path
):
    items = items_of(firm, number)
    with serving(tmp_path, firm.url, CLOUD, firm.clock) as site:
        mail = link_in(site, "bob", items["The seats"])
        assert link_in(site, "bob", items["200 seats"]) == "https://outlook.office.com/calendar/view/day/2026/3/20"
        assert link_in(site, "eve", items["The seats"]) is None  # whose mailbox is not in the configuration any more
    assert mail is not None
    assert mail.startswith("https://outlook.office.com/mail/deeplink/readconv/")


def test_where_no_page_of_the_server_is_known_nothing_is_offered(firm: Firm, number: int, firm_site: Site):
    assert link_in(firm_site, "bob", items_of(firm, number)["The seats"]) is None
