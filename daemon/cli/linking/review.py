"""`dealtrail review`: what waits for a person, and what the person says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_json, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.history.common import Count, Skip
from daemon.shapes import item_named, loss_judged_shape, many, vanished_judged_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from daemon.link import LinkPolicy

app = App(
    name="review",
    help_epilogue=example("dealtrail review list", "dealtrail review resolve 4711 OPP-17"),
)

Entry = Annotated[
    int, WHOLE, Parameter(help="The entry: the number before it in the list, or any item's id that waits.")
]
Mailbox = Annotated[str, Parameter(help="The mailbox's address, or a part of it.")]
Lost = Annotated[
    str, Parameter(help="The opportunity whose category went: key, number or a part of the title; or question.")
]


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
    from daemon.acts import waiting_for_people
    from daemon.cli.linking.entries import say_entries, say_vanished

    only = rule_of(rule) if rule is not None else None
    with session.reading() as unit:
        found = waiting_for_people(unit, mailbox=mailbox, rule=only, limit=limit, offset=offset)
    if as_json:
        say_json(found.shape(session.prefix))
        return
    say_vanished(found.vanished, session)
    if found.entries or found.losses or not found.vanished:
        say_entries(found.entries, found.losses, session)
    if found.has_more:
        say(f"there are more: --offset {offset + limit}")


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
    from daemon import acts

    with session.writing() as unit:
        done = acts.resolve(unit, entry, (opportunity, *more), _policy(session), session.now())
    keys = [session.key(number) for number in done.numbers]
    sentence = f"{item_named(done.item)}: linked to {' and '.join(keys)}{_more(len(done.others), 'follows', 'follow')}"
    tell(done.resolved(session.prefix), sentence + _waits(len(done.waiting)) + _left(done.left), as_json)


@app.command(help_epilogue=example("dealtrail review dismiss 4711", "dealtrail review dismiss 4711 --undo"))
def dismiss(
    entry: Entry,
    *,
    undo: Annotated[bool, Parameter(help="Take the dismissal back: it is asked again where it belongs.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Say that it belongs to none: neither it nor its thread is asked again."""
    from daemon import acts

    with session.writing() as unit:
        done = acts.dismiss(unit, entry, _policy(session), session.now(), undo=undo)
    if undo:
        waits = entry in done.waiting
        state = "waits for a person again" if waits else "is not dismissed any more, and waits for nobody"
        sentence = f"{item_named(done.item)}: {state}{_more(len(done.others), 'waits, too', 'wait, too')}"
    else:
        sentence = f"{item_named(done.item)}: belongs to none{_more(len(done.others), 'neither', 'neither')}"
        sentence += f"; to undo: dealtrail review dismiss {entry} --undo"
    tell(done.dismissed(undo=undo), sentence + _left(done.left), as_json)


@app.command(name="take-off", help_epilogue=example("dealtrail review take-off bob@us.example OPP-17"))
def take_off(mailbox: Mailbox, opportunity: Lost, *, as_json: AsJson = False, session: Here) -> None:
    """A category that many items lost at once: it was meant, its user takes it off all of them."""
    from daemon import acts

    with session.writing() as unit:
        loss, items, left = acts.take_off(unit, mailbox, opportunity, session.prefix, _policy(session), session.now())
    shape = loss_judged_shape(loss, items, left)
    what = "none of the opportunities is asked for" if loss.number == 0 else f"{session.key(loss.number)} is taken off"
    tell(shape, f"{loss.address}: {what} {many(len(items), 'item')}{_left(left)}", as_json)


@app.command(name="put-back", help_epilogue=example("dealtrail review put-back bob@us.example OPP-17"))
def put_back(mailbox: Mailbox, opportunity: Lost, *, as_json: AsJson = False, session: Here) -> None:
    """A category that many items lost at once: it was an accident, they get it back."""
    from daemon import acts

    with session.writing() as unit:
        loss, items = acts.put_back(unit, mailbox, opportunity, session.prefix)
    shape = loss_judged_shape(loss, items)
    name = "the question" if loss.number == 0 else f"the category of {session.key(loss.number)}"
    tell(
        shape,
        f"{loss.address}: {many(len(items), 'item', 'gets', 'get')} {name} back in the mailbox's next turn",
        as_json,
    )


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
    from daemon.acts import judge_vanished

    with session.writing() as unit:
        address, items, tasks = judge_vanished(unit, mailbox, is_gone=is_gone)
    shape = vanished_judged_shape(address, is_gone=is_gone, items=items, tasks=tasks)
    if is_gone:
        said = [f"{many(items, 'item', 'counts', 'count')} as deleted"] if items else []
        said += (
            [f"{many(tasks, 'task', 'counts', 'count')} as deleted by their user in the mailbox's next turn"]
            if tasks
            else []
        )
    else:
        said = [f"the history of {many(items, 'item')} stays as it is"] if items else []
        said += [f"{many(tasks, 'task', 'is', 'are')} made anew in the mailbox's next turn"] if tasks else []
    tell(shape, f"{address}: {'; '.join(said)}", as_json)


# --- what is named ----------------------------------------------------------------------------------------------------


def rule_of(text: str) -> str:
    """The reason for waiting that was named; raises WrongUse."""
    from daemon.acts import LOST, VANISHED
    from daemon.link import REVIEWED

    asked = text.strip().casefold()
    rules = [*REVIEWED, LOST, VANISHED]
    found = [rule for rule in rules if rule == asked] or [rule for rule in rules if asked and asked in rule]
    if len(found) != 1:
        raise WrongUse(f"{text!r} is no reason to wait for a person; there are {', '.join(rules)}")
    return found[0]


def _policy(session: Session) -> LinkPolicy:
    from daemon import bootstrap

    return bootstrap.policy(session.settings)


# --- sentences --------------------------------------------------------------------------------------------------------


def _more(count: int, one: str, many: str) -> str:
    if not count:
        return ""
    return f"; {count} more of its thread {one if count == 1 else many}"


def _waits(count: int) -> str:
    return f"; {count} of its thread still {'waits' if count == 1 else 'wait'}: dealtrail review list" if count else ""


def _left(count: int) -> str:
    return f"; {count} more are decided in the daemon's next turn" if count else ""
