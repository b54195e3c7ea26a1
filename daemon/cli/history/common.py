"""What the kinds of history items share: which record they are made from, how they are named, and how they are told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_fields, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import PAST, moment
from daemon.shapes import GONE, item_shape, local, state_of

if TYPE_CHECKING:
    from datetime import datetime

    from daemon.cli.base.session import Session
    from store.unit import Unit
    from store.values import HistoryItem, HistoryLine, ItemKind

LATEST = 10  # items of a record's history that its `show` shows

Item = Annotated[int, WHOLE, Parameter(validator=Number(gte=1), help="The item's id, which histories show.")]
Title = Annotated[str, Parameter(help="What it is about.")]
NewTitle = Annotated[str | None, Parameter(help="A new title.")]
Text = Annotated[str | None, Parameter(allow_leading_hyphen=True, help="The text; - reads it from standard input.")]
Opportunity = Annotated[str | None, Parameter(help="Of this opportunity: key, number or a part of the title.")]
Contact = Annotated[str | None, Parameter(help="Of this person: id, e-mail address or a part of the name.")]
Account = Annotated[str | None, Parameter(help="Of this company: id or a part of the name.")]
At = Annotated[str | None, Parameter(help="When it was, as 2025-03-04 14:30; now where it is left out.")]
Kind = Annotated[str | None, Parameter(help="Only e-mails, appointments, notes, calls, tasks or files: one of those.")]
Count = Annotated[int, WHOLE, Parameter(validator=Number(gte=1, lte=10_000), help="At most this many.")]
Skip = Annotated[
    int, WHOLE, Parameter(name="--offset", validator=Number(gte=0), help="Leave out this many of the newest.")
]


@Parameter(name="*")
@dataclass
class Of:
    """The record in whose history an item is made."""

    opportunity: Opportunity = None
    contact: Contact = None
    account: Account = None

    def named(self) -> dict[str, str | None]:
        """As an act takes it; raises WrongUse unless exactly one is named."""
        return one_record(self.opportunity, self.contact, self.account)


NONE = Of()


def one_record(opportunity: str | None, contact: str | None, account: str | None) -> dict[str, str | None]:
    """What an act takes; raises WrongUse unless exactly one is named."""
    if sum(name is not None for name in (opportunity, contact, account)) != 1:
        raise WrongUse("a history is of exactly one record; give an opportunity, --contact or --account")
    return {"opportunity": opportunity, "contact": contact, "account": account}


def kind_of(text: str | None) -> ItemKind | None:
    """The kind that was typed, in singular or plural; raises WrongUse."""
    from store.values import ItemKind

    if text is None:
        return None
    name = text.lower().replace("-", "").removesuffix("s")
    if name not in list(ItemKind):
        raise WrongUse(f"{text!r} is no kind of item; there are {', '.join(ItemKind)}")
    return ItemKind(name)


def text_of(text: str | None) -> str | None:
    return sys.stdin.read() if text == "-" else text


def at_of(text: str | None, session: Session, toward: str = PAST) -> datetime | None:
    return moment(text, session.manner, toward) if text is not None else None


# --- telling ----------------------------------------------------------------------------------------------------------


def tell_item(shape: dict[str, Any], act: str, as_json: bool) -> None:
    """What was done to an item, in a line or as its record."""
    tell(shape, f"{shape['kind']} {shape['id']}: {shape['subject'] or '(no subject)'}{act}", as_json)


def say_item(shape: dict[str, Any], session: Session) -> None:
    """An item for a person to read: what it is, where it shows, and its text."""
    state = ", in the recycle bin" if shape["deleted"] else ""
    say(f"{shape['kind']} {shape['id']}: {shape['subject'] or '(no subject)'}{state}", "bold")
    people: dict[str, list[str]] = {}
    for person in shape["participants"]:
        people.setdefault(person["role"].replace("_", " "), []).append(_named(person))
    assignee = shape.get("assigned_to")
    minutes = shape.get("minutes")
    records = [f"{one['key']} ({one['rule']})" for one in shape["opportunities"]]
    records += [one["name"] for one in (*shape["contacts"], *shape["accounts"])]
    say_fields(
        {
            **_times(shape, session),
            "where": shape.get("location", ""),
            "cancelled": "yes" if shape.get("cancelled") else "",
            "in Outlook": GONE if shape.get("gone") else "",
            **({"author": shape["author"]} if not people else {}),
            **{role: ", ".join(named) for role, named in people.items()},
            "phone": shape.get("number", ""),
            "direction": {"in": "incoming", "out": "outgoing"}.get(shape.get("direction", ""), ""),
            "minutes": str(minutes) if minutes is not None else "",
            "status": shape.get("status", ""),
            "due": str(shape.get("due") or ""),
            "reminder": local(shape.get("reminder"), session.zone),
            "done": local(shape.get("completed_at"), session.zone),
            "assigned to": assignee["name"] if assignee else "",
            "file": shape.get("name", ""),
            "type": shape.get("type", ""),
            "size": f"{shape['size']} bytes" if "size" in shape else "",
            "checksum": shape.get("sha256", ""),
            "attached": "; ".join(
                f"{one['name'] or '(no name)'} ({_size(one['size'])})"
                for one in shape.get("attachments", ())
                if not one["inline"]
            ),
            "sender's clock": f"said {shape['sender_clock']}, which cannot be" if "sender_clock" in shape else "",
            "redacted": "only who and when are left: its copies are private" if shape.get("redacted") else "",
            "in the history of": ", ".join(records),
            "original": "; ".join(_original(copy) for copy in shape.get("originals", ())),
        }
    )
    if shape["text"]:
        say()
        for line in shape["text"].splitlines():
            say(line)
    for version in shape.get("before", ()):
        say()
        _say_version(version, shape, session)


def _say_version(version: dict[str, Any], shape: dict[str, Any], session: Session) -> None:
    """What an appointment was before, as far as it is another now."""
    say(f"until {local(version['replaced_at'], session.zone)}", "bold")
    was = {name: value for name, value in version.items() if value != shape.get(name)}
    say_fields(
        {
            "subject": was.get("subject", ""),
            **(_times(version, session) if was.keys() & {"at", "until", "day"} else {}),
            "where": (was["location"] or "nowhere") if "location" in was else "",
            "cancelled": ("yes" if was["cancelled"] else "no") if "cancelled" in was else "",
            "people": ", ".join(map(_named, was.get("participants", ()))),
        }
    )
    for line in was.get("text", "").splitlines():
        say(f"  {line}")


def _times(shape: dict[str, Any], session: Session) -> dict[str, str]:
    """From when until when; of what takes whole days, from which to which."""
    if shape["day"]:
        last = shape["last_day"]
        return {"when": f"{shape['day']}", "until": f"{last}" if last != shape["day"] else ""}
    return {"when": local(shape["at"], session.zone), "until": local(shape.get("until"), session.zone)}


def _named(person: dict[str, str]) -> str:
    return f"{person['name']} <{person['address']}>" if person["name"] else person["address"]


def _size(size: int) -> str:
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{size // 1_000} KB"


def _original(copy: dict[str, Any]) -> str:
    return f"{copy['mailbox']}, {copy['folder']}{' (no longer there)' if copy['gone'] else ''}"


def say_history(lines: Sequence[HistoryLine], session: Session, *, empty: str = "no history yet") -> None:
    """A history's lines, each with the opportunities that it is linked to and why."""
    say_table(
        ("when", "", "from", "subject", "opportunity", "linked by", "item"),
        [
            (
                local(line.occurred_at, session.zone, is_all_day=line.is_all_day),
                line.kind.value,
                line.author,
                f"{line.subject}{state_of(line)}",
                ", ".join(session.key(number) for number in line.numbers),
                f"{line.rule}: {line.evidence}" if line.evidence else line.rule,
                str(line.item_id),
            )
            for line in lines
        ],
        empty=empty,
    )


# --- what all kinds do alike ------------------------------------------------------------------------------------------


def save_item(session: Session, save: Callable[[Unit], HistoryItem], as_json: bool, said: str = "") -> None:
    """Do something to an item in one transaction, and tell of it."""
    with session.writing() as unit:
        shape = item_shape(unit, save(unit), session.prefix)
    tell_item(shape, said, as_json)


def show_item(session: Session, id: int, kind: ItemKind | None, as_json: bool) -> None:
    from daemon.acts import item_of

    with session.reading() as unit:
        shape = item_shape(unit, item_of(unit, id, kind), session.prefix)
    if as_json:
        say_json(shape)
    else:
        say_item(shape, session)


def delete_item(session: Session, id: int, kind: ItemKind | None, as_json: bool) -> None:
    from daemon import acts

    said = f": moved to the recycle bin; to undo: dealtrail history restore {id}"
    save_item(session, lambda unit: acts.delete_item(unit, id, kind), as_json, said)


def show_and_delete(app: App, kind: str, number: int, *, shows: str, deletes: str) -> None:
    """The commands that each kind of item has alike; `number` is the item of the examples."""
    noun = app.name[0]

    @app.command(name="show", help=shows, help_epilogue=example(f"dealtrail {noun} show {number}"))
    def show(item: Item, *, as_json: AsJson = False, session: Here) -> None:
        from store.values import ItemKind

        show_item(session, item, ItemKind(kind), as_json)

    @app.command(name="delete", help=deletes, help_epilogue=example(f"dealtrail {noun} delete {number}"))
    def delete(item: Item, *, as_json: AsJson = False, session: Here) -> None:
        from store.values import ItemKind

        delete_item(session, item, ItemKind(kind), as_json)
