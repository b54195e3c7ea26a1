"""`dealtrail task`: tasks in the history, with a due day, a reminder and somebody to do them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from daemon.cli.base.output import say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import FUTURE, day
from daemon.cli.history.common import (
    NONE,
    Count,
    Item,
    NewTitle,
    Of,
    Text,
    Title,
    at_of,
    save_item,
    show_and_delete,
    text_of,
)
from daemon.cli.records.changes import changes
from daemon.shapes import item_shapes, local

Due = Annotated[str | None, Parameter(help="The day it is due: 2025-03-04, today or tomorrow.")]
Remind = Annotated[str | None, Parameter(help="Remind whoever does it at this time: 2025-03-04 9:00.")]
Assigned = Annotated[str | None, Parameter(help="Of this user: id, e-mail address or a part of the name.")]
Assign = Annotated[str | None, Parameter(help="Who does it: a user's id, e-mail address, a part of the name; or none.")]

app = App(name="task", help_epilogue=example("dealtrail task list --assigned bob"))


@app.command(
    help_epilogue=example(
        'dealtrail task add "Send the quote" --opportunity OPP-17 --due tomorrow --assign bob',
        'dealtrail task add "Call about service" --account Fabrikam --due 2025-03-04 --remind "2025-03-04 9:00"',
    )
)
def add(
    title: Title,
    *,
    of: Of = NONE,
    due: Due = None,
    remind: Remind = None,
    assign: Assign = None,
    text: Text = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a task to the history of an opportunity, a person or a company."""
    from daemon.acts import add_task

    record, body, reminder = of.named(), text_of(text) or "", at_of(remind, session, FUTURE)
    due_on = day(due, session.manner) if due is not None else None
    save_item(
        session,
        lambda unit: add_task(unit, record, title, body, due_on=due_on, reminder_at=reminder, assign=assign),
        as_json,
    )


@app.command(
    name="list", help_epilogue=example("dealtrail task list --assigned bob", "dealtrail task list --state all --json")
)
def list_(
    *,
    assigned: Assigned = None,
    state: Annotated[
        Literal["open", "done", "cancelled", "all"], Parameter(help="open (the default), done, cancelled or all.")
    ] = "open",
    limit: Count = 200,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List tasks, by the day they are due."""
    from daemon.acts import tasks_found
    from store.values import TaskStatus

    with session.reading() as unit:
        status = None if state == "all" else TaskStatus(state)
        tasks = tasks_found(unit, assigned=assigned, status=status, limit=limit)
        shapes = item_shapes(unit, tasks, session.prefix)
    if as_json:
        say_json(shapes)
        return
    say_table(
        ("item", "title", "due", "reminder", "assigned to", "status", "of"),
        [
            (
                str(one["id"]),
                one["subject"],
                str(one["due"] or ""),
                local(one["reminder"], session.zone),
                one["assigned_to"]["name"] if one["assigned_to"] else "",
                one["status"],
                ", ".join([o["key"] for o in one["opportunities"]] + [p["name"] for p in _parties(one)]),
            )
            for one in shapes
        ],
        empty="no tasks" if state == "all" else f"no {state} tasks",
    )


def _parties(shape: dict[str, Any]) -> list[dict[str, Any]]:
    return [*shape["contacts"], *shape["accounts"]]


@app.command(
    help_epilogue=example("dealtrail task edit 4713 --due 2025-03-11", "dealtrail task edit 4713 --clear remind")
)
def edit(
    item: Item,
    *,
    title: NewTitle = None,
    due: Due = None,
    remind: Remind = None,
    assign: Assign = None,
    text: Text = None,
    clear: Annotated[
        tuple[Literal["due", "remind", "assign"], ...], Parameter(help="Empty this; can be repeated.")
    ] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a task, and nothing else."""
    from daemon.acts import edit_task

    given: dict[str, Any] = {
        "subject": title,
        "body": text_of(text),
        "remind": at_of(remind, session, FUTURE),
        "assign": assign,
    }
    given["due"] = day(due, session.manner) if due is not None else None
    named = changes(given, clear, empty=dict.fromkeys(("due", "remind", "assign")))
    columns = {"due": "due_on", "remind": "reminder_at"}
    fields = {columns.get(name, name): value for name, value in named.items()}
    save_item(session, lambda unit: edit_task(unit, item, fields), as_json)


@app.command(help_epilogue=example("dealtrail task done 4713"))
def done(item: Item, *, as_json: AsJson = False, session: Here) -> None:
    """Tick a task as done."""
    from daemon.acts import finish_task

    save_item(session, lambda unit: finish_task(unit, item), as_json, ": done")


@app.command(help_epilogue=example("dealtrail task reopen 4713"))
def reopen(item: Item, *, as_json: AsJson = False, session: Here) -> None:
    """Open a task that was done or cancelled again."""
    from daemon.acts import reopen_task

    save_item(session, lambda unit: reopen_task(unit, item), as_json, ": open again")


@app.command(help_epilogue=example("dealtrail task cancel 4713"))
def cancel(item: Item, *, as_json: AsJson = False, session: Here) -> None:
    """Cancel a task: it is not to be done any more, and stays in the history."""
    from daemon.acts import cancel_task

    save_item(session, lambda unit: cancel_task(unit, item), as_json, ": cancelled")


show_and_delete(app, "task", 4713, shows="Show a task.", deletes="Move a task to the recycle bin.")
