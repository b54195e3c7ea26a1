"""What an e-mail is compared by, where two of one Message-ID may be two messages. Pure.

Between two copies of a message there are gateways, lists, scanners and signature servers: they put something before its
subject, above its text and below it, wrap its lines anew, and lead its links over their own servers.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Sequence
from functools import partial

from connectors.mailbox import Email
from daemon.link.identity import Signature
from daemon.link.people import address_of, is_usable
from daemon.link.unstorable import storable
from daemon.text import bare, readable, untagged
from store.rules.likeness import LOOKED_AT, number_of, text_sketch, whole_digest
from store.rules.said import said, words_of
from store.values import Sketch

SUBJECT = 500  # characters of one that are compared


def sketch_of(mail: Email, signature: Signature, *, is_anonymous: bool) -> Sketch:
    """What the mail is compared by, its text as if it were kept."""
    is_long = len(mail.subject) > SUBJECT
    shown = storable(untagged(mail.subject[:SUBJECT]) if is_long else signature.subject)
    subject = answer = _on_one_line(shown)
    if (inner := bare(shown)) != shown:  # a tag may stand behind the prefix, where what nobody knows is before it
        subject = _on_one_line(inner) or answer
    return Sketch(
        sender=signature.sender if is_usable(signature.sender) else "",
        sent=signature.sent,
        subject=subject,
        text=_text(mail),
        likeness=_likeness(answer, mail),
        is_anonymous=is_anonymous,
        whole=partial(readable, mail.body, mail.body_is_html),
    )


def _on_one_line(subject: str) -> str:
    return " ".join(words_of(subject).decode(errors="replace").split())


def _likeness(subject: str, mail: Email) -> int:
    people = sorted({address for one in (*mail.to, *mail.cc) if (address := address_of(one))})
    told = "\0".join((subject, *people)).encode(errors="replace")
    return int.from_bytes(hashlib.blake2b(told, digest_size=7).digest(), "big") if people else 0


def _text(mail: Email) -> str:
    if not mail.body:
        return ""
    looked_at = mail.body[: 10 * LOOKED_AT] if mail.body_is_html else mail.body
    body = readable(looked_at, is_html=True) if mail.body_is_html else looked_at
    text, length = body[:LOOKED_AT].casefold(), len(body) if len(body) > LOOKED_AT else 0
    if length:  # a word that is cut in two would be another
        text = text[: max(text.rfind(" "), text.rfind("\n"))] or text
    own, quoted = said(text)
    digest = whole_digest(mail.body) if length or len(looked_at) < len(mail.body) else ""
    return text_sketch(_numbers(own), _numbers(quoted) if quoted else (), length=length, digest=digest)


def _numbers(text: str) -> Sequence[int]:
    return array("H", b"".join(map(_NUMBER.__getitem__, words_of(text).split())))


class _Numbers(dict[bytes, bytes]):
    """A number for each word, as an array holds it: many are joined to one faster than it takes them one by one.

    Most of a mailbox are the same some thousands, which are looked up in half the time.
    """

    def __missing__(self, word: bytes) -> bytes:
        number = number_of(word).to_bytes(2, sys.byteorder)
        if len(word) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[word] = number
        return number


_MOST_KEPT, _LONGEST_KEPT = 20_000, 40
_NUMBER = _Numbers()
