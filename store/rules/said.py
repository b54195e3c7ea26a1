"""What of a text is compared: its words, without links, pictures and what gateways are known to say. Pure.

Whole texts are compared by their words themselves, however much was put above or below them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_MANY = 1_000  # characters of a text that may have been cut off anywhere
OVERLAP = 5  # words that two texts have in common, if one has something above them and the other something below

# Letters and digits as they are, everything else of ASCII between words.
_WORDS = bytes(n if n > 127 or chr(n).isalnum() else 32 for n in range(256))
_IN_NUMBER = re.compile(r"[.,:](?=\d)(?<=\d.)")  # 10.50 is one word, and does not begin with another
_BETWEEN = re.compile(r"[^\w\s]|_")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")

# A link may be another on every way, and a picture another file.
_LINK = re.compile(r"(?:https?://|www\.|mailto:|ftp://)[^\s<>\"]{1,2000}|\[(?:cid:|image)[^\[\]\n]{0,300}\]")

# Where the heading of a quoted mail begins, in the languages of most. One that is not known makes no difference as long
# as nothing was put above it.
_QUOTED = re.compile(
    r"^[ \t*]{0,3}(?:_{10,}[ \t]*$|-{2,}[ ]?\w[^\n]{1,60}-{2,}[ \t]*$"
    r"|(?:from|von|de|da|fra|fr\u00e5n|van|od|\u043e\u0442)[*]?[ \t]?:[^\n]{0,200}@"
    r"|(?:on|am|le|il|el|op|den|em|dnia) [^\n]{5,150}:[ \t]*$|>)",
    re.MULTILINE,
)

# What gateways say above or below what somebody else wrote; one of the words is in each of them.
_SAID_BY_GATEWAYS = (
    *("extern", "caution", "confidential", "vertraulich", "virus", "recipient", "scanned", "outside"),
    *("often get email", "nicht oft eine e-mail", "bannerstart"),
)
_BANNER = re.compile(
    r"^\W{0,5}(?:caution|warning|attention|notice|achtung|vorsicht|warnung|hinweis|attenzione|atenci\u00f3n)\W{0,3}[:!]"
    r"|originated (?:from )?outside|from an external|external (?:e-?mail|sender|source|message)"
    r"|outside (?:of )?(?:the|your|our) (?:organi[sz]ation|company|network)"
    r"|externe[rnms]? (?:e-?mail|absender|mail)|von extern|(?:e-?mail|mail) extern"
    r"|^\W{0,5}extern(?:al)?\W{0,5}$|do not click|content is safe|recogni[sz]e the sender"
    r"|links or (?:open )?attachments|often get e-?mail from|learn why this is important|nicht oft eine e-mail von"
    r"|^\w{1,40}banner(?:start|end)\W{0,5}$|came from outside",
)
_FOOTER = re.compile(
    r"(?:e-?mail|message|mail|nachricht|transmission)\b[^\n]{0,80}\b(?:confidential|vertraulich|privileged)"
    r"|(?:confidential|vertraulich)[^\n]{0,80}\b(?:e-?mail|message|nachricht|information)"
    r"|intended (?:only |solely )?(?:for|recipient)"
    r"|(?:scanned|checked|gepr\u00fcft)[^\n]{0,60}\bvir(?:us|en)|virus[- ]?free|virenfrei|^\W{0,3}disclaimer\b",
)
_LINES, _LONGEST_LINE = 12, 1_000  # of a text, at each end, that are looked at for what a gateway said


def said(text: str) -> tuple[str, str]:
    """What of a text (without case) is compared: what its writer says, and from where on it quotes."""
    if _may_have_links(text):
        text = _LINK.sub(" ", text)
    if _may_be_a_gateways(text):
        text = _without_gateways(text)
    heading = _QUOTED.search(text) if _may_be_quoted(text) else None
    return (text[: heading.start()], text[heading.start() :]) if heading else (text, "")


def words_of(text: str) -> bytes:
    """The text with nothing but blanks between its words."""
    if text.isascii():
        has_numbers = any(map(text.__contains__, "0123456789"))
        return (_IN_NUMBER.sub("", text) if has_numbers else text).encode().translate(_WORDS)
    text = _IN_NUMBER.sub("", text)
    text = _BETWEEN.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    return text.encode(errors="replace").translate(_WORDS)


def _without_gateways(text: str) -> str:
    """The text without what a gateway said above or below it; whole if nothing is left."""
    lines = text.split("\n")
    first, last = 0, len(lines)
    for at, line in enumerate(lines[:_LINES]):
        if line.strip() and not _BANNER.search(line[:_LONGEST_LINE]):
            break
        first = at + 1
    for at in range(last - 1, max(first, last - 1 - _LINES), -1):
        if _FOOTER.search(lines[at][:_LONGEST_LINE]):
            last = at
    kept = "\n".join(lines[first:last])
    return kept if kept.strip() else text


# One character is looked for many times as fast as several are: what several are looked for has that one.


def _may_have_links(text: str) -> bool:
    if ":" in text and ("://" in text or "mailto:" in text or "[cid:" in text):
        return True
    return "www." in text or ("[" in text and "[image" in text)


def _may_be_quoted(text: str) -> bool:
    """Whether there is one of what is in whatever quotes."""
    return (
        "@" in text
        or (":" in text and (":\n" in text or ":\r" in text))
        or (">" in text and "\n>" in text)
        or ("_" in text and "____" in text)
        or ("-" in text and "--" in text)
    )


def _may_be_a_gateways(text: str) -> bool:
    return any(map(text.__contains__, _SAID_BY_GATEWAYS))


# --- whole texts ------------------------------------------------------------------------------------------------------


def are_one_text(one: str, other: str) -> bool:
    """Whether one contains the other by whole words, or what they have in common ends one and begins the other.

    What is written above a quoted mail may have got something below it, which the other has not.
    """
    (own, quoted), (their, below) = _parted(one), _parted(other)
    if _meet([*own, *quoted], [*their, *below]):
        return True
    return bool(own and their) and _meet(own, their) and _meet(quoted, below)


def _parted(text: str) -> tuple[list[bytes], list[bytes]]:
    own, quoted = said(text.casefold())
    return words_of(own).split(), words_of(quoted).split()


def _meet(one: Sequence[bytes], other: Sequence[bytes]) -> bool:
    if not one or not other:
        return True
    shorter, longer = sorted((b" %b " % b" ".join(words) for words in (one, other)), key=len)
    if shorter in longer or (len(shorter) > _MANY and _is_cut_off(shorter[:-1], longer)):
        return True
    return _ends_with_the_beginning(one, other) or _ends_with_the_beginning(other, one)


def _is_cut_off(shorter: bytes, longer: bytes) -> bool:
    """Whether a server ended the shorter within a word: behind that one, the other goes on."""
    at = longer.find(shorter)
    return at >= 0 and longer.find(b" ", at + len(shorter)) < len(longer) - 1


def _ends_with_the_beginning(one: Sequence[bytes], other: Sequence[bytes]) -> bool:
    """Whether enough of the last words of one are the first of the other; each word is looked at twice at the most."""
    shorter = min(len(one), len(other))
    begin, end = other[:shorter], one[len(one) - shorter :]
    again = [0] * shorter  # how many of the first words stand before each once more
    found = 0
    for at in range(1, shorter):
        while found and begin[at] != begin[found]:
            found = again[found - 1]
        found += begin[at] == begin[found]
        again[at] = found
    found = 0
    for word in end:
        while found and (found == shorter or word != begin[found]):
            found = again[found - 1]
        found += word == begin[found]
    return found >= OVERLAP
