"""`dealtrail worker`: a process that gives mailboxes their turns beside the service, on this or another machine."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Annotated

from cyclopts import App, Parameter

from config.errors import ConfigError, Problem
from daemon.cli.base.errors import DONE
from daemon.cli.base.session import Here, example
from store.values import Share

app = App(
    name="worker",
    help_epilogue=example(
        "dealtrail worker",
        "dealtrail worker --mailboxes '*@oslo.example'",
        "dealtrail worker --mailboxes bob@us.example --mailboxes eve@us.example",
    ),
)


@app.default
def worker(
    *,
    mailboxes: Annotated[
        list[str] | None,
        Parameter(help="Only these: an address, or a pattern with * and ?. May be repeated. Else all.", negative=""),
    ] = None,
    session: Here,
) -> int:
    """Give mailboxes their turns beside the service, which `dealtrail run` is, until stopped by SIGTERM or Ctrl-C.

    It has the service's configuration, and the service's list of mailboxes; what is done once for all of them, each
    night and for webhooks, the service does; what people ask for in a browser, any of them.
    """
    from daemon import acts, bootstrap
    from daemon.service import Notifier, serve

    session.loaded.require_servers()
    patterns = tuple(dict.fromkeys(one.strip().lower() for one in mailboxes or ()))
    with session.store() as store, closing(bootstrap.context(session.settings, store, session.renewal())) as context:
        for one in patterns:
            if not any(fnmatchcase(address.lower(), one.replace("[", "[[]")) for address in context.plans):
                raise ConfigError(Problem(f"--mailboxes {one}", "no mailbox of the configuration is meant by it"))
        session.start_log()
        context = replace(context, share=Share(patterns), is_worker=True, works=acts.import_work(store))
        with bootstrap.told(session.settings, context), bootstrap.tracing(session.settings, context):
            serve(context, Notifier.from_environment(os.environ))
        return DONE
