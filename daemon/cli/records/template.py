"""`dealtrail template`: tasks that projects begin with. Every user edits them, as they edit the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import many, template_shape

if TYPE_CHECKING:
    from store.values import Template

Which = Annotated[str, Parameter(help="The template: id or a part of the name.")]
Task = Annotated[str, Parameter(help="The task: a part of its title.")]

app = App(name="template", help_epilogue=example("dealtrail template list"))
task = App(name="task", help="The tasks of a template.", help_epilogue=example("dealtrail template task add roll Call"))
app.command(task)


@app.command(help_epilogue=example('dealtrail template add "Roll-out"'))
def add(name: Annotated[str, Parameter(help="What it is called.")], *, as_json: AsJson = False, session: Here) -> None:
    """Add a template without tasks yet."""
    from daemon.acts import add_template

    with session.writing() as unit:
        template = add_template(unit, name)
    tell(template_shape(template), _line(template), as_json)


@app.command(name="list", help_epilogue=example("dealtrail template list"))
def list_(*, as_json: AsJson = False, session: Here) -> None:
    """List the templates, by name."""
    from daemon.acts import templates_found

    with session.reading() as unit:
        templates = templates_found(unit)
    if as_json:
        say_json([template_shape(template) for template in templates])
    else:
        rows = [(str(t.id), t.name, ", ".join(one.title for one in t.tasks)) for t in templates]
        say_table(("id", "name", "tasks"), rows, empty="no templates yet")


@app.command(help_epilogue=example("dealtrail template show roll-out"))
def show(template: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a template with its tasks."""
    from daemon.acts import template_named

    with session.reading() as unit:
        found = template_named(unit, template)
    if as_json:
        say_json(template_shape(found))
        return
    say(found.name, "bold")
    days = [("" if t.days is None else str(t.days)) for t in found.tasks]
    rows = [(str(n), t.title, d) for n, (t, d) in enumerate(zip(found.tasks, days, strict=True), start=1)]
    say_table(("", "task", "days after the start"), rows, empty="no tasks yet")


@app.command(help_epilogue=example('dealtrail template edit roll-out --name "Delivery"'))
def edit(
    template: Which,
    *,
    name: Annotated[str, Parameter(help="A new name.")],
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Rename a template."""
    from daemon.acts import rename_template

    with session.writing() as unit:
        edited = rename_template(unit, template, name)
    tell(template_shape(edited), _line(edited), as_json)


@app.command(help_epilogue=example("dealtrail template delete roll-out"))
def delete(template: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Remove a template for good; projects that were made from it keep their tasks."""
    from daemon.acts import delete_template

    with session.writing() as unit:
        gone = delete_template(unit, template)
    tell(template_shape(gone), f"template {gone.id}, {gone.name}: removed", as_json)


@task.command(name="add", help_epilogue=example('dealtrail template task add roll-out "Kick-off" --days 3'))
def add_task(
    template: Which,
    title: Annotated[str, Parameter(help="What is to be done.")],
    *,
    days: Annotated[
        int | None, WHOLE, Parameter(validator=Number(gte=0), help="Due so many days after the start.")
    ] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a task at the end."""
    from daemon.acts import add_template_task

    with session.writing() as unit:
        changed = add_template_task(unit, template, title, days)
    tell(template_shape(changed), _line(changed), as_json)


@task.command(name="remove", help_epilogue=example("dealtrail template task remove roll-out kick-off"))
def remove_task(template: Which, which: Task, *, as_json: AsJson = False, session: Here) -> None:
    """Take a task off."""
    from daemon.acts import remove_template_task

    with session.writing() as unit:
        changed = remove_template_task(unit, template, which)
    tell(template_shape(changed), _line(changed), as_json)


@task.command(name="move", help_epilogue=example("dealtrail template task move roll-out kick-off 1"))
def move_task(
    template: Which,
    which: Task,
    to: Annotated[int, WHOLE, Parameter(validator=Number(gte=1), help="Its place in the list from now on, from 1.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Move a task to another place in the list."""
    from daemon.acts import move_template_task

    with session.writing() as unit:
        changed = move_template_task(unit, template, which, to)
    tell(template_shape(changed), _line(changed), as_json)


def _line(template: Template) -> str:
    return f"template {template.id}: {template.name}, {many(len(template.tasks), 'task')}"
