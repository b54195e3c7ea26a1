"""Work on the configured mailboxes, from the command line."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

from daemon.cli.base.errors import WrongUse

if TYPE_CHECKING:
    from daemon.context import Context


def configured(context: Context, mailbox: str) -> str:
    """The address of a configured mailbox; raises WrongUse for any other."""
    from difflib import get_close_matches

    from store.addresses import normalise

    address = normalise(mailbox)
    if address not in context.plans:
        near = get_close_matches(address, context.plans, n=1)
        raise WrongUse(f"{mailbox} is not a configured mailbox" + (f"; did you mean {near[0]}?" if near else ""))
    return address


@contextmanager
def ended_by_ctrl_c() -> Iterator[Event]:
    """What tells work without mailboxes to end: Ctrl-C and SIGTERM do, a second one at once."""
    from daemon.service import heard

    stop = Event()
    with heard([signal.SIGINT, signal.SIGTERM], stop.set, ends_at_once=False):
        yield stop


@contextmanager
def stopped_by_ctrl_c(context: Context) -> Iterator[None]:
    """Ctrl-C ends the work within the requests under way, and loses nothing; a second one ends it at once."""
    from daemon.service import heard

    with heard([signal.SIGINT], context.stop.set, ends_at_once=False):
        yield
