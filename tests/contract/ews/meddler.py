"""Somebody who acts at the worst moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.ews.mailbox import EwsMailbox
from connectors.ews.wire.xml import Element


class Meddler:
    """Lets somebody act between the connector's reading and its writing."""

    def __init__(self, mailbox: EwsMailbox, act: Callable[[], object], times: int) -> None:
        self._write = mailbox._connection.write
        self._act, self._times = act, times
        mailbox._connection.write = self  # type: ignore[method-assign]  # between two requests is where it happens
        mailbox._connection._retry_reads = lambda _, *asked: self._write(*asked)  # type: ignore[assignment]  # reads pass

    def __call__(self, asked: Element, *reads: Any) -> Any:
        if self._times:
            self._times -= 1
            self._act()
        return self._write(asked, *reads)
