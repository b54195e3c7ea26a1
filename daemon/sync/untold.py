"""Categories of which nobody can tell who set them: on a stranger's mail, where the server keeps no headers."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from connectors.mailbox import Email
from daemon.link import UNTOLD, Facts, Linkable, LinkPolicy
from store.unit import Unit
from store.values import UNCLEAR, KnownItem, Pointer

Read = tuple[Linkable, Facts]


def with_doubts(
    unit: Unit,
    mailbox_id: int,
    read: Sequence[Read],
    known: Sequence[KnownItem | None],
    policy: LinkPolicy,
    *,
    is_sent: bool = False,
) -> Sequence[Read]:
    """The items, with what is on a stranger's mail at its first sight as if its sender had set it.

    It stays so until it was off: then its user set it. A mail with any header came with all: what it has no `Keywords`
    for, no sender set. What its sender was seen to have set stays theirs where the headers are not given again.
    Where `is_sent` lies what the mailbox's user sent, some servers show no sender: it is theirs.
    """
    read = [
        (item, facts if one is None else _as_sent(item, facts, _before(one, mailbox_id)))
        for (item, facts), one in zip(read, known, strict=True)
    ]
    if not any(facts.named and isinstance(item, Email) and not item.headers for item, facts in read):
        return read
    senders = {_sender(facts) for _, facts in read if facts.named} - {""}
    contacts = unit.links.candidates({one for one in senders if not policy.is_own(one)}, set(), set()).contacts
    return [
        (
            item,
            _doubted(
                item,
                facts,
                _before(one, mailbox_id),
                is_stranger=_is_stranger(facts, contacts, policy, is_sent=is_sent),
            ),
        )
        for (item, facts), one in zip(read, known, strict=True)
    ]


def _as_sent(item: Linkable, facts: Facts, before: Pointer | None) -> Facts:
    """With what came with it by an earlier reading, where this one does not tell what did."""
    if before is None or "headers" not in item.untold or not before.sent_along or UNTOLD in before.sent_along:
        return facts
    return replace(facts, sent_along=facts.sent_along | before.sent_along)


def _is_stranger(facts: Facts, contacts: Container[str], policy: LinkPolicy, *, is_sent: bool) -> bool:
    sender = _sender(facts)
    is_ours = policy.is_own(sender) if sender else is_sent
    return not is_ours and sender not in contacts


def _before(known: KnownItem | None, mailbox_id: int) -> Pointer | None:
    """The copy as it was seen before, or the one that it was in another folder of its mailbox."""
    if known is None or known.pointer is not None:
        return known.pointer if known else None
    return next((copy for copy in known.pointers if copy.mailbox_id == mailbox_id), None)


def _doubted(item: Linkable, facts: Facts, before: Pointer | None, *, is_stranger: bool) -> Facts:
    if not isinstance(item, Email) or item.headers or item.is_draft or not facts.named:
        return facts
    if before is not None:
        still = before.sent_along & set(before.named) & set(facts.named)
        return replace(facts, sent_along=still | {UNTOLD}) if still and UNTOLD in before.sent_along else facts
    # What only resembles a category of ours waits for a person, whoever wrote it.
    return replace(facts, sent_along=frozenset(facts.named) - {UNCLEAR} | {UNTOLD}) if is_stranger else facts


def _sender(facts: Facts) -> str:
    return next((person.address for person in facts.people if person.role == "from"), "")
