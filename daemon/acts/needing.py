"""What needs a person, of how everything stands; at a terminal in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from daemon.shapes import Shape, about, local, many


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing: `kind` says what is the matter, `of` whom or what it is about, as `read_status` shows it."""

    kind: str
    of: Shape
    what: Any = ""
    why: str = ""


def troubles_in(shape: Shape) -> list[Trouble]:
    """All that needs a person, the worst first."""
    found = []
    if shape["service"]["state"] in ("dead", "stopped"):
        found.append(Trouble(shape["service"]["state"], shape["service"]))
    for one in shape["mailboxes"]:
        found += _of_mailbox(one)
    # What vanished is told below, all of a mailbox as one.
    found += [Trouble("errand", one) for one in shape["parked_errands"] if not one["vanished"]]
    found += [Trouble("vanished", one) for one in shape["vanished"]]
    found += [Trouble("lost", one) for one in shape["lost_categories"]]
    for one in shape["webhooks"]:
        if one["given_up"]:
            found.append(Trouble("given up", one))
        elif one["state"] == "paused" and one["why"]:
            found.append(Trouble("paused", one))
    found += _not_understood([one for one in shape["quarantine"] if not one["dismissed"]])
    return found


def _of_mailbox(one: Shape) -> Iterator[Trouble]:
    if one["state"] == "parked":
        yield Trouble("parked", one, why=one["last_error"] or "failed")
    if not one["adds_up"]:
        yield Trouble("does not add up", one)
    for what, why in sorted(one["unread"].items()):
        yield Trouble("unread", one, what, why)
    found = one["reconciled"] or {"missed": 0, "problems": ()}
    if found["missed"]:
        yield Trouble("missed", one, found["missed"])
    for problem in found["problems"]:
        yield Trouble("not reconciled", one, why=problem)


def _not_understood(items: Sequence[Shape]) -> Iterator[Trouble]:
    """Each that could not be understood; those that are stored and not told whole, together."""
    if not items:
        return
    from daemon.lacking import NOT_WHOLE  # loads what a turn needs

    short = dict[tuple[str, str, str], list[Shape]]()
    for item in items:
        if item["reason"].startswith(NOT_WHOLE):
            short.setdefault((item["mailbox"], item["folder"], item["reason"]), []).append(item)
        else:
            yield Trouble("not understood", item, why=item["reason"])
    for (_, _, reason), alike in short.items():
        yield Trouble("not whole", alike[0], len(alike), reason)


def troubles(shape: Shape, zone: ZoneInfo) -> list[str]:
    """What needs a person, in sentences for whoever is at a terminal."""
    return [_sentence(one, zone) for one in troubles_in(shape)]


def _lacking(service: Shape) -> str:
    """What is not done without the service, and the way back."""
    workers_only = "workers give turns, and nothing is done that is done once for all"
    left_out = workers_only if service["processes"] else "no mailbox is kept in step"
    return f"{left_out}; start it: systemctl start dealtrail"


def _sentence(one: Trouble, zone: ZoneInfo) -> str:
    of, what, why = one.of, one.what, one.why
    match one.kind:
        case "dead" if of["hindrance"]:
            since = f"the service cannot say that it lives, it was last heard of at {local(of['alive_at'], zone)}"
            return f"{since}: {of['hindrance']}"
        case "dead":
            return (
                f"the service is dead or hangs, it was last heard of at {local(of['alive_at'], zone)}: {_lacking(of)}"
            )
        case "stopped":
            return f"the service was stopped at {local(of['alive_at'], zone)}: {_lacking(of)}"
        case "parked":
            again = f"failures in a row: {of['failures']}, tried again at {local(of['due_at'], zone)}"
            return f"{about(of['address'], why)} ({again})"
        case "does not add up":
            return f"{of['address']}: seen {of['seen']}, but the outcomes do not add up to it; please report this"
        case "unread":
            return f"{of['address']}: {what}: {why}"
        case "missed":
            items = "1 item had" if what == 1 else f"{what} items had"
            return (
                f"{of['address']}: {items} been missed, and came in when the mailbox was reconciled at "
                f"{local(of['reconciled_at'], zone)}; this should not happen: please report it with the log"
            )
        case "not reconciled":
            return f"{of['address']}: not all could be reconciled: {why}"
        case "errand":
            return f"{of['mailbox']}: a {of['kind']} is not tried any more: {of['reason']}"
        case "vanished" | "lost":
            return f"{of['says']}: dealtrail review list"
        case "given up" | "paused":
            return _of_webhook(of)
        case "not understood":
            show = f"dealtrail quarantine show {of['key']}"
            return f"{of['mailbox']}, {of['folder']}: an item could not be understood: {why} ({show})"
        case _:
            where, show = f"{of['mailbox']}, {of['folder']}", f"dealtrail quarantine show {of['key']}"
            if what == 1:
                return f"{where}: an item is not shown whole: {why} ({show})"
            return f"{where}: {what} items are not shown whole: of each {why}"


def _of_webhook(one: Shape) -> str:
    again = f"dealtrail webhook resume {one['id']}"
    if one["given_up"]:
        messages = many(one["given_up"], "message", "was", "were")
        why = one["why"] or "it was not reached"
        return f"{one['named']}: {messages} given up, as {why}; put it right, then: {again}"
    return f"{one['named']}: it is paused, as {one['why']}; delete it, or put it right, then: {again}"
