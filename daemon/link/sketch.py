"""What an e-mail is compared by, where two of one Message-ID may be two messages. Pure.

Between two copies of a message there are gateways, lists, scanners and signature servers: they put something before its
subject, above its text and below it, wrap its lines anew, and lead its links over their own servers.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from connectors.mailbox import Email
from daemon.link.identity import written
from daemon.link.people import address_of, is_usable
from daemon.link.unstorable import storable
from daemon.text import bare, readable, untagged
from store.rules.likeness import number_of, text_sketch
from store.values import Sketch

LOOKED_AT = 1_200  # characters of a text: what is behind them makes no other message of it, and costs each first look
SUBJECT = 500  # characters of one that are compared

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


def sketch_of(mail: Email, *, is_anonymous: bool) -> Sketch:
    """What the mail is compared by, its text as if it were kept."""
    sender = address_of(mail.sender) if mail.sender else ""
    said = storable(untagged(mail.subject[:SUBJECT]))
    subject = answer = _on_one_line(said)
    if (inner := bare(said)) != said:  # a tag may stand behind the prefix, where what nobody knows is before it
        subject = _on_one_line(inner) or answer
    return Sketch(
        sender=sender if is_usable(sender) else "",
        sent=written(mail.sent_at) if mail.sent_at else "",
        subject=subject,
        text=_text(mail),
        likeness=_likeness(answer, mail),
        is_anonymous=is_anonymous,
    )


def _on_one_line(subject: str) -> str:
    return " ".join(_words(subject).decode(errors="replace").split())


def _likeness(subject: str, mail: Email) -> int:
    people = sorted({address for one in (*mail.to, *mail.cc) if (address := address_of(one))})
    said = "\0".join((subject, *people)).encode(errors="replace")
    return int.from_bytes(hashlib.blake2b(said, digest_size=7).digest(), "big") if people else 0


def _text(mail: Email) -> str:
    if not mail.body:
        return ""
    body = readable(mail.body[: 10 * LOOKED_AT], is_html=True) if mail.body_is_html else mail.body
    text, length = body[:LOOKED_AT].casefold(), len(body) if len(body) > LOOKED_AT else 0
    if length:  # a word that is cut in two would be another
        text = text[: max(text.rfind(" "), text.rfind("\n"))] or text
    if _may_have_links(text):
        text = _LINK.sub(" ", text)
    if _may_be_a_gateways(text):
        text = _without_gateways(text)
    heading = _QUOTED.search(text) if _may_be_quoted(text) else None
    if heading is None:
        return text_sketch(_numbers(text), length=length)
    return text_sketch(_numbers(text[: heading.start()]), _numbers(text[heading.start() :]), length=length)


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


def _numbers(text: str) -> Sequence[int]:
    return list(map(_NUMBER.__getitem__, _words(text).split()))


class _Numbers(dict[bytes, int]):
    """A number for each word. Most of a mailbox are the same some thousands, which are looked up in half the time."""

    def __missing__(self, word: bytes) -> int:
        number = number_of(word)
        if len(word) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[word] = number
        return number


_MOST_KEPT, _LONGEST_KEPT = 20_000, 40
_NUMBER = _Numbers()


def _words(text: str) -> bytes:
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
