"""From settings to working parts: the only place that knows concrete classes.

A file of it is loaded when something of it is first asked for: a command that shows a record starts in half the time.
"""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.bootstrap.beside import contents, deliverer, keys, mover, poster, sender
    from daemon.bootstrap.environment import locales, login_name, named_user, now
    from daemon.bootstrap.opening import (
        Tenants,
        brief_ears,
        gates_of,
        graph_server,
        open_mailbox,
        reading_apart,
        server,
    )
    from daemon.bootstrap.running import context, open_store, sharing_of, told, traced, tracing
    from daemon.bootstrap.said import history, kept, outlook_language, plans, policy

__all__ = [
    "Tenants",
    "brief_ears",
    "contents",
    "context",
    "deliverer",
    "gates_of",
    "graph_server",
    "history",
    "kept",
    "keys",
    "locales",
    "login_name",
    "mover",
    "named_user",
    "now",
    "open_mailbox",
    "open_store",
    "outlook_language",
    "plans",
    "policy",
    "poster",
    "reading_apart",
    "sender",
    "server",
    "sharing_of",
    "told",
    "traced",
    "tracing",
]

__getattr__ = lazily(__name__)
