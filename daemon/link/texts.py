"""What a person reads of an item, and what of it its writer wrote. Pure."""

from __future__ import annotations

import re

from connectors.mailbox import Email, Item
from daemon.link.facts import Facts, facts_of
from daemon.link.identity import Linkable
from daemon.text import About, is_answer, name_key, own_words, readable
from store.rules.history import preview
from store.values.making import dataclass

PREVIEWED = 10_000  # characters that are looked at for a preview

_ADDRESS = re.compile(r" ?<(?:https?://|mailto:)[^<>\s]*>")  # of a link that has a text of its own
_WRITERS = frozenset({"from", "sender", "reply_to", "original_from", "organizer"})


@dataclass(frozen=True, slots=True)
class Texts:
    """An item's text as it is read, what of it its writer said, and the beginning of that on one line."""

    whole: str = ""
    own: str = ""
    preview: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an item shows, with its texts, worked out where it was read."""

    facts: Facts
    texts: Texts | None = None  # of what is private, none: nobody keeps them

    def texts_of(self, facts: Facts) -> Texts | None:
        """Those of the same item where more is known of it by now; None where that may make other words its own."""
        is_same = facts.people == self.facts.people and bool(facts.depth) == bool(self.facts.depth)
        return self.texts if is_same else None


def seen_when_read(item: Item, is_sent: bool, *, prefix: str) -> Seen | None:
    """An e-mail as it is seen where it is read; None of one whose time rests on when it is seen."""
    if not isinstance(item, Email) or (item.received_at is None and item.sent_at is not None):
        return None
    facts = facts_of(item, prefix, is_sent=is_sent)
    return Seen(facts, None if facts.sensitivity else texts_of(item, facts))


def texts_of(item: Linkable, facts: Facts) -> Texts:
    """Its preview is of the writer's own words, or of what is quoted if there are none."""
    if not item.body:
        return Texts()
    whole = readable(item.body, item.body_is_html)
    own = own_words(whole, lambda: _about(item, facts))
    start = own[:PREVIEWED] or whole[:PREVIEWED]
    return Texts(whole, own, preview(_ADDRESS.sub("", start) if "<" in start else start))


def _about(item: Linkable, facts: Facts) -> About:
    """By what its own words are told from those that it quotes."""
    writers, others = set[str](), set[str]()
    for person in facts.people:
        name = "" if "@" in person.name else name_key(person.name)  # servers name by an address whom nobody named
        (writers if person.role in _WRITERS else others).update((person.address, name))
    answers = facts.depth > 0 or is_answer(item.subject)
    return About(item.subject, answers, frozenset(writers - {""}), frozenset(others - writers - {""}))
