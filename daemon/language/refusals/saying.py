"""Refusals in somebody's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from daemon.language.catalogues import OTHERS, SOURCE, texts_of
from daemon.language.refusals.on_pages import on_page
from daemon.language.refusals.sentences import Sentences
from daemon.language.speech import Language
from daemon.language.vocabulary import FIELDS, WORDS

_ROWS = re.compile("\\b(line|row)s? (\\d[\\d\u2013, ]*)")  # of a table: line 5, rows 2 to 4
_MORE = re.compile(r"(.+) and (\d+) more")
SUBJECT, REASON, REMEDY = "subject", "reason", "remedy"


def refusal(language: Language, subject: str, reason: str, remedy: str = "") -> str:
    """What a StoreError says: "subject: reason; remedy". What nobody translated is English.

    The parts come as they are told in English: opportunities by their keys, nothing in them that a terminal obeys.
    """
    said = f"{_said(language, SUBJECT, subject)}: {_said(language, REASON, reason)}"
    return f"{said}; {_said(language, REMEDY, remedy)}" if remedy else said


def told(language: Language, part: str, sentence: str) -> str:
    """What the record keeps in English: an `act` of the audit trail, or `why` an item is where it is."""
    return _said(language, part, sentence)


def told_by(language: Language, texts: tuple[str, ...], sentence: str, **within: Callable[[Language, str], str]) -> str:
    """A sentence that was made of one of these texts, which have their places in catalogues; others as they are.

    `within` tells values by their names.
    """
    found = _sentences_of(texts).find(sentence, ())
    if not found:
        return sentence
    values = {name: within[name](language, value) if name in within else value for name, value in found[1].items()}
    return language.gettext(found[0].text, **values)


def refusal_told(language: Language, sentence: str) -> str:
    """The same of a refusal that was put into words already, as lists of them are."""
    sentence = on_page(sentence)
    if language.code == SOURCE:
        return sentence
    for colon in _places(": ", sentence):
        for semicolon in (*_places("; ", sentence, colon), len(sentence)):
            subject, reason, remedy = sentence[:colon], sentence[colon + 2 : semicolon], sentence[semicolon + 2 :]
            told = _translated(language, REASON, reason)
            if told is not None:
                said = f"{_said(language, SUBJECT, subject)}: {told}"
                return f"{said}; {_said(language, REMEDY, remedy)}" if remedy else said
    return sentence


def _places(mark: str, sentence: str, since: int = 0) -> list[int]:
    found: list[int] = []
    at = sentence.find(mark, since)
    while at >= 0 and len(found) < 10:
        found.append(at)
        at = sentence.find(mark, at + 1)
    return found


def _said(language: Language, part: str, english: str) -> str:
    english = on_page(english)
    told = None if language.code == SOURCE else _translated(language, part, english)
    return english if told is None else told


def _translated(language: Language, part: str, english: str) -> str | None:
    field = english.replace("_", " ")
    if part == SUBJECT and field in FIELDS:
        return language.pgettext("field", FIELDS[field])
    return _found(language, _sentences(part), part, english)


def in_words_of(language: Language, sentences: Sentences, part: str, english: str) -> str:
    """What is one of these, told; anything else as it is."""
    told = None if language.code == SOURCE else _found(language, sentences, part, english)
    return english if told is None else told


def _found(language: Language, sentences: Sentences, part: str, english: str) -> str | None:
    found = sentences.find(english, _words())
    if found is None:
        return None
    template, values = found
    for name, value in values.items():
        if name.startswith("the_"):
            values[name] = _word(language, value)
        elif name == "refusal":
            values[name] = refusal_told(language, value)
        elif name == "who" and (several := _MORE.fullmatch(value)):
            values[name] = language.gettext("%(shown)s and %(num)s more", shown=several[1], num=several[2])
        elif name == "lines" or _ROWS.fullmatch(value):
            values[name] = _ROWS.sub(lambda found: f"{_word(language, found[1])} {found[2]}", value)
    return language.pgettext(part, template.text, **values)


@cache
def _sentences_of(texts: tuple[str, ...]) -> Sentences:
    return Sentences(texts)


@cache
def _sentences(part: str) -> Sentences:
    """The texts of a part, as the catalogues know them."""
    return Sentences(texts_of(OTHERS[0], "refusals", part))


@cache
def _words() -> dict[str, tuple[str, str]]:
    """What the program calls kinds and states in sentences: their enumeration, and the word that people read."""
    found: dict[str, tuple[str, str]] = {}
    for kind, words in reversed(WORDS.items()):
        for value, word in words.items():
            found |= dict.fromkeys((value, value.replace("_", " "), word), (kind, word))
    return found


def _word(language: Language, value: str) -> str:
    return language.pgettext(*_words()[value])
