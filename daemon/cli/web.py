"""`dealtrail web`: the browser interface."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import DONE, WrongUse
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.output import complain, say_json, say_table, tell
from daemon.cli.base.session import AsJson, Here, OneOrAll, example
from daemon.shapes import invited_shape, session_shape, signed_out_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session

app = App(name="web", help_epilogue=example("dealtrail web"))


@app.default
def web(*, session: Here) -> int:
    """Serve the opportunities to browsers, until stopped by SIGTERM or Ctrl-C."""
    import structlog

    from daemon import bootstrap
    from daemon.service import OF_ANSWERS, Notifier, look_rarely, share_one_heap
    from daemon.web import LOCK_WAIT, Desk, Server, create_app, sockets_for

    _require(session)
    settings = session.settings
    session.start_log()
    share_one_heap()
    notifier = Notifier.from_environment(os.environ)
    with closing(bootstrap.open_store(settings, session.now, lock_wait=LOCK_WAIT)) as store:
        store.check()
        desk = Desk(settings, store, store.clock)
        sockets = sockets_for(settings.web, os.environ)

        def ready() -> None:
            structlog.get_logger().info("serving pages", at=desk.url)
            look_rarely(OF_ANSWERS)
            notifier.ready()

        Server(create_app(desk), ready).run(list(sockets))
    return DONE


@contextmanager
def served(session: Session) -> Iterator[None]:
    """The pages beside what this process does."""
    from daemon import bootstrap
    from daemon.web import LOCK_WAIT, Desk, create_app, served_beside, sockets_for

    _require(session)
    settings = session.settings
    with closing(bootstrap.open_store(settings, session.now, lock_wait=LOCK_WAIT)) as store:
        store.check()
        desk = Desk(settings, store, store.clock)
        with served_beside(create_app(desk), *sockets_for(settings.web, os.environ)):
            yield


def _require(session: Session) -> None:
    """Raises ConfigError where nobody could sign in, or no browser would believe the certificate."""
    from config.errors import ConfigError, Problem
    from config.web import certificate_fault

    session.loaded.require_web()
    if fault := certificate_fault(session.settings.web, session.now()):
        raise ConfigError(Problem("", fault))


Which = Annotated[str, Parameter(help="Id, e-mail address or a part of the name.")]


@app.command(help_epilogue=example("dealtrail web invite bob@us.example", "dealtrail web invite Bob --hours 2"))
def invite(
    user: Which,
    *,
    hours: Annotated[int, WHOLE, Parameter(help="How long the link holds; 1 to 168.")] = 24,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Print a link by which a user registers a passkey, once. Owners do this; links from before end."""
    from config.web import passkey_fault
    from daemon.acts import invite_user

    if not 1 <= hours <= 168:
        raise WrongUse("--hours is a number from 1 to 168")
    web = session.settings.web
    with session.writing() as unit:
        found, key = invite_user(unit, user, timedelta(hours=hours))
    link = f"{web.url.rstrip('/') or f'http://{web.listen}'}/invite/{key}"
    complain(passkey_fault(web))
    tell(invited_shape(found, link, hours), f"{link}\nfor {found.name}, once, within {hours} h", as_json)


@app.command(help_epilogue=example("dealtrail web sessions", "dealtrail web sessions Bob --json"))
def sessions(
    user: OneOrAll = None,
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """List the browsers in which people are signed in."""
    from daemon.acts import sessions_found

    with session.reading() as unit:
        found = sessions_found(unit, user)
    if as_json:
        say_json([session_shape(*one) for one in found])
        return
    say_table(
        ("user", "signed in by", "from", "last seen", "browser"),
        [
            (who.name, one.way, one.address, f"{one.seen_at.astimezone(session.zone):%Y-%m-%d %H:%M}", one.agent)
            for who, one in found
        ],
    )


@app.command(name="sign-out", help_epilogue=example("dealtrail web sign-out bob@us.example"))
def sign_out(user: Which, *, as_json: AsJson = False, session: Here) -> None:
    """Sign a user out of all browsers: one's own, or as an owner anybody's."""
    from daemon.acts import sign_out_user

    with session.writing() as unit:
        found, ended = sign_out_user(unit, user)
    tell(signed_out_shape(found, ended), f"{found.name}: {ended} signed out", as_json)
