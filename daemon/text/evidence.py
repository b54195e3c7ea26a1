"""Whether a heading in a text was put there by a mail program, by what the mail itself shows. Pure.

Nobody's own words may be lost, and people type such lines as well: a label for goods, a template, who called, what
somebody wrote and when. What a program quotes is a message between the people of the mail that quotes it, or one of its
subject; and a program leaves nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from daemon.text.attribution import ADDRESS, YEAR
from daemon.text.form import Line, is_a_name
from daemon.text.headings import THREE, Label
from daemon.text.subjects import bare, untagged

LOOKED_AT = 2_000  # characters of a label: recipients are many
_CUT = 20  # characters of a subject that was wrapped: what is on its second line is not compared
_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_WHOLE = frozenset({Label.SENDER, Label.SENT, Label.TO, Label.SUBJECT})  # as programs have them, every one
_LETTERS = 3  # of a name that an address has as well


@dataclass(frozen=True, slots=True)
class About:
    """What a mail shows beside its text."""

    subject: str
    is_answer: bool  # or something forwarded, by whatever sign
    writers: frozenset[str] = frozenset()  # addresses, and names by `name_key`
    others: frozenset[str] = frozenset()


def name_key(name: str) -> str:
    """A name as it is compared: "Client, Ann" is "Ann Client"."""
    return " ".join(sorted(_WORD.findall(name[:LOOKED_AT].casefold())))


@dataclass(slots=True)
class Evidence:
    """What is held of the headings of one text while it is read."""

    told: Callable[[], About] | None  # asked for at the first heading: most texts have none; None where nobody knows
    is_found: bool = False  # something that only a program wrote
    is_doubted: bool = False  # a block that may be typed
    is_lenient: bool = False  # a whole block is one, whomever it is of
    _about: About | None = None

    @property
    def about(self) -> About:
        if self._about is None:
            self._about = self.told() if self.told else About("", is_answer=True)
        return self._about

    @property
    def _people(self) -> frozenset[str]:
        """Who may be quoted: on an answer the writer as well."""
        return self.about.others | (self.about.writers if self.about.is_answer else frozenset())

    def trusts(self, labels: Mapping[Label, str], *, is_marked: bool) -> bool:
        """Whether this block stands above what somebody else wrote."""
        if self.told is None:
            return True
        sent = labels.get(Label.SENT, "")
        is_enough = (is_marked or len(labels) >= THREE) and _DIGIT.search(sent) is not None
        is_one = is_enough and (
            self._is_between_its_people(labels) or (self.about.is_answer and self._is_of_its_subject(labels))
        )
        if not is_one and self.is_lenient:
            is_one = labels.keys() >= _WHOLE and YEAR.search(sent) is not None
        self.is_doubted |= not is_one
        return is_one

    def trusts_line(self, line: Line) -> bool:
        """Whether this line stands above what somebody else wrote: on an answer, one of the mail's people; on any mail,
        another than its writer, as programs name them, or where nothing is missing that people leave out.
        """
        is_known, is_answer = self._knows(line), self.about.is_answer
        if not (line.has_day and line.has_time):
            is_whole = line.has_verb and bool(line.address) and (line.is_moment_first or not line.has_day)
            return is_known and is_answer and is_whole
        if is_known:
            is_whole = line.has_verb and line.is_moment_first
            return is_answer or is_whole or (bool(line.address) and (line.is_precise or line.is_quoted_name))
        return line.has_verb and line.is_moment_first and line.is_precise and bool(line.address) and is_a_name(line)

    def trusts_mark(self, name: str) -> bool:
        return self.about.is_answer and self._knows_name(name, is_alone=False)

    def is_of_an_answer(self, line: Line) -> bool:
        """Of a line that something is said before: only one of the mail's people, on an answer, is no sentence."""
        return bool(line.address) and self.about.is_answer and self._knows(line)

    def _knows(self, line: Line) -> bool:
        """Whether it is of one of the mail's people, and says nothing else of them."""
        if not line.address:
            return is_a_name(line) and self._knows_name(line.name, is_alone=not line.is_moment_first)
        if self.told is None:
            return is_a_name(line)
        people = self._people
        if line.address.casefold() not in people:
            return False
        words, names = _words(line.name), set[str]().union(*(_words(one) for one in people if "@" not in one))
        if words.isdisjoint(names) and (line.has_verb or not words.isdisjoint(_words(line.address))):
            return is_a_name(line)  # nobody says what they are called
        return line.is_quoted_name or words <= names.union(*map(_words, people))

    def _knows_name(self, name: str, *, is_alone: bool) -> bool:
        """Whether the name is somebody's in the mail, or in their address where nobody says what they are called."""
        words = _words(name)
        if not words:
            return False
        if self.told is None:
            return not is_alone or len(words) > 1
        known = self._people
        if any(words <= _words(one) for one in known if "@" not in one):
            return True
        local = (_words(one.partition("@")[0]) for one in known if "@" in one)
        return not is_alone and any(len(word) >= _LETTERS and word in one for one in local for word in words)

    def _is_between_its_people(self, labels: Mapping[Label, str]) -> bool:
        wrote = _people((labels.get(Label.SENDER, ""),))
        if not wrote.isdisjoint(self.about.writers):
            return False  # who quotes themselves answers
        if not wrote.isdisjoint(self.about.others):
            return True
        return not _people(labels.get(who, "") for who in (Label.TO, Label.CC)).isdisjoint(self.about.writers)

    def _is_of_its_subject(self, labels: Mapping[Label, str]) -> bool:
        one, other = (_subject_key(subject) for subject in (labels.get(Label.SUBJECT, ""), self.about.subject))
        if not one or not other:
            return False
        shorter, longer = sorted((one, other), key=len)
        return shorter == longer or (len(shorter) >= _CUT and longer.startswith(shorter))


def _words(name: str) -> set[str]:
    return set(_WORD.findall(name.casefold()))


def _people(labels: Iterable[str]) -> set[str]:
    found = set[str]()
    for said in labels:
        for one in said[:LOOKED_AT].split(";"):
            found.update(address.casefold() for address in ADDRESS.findall(one))
            found.add(name_key(ADDRESS.sub(" ", one).replace("mailto:", " ")))
    return found - {""}


def _subject_key(subject: str) -> str:
    return " ".join(_WORD.findall(bare(untagged(subject.strip(" *\t")))))
