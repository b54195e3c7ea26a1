"""How what waits for a person is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daemon.cli.base.output import bad, good, say, say_fields
from daemon.shapes import candidate_named, local, loss_sentence, vanished_sentence

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import AtOnceGone, FrozenLoss, ReviewEntry


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
        bad(loss_sentence(loss, session.prefix))
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
            "could be": "; ".join(candidate_named(one, session.prefix) for one in entry.named),
        }
    )


def _example(entry: ReviewEntry, session: Session) -> str:
    usable = [one.number for one in entry.named if not one.is_deleted]
    return session.key(usable[0] if usable else 17)
