"""`dealtrail token`: what programs show to act as a user."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, OneOrAll, example
from daemon.shapes import local, made_token_shape, many, revoked_shape, token_shape

app = App(name="token", help_epilogue=example("dealtrail token list"))


@app.command(
    help_epilogue=example(
        'dealtrail token add "Monthly report" --days 90', 'dealtrail token add "Web shop" --days 365 --write'
    )
)
def add(
    name: Annotated[str, Parameter(help="What it is for.")],
    *,
    days: Annotated[int, WHOLE, Parameter(validator=Number(gte=1, lte=365), help="How long it holds, 1 to 365.")],
    write: Annotated[bool, Parameter(help="It changes what you may change, too; else it only reads.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Make a token by which a program does what you may do, and print it: it is shown this once."""
    from daemon.acts import add_token

    with session.writing() as unit:
        user, token, key = add_token(unit, name, days, may_write=write)
    line = f"{key}\nfor {user.name} to {' and '.join(token.scopes)}, for {many(days, 'day')}; it is shown this once"
    tell(made_token_shape(user, token, key), line, as_json)


@app.command(name="list", help_epilogue=example("dealtrail token list", "dealtrail token list Bob --json"))
def list_(
    user: OneOrAll = None,
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List tokens, those that ended included; none of them can be read again."""
    from daemon.acts import tokens_found

    with session.reading() as unit:
        found = tokens_found(unit, user)
    if as_json:
        say_json([token_shape(*one) for one in found])
        return
    say_table(
        ("id", "user", "name", "may", "ends", "last used"),
        [
            (
                one.id,
                who.name,
                one.name,
                " and ".join(one.scopes),
                local(one.ends_at, session.zone),
                local(one.used_at, session.zone) or "never",
            )
            for who, one in found
        ],
        empty="no tokens",
    )


@app.command(help_epilogue=example("dealtrail token revoke 0123456789abcdef"))
def revoke(
    token: Annotated[str, Parameter(help="Its id, as `token list` shows it.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Take a token away: one's own, or as an owner anybody's."""
    from daemon.acts import revoke_token

    with session.writing() as unit:
        revoke_token(unit, token)
    tell(revoked_shape(token), f"token {token}: revoked", as_json)
