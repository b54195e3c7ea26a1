"""Drafts that are asked for in the browser and lie in Outlook, over both of its interfaces, sent to nobody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flow.firm import ANN, BOB, Clock, Firm, a_firm
from tests.simulated import simulated
from tests.web.site import Site, fields_of, serving

pytestmark = pytest.mark.row(35)


@pytest.fixture(params=["exchange", "cloud"])
def firm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Firm]:
    """Bob and Eve with mailboxes on an Exchange Server, or in Microsoft 365."""
    clock, is_in_cloud = Clock(), request.param == "cloud"
    with (
        simulated(clock=clock, tls=is_in_cloud) as simulator,
        a_firm(simulator, clock, tmp_path, is_in_cloud=is_in_cloud) as found,
    ):
        yield found
        assert simulator.sent == []


@pytest.fixture
def firm_site(firm: Firm, tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path, firm.url, clock=firm.clock) as made:
        yield made


TIMES = {"start": "2026-03-12T10:00", "minutes": "30", "location": "Room 1"}
LIES_IN = {"email": "drafts", "meeting": "calendar", "appointment": "calendar"}


@pytest.mark.parametrize("kind", ["email", "meeting", "appointment"])
def test_a_draft_lies_in_the_outlook_of_whoever_asked(firm: Firm, firm_site: Site, kind: str):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    path = f"/opportunities/{deal.number}/draft/{kind}"
    with firm_site.as_("bob") as bob:
        page = bob.get(path).text
        assert BOB in page
        assert (f"Ann Client</span> &lt;{ANN}&gt;" in page) == (kind != "appointment")
        form = fields_of(page)
        assert form["subject"] == "200 seats"
        typed = form | {"subject": "Your offer", "body": "Dear Ann,"} | (TIMES if kind != "email" else {})
        answer = bob.post(path, data=typed)
        assert answer.headers["location"] == f"/opportunities/{deal.number}#drafts"
        assert bob.post(path, data=typed).status_code == 303  # the same form once more
        assert "on its way" in bob.get(f"/opportunities/{deal.number}").text
        firm.cycle()
        assert "laid into" in bob.get(f"/opportunities/{deal.number}").text
    with firm_site.as_("eve") as eve:
        assert "Your offer" not in eve.get(f"/opportunities/{deal.number}").text

    [made] = [firm.outlook().read(str(one["id"])) for one in firm.outlook().items(LIES_IN[kind])]
    assert made["subject"] == "Your offer"
    assert made["categories"] == [f"OPP-{deal.number} 200 seats"]
    if kind == "email":
        assert (made["to"], made["is_draft"]) == ([ANN], True)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("meeting", {"start": ""}),
        ("meeting", {"start": "whenever"}),
        ("meeting", {"minutes": "0"}),
        ("meeting", {"minutes": "an hour"}),
        ("appointment", {"minutes": "99999999"}),
        ("email", {"subject": "x" * 2_000}),
    ],
    ids=str,
)
def test_what_cannot_be_drafted_is_told_and_what_was_typed_stays(
    firm: Firm, firm_site: Site, kind: str, typed: dict[str, str]
):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    path = f"/opportunities/{deal.number}/draft/{kind}"
    with firm_site.as_("bob") as bob:
        given = fields_of(bob.get(path).text) | (TIMES if kind != "email" else {}) | {"body": "Dear Ann,"} | typed
        answer = bob.post(path, data=given)
        kept = fields_of(answer.text)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert {name: kept[name] for name in (*typed, "body")} == {name: given[name] for name in (*typed, "body")}
    with firm.store.read() as unit:
        assert unit.drafts.of(deal.number) == []


def test_who_has_no_mailbox_and_who_has_no_address_is_told(firm: Firm, firm_site: Site):
    with firm.store.write() as unit:
        stranger = unit.users.add("Cora", "cora@us.example")
        silent = unit.contacts.add("Silent Sam")
        number = unit.opportunities.add("Ferry", contact_id=silent.id).number
    firm_site.users["cora"] = stranger
    firm.cycle()
    path = f"/opportunities/{number}/draft/email"
    with firm_site.as_("cora") as cora:
        told = cora.get(path).text
        refused: Any = cora.post(path, data={"subject": "x"})
    assert "cora@us.example" in told
    assert "not kept in step" in told
    assert "<textarea" not in told
    assert refused.status_code == 422
    with firm_site.as_("bob") as bob:
        assert f"/contacts/{silent.id}/edit" in bob.get(path).text
        assert bob.post(path, data={"subject": "x"}).status_code == 422
    with firm.store.read() as unit:
        assert unit.drafts.of(number) == []
