"""Work on the configured mailboxes, from the command line."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
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
def stopping_between_pages(context: Context) -> Iterator[None]:
    """Ctrl-C ends the work where nothing is repeated the next time; a second one ends it at once."""

    def stop(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        context.stop.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
