"""A unit of work: one transaction, and the repositories in it, one for each subject."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from store.errands import Errands
from store.history import History
from store.links import Links
from store.mailboxes import Mailboxes
from store.opportunities import Opportunities
from store.parties import Accounts, Contacts
from store.quarantine import Quarantine
from store.stages import Stages
from store.tasks import Tasks
from store.users import Users


class Unit:
    """What a transaction offers. Not used after it has ended, and by one thread only."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._db = connection
        self._clock = clock

    @cached_property
    def users(self) -> Users:
        return Users(self._db, self._clock)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self._db, self._clock)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self._db, self._clock)

    @cached_property
    def stages(self) -> Stages:
        return Stages(self._db, self._clock)

    @cached_property
    def opportunities(self) -> Opportunities:
        return Opportunities(self._db, self._clock)

    @cached_property
    def mailboxes(self) -> Mailboxes:
        return Mailboxes(self._db, self._clock)

    @cached_property
    def history(self) -> History:
        return History(self._db, self._clock)

    @cached_property
    def links(self) -> Links:
        return Links(self._db, self._clock)

    @cached_property
    def errands(self) -> Errands:
        return Errands(self._db, self._clock)

    @cached_property
    def tasks(self) -> Tasks:
        return Tasks(self._db, self._clock)

    @cached_property
    def quarantine(self) -> Quarantine:
        return Quarantine(self._db, self._clock)
