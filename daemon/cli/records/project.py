"""`dealtrail project`: business projects, with the parties that have to do with them and their tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say, say_fields, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.base.when import day
from daemon.cli.records.alike import warn_of_alike
from daemon.cli.records.changes import changes
from daemon.shapes import local, project_shape, project_shapes

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import Project

Which = Annotated[str, Parameter(help="The project: id or a part of the name.")]
From = Annotated[str | None, Parameter(name="--from", help="Its opportunity: key, number or a part of the title.")]
ContactName = Annotated[str | None, Parameter(help="This person: id, e-mail address or a part of the name.")]
AccountName = Annotated[str | None, Parameter(help="This company: id or a part of the name.")]
UserName = Annotated[str | None, Parameter(help="The user whose work it is: id, e-mail address or a part of the name.")]
Day = Annotated[str | None, Parameter(help="A date: 2025-03-04, today or tomorrow.")]

app = App(name="project", help_epilogue=example("dealtrail project list"))
party = App(
    name="party",
    help="Accounts and contacts that have to do with a project.",
    help_epilogue=example("dealtrail project party add 1 --contact ann"),
)
app.command(party)
app.command(
    "daemon.cli.records.project_task:app",
    name="task",
    help="The tasks of a project, each in its user's Outlook.",
)


@app.command(
    help_epilogue=example(
        "dealtrail project add --from OPP-17 --template roll-out --start 2025-05-01",
        'dealtrail project add "New office" --account Fabrikam --assign bob',
    )
)
def add(
    name: Annotated[str | None, Parameter(help="What it is called; the opportunity's title when left out.")] = None,
    *,
    from_: From = None,
    template: Annotated[str | None, Parameter(help="Begin with the tasks of this template.")] = None,
    contact: ContactName = None,
    account: AccountName = None,
    assign: UserName = None,
    start: Day = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a project, linked to its opportunity's party unless --contact or --account names another."""
    from daemon.acts import add_project

    if contact is not None and account is not None:
        raise WrongUse("a project is linked to exactly one party; give --contact or --account, not both")
    if from_ is None and (name is None or contact is account):
        raise WrongUse("give a name and --contact or --account, or --from an opportunity")
    starts_on = _day(start, session)
    with session.writing() as unit:
        project = add_project(
            unit,
            name,
            zone=session.zone,
            template=template,
            starts_on=starts_on,
            opportunity=from_,
            contact=contact,
            account=account,
            user=assign,
        )
        warn_of_alike(unit, project)
        shape = project_shape(unit, project, session.prefix, session.zone)
    tell(shape, _line(project), as_json)


@app.command(name="list", help_epilogue=example("dealtrail project list --assigned bob --json"))
def list_(
    search: Annotated[str, Parameter(help="A part of the name.")] = "",
    *,
    from_: From = None,
    contact: ContactName = None,
    account: AccountName = None,
    assigned: UserName = None,
    state: Annotated[Literal["open", "completed", "all"], Parameter(help="open (the default), completed, all.")] = (
        "open"
    ),
    limit: Annotated[int | None, WHOLE, Parameter(validator=Number(gte=1), help="At most this many.")] = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List projects."""
    from daemon.acts import projects_found

    is_open = None if state == "all" else state == "open"
    of = {"opportunity": from_, "contact": contact, "account": account, "user": assigned}
    with session.reading() as unit:
        found = projects_found(unit, search, is_open=is_open, limit=limit, offset=0, behind=0, **of)
        shapes = project_shapes(unit, found, session.prefix, session.zone)
    if as_json:
        say_json(shapes)
        return
    say_table(
        ("id", "name", "linked to", "opportunity", "assigned to", "start", "tasks"),
        [
            (
                str(s["id"]),
                s["name"],
                s["linked_to"]["name"],
                s["opportunity"] or "",
                s["assigned_to"] or "",
                str(s["start"] or ""),
                f"{sum(not t['open'] for t in s['tasks'])}/{len(s['tasks'])}",
            )
            for s in shapes
        ],
        empty="no projects that match",
    )


@app.command(help_epilogue=example("dealtrail project show 1"))
def show(project: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show a project with its opportunity, parties and tasks."""
    from daemon.acts import project_named, title_of_origin
    from daemon.cli.records.project_task import say_tasks

    with session.reading() as unit:
        found = project_named(unit, project)
        shape = project_shape(unit, found, session.prefix, session.zone)
        opportunity = title_of_origin(unit, found)
    if as_json:
        say_json(shape)
        return
    say(found.name, "bold")
    say_fields(
        {
            "id": str(found.id),
            "linked to": shape["linked_to"]["name"],
            "opportunity": f"{shape['opportunity']} {opportunity}" if opportunity else "",
            "assigned to": shape["assigned_to"] or "nobody",
            "start": str(found.starts_on or ""),
            "related": ", ".join(one["name"] for one in shape["related"]),
            "created": local(found.created_at, session.zone),
            "completed": local(found.completed_at, session.zone),
        }
    )
    say_tasks(shape["tasks"])


@app.command(
    help_epilogue=example(
        "dealtrail project edit 1 --name Delivery --assign cora", "dealtrail project edit 1 --clear start"
    )
)
def edit(
    project: Which,
    *,
    name: Annotated[str | None, Parameter(help="A new name.")] = None,
    from_: From = None,
    contact: ContactName = None,
    account: AccountName = None,
    assign: UserName = None,
    start: Day = None,
    clear: Annotated[tuple[Literal["from", "assign", "start"], ...], Parameter(help="Empty this; repeatable.")] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a project, and nothing else: its tasks stay when the start is another."""
    from daemon.acts import edit_project

    if contact is not None and account is not None:
        raise WrongUse("a project is linked to exactly one party; give --contact or --account, not both")
    given = {"name": name, "from": from_, "contact": contact, "account": account, "assign": assign, "start": start}
    named = changes(given, clear, empty=dict.fromkeys(("from", "assign", "start")))
    columns = {"from": "number", "assign": "assigned_to", "start": "starts_on"}
    fields: dict[str, Any] = {columns[one]: None for one in clear}
    fields |= {"name": name} if name is not None else {}
    fields |= {"starts_on": _day(start, session)} if named.get("start") is not None else {}
    with session.writing() as unit:
        edited = edit_project(unit, project, fields, opportunity=from_, contact=contact, account=account, user=assign)
        shape = project_shape(unit, edited, session.prefix, session.zone)
    tell(shape, _line(edited), as_json)


@app.command(help_epilogue=example("dealtrail project complete 1", "dealtrail project complete 1 --cancel-tasks"))
def complete(
    project: Which,
    *,
    cancel_tasks: Annotated[bool, Parameter(help="Cancel the tasks that are open.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Complete a project; refused while tasks of it are open."""
    from daemon.acts import complete_project

    with session.writing() as unit:
        done = complete_project(unit, project, cancels_tasks=cancel_tasks)
        shape = project_shape(unit, done, session.prefix, session.zone)
    tell(shape, f"{_line(done)}: completed", as_json)


@app.command(help_epilogue=example("dealtrail project reopen 1"))
def reopen(project: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Open a completed project again; its tasks stay as they are."""
    from daemon.acts import reopen_project

    with session.writing() as unit:
        again = reopen_project(unit, project)
        shape = project_shape(unit, again, session.prefix, session.zone)
    tell(shape, f"{_line(again)}: open", as_json)


@app.command(help_epilogue=example("dealtrail project delete 1"))
def delete(project: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Move a project to the recycle bin with its tasks."""
    from daemon.cli.records.deleting import delete as move_to_bin
    from store.values import Record

    move_to_bin(session, Record.PROJECT, project, as_json)


@party.command(name="add", help_epilogue=example("dealtrail project party add 1 --contact ann@client.example"))
def add_party(
    project: Which,
    *,
    contact: ContactName = None,
    account: AccountName = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Relate one more account or contact to a project."""
    _change_party(project, contact, account, as_json, session, is_added=True)


@party.command(name="remove", help_epilogue=example("dealtrail project party remove 1 --account Fabrikam"))
def remove_party(
    project: Which,
    *,
    contact: ContactName = None,
    account: AccountName = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Take a related account or contact off a project."""
    _change_party(project, contact, account, as_json, session, is_added=False)


def _change_party(
    project: str, contact: str | None, account: str | None, as_json: bool, session: Session, *, is_added: bool
) -> None:
    from daemon.acts import change_party

    if (contact is None) == (account is None):
        raise WrongUse("give --contact or --account")
    with session.writing() as unit:
        found, parties = change_party(unit, project, contact=contact, account=account, is_added=is_added)
        shape = project_shape(unit, found, session.prefix, session.zone)
    tell(shape, f"{_line(found)}: related {', '.join(one.name for one in parties) or 'nobody'}", as_json)


def _day(text: str | None, session: Session) -> Any:
    return day(text, session.manner) if text is not None else None


def _line(project: Project) -> str:
    return f"project {project.id}: {project.name}"
