"""From a sentence that the store refused with back to the text it was made of, and on to another language. Pure.

The store speaks English and knows of no other. Each text of a refusal has its literal words and its placeholders: a
sentence is looked for among the texts that have its words, and what stands between them are its values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

LONGEST = 20_000  # characters: what is longer is left as it is
_HOLE = re.compile(r"%\((\w+)\)s")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Template:
    """A text: `literals` stand around and between the placeholders, one more than there are `names`."""

    text: str
    literals: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Template:
        pieces = [piece.replace("%%", "%") for piece in _HOLE.split(text)]
        return cls(text, tuple(pieces[::2]), tuple(pieces[1::2]))

    @property
    def weight(self) -> tuple[int, int]:
        """The more of a sentence is the text's own, and the fewer its values, the more surely it is this one."""
        return sum(map(len, self.literals)), -len(self.names)

    @property
    def words(self) -> set[str]:
        """The words that a sentence of it has, whatever its values are: none that touches a placeholder."""
        found = set()
        for place, literal in enumerate(self.literals):
            for word in _WORD.finditer(literal):
                is_open = (word.start() == 0 and place > 0) or (
                    word.end() == len(literal) and place < len(self.literals) - 1
                )
                found |= set() if is_open else {word[0]}
        return found

    def values_in(self, sentence: str, words: Collection[str]) -> dict[str, str] | None:
        """The values with which the text says the sentence; None where it does not, whatever they are.

        Placeholders that begin with `the_` stand for one of the `words` only.
        """
        first, last = self.literals[0], self.literals[-1]
        if not self.names:
            return {} if sentence == first else None
        if len(sentence) < len(first) + len(last) or not sentence.startswith(first) or not sentence.endswith(last):
            return None
        at, end = len(first), len(sentence) - len(last)
        values = []
        for name, literal in zip(self.names, self.literals[1:-1], strict=False):
            found = sentence.find(literal, at, end)  # the first place leaves the most for those behind it
            if name.startswith("the_"):
                fitting = (word for word in words if sentence.startswith(word + literal, at, end))
                found = at + max(map(len, fitting), default=-1 - at)
            if found < 0:
                return None
            values.append(sentence[at:found])
            at = found + len(literal)
        if self.names[-1].startswith("the_") and sentence[at:end] not in words:
            return None
        return dict(zip(self.names, [*values, sentence[at:end]], strict=True))

    def said_with(self, values: Mapping[str, str]) -> str:
        """The English sentence."""
        return self.text % values


class Sentences:
    """The texts of one part of refusals, found by the rarest of their words."""

    def __init__(self, texts: Iterable[str]) -> None:
        templates = sorted(map(Template.of, set(texts)), key=lambda one: (one.weight, one.text), reverse=True)
        often = Counter(word for one in templates for word in one.words)
        self._by_word: dict[str, list[Template]] = {}
        self._wordless: list[Template] = []
        for one in templates:
            rarest = min(one.words, key=lambda word: (often[word], word), default=None)
            (self._wordless if rarest is None else self._by_word.setdefault(rarest, [])).append(one)
        self._wordless.sort(key=lambda one: len(one.names) != 1)  # one kind, before two things

    def find(self, sentence: str, words: Collection[str]) -> tuple[Template, dict[str, str]] | None:
        """The text that the sentence was most likely made of, with its values; None for one that nobody wrote."""
        if len(sentence) > LONGEST:
            return None
        asked = set(_WORD.findall(sentence))
        candidates = [one for word in asked for one in self._by_word.get(word, ())]
        for template in sorted(candidates, key=lambda one: (one.weight, one.text), reverse=True) + self._wordless:
            values = template.values_in(sentence, words)
            if values is not None:
                return template, values
        return None
