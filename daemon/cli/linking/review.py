"""`dealtrail review`: what waits for a person, and what the person says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import say_json, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.history.common import Count, Skip
from daemon.shapes import entry_shape, item_named, loss_shape, vanished_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from daemon.sync import Followed
    from store.unit import Unit
    from store.values import FrozenLoss

app = App(
    name="review",
    help_epilogue=example("dealtrail review list", "dealtrail review resolve 4711 OPP-17"),
)

Entry = Annotated[int, Parameter(help="The entry: the number before it in the list, or any item's id that waits.")]
Mailbox = Annotated[str, Parameter(help="The mailbox's address, or a part of it.")]
Lost = Annotated[
    str, Parameter(help="The opportunity whose category went: key, number or a part of the title; or question.")
]

LOST, VANISHED = "lost category", "vanished"


@app.command(
    name="list",
    help_epilogue=example(
        "dealtrail review list",
        "dealtrail review list --mailbox bob@us.example --rule ambiguous",
        "dealtrail review list --limit 20 --offset 20 --json",
    ),
)
def list_(
    *,
    mailbox: Annotated[str | None, Parameter(help="Only what waits in this mailbox: its address or a part.")] = None,
    rule: Annotated[
        str | None,
        Parameter(
            help="Only what waits for this reason, or a part of it: ambiguous, account's domain, unknown category, "
            "category in recycle bin, category from sender, new opportunity, lost category, vanished."
        ),
    ] = None,
    limit: Count = 50,
    offset: Skip = 0,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List what waits for a person, the latest first: a thread that asks one question is one entry."""
    from daemon.cli.linking.entries import say_entries, say_vanished

    only = rule_of(rule) if rule is not None else None
    with session.reading() as unit:
        owner = mailbox_of(unit, mailbox) if mailbox is not None else None
        losses = [one for one in unit.losses.frozen() if owner is None or one.mailbox_id == owner[0]]
        vanished = [one for one in unit.vanished.held() if owner is None or one.mailbox_id == owner[0]]
        entries = unit.reviewing.entries(
            mailbox_id=owner[0] if owner else None, rule=only, limit=limit + 1, offset=offset
        )
    if only is not None and only != LOST:
        losses = []
    if only is not None and only != VANISHED:
        vanished = []
    shown, has_more = entries[:limit], len(entries) > limit
    if as_json:
        say_json(
            {
                "entries": [entry_shape(entry, session.prefix) for entry in shown],
                "lost": [loss_shape(loss, session.prefix) for loss in losses],
                "vanished": [vanished_shape(one) for one in vanished],
                "more": has_more,
            }
        )
    else:
        say_vanished(vanished, session)
        if shown or losses or not vanished:
            say_entries(shown, losses, session)
        if has_more:
            tell(None, f"there are more: --offset {offset + limit}", False)


@app.command(
    help_epilogue=example("dealtrail review resolve 4711 OPP-17", 'dealtrail review resolve 4711 OPP-17 "spare parts"')
)
def resolve(
    entry: Entry,
    opportunity: Annotated[
        str, Parameter(help="Where it belongs, a candidate or any other: key, number or a part of the title.")
    ],
    *more: Annotated[str, Parameter(help="Further ones.")],
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Link what waits by hand; others of its thread that wait follow."""
    with session.writing() as unit:
        numbers = [unit.opportunities.find(text).number for text in dict.fromkeys((opportunity, *more))]
        waited = set(unit.reviewing.waiting_with(entry))
        item = unit.reviewing.resolve(entry, numbers)
        followed = _decide_now(unit, [entry], session)
        waits = [id for id in unit.reviewing.waiting_with(entry) if id in waited]
    others = sorted(followed.changed - {entry})
    keys = [session.key(number) for number in dict.fromkeys(numbers)]
    shape = {
        "item": entry,
        "opportunities": keys,
        "followed": others,
        "still_waiting": waits,
        "left_to_the_daemon": followed.left,
    }
    sentence = f"{item_named(item)}: linked to {' and '.join(keys)}{_more(len(others), 'follows', 'follow')}"
    tell(shape, sentence + _waits(len(waits)) + _left(followed), as_json)


@app.command(help_epilogue=example("dealtrail review dismiss 4711", "dealtrail review dismiss 4711 --undo"))
def dismiss(
    entry: Entry,
    *,
    undo: Annotated[bool, Parameter(help="Take the dismissal back: it is asked again where it belongs.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Say that it belongs to none: neither it nor its thread is asked again."""
    with session.writing() as unit:
        before = set(unit.reviewing.waiting_with(entry))
        touched = unit.reviewing.take_back(entry) if undo else [unit.reviewing.dismiss(entry).id]
        followed = _decide_now(unit, touched, session)
        after = set(unit.reviewing.waiting_with(entry))
        item = unit.items.get(entry)
    others = sorted((after - before if undo else before - after) - {entry})
    shape = {"item": entry, "dismissed": not undo, "followed": others, "left_to_the_daemon": followed.left}
    if undo:
        state = "waits for a person again" if entry in after else "is not dismissed any more, and waits for nobody"
        sentence = f"{item_named(item)}: {state}{_more(len(others), 'waits, too', 'wait, too')}"
    else:
        sentence = f"{item_named(item)}: belongs to none{_more(len(others), 'neither', 'neither')}"
        sentence += f"; to undo: dealtrail review dismiss {entry} --undo"
    tell(shape, sentence + _left(followed), as_json)


@app.command(name="take-off", help_epilogue=example("dealtrail review take-off bob@us.example OPP-17"))
def take_off(mailbox: Mailbox, opportunity: Lost, *, as_json: AsJson = False, session: Here) -> None:
    """A category that many items lost at once: it was meant, its user takes it off all of them."""
    with session.writing() as unit:
        loss = _loss(unit, mailbox, opportunity, session)
        items = unit.losses.take_off(loss)
        followed = _decide_now(unit, items, session)
    shape = {"mailbox": loss.address, "number": loss.number, "items": items, "left_to_the_daemon": followed.left}
    what = "none of the opportunities is asked for" if loss.number == 0 else f"{session.key(loss.number)} is taken off"
    tell(shape, f"{loss.address}: {what} {len(items)} items{_left(followed)}", as_json)


@app.command(name="put-back", help_epilogue=example("dealtrail review put-back bob@us.example OPP-17"))
def put_back(mailbox: Mailbox, opportunity: Lost, *, as_json: AsJson = False, session: Here) -> None:
    """A category that many items lost at once: it was an accident, they get it back."""
    with session.writing() as unit:
        loss = _loss(unit, mailbox, opportunity, session)
        items = unit.losses.put_back(loss)
    shape = {"mailbox": loss.address, "number": loss.number, "items": items}
    name = "the question" if loss.number == 0 else f"the category of {session.key(loss.number)}"
    tell(shape, f"{loss.address}: {len(items)} items get {name} back in the mailbox's next turn", as_json)


@app.command(help_epilogue=example("dealtrail review gone bob@us.example"))
def gone(mailbox: Mailbox, *, as_json: AsJson = False, session: Here) -> None:
    """Items or tasks that vanished together: they were meant to go.

    Appointments count as deleted from the calendar; of tasks follows what follows where their user deletes one: a
    reminder is switched off.
    """
    _say_of_vanished(mailbox, session, as_json, is_gone=True)


@app.command(help_epilogue=example("dealtrail review keep bob@us.example"))
def keep(mailbox: Mailbox, *, as_json: AsJson = False, session: Here) -> None:
    """Items or tasks that vanished together: it was an accident.

    The history stays as it is, and the tasks are made anew.
    """
    _say_of_vanished(mailbox, session, as_json, is_gone=False)


def _say_of_vanished(mailbox: str, session: Session, as_json: bool, *, is_gone: bool) -> None:
    from store.errors import NotFound

    with session.writing() as unit:
        id, address = mailbox_of(unit, mailbox)
        if id not in {one.mailbox_id for one in unit.vanished.held()}:
            names = list(dict.fromkeys(one.address for one in unit.vanished.held()))
            raise NotFound("mailbox from which much vanished at once", mailbox, names)
        items, tasks = unit.vanished.are_gone(id) if is_gone else unit.vanished.are_kept(id)
    shape = {"mailbox": address, "gone": is_gone, "items": items, "tasks": tasks}
    if is_gone:
        said = [f"{items} items count as deleted"] if items else []
        said += [f"{tasks} tasks count as deleted by their user in the mailbox's next turn"] if tasks else []
    else:
        said = [f"the history of {items} items stays as it is"] if items else []
        said += [f"{tasks} tasks are made anew in the mailbox's next turn"] if tasks else []
    tell(shape, f"{address}: {'; '.join(said)}", as_json)


# --- what is named ----------------------------------------------------------------------------------------------------


def rule_of(text: str) -> str:
    """The reason for waiting that was named; raises WrongUse."""
    from daemon.link import REVIEWED

    asked = text.strip().casefold()
    rules = [*REVIEWED, LOST, VANISHED]
    found = [rule for rule in rules if rule == asked] or [rule for rule in rules if asked and asked in rule]
    if len(found) != 1:
        raise WrongUse(f"{text!r} is no reason to wait for a person; there are {', '.join(rules)}")
    return found[0]


def mailbox_of(unit: Unit, text: str) -> tuple[int, str]:
    """The mailbox's id and address; raises NotFound and Ambiguous."""
    from store.repository import the_one

    known = [(one.id, one.address) for one in unit.mailboxes.status()]
    asked = text.strip().casefold()
    found = [(one, one[1]) for one in known if asked and asked in one[1]]
    return the_one("mailbox", text, found, lambda: [address for _, address in known])


def _loss(unit: Unit, mailbox: str, text: str, session: Session) -> FrozenLoss:
    """The lost category that was named; raises NotFound, which names those that there are."""
    import re

    from store.errors import NotFound
    from store.text import fold

    id, address = mailbox_of(unit, mailbox)
    there = [loss for loss in unit.losses.frozen() if loss.mailbox_id == id]
    asked = text.strip()
    numbered = re.fullmatch(r"(?:[^\W\d_]+-)?(\d{1,9})", asked)
    if numbered:
        found = [loss for loss in there if loss.number == int(numbered[1])]
    elif asked.casefold() in ("question", "choose"):
        found = [loss for loss in there if loss.number == 0]
    else:
        found = [loss for loss in there if asked and loss.title and fold(asked) in fold(loss.title)]
    if len(found) != 1:
        names = [session.key(loss.number) if loss.number else "question" for loss in there]
        raise NotFound(f"category that many items of {address} lost at once", text, names)
    return found[0]


def _decide_now(unit: Unit, item_ids: list[int], session: Session) -> Followed:
    from daemon import bootstrap
    from daemon.sync import decide_now

    return decide_now(unit, item_ids, bootstrap.policy(session.settings), session.now())


# --- sentences --------------------------------------------------------------------------------------------------------


def _more(count: int, one: str, many: str) -> str:
    if not count:
        return ""
    return f"; {count} more of its thread {one if count == 1 else many}"


def _waits(count: int) -> str:
    return f"; {count} of its thread still {'waits' if count == 1 else 'wait'}: dealtrail review list" if count else ""


def _left(followed: Followed) -> str:
    return f"; {followed.left} more are decided in the daemon's next turn" if followed.left else ""
