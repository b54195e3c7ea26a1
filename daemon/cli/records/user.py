"""`dealtrail user`: employees, to whom work is assigned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from daemon.cli.base.output import say_json, say_table, tell, tell_fields
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.records.alike import warn_of_alike
from daemon.cli.records.changes import changes
from daemon.shapes import user_shape

if TYPE_CHECKING:
    from store.values import User

RoleName = Literal["owner", "member"]
Which = Annotated[str, Parameter(help="Id, e-mail address or a part of the name.")]
Login = Annotated[str | None, Parameter(help="The name they log in to this machine with, by which they are known.")]

app = App(name="user", help_epilogue=example("dealtrail user list"))


@app.command(
    help_epilogue=example(
        'dealtrail user add "Bob Berg" --email bob@us.example',
        'dealtrail user add "Cora Dahl" --email cora@us.example --login cdahl --role owner',
    )
)
def add(
    name: Annotated[str, Parameter(help="The name that colleagues see.")],
    *,
    email: Annotated[str, Parameter(help="The e-mail address, which is the mailbox's.")],
    role: Annotated[RoleName | None, Parameter(help="The first user is the owner, others are members.")] = None,
    login: Login = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add an employee; the first one can be added by anybody, others by an owner."""
    from daemon.acts import add_user

    with session.writing() as unit:
        user = add_user(unit, name, email, role=role, login=login)
        warn_of_alike(unit, user)
        shape = user_shape(user)
    tell(shape, _line(user), as_json)


@app.command(name="list", help_epilogue=example("dealtrail user list", "dealtrail user list --all --json"))
def list_(
    *,
    everybody: Annotated[bool, Parameter(name="--all", help="Inactive users, too.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List the active users."""
    from daemon.acts import users_found

    with session.reading() as unit:
        users = users_found(unit, active_only=not everybody)
        shapes = [user_shape(user) for user in users]
    if as_json:
        say_json(shapes)
    else:
        say_table(
            ("id", "name", "e-mail", "role", "login", ""),
            [(str(u.id), u.name, u.email, u.role.value, u.login, "" if u.is_active else "inactive") for u in users],
            empty="no users yet; add one: dealtrail user add NAME --email ADDRESS",
        )


@app.command(help_epilogue=example("dealtrail user show bob@us.example"))
def show(user: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Show one user."""
    from daemon.acts import user_named

    with session.reading() as unit:
        found = user_named(unit, user)
    told = {
        "id": str(found.id),
        "name": found.name,
        "e-mail": found.email,
        "role": found.role.value,
        "login": found.login,
        "active": "yes" if found.is_active else "no",
    }
    tell_fields(user_shape(found), told, as_json)


@app.command(
    help_epilogue=example(
        "dealtrail user edit bob --role owner",
        "dealtrail user edit cora --login cdahl",
        "dealtrail user edit bob@us.example --inactive",
    )
)
def edit(
    user: Which,
    *,
    name: Annotated[str | None, Parameter(help="A new name.")] = None,
    email: Annotated[str | None, Parameter(help="Another e-mail address.")] = None,
    role: Annotated[RoleName | None, Parameter(help="owner or member.")] = None,
    active: Annotated[
        bool | None, Parameter(negative="--inactive", help="Whether they work here; nobody inactive gets tasks.")
    ] = None,
    login: Login = None,
    clear: Annotated[tuple[Literal["login"], ...], Parameter(help="Empty this.")] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of a user, and nothing else; owners do. Whoever leaves has no open work any more."""
    from daemon.acts import edit_user

    named = changes({"name": name, "email": email, "role": role, "is_active": active, "login": login}, clear)
    with session.writing() as unit:
        edited = edit_user(unit, user, named)
        shape = user_shape(edited)
    tell(shape, _line(edited), as_json)


def _line(user: User) -> str:
    state = "" if user.is_active else ", inactive"
    return f"user {user.id}: {user.name} <{user.email}>, {user.role.value}{state}"
