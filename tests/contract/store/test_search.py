"""Full-text search: the same hits on both databases, newest first, whatever was written or is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database import Store
from store.errors import Invalid
from store.rules.words import Search, search_for, words_of
from store.unit import Unit
from store.values import HistoryOf, ItemKind, Outcome, Receipt
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_entry, an_opportunity, known, known_one

pytestmark = pytest.mark.row(29)


def found(unit: Unit, words: str, **given: object) -> list[str]:
    return [hit.line.subject for hit in unit.search.find(words, **given)]  # type: ignore[arg-type]


def test_subjects_and_bodies_of_all_kinds_are_searched_newest_first(store: Store):
    with store.write() as unit:
        of = HistoryOf(an_opportunity(unit))
        hour = timedelta(hours=1)
        unit.notes.add(of, "A note", "about the Café", at=NOON - 3 * hour)
        unit.calls.add(of, "CAFE call", at=NOON - hour)
        unit.todos.add(of, "A task", "cafe\u0301")
        unit.files.add(of, "cafe.pdf", b"")
        mailbox = a_mailbox(unit)
        mail = an_email(subject="A mail", body="the cafés and the café", occurred_at=NOON - 2 * hour)
        unit.history.save(mailbox.id, a_folder(unit, mailbox.id).id, [an_entry("S1", mail)], now=NOON)

        assert found(unit, "café") == ["cafe.pdf", "A task", "CAFE call", "A mail", "A note"]
        assert found(unit, "cafés") == ["A mail"]
        whole = unit.search.find("café")
        for at, hit in enumerate(whole):
            place = unit.search.place_of(hit.line.item_id)
            assert unit.search.find("café", place=place) == whole[at + 1 :]
        assert found(unit, "café", kind=ItemKind.NOTE, place=unit.search.place_of(whole[0].line.item_id)) == ["A note"]
        assert found(unit, "caf* the") == ["A mail", "A note"]
        assert found(unit, "café", kind=ItemKind.CALL) == ["CAFE call"]
        assert found(unit, "café", limit=2, offset=1) == ["A task", "CAFE call"]
        hit = unit.search.find("about cafe")[0]
        assert (hit.snippet, hit.line.numbers) == ("about the Café", (of.number,))


HOSTILE = [
    '"',
    "'",
    "*",
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    ")",
    "^x",
    "a:b",
    "-a",
    "%",
    "\\",
    ":*",
    "&",
    "|",
    "!",
    "<->",
    "z",
]
PIECES = st.one_of(
    st.sampled_from(
        [*HOSTILE, "Ø", "ß", "ss", "Жук", "жук", "会議", "会", "e\u0301", "é", "🎉", "ﬁ", "İ", "ab", "ab*"]
    ),
    st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=4),
)
TEXTS = st.lists(PIECES, max_size=6).map(" ".join) | st.lists(PIECES, max_size=4).map("".join)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4), asked=st.lists(TEXTS, min_size=1, max_size=4))
def test_the_hits_are_those_of_the_words_themselves(store: Store, texts: list[tuple[str, str]], asked: list[str]):
    """Both databases find what the pure rule finds, and so the same."""
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        folder = a_folder(unit, mailbox.id)
        entries = [
            an_entry(f"S{n}", an_email(f"<m{n}@x>", subject=subject, body=body, fingerprint=repr((subject, body))))
            for n, (subject, body) in enumerate(texts)
        ]
        before = known(unit, mailbox.id, entries)  # what an earlier example stored: this one changes it
        changes = [replace(entry, known=held) for entry, held in zip(entries, before, strict=True)]
        ids = unit.history.save(mailbox.id, folder.id, changes, now=NOON).items
        for text in asked:
            try:
                search = search_for(text)
            except Invalid:
                with pytest.raises(Invalid, match="search: "):
                    unit.search.find(text)
                continue
            hits = [hit.line.item_id for hit in unit.search.find(text, limit=1000)]
            expected = {ids[n] for n, parts in enumerate(texts) if has_all(search, words_of(*parts))}

            assert {id for id in hits if id in ids} == expected


def has_all(search: Search, words: list[str]) -> bool:
    return set(search.words) <= set(words) and all(
        any(word.startswith(beginning) for word in words) for beginning in search.beginnings
    )


def test_what_was_changed_is_found_as_it_is_now(store: Store, clock: Clock):
    with store.write() as unit:
        of = HistoryOf(an_opportunity(unit))
        note = unit.notes.add(of, "Old title", "old text")
        other = unit.notes.add(of, "Other", "new", at=NOON - timedelta(hours=1))

        unit.notes.edit(note.id, subject="New title", body="new text", occurred_at=NOON - timedelta(hours=2))

        assert found(unit, "old") == []
        assert found(unit, "new") == ["Other", "New title"]
        unit.notes.edit(other.id, body="")
        assert found(unit, "new") == ["New title"]


def test_a_body_that_is_kept_no_more_is_found_no_more(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        folder = a_folder(unit, mailbox.id)
        entry = an_entry("S1", an_email(subject="Offer", body="confidential"))
        unit.history.save(mailbox.id, folder.id, [entry], now=NOON)
        assert found(unit, "confidential") == ["Offer"]

        redacted = an_email(subject="", body="", preview="")
        private = Receipt(Outcome.SKIPPED, "private", "marked private")
        held = known_one(unit, mailbox.id, entry)
        unit.history.save(mailbox.id, folder.id, [an_entry("S1", redacted, known=held, receipt=private)], now=NOON)

        assert found(unit, "confidential") == found(unit, "offer") == []


def test_a_mail_that_was_sent_at_another_time_takes_its_place(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        folder = a_folder(unit, mailbox.id)
        first = an_entry("S1", an_email("<1@x>", subject="seats 1"))
        second = an_entry("S2", an_email("<2@x>", subject="seats 2", occurred_at=None))
        unit.history.save(mailbox.id, folder.id, [first, second], now=NOON)
        assert found(unit, "seats") == ["seats 1", "seats 2"]

        later = an_email("<2@x>", subject="seats 2", occurred_at=NOON)
        again = an_entry("S2", later, known=known_one(unit, mailbox.id, second))
        unit.history.save(mailbox.id, folder.id, [again], now=NOON)

        assert found(unit, "seats") == ["seats 2", "seats 1"]


def test_what_is_rolled_back_is_not_found(store: Store):
    with store.write() as unit:
        of = HistoryOf(an_opportunity(unit))
    with pytest.raises(Invalid, match="title"), store.write() as unit:
        unit.notes.edit(unit.notes.add(of, "Never was").id, subject="")

    with store.read() as unit:
        assert found(unit, "never") == []
