"""Headings of quotes: the lines that mail programs put above what they quote, and where those end.

Nobody's own words may be lost: a block of labels is a heading only with a sender and more evidence, and a line that
says who wrote only with an address, or with a day, a time and a name as programs write them. Everything here looks at a
bounded number of lines of bounded length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Protocol

from daemon.text.attribution import (
    ADDRESS,
    BEGINS,
    DIGIT,
    LOOKED_AT,
    PREFIX,
    dashed,
    is_above_a_quote,
    is_name,
    moment_in,
    named_mark,
    said_before,
)
from daemon.text.form import Line, form_of
from daemon.text.languages import LANGUAGES
from daemon.text.subjects import is_answer

BLOCK = 24  # lines of one, blank ones included
CONTINUED = 8  # lines of one label: recipients are many
LONGEST_MARK = 160  # characters of a line that only programs write
UNDERSCORES = 20  # of the line that Outlook puts above a block, at the least
THREE = 3  # labels that a program's block has at the least
TALL = 3  # lines that "… wrote:" is broken over, at 76 characters, wherever that is


_DASHES = "-_=*"
_SENTENCES_END = ".!?-\u2013\u2014"
_WITHOUT_COLON = "> wrote"  # Zoho's, where it is not between dashes

# Of a name inside a firm: two words, or one that is written without blanks.
_WORDS = re.compile(
    r"[^\W\d_][\w.'\u2019-]*,?\s+\S|[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]{2}"
)

_WORD = re.compile(r"[^\W\d_]{3,}")  # a weekday, a month


class Label(Enum):
    SENDER = "sender"
    SENT = "sent"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"


class Judge(Protocol):
    """Who says whether what has the form of a heading is one."""

    def trusts(self, labels: Mapping[Label, str], *, is_marked: bool) -> bool: ...

    def trusts_line(self, line: Line) -> bool: ...

    def trusts_mark(self, name: str) -> bool: ...

    def is_of_an_answer(self, line: Line) -> bool: ...


# What some put into a block as well.
_FURTHER = (
    *(
        "Message-ID",
        "Organization",
        "Newsgroups",
        "Importance",
        "Priority",
        "Attachments",
        "Sensitivity",
        "Return-Path",
    ),
    *("Wichtigkeit", "Priorität", "Anlagen", "Pièces jointes", "Importancia", "Datos adjuntos", "Priorità", "Allegati"),
    *(
        "Urgentie",
        "Bijlagen",
        "Prioritet",
        "Vedlegg",
        "Vigtighed",
        "Vedhæftede filer",
        "Bilagor",
        "Ważność",
        "Załączniki",
    ),
)


def _labels() -> dict[str, dict[str, Label]]:
    found: dict[str, dict[str, Label]] = {}
    for name, one in LANGUAGES.items():
        for label, words in (
            (Label.CC, one.cc),
            (Label.TO, one.to),
            (Label.SENT, one.sent),
            (Label.SUBJECT, one.subject),
            (Label.SENDER, one.sender),
        ):
            for word in words:
                found.setdefault(_folded(word), {})[name] = label
    for word in ("Cc", "Bcc", "Reply-To", "Antwort an", "Svar til", "Répondre à", *_FURTHER):
        found.setdefault(_folded(word), {}).update(dict.fromkeys(LANGUAGES, Label.CC))
    return found


def _folded(word: str) -> str:
    return "".join(word.split()).casefold()


_KNOWN = _labels()
_DATES = frozenset(
    {
        *("date", "datum", "dato", "data", "fecha", "dátum", "datums", "дата", "ημερομηνία", "תאריך", "التاريخ"),
        *("تاریخ", "tarih", "tanggal", "ngày", "วันที่", "dagsetning", "kuupäev", "päivämäärä", "pvm", "päiväys"),
        *("日期", "时间", "時間", "日付", "日時", "날짜"),
    }
)

_MARKS = re.compile(r"^(?:[ \t]*>)+ ?")
_LABEL = re.compile(r"[>*|\s]{0,20}([^\W\d_][^:\uff1a\n*]{0,24}?)\s?\*?\s?[:\uff1a]\*?(?!//)")
_ORDINAL = re.compile(r"\b\d{1,2}\.$")  # "schrieb am So., 23." and the month on the next line
_RULE = re.compile(r"[-_=*\u2500\u2014]{5,}")


_ORIGINAL = re.compile(
    rf"[-_=*\s]{{0,60}}(?:{dashed([w for one in LANGUAGES.values() for w in one.original])})[-_=*\s:]{{0,60}}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    rf"[-_=*\s]{{0,60}}(?:{dashed([w for one in LANGUAGES.values() for w in one.forwarded])})[^\n]{{0,80}}",
    re.IGNORECASE,
)
_BARE = re.compile(dashed([w for one in LANGUAGES.values() for w in (*one.original, *one.forwarded)]), re.IGNORECASE)
_DASHED = re.compile(r"\W{0,4}[-_=*]{2}")
_NOTES = re.compile(r"[^\n]{1,80} ?-{3}\d{1,4}[./-]\d{1,2}[./-]\d{1,4} \d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AP]M)?-{3}")


def may_be_heading(line: str) -> bool:
    """A cheap look, before `heading` looks closer: most lines have no sign of one."""
    line = line[: 2 * LOOKED_AT]
    if line[:1] in _DASHES and len(line) <= LONGEST_MARK:
        return bool(line.strip(_DASHES + " "))
    if ":" in line or "\uff1a" in line:
        found = _LABEL.match(line)
        is_label = found is not None and _folded(found[1]) in _KNOWN
        end = line.rstrip("\u202a-\u202e\u200e\u200f")
        return is_label or "---" in line or end.endswith((":", "\uff1a", ":*", _WITHOUT_COLON))
    return False


def heading(lines: Sequence[str], at: int, judge: Judge) -> tuple[int, int] | None:
    """The first line of the heading that begins or ends with this line, and the one after it; None when it is none.

    Whether a block of labels is one, or a line that says who wrote, the judge has to say as well, unless it stands
    right below a program's line, or above what is marked as quoted.
    """
    line = lines[at][: 2 * LOOKED_AT]
    if _is_mark(line):
        return at, _with_block(lines, at + 1)
    if _is_bare_mark(line):  # with a colon, or it is no place that is looked at
        below = next((n for n in range(at + 1, min(at + 4, len(lines))) if lines[n].strip()), at)
        block = _block(lines, below)
        return (at, block[0]) if block is not None and len(block[1]) >= THREE else None
    block = _block(lines, at)
    if block is not None:
        after, labels = block
        above = next((n for n in range(at - 1, max(-1, at - 3), -1) if lines[n].strip()), -1)
        said = _MARKS.sub("", lines[above]).strip() if above >= 0 and len(lines[above]) <= LONGEST_MARK else ""
        if len(labels) >= THREE and _is_bare_mark(said):
            return above, after
        if _is_outlooks_line(said) or judge.trusts(labels, is_marked=_is_between_dashes(said)):
            return at, after
    return _wrote(lines, at, judge)


def _is_outlooks_line(line: str) -> bool:
    """Of the line above a block: nobody types one as long."""
    return len(line) >= UNDERSCORES and not line.strip("_")


def _is_between_dashes(line: str) -> bool:
    """Of the line above a block: a mark in words that nobody here knows."""
    return line.startswith("-----") and line.endswith("-----")


def is_rule(line: str) -> bool:
    """A line that parts a text from what is quoted below it."""
    return len(line) <= 200 and _RULE.fullmatch(line.strip()) is not None


def _is_mark(line: str) -> bool:
    """What only mail programs write: "-----Original Message-----"."""
    line = _MARKS.sub("", line).strip()
    if len(line) > LONGEST_MARK or not line:
        return False
    if line[0] not in _DASHES:
        return "---" in line and _NOTES.match(line) is not None
    if not _DASHED.match(line):
        return False  # one of a list
    if _ORIGINAL.fullmatch(line):
        return line[-1] in _DASHES + ":"
    return _FORWARDED.fullmatch(line) is not None


def _is_bare_mark(line: str) -> bool:
    """The words of one with nothing around them, as Apple Mail and telephones have it: people write them as well."""
    line = _MARKS.sub("", line).strip(" \t*:\uff1a")
    return 0 < len(line) <= LONGEST_MARK and line[0] not in _DASHES and _BARE.fullmatch(line) is not None


def _with_block(lines: Sequence[str], at: int) -> int:
    """Behind a mark: after the block of labels that follows it, whatever is missing in that."""
    first = at
    while first < len(lines) and first < at + 3 and not lines[first].strip():
        first += 1
    if first >= len(lines):
        return at
    after, labels, _ = _labelled(lines, first)
    return after if len(labels) > 1 or Label.SENDER in labels else at


def _block(lines: Sequence[str], at: int) -> tuple[int, dict[Label, str]] | None:
    """Where a block of labels that begins here ends, and what they say; None when it may be somebody's own words."""
    after, labels, sender = _labelled(lines, at)
    if len(labels) < 2 or Label.SENDER not in labels:
        return None
    if ADDRESS.search(sender) or (Label.SUBJECT in labels and _is_outlooks(lines[at:after], labels)):
        return after, labels
    return None


def _is_outlooks(lines: Sequence[str], labels: dict[Label, str]) -> bool:
    """Of a block without its sender's address, as Outlook writes it inside a firm: a person's name, a day and a time.

    Goods have a sender, a day and a subject as well. "Date" is what people write, without the weekday beside it.
    """
    if not moment_in(labels.get(Label.SENT, "")):
        return False
    if any("@" in labels.get(who, "") for who in (Label.TO, Label.CC)):
        return True
    names = [found[1] for line in lines if (found := _LABEL.match(_MARKS.sub("", line[: 2 * LOOKED_AT])))]
    sender = labels[Label.SENDER].strip(" *;,")
    if is_answer(labels[Label.SUBJECT].strip(" *\t")):
        return True
    is_a_persons = _WORDS.match(sender) is not None and is_name(sender)
    is_a_programs = _DATES.isdisjoint(map(_folded, names)) or len(_WORD.findall(labels[Label.SENT])) > 1
    return is_a_persons and is_a_programs


def _labelled(lines: Sequence[str], at: int) -> tuple[int, dict[Label, str], str]:
    """The lines from here on that have labels of one language: where they end, what each says, and the sender's."""
    labels: dict[Label, str] = {}
    languages: set[str] = set()
    after, last, continued = at, None, 0
    for below in range(at, min(len(lines), at + BLOCK)):
        line = _MARKS.sub("", lines[below][: 2 * LOOKED_AT])
        if not line.strip():
            continued = CONTINUED  # a blank line ends what a label says, and not the block
            if after < below:
                break
            continue
        found = _LABEL.match(line)
        known = _KNOWN.get(_folded(found[1])) if found else None
        here = languages & known.keys() if known and languages else set(known or ())
        label = next((known[name] for name in sorted(here)), None) if known else None
        if found and label is not None and label not in (labels.keys() - {Label.CC, Label.TO}):
            languages, last, continued = here, label, 0
            labels[label] = line[found.end() :]
            after = below + 1
            continue
        if last is None or continued >= CONTINUED or not _continues(line, labels[last], last):
            break
        labels[last] += " " + line
        continued += 1
        after = below + 1
    return after, labels, labels.get(Label.SENDER, "")


def _continues(line: str, said: str, label: Label) -> bool:
    """Whether a line without a label goes on with what the label above it says."""
    if not said.strip():
        return True  # the label stands alone in its line
    if label in (Label.SENDER, Label.TO, Label.CC):
        return (
            line.lstrip()[0] in "<(["
            or said.rstrip().endswith((",", ";"))
            or said.count("[") > said.count("]")  # "[mailto:" at a line's end
            or (bool(ADDRESS.search(line)) and line.rstrip().endswith((">", ";", ",", ")")))
        )
    return False


def _wrote(lines: Sequence[str], at: int, judge: Judge) -> tuple[int, int] | None:
    end = _short(lines[at])
    is_dashed = end.startswith("----") or end.endswith("----")
    if not is_dashed and not end.endswith((":", "\uff1a", ":*", _WITHOUT_COLON)):
        return None
    if is_dashed and (name := named_mark(end)):
        return (at, at + 1) if judge.trusts_mark(name) else None
    found: tuple[int, int] | None = None
    said, moment, is_quoted = "", 0, _is_quoted_below(lines, at + 1)
    for above in range(TALL):
        first = at - above
        if first < 0 or not lines[first].strip():
            break
        line = _short(lines[first])
        said = f"{line} {said}".strip()
        if len(said) > LOOKED_AT or (above and line.endswith((".", "!", "?", ":", ";")) and not _ORDINAL.search(line)):
            break
        is_more = found is None or (PREFIX.match(line) and DIGIT.search(line)) or (not moment and moment_in(said))
        moment = moment_in(said)
        if is_more and _says_who_wrote(said, judge, is_quoted=is_quoted):
            found = first, at + 1
            if moment and BEGINS.match(said):
                break  # all of it is there: what stands above is something else
    return found


def _says_who_wrote(said: str, judge: Judge, *, is_quoted: bool) -> bool:
    if is_quoted and is_above_a_quote(said):
        return True
    form = form_of(said)
    if form is not None and (is_quoted or not said.endswith(_WITHOUT_COLON) or form.is_precise):
        return (is_quoted and form.has_verb and bool(form.name or form.address)) or judge.trusts_line(form)
    before = said_before(said)
    rest = form_of(said[len(before) :]) if before and (is_quoted or before[-1] in _SENTENCES_END) else None
    return rest is not None and (is_quoted or judge.is_of_an_answer(rest))


def _is_quoted_below(lines: Sequence[str], at: int) -> bool:
    below = next((lines[n] for n in range(at, min(at + 3, len(lines))) if lines[n].strip()), "")
    return below.lstrip()[:1] == ">"


def _short(line: str) -> str:
    return " ".join(_MARKS.sub("", line[: 2 * LOOKED_AT]).split())[:LOOKED_AT]
