"""How what waits for a person is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from daemon.cli.base.output import bad, good, local, say, say_fields

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import AtOnceGone, FrozenLoss, HistoryItem, Named, ReviewEntry


def entry_shape(entry: ReviewEntry, session: Session) -> dict[str, Any]:
    """An entry as `--json` shows it; scripts rely on these keys."""
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
                "key": session.key(one.number),
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


def loss_shape(loss: FrozenLoss, session: Session) -> dict[str, Any]:
    return {
        "mailbox": loss.address,
        "opportunity": session.key(loss.number) if loss.number else None,
        "number": loss.number,
        "title": loss.title,
        "items": loss.count,
    }


def vanished_shape(one: AtOnceGone) -> dict[str, Any]:
    return {
        "mailbox": one.address,
        "what": one.what,
        "count": one.count,
        "at": one.at,
        "examples": list(one.examples),
    }


def vanished_sentence(one: AtOnceGone) -> str:
    return f"{one.address}: {one.count} {one.what} vanished at once, and nothing follows from it yet"


def say_vanished(found: Sequence[AtOnceGone], session: Session) -> None:
    for one in found:
        bad(vanished_sentence(one))
        since = local(one.at, session.zone) if one.at else ""
        say_fields({"since": since, "among them": "; ".join(subject or "(no subject)" for subject in one.examples)})
    for address in dict.fromkeys(one.address for one in found):
        say(f"  they were meant to go: dealtrail review gone {address}")
        say(f"  an accident:           dealtrail review keep {address}")


def say_entries(entries: Sequence[ReviewEntry], losses: Sequence[FrozenLoss], session: Session) -> None:
    for loss in losses:
        bad(loss_sentence(loss, session))
        name = session.key(loss.number) if loss.number else "question"
        say(f"  it was meant: dealtrail review take-off {loss.address} {name}")
        say(f"  an accident:  dealtrail review put-back {loss.address} {name}")
    for number, entry in enumerate(entries):
        if number or losses:
            say()
        _say_entry(entry, session)
    if entries:
        first = entries[0].item.item_id
        say()
        say(f"link one:     dealtrail review resolve {first} {_example(entries[0], session)}")
        say(f"none of them: dealtrail review dismiss {first}")
    elif not losses:
        good("nothing waits for a person")


def loss_sentence(loss: FrozenLoss, session: Session) -> str:
    what = f"the category of {session.key(loss.number)} {loss.title or ''}".rstrip() if loss.number else "the question"
    return f"{loss.address}: {loss.count} items lost {what} at once"


def item_named(item: HistoryItem) -> str:
    return f"{item.kind.value} {item.id}: {item.subject or '(no subject)'}"


def named(one: Named, session: Session) -> str:
    """OPP-17 200 seats (Bob Berg, closed): an opportunity among others that could be meant."""
    state = "in the recycle bin" if one.is_deleted else "" if one.is_open else "closed"
    about = ", ".join(part for part in (one.assignee or "nobody's", state) if part)
    return f"{session.key(one.number)} {one.title} ({about})"


def _say_entry(entry: ReviewEntry, session: Session) -> None:
    item = entry.item
    say(f"{item.item_id}: {item.subject or '(no subject)'}", "bold")
    asked = ", ".join(entry.asked) or ("nobody" if entry.rule == "ambiguous" else "")
    say_fields(
        {
            "from": item.author,
            "when": local(item.occurred_at, session.zone),
            "why": f"{entry.rule}: {entry.reason}",
            "text": item.preview,
            "waiting": f"{entry.waiting} of its thread" if entry.waiting > 1 else "",
            "in": ", ".join(entry.mailboxes),
            "asked in Outlook": asked,
            "could be": "; ".join(named(one, session) for one in entry.named),
        }
    )


def _example(entry: ReviewEntry, session: Session) -> str:
    usable = [one.number for one in entry.named if not one.is_deleted]
    return session.key(usable[0] if usable else 17)
