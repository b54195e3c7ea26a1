"""A text without what its writer did not write: quoted replies, what was forwarded, and what stands below "--"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from daemon.text.attribution import said_before
from daemon.text.evidence import About, Evidence
from daemon.text.headings import Judge, heading, is_rule, may_be_heading
from daemon.text.languages import DEVICES, SENT_FROM, SENT_FROM_BEHIND

LOOKS = 200  # at places that may be headings; what comes after so many is kept as it is
SIGNATURE = 20  # lines of one at the most: what is longer below "--" is text
FORWARDED = 4  # times that a message was, of which the headings are taken away

_SIGNS = "-_=*"
_MARKED = re.compile(r"[ \t]*>")
_MARKS = re.compile(r"^(?:[ \t]*>)+ ?")
_BEGINS_SENT_FROM = re.compile("|".join(map(re.escape, SENT_FROM)), re.IGNORECASE)
_ENDS_SENT_FROM = re.compile(f"(?:{'|'.join(map(re.escape, SENT_FROM_BEHIND))})[.!]?$", re.IGNORECASE)
_DEVICE = re.compile("|".join(map(re.escape, DEVICES)), re.IGNORECASE)


def own_words(text: str, about: Callable[[], About] | None = None) -> str:
    """What the writer of a readable text wrote: above, between and below what is quoted, without the signature.

    Of a text that begins with a heading, a forward that nothing was said to or an answer below it, what stands below
    the heading; "" when all of it is quoted. Where it is told what the text is `about`, a block of labels that may be
    typed stays: on what is no answer, each that is of nobody in the mail; on an answer, each such one beside another
    heading.
    """
    if not _may_have_signs(text) and (last := text[text.rfind("\n") + 1 :]) and not _is_below(last):
        return text
    lines = text.split("\n")
    evidence = Evidence(about)
    own = _own(lines, evidence)
    if evidence.is_doubted and not evidence.is_found and evidence.about.is_answer:
        evidence.is_lenient = True  # of all that there is, a whole one must be it
        own = _own(lines, evidence)
    if own or all(not line.strip() or _MARKED.match(line) for line in lines):
        return own
    return _own(_without_headings(lines, evidence), evidence)


def _may_have_signs(text: str) -> bool:
    """Whether any line may be a quote, a heading or the beginning of a signature: in short mails, none."""
    if ":" in text or ">" in text or "\uff1a" in text:
        return True
    return any(sign in text and (text.startswith(sign) or f"\n{sign}" in text) for sign in _SIGNS)


def _is_below(line: str) -> bool:
    """Whether the last line is none of the text's."""
    return line.isspace() or is_rule(line) or _is_sent_from(line)


def _own(lines: Sequence[str], evidence: Evidence) -> str:
    kept: list[str] = []
    at, looks = 0, LOOKS
    while at < len(lines):
        line = lines[at]
        if not line or (":" not in line and line[0] not in _SIGNS and ">" not in line and "\uff1a" not in line):
            kept.append(line)  # most lines have no sign of anything
            at += 1
            continue
        if ">" in line and _MARKED.match(line) and not (kept and _ends_in_a_link(kept[-1])):
            at += 1
            continue
        if line in ("--", "-- ") and any(kept) and (after := _signature(lines, at, evidence)) is not None:
            at = after
            continue
        found = None
        if line and looks and may_be_heading(line):
            looks -= 1
            found = heading(lines, at, evidence)
        if found is not None:
            first, after = found
            evidence.is_found = True
            del kept[max(0, len(kept) - (at - first)) :]
            if before := said_before(lines[first]):
                kept.append(before)
            _drop_rules(kept, is_above=True)
            at = _skip_blank(lines, after)
            if at < len(lines) and not _MARKED.match(lines[at]):
                break  # what is below is not marked as quoted, and is
            continue
        kept.append(line)
        at += 1
    _drop_sent_from(kept)
    _drop_rules(kept)
    said = "\n".join(kept)
    return (re.sub(r"\n{3,}", "\n\n", said) if "\n\n\n" in said else said).strip()


def _signature(lines: Sequence[str], at: int, judge: Judge) -> int | None:
    """Where a signature ends that begins here: at a quote or the end; None for what is too long for one."""
    told = 0
    for below in range(at + 1, len(lines)):
        if _MARKED.match(lines[below]):
            return below
        if may_be_heading(lines[below]) and heading(lines, below, judge) is not None:
            return below
        told += bool(lines[below].strip())
        if told > SIGNATURE:
            return None
    return len(lines)


def _without_headings(lines: Sequence[str], evidence: Evidence) -> list[str]:
    """From the first text below the headings that it begins with."""
    at = _skip_blank(lines, 0)
    for _ in range(FORWARDED):
        while at < len(lines) and is_rule(lines[at]):
            at = _skip_blank(lines, at + 1)
        near = (heading(lines, line, evidence) for line in range(at, min(at + 3, len(lines))))
        found = next((one for one in near if one), None)
        if found is None or found[0] > at:
            if at < len(lines) and _is_above(lines[at]):
                at = _skip_blank(lines, at + 1)
                continue
            break
        at = _skip_blank(lines, found[1])
    return [_MARKS.sub("", line) for line in lines[at:]]


def _ends_in_a_link(line: str) -> bool:
    """Whether a link or an address was broken before its bracket: the ">" on the next line closes it."""
    _, opening, link = line[-2_000:].rpartition("<")
    if not opening or ">" in link or any(map(str.isspace, link)):
        return False
    return link.startswith(("http://", "https://")) or _IS_ADDRESS.fullmatch(link) is not None


def _skip_blank(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


_IS_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,190}\.[^\s<>@.]{2,60}")
_PARTS = frozenset("-_=* \u2010\u2011\u2012\u2013\u2014\u2015\u2500")
# Above a heading: a short rule, a mark in words that nobody knows, or in other dashes.
_ABOVE = re.compile(
    r"(?:[-_=*\u2010-\u2015\u2500] ?){3,200}|"
    r"[-_=*\u2010-\u2015]{4,60} ?[^\W\d_][^-_=*\u2010-\u2015:]{2,40}[-_=*\u2010-\u2015]{4,60}"
)


def _is_above(line: str) -> bool:
    return line[:1] in _PARTS and _ABOVE.fullmatch(line[:300].strip()) is not None


def _drop_rules(kept: list[str], *, is_above: bool = False) -> None:
    """Take away the line that parts a text from what is quoted below it."""
    while kept and (not kept[-1] or is_rule(kept[-1]) or (is_above and _is_above(kept[-1]))):
        kept.pop()


def _drop_sent_from(kept: list[str]) -> None:
    """Take "Sent from my iPhone" away, unless it is all that there is."""
    last = len(kept)
    while last and (not kept[last - 1] or _is_sent_from(kept[last - 1])):
        last -= 1
    if last:
        del kept[last:]


def _is_sent_from(line: str) -> bool:
    if len(line) > 200:
        return False
    is_one = _BEGINS_SENT_FROM.match(line) or (not line.isascii() and _ENDS_SENT_FROM.search(line))
    return bool(is_one) and _DEVICE.search(line) is not None
