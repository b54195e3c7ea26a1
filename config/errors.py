"""What is wrong with a configuration, said so that the reader can go and put it right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

_LONGEST_FOUND = 60
_LIKE, _VERY_LIKE = 0.7, 0.85  # of the last part alone, and of the whole name, which shares its section with many
_LOGIN_IN_URL = re.compile(r"(?<=://)\S*@")  # greedy: a password may hold "/" and "@" that should have been escaped
_SECRET_IN_QUERY = re.compile(r"(?i)([?&;][^=&;]*(?:password|secret|token)[^=&;]*=)([^&;]*)")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where it was written ("" when it was not), and the rest of the sentence."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" if self.place else self.what


class ConfigError(Exception):
    """The configuration cannot be used; `str()` has one sentence a line, all problems at once, no secret in any."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def found(value: Any) -> str:
    """A rejected value in words that may be printed: short, and without the login of a URL."""
    match value:
        case dict():
            return "a table"
        case list() | tuple():
            return "a list"
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            text = without_login(value)
            return json.dumps(text if len(text) <= _LONGEST_FOUND else text[:_LONGEST_FOUND] + "…", ensure_ascii=False)
        case _:
            text = str(value)
            return text if len(text) <= _LONGEST_FOUND else text[:_LONGEST_FOUND] + "…"


def without_login(url: str) -> str:
    """The URL with `***` in place of its user's password and of secrets in its query."""

    def masked(login: re.Match[str]) -> str:
        user, colon, _ = login.group()[:-1].partition(":")
        return f"{user}:***@" if colon else f"{user}@"

    return _SECRET_IN_QUERY.sub(r"\1***", _LOGIN_IN_URL.sub(masked, url))


def passwords_in(url: str) -> list[str]:
    """The secrets that `without_login` takes out of this URL, as written and as meant."""
    login = _LOGIN_IN_URL.search(url)
    written = [secret for _, secret in _SECRET_IN_QUERY.findall(url)]
    if login:
        written.append(login.group()[:-1].partition(":")[2])
    return [text for secret in written if secret for text in (secret, unquote(secret))]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant: one whose last part resembles it, whatever section it is in."""
    leaf = _leaf(name)
    close = [
        (_likeness(leaf, _leaf(candidate)), _likeness(name, candidate), candidate)
        for candidate in sorted(known)
        if _likeness(leaf, _leaf(candidate)) >= _LIKE or _likeness(name, candidate) >= _VERY_LIKE
    ]
    return max(close)[2] if close else None


def _leaf(name: str) -> str:
    return re.split(r"\.|__", name)[-1]


def _likeness(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other).ratio()
