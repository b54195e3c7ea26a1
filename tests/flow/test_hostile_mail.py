"""Messages that nobody should send: each is taken in once, decided with a reason, and holds nothing else up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from connectors.measured import MEASURED
from store.values import Explanation, HistoryItem, Link, Outcome, Record
from tests.flow.firm import ANN, BOB, MORNING, Firm

TODAY = format_datetime(MORNING)


def raw(*, message_id: str = "<h@x>", sender: str = f"Ann <{ANN}>", body: str = "Dear Bob", **headers: str) -> bytes:
    """A message as it comes, header by header; a header that is "" is left out."""
    given = {"From": sender, "To": BOB, "Subject": "Hostile", "Date": TODAY, "Message-ID": message_id}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in given.items() if value]
    return "\r\n".join([*lines, "", body]).encode("utf-8", "surrogateescape")


def the_only(firm: Firm) -> tuple[Explanation, HistoryItem]:
    with firm.store.read() as unit:
        counts = unit.history.counts()
        [found] = unit.history.explain("1")
        assert counts["seen"] == sum(count for name, count in counts.items() if name != "seen")
        return found, unit.items.get(found.item.item_id)


def many(recipients: int) -> str:
    return ",\r\n ".join(f"p{n}@many.example" for n in range(recipients))


FEW, MANY = 1_000, 100_000
MORE_STATEMENTS = 60  # lists of values go to the database some thousand at a time

MAIL: dict[str, tuple[bytes, Outcome, str]] = {
    "no From": (raw(sender=""), Outcome.SKIPPED, "inside"),
    "5,000 recipients": (raw(Cc=many(5_000)), Outcome.LINKED, "address"),
    "5,000 references": (
        raw(In_Reply_To="<1@x>", References="\r\n ".join(f"<{n}@x>" for n in range(5_000))),
        Outcome.LINKED,
        "address",
    ),
    "answers itself": (raw(In_Reply_To="<h@x>", References="<h@x> <h@x>"), Outcome.LINKED, "address"),
    "a group": (raw(To=f"undisclosed: {BOB}, {ANN};"), Outcome.LINKED, "address"),
    "an empty group": (
        raw(sender="nobody@else.example", To="undisclosed-recipients:;"),
        Outcome.SKIPPED,
        "unknown people",
    ),
    "a quoted local part": (raw(sender='"ann \\"the\\" buyer"@else.example'), Outcome.SKIPPED, "unknown people"),
    "a comment in the address": (raw(sender=f"{ANN} (the buyer (and more))"), Outcome.LINKED, "address"),
    "an address in capitals": (raw(sender="ANN@CLIENT.EXAMPLE"), Outcome.LINKED, "address"),
    "a date in 1601": (raw(Date="Mon, 01 Jan 1601 00:00:00 +0000"), Outcome.SKIPPED, "before backfill"),
    "a date in 2099": (raw(Date="Thu, 01 Jan 2099 00:00:00 +0000"), Outcome.LINKED, "address"),
    "a date that is none": (raw(Date="yesterday, or so"), Outcome.LINKED, "address"),
    "a subject of 10 MB": (raw(Subject="x" * 10_000_000), Outcome.LINKED, "address"),
    "control characters": (raw(Subject="a\x01b\x1f\x7fc", body="x\x00y\x0b\x1b[31mred"), Outcome.LINKED, "address"),
    "half a pair": (raw(Subject="a\udcffb"), Outcome.LINKED, "address"),
    "a Message-ID of kilobytes": (raw(message_id=f"<{'m' * 20_000}@x>"), Outcome.LINKED, "address"),
    "no Message-ID": (raw(message_id=""), Outcome.LINKED, "address"),
    "categories of its own": (raw(Keywords="OPP-1, OPP-99"), Outcome.REVIEW, "category from sender"),
    "an automatic message": (raw(Auto_Submitted="auto-generated"), Outcome.SKIPPED, "automatic"),
}


@pytest.mark.parametrize("name", MAIL)
def test_hostile_mail_is_decided_with_a_reason_and_stored_once(firm: Firm, name: str):
    message, outcome, rule = MAIL[name]
    firm.opportunity("200 seats")
    firm.outlook().deliver(message)

    firm.cycle()
    firm.cycle()

    found, item = the_only(firm)
    receipt = found.copies[0].receipt
    assert receipt
    assert (receipt.outcome, receipt.rule) == (outcome, rule)
    assert receipt.reason
    assert len(item.subject) <= 1_000
    assert not {"\x00", "\x1b"} & {*item.subject, *item.body}


def asked_in_a_cycle(firm: Firm) -> tuple[int, int]:
    """How many requests and statements a cycle makes."""
    statements: list[str] = []

    def heard(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    before = MEASURED.requests().total
    event.listen(Engine, "before_cursor_execute", heard)
    try:
        firm.cycle()
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
    return MEASURED.requests().total - before, len(statements)


def test_a_hundred_thousand_recipients_are_stored_with_few_more_questions(firm: Firm):
    firm.opportunity("200 seats")
    firm.cycle()
    firm.outlook().deliver(raw(message_id="<few@x>", Cc=many(FEW)))
    few = asked_in_a_cycle(firm)
    firm.outlook().deliver(raw(message_id="<many@x>", Cc=many(MANY)))

    requests, statements = asked_in_a_cycle(firm)

    with firm.store.read() as unit:
        [found] = unit.history.explain("<many@x>")
        assert len(unit.items.get(found.item.item_id).participants) == MANY + 2
    assert found.copies[0].receipt
    assert found.copies[0].receipt.outcome is Outcome.LINKED
    assert requests <= few[0]
    assert statements <= few[1] + MORE_STATEMENTS


@pytest.mark.parametrize(
    ("sender", "address"),
    [("Ann <ann@bücher.example>", "ann@xn--bcher-kva.example"), ("ann@xn--bcher-kva.example", "ann@bücher.example")],
)
def test_a_domain_is_one_however_it_is_written(firm: Firm, sender: str, address: str):
    with firm.store.write() as unit:
        contact = unit.contacts.add("Books", addresses=(address,))
        unit.opportunities.add("Books", contact_id=contact.id, created_at=MORNING - timedelta(days=30))
    firm.outlook().deliver(raw(sender=sender))

    firm.cycle()

    found, _ = the_only(firm)
    assert [link.rule for link in found.links] == ["address"]


def test_categories_of_two_opportunities_link_both(firm: Firm):
    deals = [firm.opportunity(title) for title in ("200 seats", "Support")]
    mail = firm.outlook().deliver(raw(sender="nobody@else.example"))
    firm.outlook().set_categories(mail, [f"opp-{deal.number} whatever" for deal in deals] + ["OPP-3, OPP-x"])

    firm.cycle()

    found, _ = the_only(firm)
    assert [link.number for link in found.links] == [deal.number for deal in deals]


def test_a_category_of_a_deleted_opportunity_waits_for_a_person(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver(raw(sender="nobody@else.example"))
    firm.outlook().add_category(mail, f"OPP-{deal.number}")
    with firm.store.write() as unit:
        unit.bin.delete(Record.OPPORTUNITY, deal.number)

    firm.cycle()

    found, _ = the_only(firm)
    receipt = found.copies[0].receipt
    assert receipt
    assert (receipt.outcome, receipt.rule) == (Outcome.REVIEW, "category in recycle bin")


@pytest.mark.parametrize(
    "change",
    [lambda text: text.replace("Hostile", "Forged"), lambda text: text.replace(ANN, "eve@client.example")],
    ids=["another subject", "another sender"],
)
def test_a_forged_message_id_merges_nothing(firm: Firm, change: Callable[[str], str]):
    firm.opportunity("200 seats")
    firm.outlook().deliver(raw())
    firm.outlook().deliver(change(raw().decode()).encode())

    firm.cycle()

    with firm.store.read() as unit:
        assert len(unit.history.explain("<h@x>")) == 2


@pytest.mark.parametrize("message_id", ["<h@x>", ""])
def test_a_copy_in_another_folder_doubles_nothing(firm: Firm, message_id: str):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver(raw(message_id=message_id))
    firm.outlook().make_folder("Inbox/Kept")
    firm.outlook().copy(mail, "Inbox/Kept")

    firm.cycle()

    assert firm.history(deal.number) == ["Hostile"]


def test_a_thread_of_500_is_linked_to_its_end(firm: Firm):
    deal = firm.opportunity("200 seats")
    for n in range(500):
        above = f"<{n - 1}@x>" if n else ""
        sent = format_datetime(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=n))
        firm.outlook().deliver(raw(message_id=f"<{n}@x>", In_Reply_To=above, Subject=f"Mail {n}", Date=sent))
    first = firm.outlook().find("Mail 0")[0]
    firm.outlook().add_category(first, f"OPP-{deal.number}")

    firm.cycle()

    with firm.store.read() as unit:
        assert len(unit.opportunities.history(deal.number, limit=1_000)) == 500
        assert unit.again.waiting() == 0


# --- made up ----------------------------------------------------------------------------------------------------------

LINE = st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), max_size=60)
ADDRESS = st.builds("{}@{}".format, LINE, LINE) | st.sampled_from([ANN, BOB, f"Ann <{ANN}>", "<>", ";", '"'])
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "From": ADDRESS,
        "To": st.lists(ADDRESS, max_size=4).map(", ".join),
        "Cc": ADDRESS,
        "Subject": LINE,
        "Date": LINE | st.just(TODAY),
        "Message-ID": LINE | st.just("<h@x>"),
        "In-Reply-To": LINE | st.just("<h@x>"),
        "References": st.lists(LINE | st.just("<h@x>"), max_size=4).map(" ".join),
        "Keywords": LINE | st.just("OPP-1"),
        "Auto-Submitted": LINE,
        "Precedence": LINE,
        "List-Id": LINE,
        "Sensitivity": LINE | st.sampled_from(["Private", "Company-Confidential"]),
    },
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(HEADERS, LINE, st.sampled_from([(), ("OPP-1",), ("OPP-99",), ("OPP? choose",)])), max_size=4))
def test_whatever_is_sent_is_counted_once_and_stays_as_it_was_decided(
    firm: Firm, sent: list[tuple[dict[str, str], str, tuple[str, ...]]]
):
    with firm.store.read() as unit:
        is_first = not unit.opportunities.all()
    if is_first:
        firm.opportunity("200 seats")
    for headers, body, categories in sent:
        lines = [f"{name}: {value}" for name, value in headers.items()]
        mail = firm.outlook().deliver("\r\n".join([*lines, "", body]).encode())
        firm.outlook().set_categories(mail, categories)
    firm.cycle()
    before = links(firm)

    firm.cycle()

    with firm.store.read() as unit:
        counts = unit.history.counts()
    assert counts["seen"] == sum(count for name, count in counts.items() if name != "seen")
    assert counts["seen"] == len(firm.simulator.mailbox(BOB).folder("inbox").items)
    assert links(firm) == before


def links(firm: Firm) -> dict[int, list[Link]]:
    with firm.store.read() as unit:
        items, _ = unit.again.stored(range(1, 500))
    return {item.item_id: list(item.known.links) for item in items}
