"""Which opportunities does an item belong to? Pure functions from an item and what the store knows to a decision.

`facts` says what is looked at, `hand` what users did, `thread` what is inherited, `rules` is the table, and `decision`
puts them together. `docs/linking.md` is the same in words.

A file of them is loaded when something of it is first asked for: a command asks for little."""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.link.automatic import is_of_a_list, rests_on
    from daemon.link.category import (
        category_name,
        choose_name,
        is_choose,
        is_new,
        named_in,
        new_name,
        number_in,
        numbers_in,
    )
    from daemon.link.decision import Decision, as_seen, decide
    from daemon.link.facts import (
        ANSWER,
        AUTOMATIC,
        CLOCK,
        LIST,
        NEVER,
        OCCURRENCE,
        UNTOLD,
        UNUSABLE,
        Copy,
        Facts,
        facts_of,
        item_time,
        stored_facts,
        with_others,
        with_receipt,
    )
    from daemon.link.hand import shown_after_all
    from daemon.link.identity import Linkable, identity_of, occurrence_identity, series_identity
    from daemon.link.people import ORIGINAL, is_usable
    from daemon.link.policy import WHOLE, Ambiguous, HistoryPolicy, KeptBody, KeptText, LinkPolicy
    from daemon.link.public import PUBLIC_DOMAINS
    from daemon.link.rewording import links_as_before, receipt_as_before
    from daemon.link.rules import REVIEWED
    from daemon.link.texts import Seen, Texts, seen_when_read, texts_of
    from daemon.link.unstorable import storable
    from daemon.link.watch import WatchRule, unknown_names, verdicts, watched
    from daemon.link.wish import RULE, is_wish

__all__ = [
    "ANSWER",
    "AUTOMATIC",
    "CLOCK",
    "LIST",
    "NEVER",
    "OCCURRENCE",
    "ORIGINAL",
    "PUBLIC_DOMAINS",
    "REVIEWED",
    "RULE",
    "UNTOLD",
    "UNUSABLE",
    "WHOLE",
    "Ambiguous",
    "Copy",
    "Decision",
    "Facts",
    "HistoryPolicy",
    "KeptBody",
    "KeptText",
    "LinkPolicy",
    "Linkable",
    "Seen",
    "Texts",
    "WatchRule",
    "as_seen",
    "category_name",
    "choose_name",
    "decide",
    "facts_of",
    "identity_of",
    "is_choose",
    "is_new",
    "is_of_a_list",
    "is_usable",
    "is_wish",
    "item_time",
    "links_as_before",
    "named_in",
    "new_name",
    "number_in",
    "numbers_in",
    "occurrence_identity",
    "receipt_as_before",
    "rests_on",
    "seen_when_read",
    "series_identity",
    "shown_after_all",
    "storable",
    "stored_facts",
    "texts_of",
    "unknown_names",
    "verdicts",
    "watched",
    "with_others",
    "with_receipt",
]

__getattr__ = lazily(__name__)
