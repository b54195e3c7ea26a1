"""What the copies of one e-mail tell together, whichever was read first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from store.addresses import legacy_name
from store.rules.likeness import is_copy, is_unnamed_copy, made, to_compare, together
from store.rules.sketching import text_sketch
from store.values import OF_WHOLE, ItemContent, Participant, Sketch

# What the rules hold against a copy, and what is no fact of the message where another copy bears no sign of it.
_SAID_OF_ONE = ("automatic", "list", "unusable", "never")
_WRITERS = ("from", "sender", "organizer")
_ROLES = ("from", "sender", "reply_to", "original_from", "to", "cc", "bcc", "organizer", "attendee")


def are_one(one: ItemContent, other: ItemContent) -> bool:
    """Whether two copies show the same message; one that its user wrote into may not."""
    if one.identity == other.identity and is_copy(one.fingerprint, one.sketch, other.fingerprint, other.sketch):
        return True
    if one.sketch is None or other.sketch is None:
        return False
    return is_unnamed_copy(one.sketch, one.occurred_at, other.sketch, other.occurred_at)


def told_together(content: ItemContent, stored: ItemContent) -> ItemContent:
    """What one copy tells, with what the others told.

    Of subjects and texts that were changed on the way the shorter is the sender's. Who is named by any copy took part:
    only the sender's names those in Bcc. Where a list is behind an address, its members are named by their own copies.
    """
    if content.sketch and content.sketch.is_anonymous and stored.sketch and not stored.sketch.is_anonymous:
        same = {"identity": stored.identity, "fingerprint": stored.fingerprint, "occurred_at": stored.occurred_at}
        content = replace(content, **same)  # type: ignore[arg-type]
    if stored.subject and (not content.subject or _before(stored.subject, content.subject)):
        content = replace(content, subject=stored.subject)
    if stored.body and (not content.body or _before(stored.body, content.body)):
        content = replace(content, body=stored.body, preview=stored.preview)
    elif not content.preview and stored.preview and not content.body:
        content = replace(content, preview=stored.preview)
    traits = {key: said for key, said in content.traits.items() if key not in _SAID_OF_ONE or key in stored.traits}
    if len(traits) != len(content.traits):
        content = replace(content, traits=traits)
    if not content.parents and stored.parents:
        content = replace(content, parents=stored.parents, thread=stored.thread)
    if content.occurred_at is None and stored.occurred_at is not None:
        content = replace(content, occurred_at=stored.occurred_at)
    if content.sketch is not None:
        content = replace(content, sketch=_compared_by(content.sketch, stored.sketch, content.body))
    if len(stored.attachments) > len(content.attachments):
        content = replace(content, attachments=stored.attachments)
    has_attachments, size = content.has_attachments or stored.has_attachments, max(content.size, stored.size)
    content = replace(content, has_attachments=has_attachments, size=size)
    return replace(content, participants=all_of(content.participants, stored.participants))


def _compared_by(one: Sketch, other: Sketch | None, body: str) -> Sketch:
    """What both are compared by; nothing of a text that is its item's own, of which a sketch is made when one comes."""
    if one.text != OF_WHOLE:
        return one if other is None or one == other else together(one, other)
    one = to_compare(one)
    both = one if other is None else together(one, other)
    if both.text == OF_WHOLE and one.whole is not None and one.whole() == body:
        return both
    both = made(both)
    return replace(both, text=OF_WHOLE) if body and both.text == text_sketch(body) else both


def _before(one: str, other: str) -> bool:
    return (len(one), one) < (len(other), other)


def all_of(one: Sequence[Participant], other: Sequence[Participant]) -> tuple[Participant, ...]:
    """Everybody that either names, each address once a role, the same whichever is first.

    An X.500 address that one copy could not resolve is nobody else than who stands there in the other.
    """
    here = {(person.role, person.address): person for person in one}
    there = {(person.role, person.address): person for person in other}
    if here.keys() == there.keys():
        if here == there:
            return tuple(one)
        return tuple(_named(person, there[key]) for key, person in here.items())
    everybody = here | {key: _named(person, here.get(key, person)) for key, person in there.items()}
    known = {(p.role, p.name) for p in everybody.values() if not legacy_name(p.address) and p.name}
    writing = {p.role for p in everybody.values() if p.role in _WRITERS and not legacy_name(p.address)}
    found = [
        person
        for person in everybody.values()
        if not legacy_name(person.address) or (person.role not in writing and (person.role, person.name) not in known)
    ]
    return tuple(sorted(found, key=lambda p: (_ROLES.index(p.role) if p.role in _ROLES else len(_ROLES), p.address)))


def _named(one: Participant, other: Participant) -> Participant:
    return max(one, other, key=lambda person: (len(person.name), person.name))
