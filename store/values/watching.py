"""How all stands, in figures that cost little: for whoever asks every few seconds. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from store.values.making import dataclass


@dataclass(frozen=True, slots=True)
class WatchedMailbox:
    id: int
    address: str
    due_at: datetime  # its next turn
    failures: int  # in a row
    last_error_kind: str
    is_leased: bool  # somebody works on it, or died over it

    @property
    def is_parked(self) -> bool:
        return self.failures > 0


@dataclass(frozen=True, slots=True)
class Standing:
    mailboxes: Sequence[WatchedMailbox]  # the active ones, by address
    inactive: int  # those that left the configuration, and are not forgotten
    owed: Mapping[str, int]  # errands by kind
    given_up: Mapping[str, int]  # the same: those that are not tried any more
    oldest_due: datetime | None  # when the errand was due first that waits for longest
    quarantined: int
    dismissed: int  # in quarantine, and of no matter to people
    undelivered: int  # messages that wait for webhooks

    @property
    def parked(self) -> Sequence[WatchedMailbox]:
        return [one for one in self.mailboxes if one.is_parked]
