"""`dealtrail project task`: what is to be done in a project, each task in its user's Outlook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import day
from daemon.cli.records.changes import changes
from daemon.shapes import project_task_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.unit import Unit
    from store.values import ProjectTask

Project = Annotated[str, Parameter(help="The project: id or a part of the name.")]
Task = Annotated[str, Parameter(help="The task: id or a part of its title.")]
Due = Annotated[str | None, Parameter(help="The day it is due: 2025-03-04, today or tomorrow.")]
Assign = Annotated[str | None, Parameter(help="Who does it: a user's id, e-mail address, a part of the name; or none.")]

app = App(name="task", help_epilogue=example("dealtrail project task list 1"))


@app.command(help_epilogue=example('dealtrail project task add 1 "Order the seats" --due 2025-03-04 --assign cora'))
def add(
    project: Project,
    title: Annotated[str, Parameter(help="What is to be done.")],
    *,
    due: Due = None,
    assign: Assign = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a task at the end."""
    from daemon.acts import add_project_task

    due_on = day(due, session.manner) if due is not None else None
    with session.writing() as unit:
        task = add_project_task(unit, project, title, zone=session.zone, due_on=due_on, assign=assign)
        shape = project_task_shape(unit, task, session.zone)
    tell(shape, _line(shape), as_json)


@app.command(name="list", help_epilogue=example("dealtrail project task list 1 --json"))
def list_(project: Project, *, as_json: AsJson = False, session: Here) -> None:
    """List the tasks of a project, in their order."""
    from daemon.acts import project_tasks_of

    with session.reading() as unit:
        shapes = [project_task_shape(unit, one, session.zone) for one in project_tasks_of(unit, project)]
    if as_json:
        say_json(shapes)
    else:
        say_tasks(shapes)


@app.command(
    help_epilogue=example(
        "dealtrail project task edit 1 order --due tomorrow", "dealtrail project task edit 1 order --clear assign"
    )
)
def edit(
    project: Project,
    task: Task,
    *,
    title: Annotated[str | None, Parameter(help="A new title.")] = None,
    due: Due = None,
    assign: Assign = None,
    clear: Annotated[tuple[Literal["due", "assign"], ...], Parameter(help="Empty this; can be repeated.")] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a task, and nothing else."""
    from daemon.acts import edit_project_task

    named = changes({"title": title, "due": due, "assign": assign}, clear, empty=dict.fromkeys(("due", "assign")))
    fields: dict[str, Any] = {"title": title} if title is not None else {}
    if "due" in named:
        fields["due_on"] = day(named["due"], session.manner) if named["due"] is not None else None
    if "assign" in named:
        fields["assign"] = named["assign"]
    _save(lambda unit: edit_project_task(unit, project, task, fields, session.zone), as_json, session)


@app.command(help_epilogue=example("dealtrail project task done 1 order"))
def done(project: Project, task: Task, *, as_json: AsJson = False, session: Here) -> None:
    """Complete a task."""
    from daemon.acts import finish_project_task

    _save(lambda unit: finish_project_task(unit, project, task), as_json, session)


@app.command(help_epilogue=example("dealtrail project task reopen 1 order"))
def reopen(project: Project, task: Task, *, as_json: AsJson = False, session: Here) -> None:
    """Let a completed or cancelled task be done again, as a new task in Outlook."""
    from daemon.acts import reopen_project_task

    _save(lambda unit: reopen_project_task(unit, project, task), as_json, session)


@app.command(help_epilogue=example("dealtrail project task cancel 1 order"))
def cancel(project: Project, task: Task, *, as_json: AsJson = False, session: Here) -> None:
    """Cancel a task: it need not be done, and stays on the record."""
    from daemon.acts import cancel_project_task

    _save(lambda unit: cancel_project_task(unit, project, task), as_json, session)


@app.command(help_epilogue=example("dealtrail project task move 1 order 1"))
def move(
    project: Project,
    task: Task,
    to: Annotated[int, WHOLE, Parameter(validator=Number(gte=1), help="Its place in the list from now on, from 1.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Move a task to another place in the list."""
    from daemon.acts import move_project_task

    _save(lambda unit: move_project_task(unit, project, task, to), as_json, session)


def say_tasks(shapes: Sequence[dict[str, Any]]) -> None:
    rows = [(str(t["id"]), t["title"], str(t["due"] or ""), t["assigned_to"] or "", t["state"]) for t in shapes]
    say_table(("id", "task", "due", "assigned to", ""), rows, empty="no tasks yet")


def _save(save: Callable[[Unit], ProjectTask], as_json: bool, session: Session) -> None:
    with session.writing() as unit:
        shape = project_task_shape(unit, save(unit), session.zone)
    tell(shape, _line(shape), as_json)


def _line(shape: dict[str, Any]) -> str:
    due = f", due {shape['due']}" if shape["due"] else ""
    who = f", {shape['assigned_to']}" if shape["assigned_to"] else ""
    return f"task {shape['id']}: {shape['title']}{due}{who}, {shape['state']}"
