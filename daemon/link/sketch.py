"""What an e-mail is compared by, where two of one Message-ID may be two messages. Pure.

Between two copies of a message there are gateways, lists, scanners and signature servers: they put something before its
subject, above its text and below it, wrap its lines anew, and lead its links over their own servers.
"""

from __future__ import annotations

import hashlib
from functools import partial

from connectors.mailbox import Email
from daemon.link.identity import Signature
from daemon.link.people import address_of, is_usable
from daemon.link.unstorable import storable
from daemon.text import bare, readable, untagged
from store.rules.said import words_of
from store.values import OF_WHOLE, Sketch

SUBJECT = 500  # characters of one that are compared


def sketch_of(mail: Email, signature: Signature, *, is_anonymous: bool) -> Sketch:
    """What the mail is compared by, its text as if it were kept: of most there is one copy, and nobody compares it."""
    is_long = len(mail.subject) > SUBJECT
    shown = storable(untagged(mail.subject[:SUBJECT]) if is_long else signature.subject)
    subject = answer = _on_one_line(shown)
    if (inner := bare(shown)) != shown:  # a tag may stand behind the prefix, where what nobody knows is before it
        subject = _on_one_line(inner) or answer
    return Sketch(
        sender=signature.sender if is_usable(signature.sender) else "",
        sent=signature.sent,
        subject=subject,
        text=OF_WHOLE if mail.body else "",
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
