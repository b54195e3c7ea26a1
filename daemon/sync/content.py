"""What history keeps of an item. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from connectors.mailbox import Appointment
from daemon.link import WHOLE, Decision, Facts, KeptBody, KeptText, Linkable, Texts, storable, texts_of
from daemon.text import tidy
from store.rules.likeness import made, withheld
from store.rules.sketching import text_sketch, without_words
from store.values import OF_WHOLE, Arrival, Attachment, ItemContent, ItemKind, Outcome, Sketch

ATTACHMENTS, NAME = 200, 500  # of an item, and characters of a name
SUBJECT = 1_000  # characters: a hostile subject may have megabytes
_NO_TEXT = Texts()


def arrival_of(item_id: str, facts: Facts) -> Arrival:
    """What finds the item in the store, wherever its other copies are."""
    identity = (facts.kind, facts.identity, facts.fingerprint)
    return Arrival(
        item_id,
        *identity,
        parents=facts.parents,
        conversation_id=facts.conversation_id,
        sketch=facts.sketch,
        at=facts.at,
    )


def content_of(
    item: Linkable,
    facts: Facts,
    decision: Decision,
    thread: str,
    kept: KeptText = WHOLE,
    texts: Texts | None = None,
) -> ItemContent:
    """The item as it is kept: whole when it is history, people and subject when skipped, only the fact when private.

    Its `texts` are worked out where they are not at hand.
    """
    is_kept = bool(decision.links) or decision.receipt.outcome is not Outcome.SKIPPED
    sketch = _sketch(facts.sketch, facts, kept, texts, is_kept=is_kept) if facts.sketch else None
    if facts.sensitivity:
        return ItemContent(
            kind=facts.kind,
            identity=facts.identity,
            fingerprint=facts.fingerprint,
            occurred_at=facts.at,
            participants=facts.people if is_kept else (),
            thread=thread,
            parents=facts.parents,
            traits=facts.traits,
            is_series=facts.is_series,
            sketch=sketch,
        )
    of_text = kept.of(facts.at) if is_kept else KeptBody.NONE
    texts = _NO_TEXT if of_text is KeptBody.NONE else texts or texts_of(item, facts)
    return ItemContent(
        kind=facts.kind,
        identity=facts.identity,
        fingerprint=facts.fingerprint,
        occurred_at=facts.at,
        participants=facts.people,
        thread=thread,
        parents=facts.parents,
        traits=facts.traits,
        is_series=facts.is_series,
        sketch=sketch,
        subject=storable(item.subject)[:SUBJECT],
        body=_body(texts, of_text),
        preview=texts.preview,
        ended_at=item.end if isinstance(item, Appointment) else None,
        is_all_day=isinstance(item, Appointment) and item.is_all_day,
        location=storable(item.location)[:SUBJECT] if isinstance(item, Appointment) else "",
        is_cancelled=isinstance(item, Appointment) and item.is_cancelled,
        has_attachments=item.has_attachments,
        attachments=_attachments(item) if is_kept else (),
        size=item.size,
    )


def _sketch(sketch: Sketch, facts: Facts, kept: KeptText, texts: Texts | None, *, is_kept: bool) -> Sketch:
    """What it is compared by, as far as that may be kept: of what is skipped, nothing by which words can be told.

    Where the whole text is kept, a sketch of it is not.
    """
    if facts.sensitivity:
        return replace(sketch, subject="", text="", likeness=0)
    if kept.of(facts.at) is KeptBody.NONE:
        return replace(sketch, text="")
    if is_kept and kept.of(facts.at) is KeptBody.FULL:
        return sketch
    if sketch.text == OF_WHOLE:
        sketch = replace(sketch, text=text_sketch(texts.whole)) if texts else made(sketch)
    return withheld(sketch) if is_kept else replace(sketch, text=without_words(sketch.text))


def shown_by(content: ItemContent) -> str:
    """A digest of what a copy tells of an appointment; "" of an e-mail, whose copies all tell the same."""
    if content.kind is not ItemKind.APPOINTMENT:
        return ""
    people = [(person.role, person.address, person.name) for person in content.participants]
    when = [str(at) for at in (content.occurred_at, content.ended_at, content.is_all_day)]
    told = [content.subject, content.body, content.location, content.is_cancelled, when, people]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _attachments(item: Linkable) -> tuple[Attachment, ...]:
    """Their names on one line each, whatever somebody called them."""
    return tuple(
        Attachment(" ".join(tidy(one.name[:NAME]).split()), max(0, one.size), one.is_inline)
        for one in item.attachments[:ATTACHMENTS]
    )


def _body(texts: Texts, kept: KeptBody) -> str:
    return {KeptBody.FULL: texts.whole, KeptBody.TEXT: texts.own, KeptBody.PREVIEW: "", KeptBody.NONE: ""}[kept]
