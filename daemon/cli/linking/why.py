"""`dealtrail why`: how one item was decided, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from daemon.cli.base.output import local, say, say_fields, say_json
from daemon.cli.base.session import AsJson, Here, example
from store.rules.days import day_in

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import CopyTrace, Explanation, Receipt

app = App(
    name="why",
    help_epilogue=example(
        "dealtrail why 4711", "dealtrail why '<20250304.1@client.example>'", 'dealtrail why "200 seats"'
    ),
)


@app.default
def why(
    item: Annotated[
        str, Parameter(help="The item's id (`opportunity history` shows it), Message-ID, or a part of the subject.")
    ],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Say in plain words why an e-mail or appointment was linked or not."""
    from store.errors import NotFound

    with session.reading() as unit:
        found = unit.history.explain(item)
    if not found:
        raise NotFound("item", item)
    if as_json:
        say_json([_shape(explanation, session) for explanation in found])
        return
    for number, explanation in enumerate(found):
        if number:
            say()
        _say(explanation, session)


def _say(explanation: Explanation, session: Session) -> None:
    item = explanation.item
    say(f"{item.kind.value} {item.item_id}: {item.subject or '(no subject)'}", "bold")
    say_fields(
        {
            "when": local(item.occurred_at, session.zone, is_all_day=item.is_all_day),
            "from": item.author,
            "id": explanation.identity,
            "in the history of": ", ".join(
                [*(session.key(link.number) for link in explanation.links), *explanation.contacts]
            )
            or "nothing",
        }
    )
    for link in explanation.links:
        say(f"  {session.key(link.number)} by {link.rule}{f': {link.evidence}' if link.evidence else ''}")
    for copy in explanation.copies:
        say()
        _say_copy(copy, session)


def _say_copy(copy: CopyTrace, session: Session) -> None:
    gone = " (no longer there)" if copy.pointer.is_gone else ""
    say(f"In {copy.address}, {copy.folder}{gone}:")
    receipt = copy.receipt
    if receipt is None:
        say("  not decided yet")
    else:
        say(f"  {_OUTCOMES[receipt.outcome.value]}, by the rule {receipt.rule}: {receipt.reason}")
        for name, value in receipt.evidence.items():
            if value:
                say(f"  {_LABELS.get(name, name)}: {_worded(name, value, session)}")
    for mark in copy.marks:
        by_hand = "set by hand" if mark.kind.value == "set" else "taken off by hand"
        say(f"  the category {session.key(mark.number)} was {by_hand} there")
    stamps = ", ".join(session.key(number) for number in sorted(copy.pointer.confirmed))
    say(f"  categories of ours on it: {stamps or 'none'}")


_OUTCOMES = {
    "linked": "linked",
    "contact": "kept in a contact's history",
    "review": "waits for a person's review",
    "skipped": "not linked",
}
_LABELS = {
    "addresses": "addresses looked at",
    "candidates": "opportunities that could be meant",
    "categories": "categories on it",
    "level": "found through",
    "numbers": "opportunities named",
    "passed_over": "passed over",
    "today": "what the rules would say now",
    "unknown": "named, but not there",
    "withdrawn": "taken off by hand",
}
_NUMBERS = {"candidates", "numbers", "passed_over", "unknown", "withdrawn"}  # evidence that is opportunities


def _worded(name: str, value: Any, session: Session) -> str:
    parts = value if isinstance(value, list | tuple) else [value]
    return ", ".join(session.key(part) if name in _NUMBERS else str(part) for part in parts)


def _shape(explanation: Explanation, session: Session) -> dict[str, Any]:
    item = explanation.item
    return {
        "id": item.item_id,
        "kind": item.kind.value,
        "identity": explanation.identity,
        "at": item.occurred_at,
        "day": day_in(item),
        "subject": item.subject,
        "author": item.author,
        "links": [
            {
                "opportunity": session.key(link.number),
                "number": link.number,
                "rule": link.rule,
                "evidence": link.evidence,
            }
            for link in explanation.links
        ],
        "contacts": list(explanation.contacts),
        "copies": [_copy_shape(copy) for copy in explanation.copies],
    }


def _copy_shape(copy: CopyTrace) -> dict[str, Any]:
    return {
        "mailbox": copy.address,
        "folder": copy.folder,
        "gone": copy.pointer.is_gone,
        "decision": _receipt_shape(copy.receipt) if copy.receipt else None,
        "marks": [{"number": mark.number, "kind": mark.kind.value} for mark in copy.marks],
        "stamped": sorted(copy.pointer.confirmed),
    }


def _receipt_shape(receipt: Receipt) -> dict[str, Any]:
    return {
        "outcome": receipt.outcome.value,
        "rule": receipt.rule,
        "reason": receipt.reason,
        "evidence": dict(receipt.evidence),
    }
