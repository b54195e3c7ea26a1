"""A history in which something is looked for: by words, kind, people and days, alike on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from store.database import Store
from store.errors import Invalid
from store.unit import Unit
from store.values import Actor, HistoryFilter, HistoryOf, ItemKind, Link, Participant
from tests.contract.store.conftest import NOON
from tests.contract.store.records import BOB, a_deal, a_folder, a_mailbox, an_email, an_entry, an_opportunity

pytestmark = pytest.mark.row(29)

CY = "cy@client.example"
OSLO = ZoneInfo("Europe/Oslo")


def filled(unit: Unit) -> list[HistoryOf]:
    """Six items in the histories of an opportunity, its contact and her account; one more elsewhere."""
    number, contact, account = a_deal(unit)
    of, links = HistoryOf(number), (Link(number, "address"),)
    mailbox = a_mailbox(unit)
    folder = a_folder(unit, mailbox.id)
    with_cy = (Participant("from", CY, "Cy"), Participant("to", BOB))
    mails = [
        an_email("<1@x>", subject="Offer", body="the price of the café", occurred_at=NOON - timedelta(days=1)),
        an_email("<2@x>", subject="Answer", body="that price is fine", participants=with_cy, occurred_at=NOON),
    ]
    entries = [an_entry(f"S{place}", mail, links=links) for place, mail in enumerate(mails)]
    fair = an_email(
        "uid-1",
        kind=ItemKind.APPOINTMENT,
        subject="Fair",
        body="",
        is_all_day=True,
        occurred_at=datetime(2026, 3, 4, 23, tzinfo=UTC),  # 5 March in Oslo
    )
    elsewhere = an_email("<3@x>", subject="Elsewhere", body="price", occurred_at=NOON)
    other = (Link(an_opportunity(unit, "Other"), "address"),)
    entries += [an_entry("S3", fair, links=links), an_entry("S4", elsewhere, links=other)]
    unit.history.save(mailbox.id, folder.id, entries, now=NOON)
    unit.notes.add(of, "Note", "about the PRICE", at=NOON - timedelta(days=3))
    unit.calls.add(of, "Call", "late", at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))  # 2 March in Oslo
    unit.files.add(of, "cafe.pdf", b"")
    return [of, HistoryOf(contact_id=contact), HistoryOf(account_id=account)]


def found(unit: Unit, of: HistoryOf, kind: ItemKind | None = None, **sought: object) -> set[str]:
    wanted = HistoryFilter(zone=OSLO, **sought)  # type: ignore[arg-type]  # whatever the test gives
    return {line.subject for line in unit.items.history(of, kind=kind, sought=wanted)}


ALL = {"Offer", "Answer", "Fair", "Note", "Call", "cafe.pdf"}


@pytest.mark.parametrize(
    ("sought", "subjects"),
    [
        ({}, ALL),
        ({"words": "price"}, {"Offer", "Answer", "Note"}),
        ({"words": "PRICE the"}, {"Offer", "Note"}),
        ({"words": "café"}, {"Offer", "cafe.pdf"}),
        ({"words": "pri*"}, {"Offer", "Answer", "Note"}),
        ({"words": "pri* caf*"}, {"Offer"}),
        ({"words": "fine pri* that"}, {"Answer"}),
        ({"words": "nothing"}, set()),
        ({"words": '" OR *'}, set()),
        ({"words": "price", "kind": ItemKind.EMAIL}, {"Offer", "Answer"}),
        ({"people": (CY,)}, {"Answer"}),
        ({"people": ("nobody@client.example", CY)}, {"Answer"}),
        ({"people": ()}, set()),
        ({"people": (BOB,), "words": "fine"}, {"Answer"}),
        ({"first": date(2026, 3, 5)}, {"Fair"}),
        ({"first": date(2026, 3, 6)}, set()),
        ({"last": date(2026, 3, 4), "first": date(2026, 3, 2)}, {"Answer", "Call", "cafe.pdf"}),
        ({"last": date(2026, 2, 28)}, {"Note"}),
        ({"first": date.min, "last": date.max}, ALL),
        ({"first": date(2026, 3, 1), "last": date(2026, 3, 1)}, {"Offer"}),
    ],
    ids=lambda one: str(sorted(one) if isinstance(one, set) else one),
)
def test_what_is_sought_is_found_in_every_history(store: Store, sought: dict[str, object], subjects: set[str]):
    with store.write() as unit:
        histories = filled(unit)
        assert [found(unit, of, **sought) for of in histories] == [subjects] * 3


def test_what_a_user_wrote_is_theirs_as_well(store: Store):
    with store.write() as unit:
        histories = filled(unit)
        user = unit.users.add("Bob", BOB)
    with store.write(Actor.of(user)) as unit:
        unit.notes.add(histories[0], "Mine")
        assert found(unit, histories[0], people=(BOB,), writers=(user.id,)) == {"Offer", "Answer", "Fair", "Mine"}


def test_pages_of_what_is_sought_are_whole(store: Store):
    with store.write() as unit:
        histories = filled(unit)
        for place in range(40):
            unit.notes.add(histories[0], f"Price {place}" if place % 9 == 0 else "Noise")
        wanted = HistoryFilter(words="price")
        for of in histories:
            whole = unit.items.history(of, sought=wanted)
            pages = [unit.items.history(of, sought=wanted, limit=3, offset=offset) for offset in (0, 3, 6, 9)]
            assert [line.item_id for page in pages for line in page] == [line.item_id for line in whole]
            assert len(whole) == 8


def test_words_that_are_none_are_refused_and_snippets_show_what_was_found(store: Store):
    with store.write() as unit:
        [of, *_] = filled(unit)
        with pytest.raises(Invalid):
            found(unit, of, words="...")
        ids = {line.subject: line.item_id for line in unit.items.history(of)}
        snippets = unit.search.snippets(list(ids.values()), "price")
    assert "price of the café" in snippets[ids["Offer"]]


def test_a_word_that_many_items_elsewhere_have_is_asked_of_each_item_here(store: Store, url: str):
    if not url.startswith("sqlite"):
        return
    from tests.contract.store.plans.explained import explained

    with store.write() as unit:
        [of, *_] = filled(unit)
    with explained() as plans, store.read() as unit:
        found(unit, of, words="price")
    reading = next(plan for plan in "\n".join(plans).split("done") if "ix_links_number" in plan)
    assert "CORRELATED" in reading
    assert "TEMP B-TREE" not in reading
