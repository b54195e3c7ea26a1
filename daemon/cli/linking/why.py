"""`dealtrail why`: how one item was decided, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from daemon.cli.base.output import say, say_fields, say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import candidate_named, explanation_shape, local

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import CopyTrace, Explanation, HistoryLine, Mark, Named

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
    from daemon.acts import explained

    with session.reading() as unit:
        found = explained(unit, item)
    if as_json:
        say_json([explanation_shape(explanation, session.prefix) for explanation in found])
        return
    for number, explanation in enumerate(found):
        if number:
            say()
        _say(explanation, session)


# --- the item ---------------------------------------------------------------------------------------------------------


def _say(explanation: Explanation, session: Session) -> None:
    item = explanation.item
    opportunities = [_opportunity(link.number, explanation, session) for link in explanation.links]
    say(f"{'series' if explanation.is_series else item.kind.value} {item.item_id}: {_subject(item)}", "bold")
    say_fields(
        {
            "when": local(item.occurred_at, session.zone, is_all_day=item.is_all_day),
            "from": item.author,
            "id": _identity(explanation.identity),
            "in the history of": ", ".join([*opportunities, *explanation.contacts]) or "nothing",
        }
    )
    for link in explanation.links:
        evidence = _parent_in(link.evidence, explanation)
        say(f"  {session.key(link.number)} by {link.rule}{f': {evidence}' if evidence else ''}")
    for sentence in _states(explanation):
        say(f"  {sentence}")
    for copy in explanation.copies:
        say()
        _say_copy(copy, explanation, session)


def _subject(item: HistoryLine) -> str:
    return item.subject or "(no subject)"


def _identity(identity: str) -> str:
    """What the mail calls itself; a name of ours for one that has none is nobody's business."""
    if identity.startswith("fingerprint:"):
        return "none of its own: known by its sender, time and subject"
    if identity.startswith("digest:"):
        return "too long to be shown"
    return identity


def _states(explanation: Explanation) -> Iterator[str]:
    item = explanation.item
    if explanation.is_series:
        yield "a series of appointments: its occurrences are in histories, each by itself"
    if explanation.is_redacted:
        yield "only who and when are left of it: there are none but private copies"
    if explanation.sender_clock:
        yield f"its sender's clock said {explanation.sender_clock}, which cannot be: the day it was received counts"
    if explanation.is_dismissed:
        yield f"a person said that it belongs to none; to undo: dealtrail review dismiss {item.item_id} --undo"
    if explanation.is_waiting:
        yield "it waits to be decided again, in the daemon's next turn"
    if any(copy.receipt and copy.receipt.outcome.value == "review" for copy in explanation.copies):
        yield f"it waits for a person: dealtrail review resolve {item.item_id} OPPORTUNITY, or dismiss {item.item_id}"


def _opportunity(number: int, explanation: Explanation, session: Session) -> str:
    one = explanation.named.get(number)
    return f"{session.key(number)} {one.title}" if one else session.key(number)


def _parent_in(evidence: str, explanation: Explanation) -> str:
    """ "answers to email 12: Our offer" instead of a Message-ID, where that is known."""
    for identity, item in explanation.above.items():
        if evidence.endswith(f" {identity}"):
            return f"{evidence.removesuffix(identity)}{_above(item)}"
    return evidence


def _above(item: HistoryLine) -> str:
    return f"{item.kind.value} {item.item_id}: {_subject(item)} (see: dealtrail why {item.item_id})"


# --- its copies -------------------------------------------------------------------------------------------------------


def _say_copy(copy: CopyTrace, explanation: Explanation, session: Session) -> None:
    from connectors.mailbox import is_computed
    from daemon.link import choose_name

    choose = choose_name(session.settings.linking.category_prefix)
    gone = " (no longer there)" if copy.pointer.is_gone else ""
    say(f"In {copy.address}, {copy.folder}{gone}:")
    receipt = copy.receipt
    if receipt is None:
        say("  not decided yet")
    else:
        say(f"  {_OUTCOMES[receipt.outcome.value]}, by the rule {receipt.rule}: {receipt.reason}")
        for name, value in receipt.evidence.items():
            if value and name not in _UNSAID:
                say(f"  {_LABELS.get(name, name)}: {_worded(name, value, explanation, session)}")
    if is_computed(copy.pointer.server_id):
        say("  computed from the series' rule, because the server does not list its occurrences")
    if copy.pointer.is_private:
        say("  this copy is private: it adds nothing, and gets no category by rules")
    if copy.pointer.is_asked:
        say(f"  its user is asked in Outlook which opportunity it is: {choose}")
    for mark in copy.marks:
        say(f"  {_mark(mark, choose, session)}")
    stamps = ", ".join(_category(number, choose, session) for number in sorted(copy.pointer.confirmed))
    say(f"  categories of ours on it: {stamps or 'none'}")
    if copy.kept_back:
        say(f"  not stamped: {copy.kept_back}; the link stands")


def _mark(mark: Mark, choose: str, session: Session) -> str:
    category = f"the category {_category(mark.number, choose, session)}"
    match mark.kind.value:
        case "set":
            return f"{category} was set by hand there"
        case "withdrawn":
            return f"{category} was taken off by hand there"
        case "lost":
            return f"{category} is gone there: taken off by hand, unless many others lost it, too"
        case _:
            return f"{category} is gone there, with that of many others: dealtrail review list"


def _category(number: int, choose: str, session: Session) -> str:
    from daemon.link import new_name

    if number > 0:
        return session.key(number)
    return choose if number == 0 else new_name(session.settings.linking.category_prefix)


_OUTCOMES = {
    "linked": "linked",
    "contact": "kept in a contact's history",
    "review": "waits for a person's review",
    "skipped": "not linked",
}
_LABELS = {
    "address": "on the block list",
    "addresses": "addresses looked at",
    "candidates": "opportunities that could be meant",
    "categories": "categories on it",
    "domains": "domains of accounts",
    "in_bin": "named, and in the recycle bin",
    "level": "found through",
    "numbers": "opportunities named",
    "parent": "follows",
    "passed_over": "passed over",
    "refused": "why no opportunity was made",
    "sign": "the sign of it",
    "today": "what the rules would say now",
    "unclear": "categories that nobody understands",
    "unknown": "named, but not there",
    "withdrawn": "taken off by hand",
}
_UNSAID = {"assignees", "chosen_by", "unseen"}  # ids of users, whose names the candidates have; what only rules need


def _worded(name: str, value: Any, explanation: Explanation, session: Session) -> str:
    from store.history.explain import NUMBERS

    if name == "parent":
        return _above(explanation.above[value]) if value in explanation.above else str(value)
    parts = value if isinstance(value, list | tuple) else [value]
    if name not in NUMBERS:
        return ", ".join(str(part) for part in parts)
    return "; ".join(_candidate(explanation.named.get(part), part, session) for part in parts)


def _candidate(one: Named | None, number: int, session: Session) -> str:
    return candidate_named(one, session.prefix) if one else session.key(number)
