"""Looking for something within a history: words, people and days as somebody types them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from store.addresses import normalise
from store.errors import DatabaseError, Invalid, NotFound, StoreError
from store.rules.typed import Manner, Toward, day_of
from store.rules.words import search_for
from store.unit import Unit
from store.values import HistoryFilter

T = TypeVar("T")
SOUGHT = ("words", "person", "from", "to")


@dataclass(frozen=True)
class Sought:
    """`wanted` is what everything that was understood means; where there are troubles, that is not what was meant."""

    wanted: HistoryFilter
    troubles: Mapping[str, StoreError] = field(default_factory=dict)


def sought_in_history(unit: Unit, given: Mapping[str, str], manner: Manner) -> Sought:
    """What words mean, by the names of SOUGHT; all that is given applies."""
    troubles: dict[str, StoreError] = {}

    def read(name: str, reading: Callable[[str], Any], absent: Any = None) -> Any:
        try:
            return reading(text) if (text := given.get(name, "").strip()) else absent
        except DatabaseError:
            raise
        except StoreError as error:
            troubles[name] = error
            return absent

    def day(name: str) -> date | None:
        found: date | None = read(name, lambda text: day_of(name, text, manner, Toward.PAST))
        return found

    people, writers = read("person", lambda text: people_named(unit, text), (None, ()))
    first, last = day("from"), day("to")
    if first and last and last < first:
        troubles["to"] = Invalid("to", "is before the first day", "turn the two around")
    words = read("words", _words, "")
    return Sought(HistoryFilter(words, people, writers, first, last, manner.zone), troubles)


def people_named(unit: Unit, text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The addresses of whoever is meant, and their ids as users: by address, or a contact or user by name.

    Raises NotFound and Ambiguous, and Invalid for an address that is none.
    """
    if "@" in text:
        address = normalise(text)
        if not address:
            raise Invalid("person", f"{text!r} is no e-mail address", "write it as ann@client.example")
        known = unit.users.by_email(address)
        return (address,), (known.id,) if known else ()
    nearest: list[str] = []
    contact, user = _found(unit.contacts.find, text, nearest), _found(unit.users.find, text, nearest)
    if contact is None and user is None:
        raise NotFound("person", text, nearest[:5])
    addresses = (*(contact.addresses if contact else ()), *((user.email,) if user else ()))
    return addresses, (user.id,) if user else ()


def _found(find: Callable[[str], T], text: str, nearest: list[str]) -> T | None:
    """None where nobody is called so; who is called alike is added to `nearest`."""
    try:
        return find(text)
    except NotFound as error:
        nearest += error.nearest
        return None


def snippets_of(unit: Unit, items: Sequence[int], words: str) -> Mapping[int, str]:
    """What stands around the words in the text of each of these items."""
    return unit.search.snippets(items, words) if words else {}


def _words(text: str) -> str:
    search_for(text)
    return text
