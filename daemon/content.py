"""What history keeps of an item, and how two copies of one item are recognised. Pure."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from connectors.mailbox import Appointment, Email, Sensitivity
from daemon.link import Decision, Linkable, item_time
from daemon.people import participants
from daemon.policy import WHOLE, KeptBody, KeptText
from daemon.text.quotes import own_words
from daemon.text.readable import readable, tidy
from store.addresses import normalise
from store.rules.history import preview
from store.values import Arrival, Attachment, ItemContent, ItemKind, Outcome

ATTACHMENTS, NAME = 200, 500  # of an item, and characters of a name
SUBJECT = 1_000  # characters: a hostile subject may have megabytes


def arrival_of(item: Linkable) -> Arrival:
    """What finds the item in the store, wherever its other copies are."""
    kind = ItemKind.EMAIL if isinstance(item, Email) else ItemKind.APPOINTMENT
    return Arrival(item.item_id, kind, identity_of(item), fingerprint_of(item))


def identity_of(item: Linkable) -> str:
    """Internet Message-ID, or UID with the original start of an occurrence; the fingerprint where it has none."""
    if isinstance(item, Email):
        return _bounded(item.message_id.strip()) or _by_fingerprint(item)
    if item.uid and item.original_start:
        return f"{_bounded(item.uid)} {item.original_start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return _bounded(item.uid) or _by_fingerprint(item)


def _by_fingerprint(item: Linkable) -> str:
    return f"fingerprint:{fingerprint_of(item)}"


def fingerprint_of(item: Linkable) -> str:
    """Tells items of the same identity apart, and is the same for all copies of one item.

    The size is left out where a Message-ID exists: a sender's and a recipient's copy differ in it. Without one, the
    text counts as well.
    """
    if isinstance(item, Appointment):
        return "" if item.uid else _digest(item.subject, _moment(item.start), _moment(item.end))
    sender = normalise(item.sender.address) if item.sender else ""
    parts = [sender, _moment(item.sent_at), " ".join(item.subject.split()).casefold()]
    if not item.message_id.strip():
        parts += [str(item.size), item.body]
    return _digest(*parts)


def content_of(item: Linkable, decision: Decision, kept: KeptText = WHOLE) -> ItemContent:
    """The item as it is kept: whole when it is history, people and subject when skipped, only the fact when private."""
    arrival = arrival_of(item)
    is_private = item.sensitivity is not Sensitivity.NORMAL
    is_kept = bool(decision.links) or decision.receipt.outcome is not Outcome.SKIPPED
    if is_private:
        people = participants(item) if is_kept else ()
        return ItemContent(arrival.kind, arrival.identity, arrival.fingerprint, item_time(item), participants=people)
    body, shown = _texts(item, kept.of(item_time(item))) if is_kept else ("", "")
    return ItemContent(
        kind=arrival.kind,
        identity=arrival.identity,
        fingerprint=arrival.fingerprint,
        occurred_at=item_time(item),
        subject=_text(item.subject)[:SUBJECT],
        participants=participants(item),
        body=body,
        preview=shown,
        ended_at=item.end if isinstance(item, Appointment) else None,
        location=_text(item.location)[:SUBJECT] if isinstance(item, Appointment) else "",
        is_cancelled=isinstance(item, Appointment) and item.is_cancelled,
        has_attachments=item.has_attachments,
        attachments=_attachments(item) if is_kept else (),
        size=item.size,
    )


def _attachments(item: Linkable) -> tuple[Attachment, ...]:
    """Their names on one line each, whatever somebody called them."""
    return tuple(
        Attachment(" ".join(tidy(one.name[:NAME]).split()), max(0, one.size), one.is_inline)
        for one in item.attachments[:ATTACHMENTS]
    )


def _texts(item: Linkable, kept: KeptBody) -> tuple[str, str]:
    """What is kept of the item's text, and its preview: the writer's own words, or what is quoted if there are none."""
    if kept is KeptBody.NONE or not item.body:
        return "", ""
    whole = readable(item.body, item.body_is_html)
    own = own_words(whole)
    shown = preview(_ADDRESS.sub("", own[:PREVIEWED] or whole[:PREVIEWED]))
    return {KeptBody.FULL: whole, KeptBody.TEXT: own, KeptBody.PREVIEW: ""}[kept], shown


PREVIEWED = 10_000  # characters that are looked at for a preview
_ADDRESS = re.compile(r" ?<(?:https?://|mailto:)[^<>\s]*>")  # of a link that has a text of its own


# A database text holds neither NUL nor half a surrogate pair.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def _text(text: str) -> str:
    return _UNSTORABLE.sub("", text)


def _bounded(identity: str) -> str:
    """An identity that fits an index: hostile ones of kilobytes are replaced by their digest."""
    identity = _text(identity)
    return identity if len(identity) <= 500 else "digest:" + _digest(identity)


def _moment(when: datetime | None) -> str:
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if when else ""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:32]
