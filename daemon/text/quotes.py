"""A text without what its writer did not write: quoted replies, what was forwarded, and what stands below "--".

A library knows how mail programs of many languages head a quote. Its patterns take longer than in proportion to what
they are given: they see a few lines of bounded length each time, and only where a cheap look found a sign of a heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from re import Pattern

LOOKS = 40  # at places that may be headings, up to three lengths of each
LOOKED_AT = 300  # characters of such a place
LINES = 100_000  # that are looked at for headings
HEADED = 8  # lines of a block of "From:", "Sent:" …
FORWARDED = 4  # times that a message was, of which the headings are taken away

_MARKED = re.compile(r"[ \t]*>")
_MARKS = re.compile(r"^(?:[ \t]*>)+ ?")
# "… wrote:" in the languages that the library knows, and those forms of theirs that it does not.
_WROTE = re.compile(
    r"(?:wrote|schrieb|skrev|[ée]crit|scritto|escribió|escreveu|schreef|napsal|napisa|nadesłał|kirjoitti|pisze|写道|작성|>|年)"
    r".{0,200}[:\uff1a]\*?$",
    re.IGNORECASE,
)
_WROTE_TOO = re.compile(
    r"(?=.{0,250}(?:\d{4}|\d\d?[:.]\d\d|@))(?:"
    r"(?:El|Em|Op|W dniu|Dne) .{5,250} (?:escribió|escreveu|schreef|napisał(?:\(a\))?|napsal(?:\(a\))?)\b.{0,100}"
    r"|.{1,150} (?:wrote|schrieb|skrev|schreef|escribió|kirjoitti)(?: (?:on|am|den|kl|op|el)\b.{0,100})"
    r"|.{5,200} (?:kirjoitti|pisze|napisał(?:\(a\))?)(?: .{0,100})?"
    r")[:\uff1a]\*?$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"[>*\s]{0,20}(?:From|Von|Fra|Från|De|Da|Od|Van|Lähettäjä|发件人|보낸 ?사람)\*?\s?[:\uff1a]", re.IGNORECASE
)
_LABEL = re.compile(r"[>*\s]{0,20}[^\W\d_][\w /.'-]{0,24}\*?\s?[:\uff1a]")
_WHEN_OR_WHO = re.compile(r"[@\d]")
_EVIDENCE = re.compile(r"@|\b\d{4}\b|\d\d?[:.]\d\d")
# The block of a language that the library lacks.
_FROM_TOO = re.compile(
    r"(?:Lähettäjä|De|发件人) ?[:\uff1a].{0,250}\n(?:Lähetetty|Enviad[ao](?: em)?|Data|日期) ?[:\uff1a]", re.IGNORECASE
)
_RULE = re.compile(
    r"[-_=*]{5,}|-{2,} ?[^\W\d_][^\n]{2,60}? ?-{2,}|"
    r"(?:Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)"
    r"|Début du message (?:réexpédié|transféré)|Videresendt melding"
    r"|Start på videresendt (?:melding|besked)|Vidarebefordrat (?:brev|mejl)"
    r"|Inicio del mensaje reenviado|Inizio messaggio inoltrato|Begin doorgestuurd bericht) ?:?",
    re.IGNORECASE,
)


def is_heading(place: str) -> bool:
    """True for lines that begin as a mail program heads a quote, in any language that the library or we know."""
    return bool(_headings().match(place) or _WROTE_TOO.match(place) or _FROM_TOO.match(place))


def own_words(text: str, is_heading: Callable[[str], bool] = is_heading) -> str:
    """What the writer of a readable text wrote: above, between and below what is quoted, without the signature.

    Of a forwarded message that nothing was said to, its text without the headings; "" when all of it is quoted.
    """
    lines = text.split("\n")
    own = _own(lines, is_heading)
    if own or all(not line.strip() or _MARKED.match(line) for line in lines):
        return own
    return _own(_without_headings(lines, is_heading), is_heading)


def _own(lines: Sequence[str], is_heading: Callable[[str], bool]) -> str:
    kept: list[str] = []
    at, looks = 0, LOOKS
    while at < len(lines):
        line = lines[at]
        if ">" in line and _MARKED.match(line):  # the cheap look first: most lines have no sign
            at += 1
            continue
        if line in ("--", "-- ") and any(kept):
            break
        if line and looks and at < LINES and _may_be_heading(line):
            looks -= 1
            heading = _heading(lines, at, is_heading)
            if heading is not None:
                first, after = heading
                del kept[max(0, len(kept) - (at - first)) :]
                _drop_rules(kept)
                at = _skip_blank(lines, after)
                if at < len(lines) and not _MARKED.match(lines[at]):
                    break  # what is below is not marked as quoted, and is
                continue
        kept.append(line)
        at += 1
    while kept and (not kept[-1] or _is_sent_from(kept[-1])):
        kept.pop()
    _drop_rules(kept)
    said = "\n".join(kept)
    return (re.sub(r"\n{3,}", "\n\n", said) if "\n\n\n" in said else said).strip()


def _without_headings(lines: Sequence[str], is_heading: Callable[[str], bool]) -> list[str]:
    """From the first text below the headings that a forwarded message begins with."""
    at = _skip_blank(lines, 0)
    for _ in range(FORWARDED):
        while at < len(lines) and _RULE.fullmatch(lines[at].strip()[:100]):
            at = _skip_blank(lines, at + 1)
        heads = range(at, min(at + HEADED, len(lines)))
        headings = (_heading(lines, line, is_heading) for line in heads if _may_be_heading(lines[line]))
        heading = next(filter(None, headings), None)
        if heading is None or heading[0] > at:
            break
        at = _skip_blank(lines, heading[1])
    return [_MARKS.sub("", line) for line in lines[at:]]


def _may_be_heading(line: str) -> bool:
    if ":" not in line and "\uff1a" not in line:
        return False
    end = line[-LOOKED_AT:]
    return (end.endswith((":", "\uff1a", ":*")) and bool(_WROTE.search(end))) or bool(_FROM.match(line))


def _heading(lines: Sequence[str], at: int, is_heading: Callable[[str], bool]) -> tuple[int, int] | None:
    """The first line of the heading that this line is a part of, and the one after it; None when it is none."""
    if _FROM.match(lines[at]):
        after = at
        for below in range(at, min(len(lines), at + 2 * HEADED)):
            if _LABEL.match(lines[below]):
                after = below + 1
            elif lines[below]:
                break
        block = "\n".join(_short(line) for line in lines[at:after] if line)
        is_one = "\n" in block and _EVIDENCE.search(block) and is_heading(block)
        return (_above(lines, at), after) if is_one else None
    below = _skip_blank(lines, at + 1)
    dated = _WHEN_OR_WHO if below < len(lines) and _MARKED.match(lines[below]) else _EVIDENCE
    for above in range(3):  # programs break the line at 76 characters, wherever that is
        first = at - above
        if first < 0 or not lines[first]:
            break
        said = _short(" ".join(lines[first : at + 1]))
        if len(said) < LOOKED_AT and dated.search(said) and is_heading(said):
            return first, at + 1
    return None


def _above(lines: Sequence[str], at: int) -> int:
    """Where a block begins whose "From:" is not its first line: below a rule."""
    for first in range(at - 1, max(-1, at - HEADED), -1):
        if _RULE.fullmatch(lines[first].strip()[:100]):
            return first
        if not _LABEL.match(lines[first]):
            break
    return at


def _short(line: str) -> str:
    return " ".join(_MARKS.sub("", line[: 2 * LOOKED_AT]).split())[:LOOKED_AT]


def _skip_blank(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _drop_rules(kept: list[str]) -> None:
    """Take away the line that parts a text from what is quoted below it."""
    while kept and (not kept[-1] or _RULE.fullmatch(kept[-1].strip()[:100])):
        kept.pop()


def _is_sent_from(line: str) -> bool:
    return len(line) <= 200 and _sent_from().match(line) is not None


@cache
def _headings() -> Pattern[str]:
    """How a quote is headed in any language; to be matched at its beginning."""
    from mailparser_reply import EmailMessage
    from mailparser_reply.constants import MAIL_LANGUAGES

    pattern: Pattern[str] = EmailMessage("", languages=list(MAIL_LANGUAGES)).HEADER_REGEX
    return pattern


@cache
def _sent_from() -> Pattern[str]:
    """ "Sent from my iPhone", as telephones add it below a text."""
    from mailparser_reply.constants import MAIL_LANGUAGES

    known = [language["sent_from"] for language in MAIL_LANGUAGES.values() if language.get("sent_from")]
    return re.compile("|".join([*known, "Sendt fra", "Lähetetty "]), re.IGNORECASE)
