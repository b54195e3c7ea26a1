"""`dealtrail web`: the browser interface."""

from __future__ import annotations

import os
from contextlib import closing

from cyclopts import App

from daemon.cli.base.errors import DONE
from daemon.cli.base.session import Here, example

app = App(name="web", help_epilogue=example("dealtrail web"))


@app.default
def web(*, session: Here) -> int:
    """Serve the opportunities to browsers, until stopped by SIGTERM or Ctrl-C."""
    import structlog

    from daemon import bootstrap
    from daemon.service import Notifier
    from daemon.web import LOCK_WAIT, Desk, Server, create_app, listening

    session.loaded.require_web()
    settings = session.settings
    session.start_log()
    notifier = Notifier.from_environment(os.environ)
    with closing(bootstrap.open_store(settings, session.now, lock_wait=LOCK_WAIT)) as store:
        store.check()
        desk = Desk(settings, store, session.now)
        socket = listening(settings.web.listen)

        def ready() -> None:
            structlog.get_logger().info("serving pages", at=desk.url)
            notifier.ready()

        Server(create_app(desk), ready).run([socket])
    return DONE
