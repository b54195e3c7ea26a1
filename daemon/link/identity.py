"""By what an item is recognised, and what it says that it answers to: Message-IDs, UIDs and fingerprints. Pure.

Programs write a Message-ID in many ways: without brackets, with blanks where a long header was folded, encoded, with
a sentence around it. One function makes all of them comparable, wherever they come from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from typing import NamedTuple

from connectors.mailbox import Appointment, Email
from daemon.link.people import address_of
from daemon.link.unstorable import storable
from daemon.text import untagged

Linkable = Email | Appointment

NEAREST = 20  # messages above one that are remembered, and the first of the thread
BY_FINGERPRINT = "fingerprint:"  # begins the identity of what has none of its own
LONGEST_IDENTITY = 500  # characters
LOOKED_AT = 20_000  # characters of a header: its beginning names the first message, its end the nearest

# A database text holds neither NUL nor half a surrogate pair.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_WITHIN = re.compile(r"<([^<>]*)>")
_APART = re.compile(r"[\s,;\"'<>()]+")
_SEEN_AS_NOTHING = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]+")


def message_id(text: str) -> str:
    """A Message-ID as it is compared: in brackets, without blanks; "" where there is none."""
    if text[:1] == "<" and _PLAIN.fullmatch(text):  # nearly all; what is plain can be stored
        return text
    text = _decoded(text[:LOOKED_AT])
    found = next((inner for inner in map(_tidy, _WITHIN.findall(text)) if inner), None)
    inner = found if found is not None else _tidy(text).strip("<>\"'")
    return bounded(f"<{inner}>") if inner else ""


_PLAIN = re.compile(r"<[!-;=?-~]{1,498}>")


def message_ids(text: str, people: Iterable[str] = ()) -> list[str]:
    """The Message-IDs that a header names, in its order, each once; addresses of `people` are none.

    "Your message of Monday <id>", "id", "<id>, <id>", "from Ann <ann@client.example> <id>": words are passed over.
    """
    if not text:
        return []
    if len(text) > 2 * LOOKED_AT:
        text = f"{text[:LOOKED_AT]} {text[-LOOKED_AT:]}"
    if "=?" in text or "&lt;" in text:
        text = _decoded(text)
    elif _PLAIN_ONES.fullmatch(text):  # nearly all
        return _without(people, dict.fromkeys(text.split()))
    within = [inner for inner in map(_tidy, _WITHIN.findall(text)) if inner]
    words = [word for word in _APART.split(_WITHIN.sub(" ", text)) if word] if _has_words(text) else []
    if words and all("@" in word for word in words):  # some, or all, without brackets
        found = [_tidy(inner or bare) for inner, bare in _EITHER.findall(text)]
    elif within:
        found = within
    else:
        found = [word for word in words if "@" in word.strip("@")] or (words if len(words) == 1 else [])
    return _without(people, dict.fromkeys(bounded(f"<{inner}>") for inner in found if inner))


def _without(people: Iterable[str], ids: Iterable[str]) -> list[str]:
    them = {f"<{address.casefold()}>" for address in people}
    return [one for one in ids if one.casefold() not in them]


_PLAIN_ONES = re.compile(r"<[!-;=?-~]{1,498}>(?:[ \t\r\n]+<[!-;=?-~]{1,498}>)*")
_EITHER = re.compile(r"<([^<>]*)>|([^\s,;\"'<>()]+)")


def _has_words(text: str) -> bool:
    return bool(_WITHIN.sub("", text).strip())


def _tidy(text: str) -> str:
    return _SEEN_AS_NOTHING.sub("", text)


def _decoded(text: str) -> str:
    """Without the encodings that some programs give to a header that needs none."""
    if "=?" in text:
        try:
            parts = decode_header(text)
        except (HeaderParseError, ValueError):
            return text
        text = "".join(part if isinstance(part, str) else part.decode("latin-1") for part, _ in parts)
    return text.replace("&lt;", "<").replace("&gt;", ">")


# --- of whole items ---------------------------------------------------------------------------------------------------


class Signature(NamedTuple):
    """By what an e-mail is told from another of its identity, apart from its text, as it is compared."""

    sender: str  # an address; "" of none
    sent: str  # to the second, in UTC
    subject: str  # without what gateways and lists put before it


def signature_of(mail: Email) -> Signature:
    sender = address_of(mail.sender) if mail.sender else ""
    return Signature(sender, _moment(mail.sent_at), untagged(mail.subject))


def identity_of(item: Linkable) -> str:
    """Internet Message-ID, or UID with the original start of an occurrence; the fingerprint where it has none."""
    if isinstance(item, Email):
        return message_id(item.message_id) or _by_fingerprint(item)
    if item.uid and item.original_start:
        return occurrence_identity(item.uid, item.original_start)
    return bounded(item.uid) or _by_fingerprint(item)


def series_identity(uid: str) -> str:
    return bounded(uid)


def occurrence_identity(uid: str, original_start: datetime) -> str:
    return f"{bounded(uid)} {_moment(original_start)}"


def fingerprint_of(item: Linkable, signature: Signature | None = None) -> str:
    """Tells items of the same identity apart, and is the same for all copies of one item.

    What gateways and lists put before a subject is set aside. The size is left out where a Message-ID exists: a
    sender's and a recipient's copy differ in it. Without one, the text counts as well.
    """
    if isinstance(item, Appointment):
        return "" if item.uid else _digest(item.subject, _moment(item.start), _moment(item.end))
    parts = list(signature or signature_of(item))
    if not message_id(item.message_id):
        parts += [str(item.size), item.body]
    return _digest(*parts)


def parents_of(item: Linkable) -> tuple[str, ...]:
    """What it answers to or occurs in, the nearest first, and at last the first of the thread."""
    if isinstance(item, Appointment):
        return (bounded(item.uid),) if item.uid and item.original_start else ()
    if not item.in_reply_to and not item.references:
        return ()
    own = message_id(item.message_id)
    shown = (*item.to, *item.cc, *item.reply_to, *((item.sender,) if item.sender else ()))
    people = [person.address for person in shown]
    nearest = message_ids(item.in_reply_to, people)[::-1] + message_ids(" ".join(item.references), people)[::-1]
    above = [one for one in dict.fromkeys(nearest) if one != own]
    return tuple(above if len(above) <= NEAREST else [*above[: NEAREST - 1], above[-1]])


# --- what a database and an index can hold ----------------------------------------------------------------------------


def bounded(identity: str) -> str:
    """An identity that fits an index: hostile ones of kilobytes are replaced by their digest."""
    identity = storable(identity)
    return identity if len(identity) <= LONGEST_IDENTITY else "digest:" + _digest(identity)


def _by_fingerprint(item: Linkable) -> str:
    return BY_FINGERPRINT + fingerprint_of(item)


def _moment(when: datetime | None) -> str:
    return written(when) if when else ""


def written(when: datetime) -> str:
    """The moment to the second, in UTC, as identities have it."""
    when = when if when.tzinfo is UTC else when.astimezone(UTC)
    if when.year < 1000:
        return when.strftime("%Y%m%dT%H%M%SZ")
    text = when.isoformat()  # several times as fast
    return f"{text[:4]}{text[5:7]}{text[8:13]}{text[14:16]}{text[17:19]}Z"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:32]
