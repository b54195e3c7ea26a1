"""Mailboxes that stay open between their turns. For any thread, each mailbox by one at a time."""

from __future__ import annotations

from collections.abc import Callable

from connectors.mailbox import Mailbox
from daemon.news import Attention
from daemon.service.collector import look_rarely


class Connections:
    def __init__(self, open_mailbox: Callable[[str], Mailbox]) -> None:
        self._open_mailbox = open_mailbox
        self._open: dict[str, Mailbox] = {}
        self._outdated: set[str] = set()  # of those that are open: they log in with what was changed since
        self._attention: dict[str, Attention] = {}

    def of(self, address: str) -> Mailbox:
        """The mailbox, opened where it is not, or where it logs in otherwise by now."""
        if address in self._outdated:
            self._outdated.discard(address)
            self.close(address)
        if address not in self._open:
            self._open[address] = self._open_mailbox(address)
            look_rarely()  # what reads mail is loaded by now
        return self._open[address]

    def attention_to(self, address: str, new: Attention) -> Attention:
        """What is listened for in the mailbox since it is open; `new` where nothing was."""
        return self._attention.setdefault(address, new)

    def outdate(self) -> None:
        """How mailboxes log in was changed: each is opened anew when it is asked for."""
        self._outdated |= set(self._open)

    def close(self, address: str) -> None:
        self._attention.pop(address, None)
        mailbox = self._open.pop(address, None)
        if mailbox:
            mailbox.close()

    def close_all(self) -> None:
        for address in list(self._open):
            self.close(address)
