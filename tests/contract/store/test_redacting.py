"""Names of attachments, old texts that are emptied, and items of which only the fact is left: not found any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database import Store
from store.history.attachments import names_in
from store.rules.words import search_for, words_of
from store.unit import Unit
from store.values import Attachment, HistoryItem, HistoryLine, HistoryOf, ItemContent, ItemKind
from tests.contract.store.conftest import NOON
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_opportunity, linked

DAY = timedelta(days=1)
OFFER = Attachment("Offer_2026.pdf", 120_000)
LOGO = Attachment("image001.png", 900, is_inline=True)


class Box:
    """A mailbox that items come in from."""

    def __init__(self, unit: Unit) -> None:
        self.unit, self.mailbox_id = unit, a_mailbox(unit).id
        self.folder_id = a_folder(unit, self.mailbox_id).id
        self.number = an_opportunity(unit)

    def takes_in(self, *contents: ItemContent) -> None:
        """The items in this state, each linked."""
        entries = [replace(linked(content.identity, self.number), content=content) for content in contents]
        self.unit.history.save(self.mailbox_id, self.folder_id, entries, now=NOON)

    def items(self) -> list[HistoryItem]:
        return [self.unit.items.get(line.item_id) for line in self.lines()]

    def lines(self) -> list[HistoryLine]:
        return self.unit.items.history(HistoryOf(self.number))


def found(unit: Unit, words: str) -> int:
    return len(unit.search.find(words))


def empty_old(unit: Unit, before: datetime) -> None:
    after = 0
    while (place := unit.redacting.empty_old(before, after)) is not None:
        after = place


# --- attachments ------------------------------------------------------------------------------------------------------


def test_attachments_are_kept_by_name_in_their_order(store: Store):
    with store.write() as unit:
        box = Box(unit)

        box.takes_in(an_email("<1>", attachments=(OFFER, LOGO)), an_email("<2>"))

        assert sorted(item.attachments for item in box.items()) == [(), (OFFER, LOGO)]


def test_an_item_is_found_by_the_names_of_what_is_attached_but_not_of_pictures_in_its_text(store: Store):
    with store.write() as unit:
        Box(unit).takes_in(an_email(attachments=(OFFER, LOGO)))

        assert (found(unit, "offer"), found(unit, "pdf seats"), found(unit, "image001")) == (1, 1, 0)


def test_attachments_that_changed_are_found_by_their_new_names_alone(store: Store):
    with store.write() as unit:
        box = Box(unit)
        box.takes_in(an_email(attachments=(OFFER,)))

        box.takes_in(an_email(attachments=(Attachment("Contract.docx"),)))

        assert (found(unit, "offer"), found(unit, "contract")) == (0, 1)
        assert [one.name for item in box.items() for one in item.attachments] == ["Contract.docx"]


def test_a_copy_that_only_says_that_something_is_attached_takes_no_names_away(store: Store):
    with store.write() as unit:
        box = Box(unit)
        box.takes_in(an_email(has_attachments=True, attachments=(OFFER,)))

        box.takes_in(an_email(has_attachments=True, subject="New"))

        assert [(item.subject, item.attachments) for item in box.items()] == [("New", (OFFER,))]
        assert found(unit, "offer new") == 1


# --- old texts --------------------------------------------------------------------------------------------------------


def test_old_texts_are_emptied_and_not_found_and_everything_else_stays(store: Store):
    with store.write() as unit:
        box = Box(unit)
        box.takes_in(
            an_email("<old>", occurred_at=NOON - 10 * DAY, attachments=(OFFER,)),
            an_email("<new>", occurred_at=NOON - DAY),
            an_email("<undated>", occurred_at=None),
        )

        empty_old(unit, NOON - 5 * DAY)

        new, old, undated = box.items()
        assert (old.body, old.subject, old.participants) == ("", "About the seats", new.participants)
        assert (old.attachments, [link.number for link in old.links]) == ((OFFER,), [box.number])
        assert [line.preview for line in box.lines()] == ["Dear Bob, yes.", "", "Dear Bob, yes."]
        assert (new.body, undated.body) == ("Dear Bob,\nyes.", "Dear Bob,\nyes.")
        assert (found(unit, "dear"), found(unit, "seats"), found(unit, "offer")) == (2, 3, 1)


def test_what_people_wrote_here_is_never_emptied(store: Store):
    with store.write() as unit:
        of = HistoryOf(an_opportunity(unit))
        note = unit.notes.add(of, "A note", "said long ago", at=NOON - 100 * DAY)

        empty_old(unit, NOON - DAY)

        assert unit.items.get(note.id).body == "said long ago"
        assert found(unit, "said") == 1


def test_old_texts_are_emptied_a_few_at_a_time_the_oldest_first(store: Store):
    with store.write() as unit:
        box = Box(unit)
        box.takes_in(*(an_email(f"<{n}>", occurred_at=NOON - n * DAY) for n in range(1, 6)))

        first = unit.redacting.empty_old(NOON, limit=2)
        left = [item.body for item in box.items()]
        again = unit.redacting.empty_old(NOON, first or 0, limit=2)

        assert [bool(body) for body in left] == [True, True, True, False, False]
        assert [bool(item.body) for item in box.items()] == [True, False, False, False, False]
        assert 0 < (first or 0) < (again or 0)


def test_emptying_where_nothing_is_old_does_nothing(store: Store):
    with store.write() as unit:
        box = Box(unit)
        box.takes_in(an_email())

        assert unit.redacting.empty_old(NOON - 5 * DAY) is None
        assert [item.body for item in box.items()] == ["Dear Bob,\nyes."]


# --- nothing but the fact ---------------------------------------------------------------------------------------------


def test_of_a_redacted_item_only_who_and_when_are_left(store: Store):
    with store.write() as unit:
        box = Box(unit)
        meeting = an_email("uid-1", kind=ItemKind.APPOINTMENT, location="Oslo", attachments=(OFFER,))
        box.takes_in(meeting, an_email("<other>"))
        [other, item] = sorted(box.items(), key=lambda item: item.kind, reverse=True)

        unit.redacting.redact([item.id])

        left = unit.items.get(item.id)
        assert (left.subject, left.body, left.location, left.attachments) == ("", "", "", ())
        assert (left.occurred_at, left.participants, left.links) == (item.occurred_at, item.participants, item.links)
        assert left.is_redacted
        assert not unit.items.get(other.id).is_redacted
        assert (found(unit, "seats"), found(unit, "dear"), found(unit, "offer")) == (1, 1, 0)


def test_a_copy_of_a_redacted_item_brings_nothing_back_until_that_is_lifted(store: Store):
    with store.write() as unit:
        box = Box(unit)
        box.takes_in(an_email(attachments=(OFFER,)))
        [item] = box.items()
        unit.redacting.redact([item.id])

        box.takes_in(an_email(subject="Seats again", attachments=(OFFER, LOGO)))
        [held] = box.items()
        unit.redacting.lift([item.id])
        box.takes_in(an_email(subject="Seats again", attachments=(OFFER, LOGO)))
        [lifted] = box.items()

        assert (held.subject, held.body, held.attachments) == ("", "", ())
        assert (lifted.subject, lifted.body, lifted.attachments) == ("Seats again", "Dear Bob,\nyes.", (OFFER, LOGO))
        assert (found(unit, "again"), found(unit, "offer")) == (1, 1)


def test_redacting_twice_does_no_harm(store: Store):
    with store.write() as unit:
        box = Box(unit)
        box.takes_in(an_email())
        [item] = box.items()

        for _ in range(2):
            unit.redacting.redact([item.id, 4711])

        assert unit.items.get(item.id).is_redacted
        assert found(unit, "seats") == 0


# --- laws -------------------------------------------------------------------------------------------------------------

WORD = st.sampled_from(["seats", "offer", "café", "Oslo", "x1"])
STATE = st.fixed_dictionaries(
    {
        "subject": WORD,
        "body": WORD | st.just(""),
        "attachments": st.lists(st.builds(Attachment, WORD, st.just(1), st.booleans()), max_size=2).map(tuple),
        "occurred_at": st.integers(0, 9).map(lambda days: NOON - days * DAY),
    }
)
STEP = st.one_of(
    st.tuples(st.just("comes"), st.sampled_from(["<a>", "<b>"]), STATE),
    st.tuples(st.just("empties"), st.integers(0, 9)),
    st.tuples(st.just("redacts"), st.integers(0, 1)),
    st.tuples(st.just("lifts"), st.integers(0, 1)),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, max_size=8))
def test_an_item_is_found_by_what_it_shows_and_by_nothing_else(store: Store, steps: list[tuple[object, ...]]):
    with store.write() as unit:
        box = Box(unit)
        for step in steps:
            match step:
                case ("comes", identity, state):
                    box.takes_in(an_email(str(identity), **state))  # type: ignore[arg-type]
                case ("empties", int(days)):
                    empty_old(unit, NOON - days * DAY)
                case ("redacts" | "lifts" as act, int(place)):
                    ids = [item.id for item in box.items()][place : place + 1]
                    (unit.redacting.redact if act == "redacts" else unit.redacting.lift)(ids)

        for item in box.items():
            shown = words_of(item.subject, names_in(item.attachments), item.body)
            for word in ("seats", "offer", "café", "oslo", "x1"):
                ids = {hit.line.item_id for hit in unit.search.find(word)}
                assert (item.id in ids) == search_for(word).finds(shown)
