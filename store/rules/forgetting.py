"""Taking somebody out of texts: their addresses, names and phone numbers, wherever they stand. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, quote_plus

from store.text import fold

ERASED = "[erased]"
ERASED_ADDRESS = "erased@erased.invalid"  # in lists of people, where an address has to be; nobody can ever have it

WRITERS = frozenset({"from", "sender", "reply_to", "original_from", "organizer"})

_ADDRESS = re.compile(r"[^\s<>()\[\]{},;:\"'|/=?&]{1,200}@[^\s<>()\[\]{},;:\"'|/=?&]{1,200}")
_WORD = r"[^\W_]"


@dataclass(frozen=True)
class Terms:
    """By what somebody is known; one word alone is a name only where nothing else stands."""

    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @cached_property
    def whole_names(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if len(name.split()) > 1)

    @cached_property
    def _alone(self) -> frozenset[str]:
        return frozenset(fold(" ".join(name.split())) for name in self.names)

    @cached_property
    def _within(self) -> re.Pattern[str] | None:
        parts = [
            *(rf"(?<![\w.+-]){re.escape(one)}(?![\w-]|\.\w)" for one in self._written()),
            *(rf"(?<!{_WORD}){_spaced(one)}(?!{_WORD})" for one in self._called()),
            *(rf"(?<!\w){re.escape(one)}(?!\w)" for one in self.phones if len(one) > 4),
        ]
        return re.compile("|".join(sorted(parts, key=len, reverse=True)), re.IGNORECASE) if parts else None

    def _written(self) -> Iterable[str]:
        return dict.fromkeys(form for one in self.addresses for form in _as_written(one))

    def _called(self) -> Iterable[str]:
        return dict.fromkeys(form for name in self.whole_names for form in _as_called(name))

    def masked(self, text: str) -> str:
        """The text without them."""
        if fold(" ".join(text.split())) in self._alone:
            return ERASED
        return self._within.sub(ERASED, text) if self._within is not None and text else text

    def masked_in(self, value: Any) -> Any:
        """The same of whatever JSON holds, in the names of its values as well."""
        match value:
            case str():
                return self.masked(value)
            case dict():
                return {self.masked(key): self.masked_in(one) for key, one in value.items()}
            case list():
                return [self.masked_in(one) for one in value]
            case _:
                return value

    @cached_property
    def patterns(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """For LIKE without case: what finds every text that is masked, and some more.

        Each some patterns with one that whatever they find has: in most texts nothing else is looked for.
        """
        forms = [(_needle(one), _as_written(one)) for one in self.addresses]
        forms += [(_needle(_composed(name)), _as_called(name)) for name in self.whole_names]
        forms += [(one, (one,)) for one in self.phones if len(one) > 4]
        within = [(f"%{_loose(any)}%", tuple(f"%{_loose(one)}%" for one in dict.fromkeys(some))) for any, some in forms]
        loose = [_loose(_composed(name)) for name in self.names]
        alone = tuple(form for one in loose for form in (one, f'%"{one}"%'))
        return (*within, ("%", alone)) if alone else tuple(within)


def _as_written(address: str) -> tuple[str, ...]:
    return tuple(form for form in (address, quote(address), _as_words(address)) if form)


def _as_called(name: str) -> tuple[str, ...]:
    """As it is, the last word first, without diacritics, and as it stands in an address.

    Of a letter with a mark, one sign is made or two: files that come from a Mac are called with two.
    """
    *first, last = _composed(name).split()
    turned = (_composed(name), f"{last}, {' '.join(first)}")
    spelled = [form for one in turned for form in dict.fromkeys((one, normalize("NFD", one)))]
    return tuple(form for one in spelled for form in dict.fromkeys((one, fold(one), quote_plus(one), quote(one))))


def _composed(name: str) -> str:
    return normalize("NFC", name)


def _needle(text: str) -> str:
    """The longest part of a name, or of what stands before an @, that is the same however it is written; "" of none."""
    return max(re.findall("[A-Za-z0-9]+", text.partition("@")[0]), key=len, default="")


def addresses_in(text: str) -> set[str]:
    """What may be an address in a text, in small letters."""
    if "@" not in text:
        return set()
    return {one.strip(".-_*~`").casefold() for one in _ADDRESS.findall(text)}


def _spaced(name: str) -> str:
    """The words of a name, as texts part them and names of files do; what stands before an @ is an address."""
    return r"[\s_.-]+".join(re.escape(word) for word in name.split()) + r"(?![\w.+-]*@)"


def _loose(text: str) -> str:
    """Whatever is no ASCII may be written otherwise: another case, an escape of JSON, a break between two words."""
    return re.sub(r"[^\x21-\x7e]+|[\\_\"]", "%", text)


def _as_words(address: str) -> str:
    """An internationalised address as people write it; "" of others."""
    local, _, domain = address.rpartition("@")
    if "xn--" not in domain:
        return ""
    try:
        return f"{local}@{domain.encode().decode('idna')}"
    except UnicodeError:
        return ""
