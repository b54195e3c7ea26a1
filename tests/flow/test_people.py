"""Who counts in an item, however their address is written or told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.mailbox import Change
from daemon.context import Cycle
from daemon.sync import directory, storing
from tests.flow.firm import ANN, BOB, Firm

DN = "/o=Client/ou=Exchange Administrative Group/cn=Recipients/cn=ann"
IMCEAEX = "IMCEAEX-_o=Client_ou=Exchange+20Administrative+20Group_cn=Recipients_cn=ann@client.example"
STRANGER = "office@else.example"


def deliver(firm: Firm, subject: str, **headers: str) -> str:
    """A message with these headers; from a stranger to Bob where they do not say."""
    given = {"From": STRANGER, "To": BOB} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in given.items()]
    lines += [f"Subject: {subject}", f"Message-ID: <{subject.replace(' ', '.')}@x.example>"]
    lines.append(f"Date: {firm.clock.now:%a, %d %b %Y %H:%M:%S +0000}")
    return firm.outlook().deliver("\r\n".join([*lines, "", "Dear Bob", ""]).encode())


def receipt(firm: Firm, subject: str) -> tuple[str, str, str]:
    with firm.store.read() as unit:
        found = [copy.receipt for item in unit.history.explain(subject) for copy in item.copies]
    assert len(found) == 1
    assert found[0] is not None
    return found[0].outcome.value, found[0].rule, found[0].reason


# --- on behalf of -----------------------------------------------------------------------------------------------------


def test_who_sends_for_somebody_else_counts_with_a_role_of_their_own(firm: Firm):
    deal = firm.opportunity("200 seats")
    deliver(firm, "On behalf", From="Boss <boss@else.example>", Sender=f"Ann <{ANN}>")

    firm.cycle()

    assert firm.history(deal.number) == ["On behalf"]
    with firm.store.read() as unit:
        (found,) = unit.history.explain("On behalf")
        people = [(one.role, one.address) for one in unit.items.get(found.item.item_id).participants]
    assert people == [("from", "boss@else.example"), ("sender", ANN), ("to", BOB)]


def test_who_sends_for_themselves_is_named_once(firm: Firm):
    deliver(firm, "Plain", From=f"Ann <{ANN}>", Sender=f"Ann Client <'{ANN}'>")

    firm.cycle()

    with firm.store.read() as unit:
        (found,) = unit.history.explain("Plain")
        roles = [one.role for one in unit.items.get(found.item.item_id).participants]
    assert roles == ["from", "to"]


# --- what programs wrap around an address -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        f"<'{ANN}'>",
        f"\"'{ANN}'\" <'{ANN}'>",
        f"<mailto:{ANN}>",
        f"<{ANN}.>",
        f"<\u200b{ANN}>",
        "<ann\u200b@client.example>",
        f"<{ANN.upper()}>",
        f"<\u201c{ANN}\u201d>",
        "<IMCEASMTP-ann+40client+2Eexample@relay.example>",
    ],
)
def test_an_address_is_compared_without_what_is_around_it(firm: Firm, written: str):
    deal = firm.opportunity("200 seats")
    deliver(firm, "Wrapped", From=f"Ann {written}" if written.startswith("<") else written)

    firm.cycle()

    assert firm.history(deal.number) == ["Wrapped"]


# Whose such an address is, only Exchange is asked; Graph shows everybody whom the server knows by their SMTP addresses.
ON_EXCHANGE = pytest.mark.parametrize("where", ["exchange"])


# --- X.500 ------------------------------------------------------------------------------------------------------------


@ON_EXCHANGE
@pytest.mark.parametrize("written", [DN, IMCEAEX, f"EX:{DN.upper()}"])
def test_an_x500_address_is_resolved_once_and_remembered(firm: Firm, written: str):
    deal = firm.opportunity("200 seats")
    firm.simulator.organization.directory[DN.casefold()] = [ANN]
    deliver(firm, "First", From=f'"Ann" <{written}>')
    firm.cycle()
    asked = firm.simulator.journal.count("ResolveNames")
    deliver(firm, "Second", From=f'"Ann" <{written}>')

    firm.cycle()

    assert sorted(firm.history(deal.number)) == ["First", "Second"]
    assert (asked, firm.simulator.journal.count("ResolveNames")) == (1, 1)


def test_an_x500_address_that_the_server_knows_links_wherever_the_mailbox_is(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.simulator.organization.directory[DN.casefold()] = [ANN]
    for number, written in enumerate((DN, IMCEAEX, f"EX:{DN.upper()}")):
        deliver(firm, f"m{number}", From=f'"Ann" <{written}>')

    firm.cycle()

    assert sorted(firm.history(deal.number)) == ["m0", "m1", "m2"]


@ON_EXCHANGE
def test_one_that_nobody_knows_is_named_in_the_receipt_and_asked_for_once_a_day(firm: Firm):
    for subject in ("First", "Second"):
        deliver(firm, subject, From=f'"Ann" <{DN}>')
        firm.cycle()
    asked = firm.simulator.journal.count("ResolveNames")
    firm.clock.tick(timedelta(days=2))
    deliver(firm, "Third", From=f'"Ann" <{DN}>')

    firm.cycle()

    outcome, rule, reason = receipt(firm, "First")
    assert (outcome, rule) == ("skipped", "unusable address")
    assert DN.casefold() in reason
    assert "cannot be used" in reason
    assert (asked, firm.simulator.journal.count("ResolveNames")) == (1, 2)


def test_an_unusable_recipient_makes_mail_of_ours_no_insiders(firm: Firm):
    deliver(firm, "To nobody known", From=f"Bob <{BOB}>", To=f'"Ann" <{DN}>')

    firm.cycle()

    assert receipt(firm, "To nobody known")[:2] == ("skipped", "unusable address")


@ON_EXCHANGE
def test_what_waited_for_a_name_is_linked_once_it_is_known(firm: Firm):
    deal = firm.opportunity("200 seats")
    deliver(firm, "First", From=f'"Ann" <{DN}>')
    firm.cycle()
    firm.simulator.organization.directory[DN.casefold()] = [ANN]
    firm.clock.tick(timedelta(days=2))
    deliver(firm, "Second", From=f'"Ann" <{DN}>')

    firm.cycle()
    firm.cycle()

    assert sorted(firm.history(deal.number)) == ["First", "Second"]


@ON_EXCHANGE
def test_what_is_stored_while_another_mailbox_learns_its_name_is_linked_at_once(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
):
    """The other one has asked, and is answered between a look at what is known and the page's transaction."""
    deal = firm.opportunity("200 seats")
    firm.cycle()  # folders are listed, after which names are asked for that items wait for; not in the next turn
    deliver(firm, "First", From=f'"Ann" <{DN}>')
    asked = storing.resolved

    def then_learned(cycle: Cycle, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        found = asked(cycle, changes)
        if changes:
            with firm.store.write() as unit:
                unit.directory.learned({DN.casefold(): ANN})
        return found

    monkeypatch.setattr(storing, "resolved", then_learned)

    firm.cycle()

    assert firm.history(deal.number) == ["First"]


@ON_EXCHANGE
def test_what_waits_for_a_name_is_linked_without_new_mail_once_the_server_knows_it(firm: Firm):
    deal = firm.opportunity("200 seats")
    deliver(firm, "First", From=f'"Ann" <{DN}>')
    firm.cycle()
    firm.simulator.organization.directory[DN.casefold()] = [ANN]
    firm.clock.tick(timedelta(days=2))

    firm.cycle()

    assert firm.history(deal.number) == ["First"]


@ON_EXCHANGE
def test_more_names_than_one_page_may_ask_for_are_asked_for_later(firm: Firm, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(directory, "AT_ONCE", 2)
    deal = firm.opportunity("200 seats")
    names = [f"{DN}{number}".casefold() for number in range(5)]
    firm.simulator.organization.directory |= {name: [ANN] for name in names}
    for name in names:
        deliver(firm, f"From {name[-1]}", From=f'"Ann" <{name}>')
    firm.cycle()
    at_first = len(firm.history(deal.number))

    for _ in range(2):
        firm.clock.tick(timedelta(hours=2))
        firm.cycle()

    assert at_first < len(names)
    assert len(firm.history(deal.number)) == len(names)
    assert firm.simulator.journal.count("ResolveNames") == len(names)


def test_a_name_of_several_people_is_nobodys(firm: Firm):
    firm.opportunity("200 seats")
    firm.simulator.organization.directory[DN.casefold()] = [ANN, "ann@other.example"]
    deliver(firm, "Whose", From=f'"Ann" <{DN}>')

    firm.cycle()

    assert receipt(firm, "Whose")[:2] == ("skipped", "unusable address")


# --- lists ------------------------------------------------------------------------------------------------------------

OURS_ID = {"List_Id": "Sales <sales.us.example>"}
OURS = {**OURS_ID, "To": "sales@us.example"}


@pytest.mark.parametrize(
    "headers",
    [
        {"From": f"Ann <{ANN}>", **OURS},
        {"From": "'Ann' via Sales <sales@us.example>", "Reply_To": f"Ann <{ANN}>", **OURS},
        {"From": "'Ann' via Sales <sales@us.example>", "X_Original_From": f"Ann <{ANN}>", **OURS},
        {"From": "'Ann' via Sales <sales@us.example>", "X_Original_Sender": ANN, "Precedence": "list", **OURS},
        {"From": "Sales <sales@us.example>", "Reply_To": ANN, "Precedence": "list"},
        {"From": "Eve <eve@us.example>", "Cc": ANN, **OURS},
        {"From": "Eve <eve@us.example>", "To": f"{ANN}, sales@us.example", "Precedence": "list"},
    ],
    ids=["as she wrote", "reply-to", "original from", "original sender", "without List-Id", "a colleague", "no id"],
)
def test_what_a_customer_wrote_to_a_list_of_ours_is_a_persons(firm: Firm, headers: dict[str, str]):
    deal = firm.opportunity("200 seats")
    deliver(firm, "To the team", **headers)

    firm.cycle()

    assert firm.history(deal.number) == ["To the team"]


@pytest.mark.parametrize(
    "headers",
    [
        {"From": f"Ann <{ANN}>", "List_Id": "<news.else.example>"},
        {"From": "News <news@us.example>", "To": ANN, "List_Id": "<news.us.example>"},  # our own newsletter to her
        {"From": f"Ann <{ANN}>", "Auto_Submitted": "auto-replied", **OURS},
        {"From": "News <news@else.example>", "Reply_To": ANN, "Precedence": "bulk"},
        {"From": "Desk <desk@us.example>", "To": BOB, "Cc": ANN, "Precedence": "bulk"},
        {"From": "Eve <eve@us.example>", "To": BOB, "Cc": ANN, "Auto_Submitted": "auto-replied", **OURS_ID},
    ],
    ids=["somebody else's", "our newsletter", "her responder", "a newsletter", "our desk", "our responder"],
)
def test_what_a_list_sends_by_itself_stays_automatic(firm: Firm, headers: dict[str, str]):
    firm.opportunity("200 seats")
    deliver(firm, "News", **headers)

    firm.cycle()

    assert receipt(firm, "News")[:2] == ("skipped", "automatic")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sender": "bounce@service.example", "Precedence": "bulk"},
        {"Reply_To": "us@desk.example", "Precedence": "bulk"},
        {"Reply_To": "us@desk.example", "List_Id": "<news.us.example>"},
    ],
    ids=["sent by a service", "answered at a service", "with a list of ours"],
)
def test_a_newsletter_of_ours_is_automatic_whoever_sends_it_for_us(firm: Firm, headers: dict[str, str]):
    firm.opportunity("200 seats")
    deliver(firm, "News", From="News <news@us.example>", To=ANN, **headers)

    firm.cycle()

    assert receipt(firm, "News")[:2] == ("skipped", "automatic")


@pytest.mark.parametrize(
    "written",
    [
        '"Ann" <ann at client.example>',
        '"Fax" <IMCEAFAX-Ann+40+2B4722000000@us.example>',
        '"Ann" <IMCEAINVALID-ann+20client+2Eexample@us.example>',
        '"Ann" </o=Client/cn=ann@us.example>',
    ],
)
def test_no_address_that_cannot_be_used_makes_an_insider(firm: Firm, written: str):
    deliver(firm, "To somebody", From=f"Bob <{BOB}>", To=written)

    firm.cycle()

    assert receipt(firm, "To somebody")[:2] == ("skipped", "unusable address")
