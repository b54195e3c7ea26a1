"""How items were decided, what waits for a person, and what the rules would decide otherwise today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daemon.shapes.words import Shape, key_of, many
from store.rules.days import day_in

if TYPE_CHECKING:
    from store.values import (
        AtOnceGone,
        CopyTrace,
        Explanation,
        FrozenLoss,
        HistoryLine,
        Named,
        Receipt,
        ReviewEntry,
    )


# --- why --------------------------------------------------------------------------------------------------------------


def explanation_shape(explanation: Explanation, prefix: str) -> Shape:
    item = explanation.item
    return {
        "id": item.item_id,
        "kind": item.kind.value,
        "identity": explanation.identity,
        "at": item.occurred_at,
        "day": day_in(item),
        "subject": item.subject,
        "author": item.author,
        "series": explanation.is_series,
        "redacted": explanation.is_redacted,
        "dismissed": explanation.is_dismissed,
        "sender_clock": explanation.sender_clock,
        "to_decide": explanation.is_waiting,
        "links": [
            {
                "opportunity": key_of(link.number, prefix),
                "number": link.number,
                "rule": link.rule,
                "evidence": link.evidence,
            }
            for link in explanation.links
        ],
        "contacts": list(explanation.contacts),
        "copies": [_copy_shape(copy, explanation) for copy in explanation.copies],
    }


def _copy_shape(copy: CopyTrace, explanation: Explanation) -> Shape:
    from connectors.mailbox import is_computed

    return {
        "mailbox": copy.address,
        "folder": copy.folder,
        "gone": copy.pointer.is_gone,
        "computed": is_computed(copy.pointer.server_id),
        "private": copy.pointer.is_private,
        "asked": copy.pointer.is_asked,
        "decision": _receipt_shape(copy.receipt, explanation) if copy.receipt else None,
        "marks": [{"number": mark.number, "kind": mark.kind.value} for mark in copy.marks],
        "stamped": sorted(copy.pointer.confirmed),
        "not_stamped": copy.kept_back or None,
    }


def _receipt_shape(receipt: Receipt, explanation: Explanation) -> Shape:
    above = explanation.above.get(receipt.evidence.get("parent", ""))
    return {
        "outcome": receipt.outcome.value,
        "rule": receipt.rule,
        "reason": receipt.reason,
        "evidence": dict(receipt.evidence),
        "parent": {"id": above.item_id, "kind": above.kind.value, "subject": above.subject} if above else None,
    }


# --- what waits for a person ------------------------------------------------------------------------------------------


def entry_shape(entry: ReviewEntry, prefix: str) -> Shape:
    item = entry.item
    return {
        "id": item.item_id,
        "rule": entry.rule,
        "reason": entry.reason,
        "waiting": entry.waiting,
        "kind": item.kind.value,
        "at": item.occurred_at,
        "subject": item.subject,
        "author": item.author,
        "preview": item.preview,
        "mailboxes": list(entry.mailboxes),
        "asked": list(entry.asked),
        "opportunities": [
            {
                "key": key_of(one.number, prefix),
                "number": one.number,
                "title": one.title,
                "assigned_to": one.assignee or None,
                "open": one.is_open,
                "deleted": one.is_deleted,
            }
            for one in entry.named
        ],
        "evidence": dict(entry.evidence),
    }


def loss_shape(loss: FrozenLoss, prefix: str) -> Shape:
    """A category that many items of a mailbox lost at once; number 0 is the question."""
    return {
        "mailbox": loss.address,
        "opportunity": key_of(loss.number, prefix) if loss.number else None,
        "number": loss.number,
        "title": loss.title,
        "items": loss.count,
    }


def loss_sentence(loss: FrozenLoss, prefix: str) -> str:
    category = f"the category of {key_of(loss.number, prefix)} {loss.title or ''}".rstrip()
    return f"{loss.address}: {many(loss.count, 'item')} lost {category if loss.number else 'the question'} at once"


def loss_judged_shape(loss: FrozenLoss, items: Sequence[int], left: int | None = None) -> Shape:
    """What a person said of a category that many items lost at once; `left` are left to the daemon."""
    shape = {"mailbox": loss.address, "number": loss.number, "items": items}
    return shape if left is None else shape | {"left_to_the_daemon": left}


def vanished_judged_shape(address: str, *, is_gone: bool, items: int, tasks: int) -> Shape:
    """What a person said of items or tasks that vanished together."""
    return {"mailbox": address, "gone": is_gone, "items": items, "tasks": tasks}


def vanished_shape(one: AtOnceGone) -> Shape:
    return {
        "mailbox": one.address,
        "what": one.what,
        "count": one.count,
        "at": one.at,
        "examples": list(one.examples),
    }


def vanished_sentence(one: AtOnceGone) -> str:
    return f"{one.address}: {one.count} {one.what} vanished at once, and nothing follows from it yet"


def candidate_named(one: Named, prefix: str) -> str:
    """OPP-17 200 seats (Bob Berg, closed): an opportunity among others that could be meant."""
    state = "in the recycle bin" if one.is_deleted else "" if one.is_open else "closed"
    about = ", ".join(part for part in (one.assignee or "nobody's", state) if part)
    return f"{key_of(one.number, prefix)} {one.title} ({about})"


# --- decided otherwise ------------------------------------------------------------------------------------------------


def kind_of_change(before: tuple[int, ...], after: tuple[int, ...]) -> str:
    """In words, what becomes of an item that was linked to some opportunities, and is to be linked to others."""
    if before == after:
        return "decided otherwise"
    if not before:
        return "linked"
    return "linked elsewhere" if after else "no longer linked"


def redecided_shape(
    item: HistoryLine,
    before: tuple[tuple[int, ...], Receipt | None],
    after: tuple[tuple[int, ...], Receipt],
    prefix: str,
) -> Shape:
    """An item of which the rules say something else today: its opportunities and receipt, before and after."""
    (was, receipt_before), (becomes, receipt_after) = before, after
    return {
        "id": item.item_id,
        "kind": item.kind.value,
        "at": item.occurred_at,
        "subject": item.subject,
        "change": kind_of_change(was, becomes),
        "before": {
            "opportunities": [key_of(number, prefix) for number in was],
            "outcome": receipt_before.outcome.value if receipt_before else None,
            "rule": receipt_before.rule if receipt_before else None,
        },
        "after": {
            "opportunities": [key_of(number, prefix) for number in becomes],
            "outcome": receipt_after.outcome.value,
            "rule": receipt_after.rule,
            "reason": receipt_after.reason,
        },
    }
