"""Whether a block of labels in a text was put there by a mail program, by what the mail itself shows. Pure.

Nobody's own words may be lost, and people type such blocks as well: a label for goods, a template, who called. What a
program quotes is a message between the people of the mail that quotes it, or one of its subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from daemon.text.attribution import ADDRESS
from daemon.text.headings import Label
from daemon.text.subjects import bare, untagged

LOOKED_AT = 2_000  # characters of a label: recipients are many
_CUT = 20  # characters of a subject that was wrapped: what is on its second line is not compared
_WORD = re.compile(r"[^\W_]+")


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
    """What is held of the blocks of one text while it is read."""

    told: Callable[[], About]  # asked for at the first block: most texts have none
    is_found: bool = False  # something that only a program wrote
    is_doubted: bool = False  # a block that may be typed
    _about: About | None = None

    @property
    def about(self) -> About:
        if self._about is None:
            self._about = self.told()
        return self._about

    def trusts(self, labels: Mapping[Label, str]) -> bool:
        """Whether this block stands above what somebody else wrote."""
        is_one = self._is_between_its_people(labels) or (self.about.is_answer and self._is_of_its_subject(labels))
        self.is_doubted |= not is_one
        return is_one

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


def _people(labels: Iterable[str]) -> set[str]:
    found = set[str]()
    for said in labels:
        for one in said[:LOOKED_AT].split(";"):
            found.update(address.casefold() for address in ADDRESS.findall(one))
            found.add(name_key(ADDRESS.sub(" ", one).replace("mailto:", " ")))
    return found - {""}


def _subject_key(subject: str) -> str:
    return " ".join(_WORD.findall(bare(untagged(subject.strip(" *\t")))))
