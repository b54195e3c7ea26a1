"""A unit of work: one transaction, and the repositories in it, one for each subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from store.directory import Directory
from store.drafts import Drafts
from store.errands import Errands
from store.history.again import Again
from store.history.comparing import Comparing
from store.history.files import Files
from store.history.items import Items
from store.history.losses import Losses
from store.history.mail import History
from store.history.moves import Moves
from store.history.privacy import Privacy
from store.history.questions import Questions
from store.history.redacting import Redacting
from store.history.relinking import Relinking
from store.history.reviewing import Reviewing
from store.history.search import SearchIndex
from store.history.series import SeriesInHistory
from store.history.todos import Todos
from store.history.vanished import Vanished
from store.history.written import Calls, Notes
from store.links import Links
from store.mailboxes import Mailboxes
from store.processes import Processes
from store.quarantine import Quarantine
from store.records.accounts import Accounts
from store.records.activities import Activities
from store.records.audit import Audit
from store.records.bin import Bin
from store.records.bulk_edits import BulkEdits
from store.records.contacts import Contacts
from store.records.fields import Fields
from store.records.line_items import LineItems
from store.records.lists import Lists
from store.records.marketing import Marketing
from store.records.matching import Matching
from store.records.opportunities import Opportunities
from store.records.pipeline import Pipeline
from store.records.products import Products
from store.records.project_tasks import ProjectTasks
from store.records.projects import Projects
from store.records.stages import Stages
from store.records.templates import Templates
from store.records.users import Users
from store.records.wanted_tasks import WantedTasks
from store.state import State
from store.tasks import Tasks
from store.values import DAEMON, Actor


class Unit:
    """What a transaction offers. Not used after it has ended, and by one thread only."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime], actor: Actor = DAEMON) -> None:
        self.connection = connection
        self.clock = clock
        self.actor = actor

    def act_as(self, actor: Actor) -> None:
        """Whatever follows is done by this one, with their rights, and is recorded as theirs."""
        self.actor = actor

    @contextmanager
    def acting_as(self, actor: Actor) -> Iterator[None]:
        """What is done in the block is done by this one."""
        before, self.actor = self.actor, actor
        try:
            yield
        finally:
            self.actor = before

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is done in the block is undone alone when it raises; the transaction goes on."""
        with self.connection.begin_nested():
            yield

    # --- records ------------------------------------------------------------------------------------------------------

    @cached_property
    def users(self) -> Users:
        return Users(self)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self)

    @cached_property
    def stages(self) -> Stages:
        return Stages(self)

    @cached_property
    def activities(self) -> Activities:
        return Activities(self)

    @cached_property
    def lists(self) -> Lists:
        return Lists(self)

    @cached_property
    def opportunities(self) -> Opportunities:
        return Opportunities(self)

    @cached_property
    def bulk(self) -> BulkEdits:
        return BulkEdits(self)

    @cached_property
    def pipeline(self) -> Pipeline:
        return Pipeline(self)

    @cached_property
    def line_items(self) -> LineItems:
        return LineItems(self)

    @cached_property
    def products(self) -> Products:
        return Products(self)

    @cached_property
    def fields(self) -> Fields:
        return Fields(self)

    @cached_property
    def marketing(self) -> Marketing:
        return Marketing(self)

    @cached_property
    def project_tasks(self) -> ProjectTasks:
        return ProjectTasks(self)

    @cached_property
    def projects(self) -> Projects:
        return Projects(self)

    @cached_property
    def templates(self) -> Templates:
        return Templates(self)

    @cached_property
    def bin(self) -> Bin:
        return Bin(self)

    @cached_property
    def matching(self) -> Matching:
        return Matching(self)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self)

    # --- the communication history ------------------------------------------------------------------------------------

    @cached_property
    def items(self) -> Items:
        return Items(self)

    @cached_property
    def notes(self) -> Notes:
        return Notes(self)

    @cached_property
    def calls(self) -> Calls:
        return Calls(self)

    @cached_property
    def todos(self) -> Todos:
        return Todos(self)

    @cached_property
    def files(self) -> Files:
        return Files(self)

    @cached_property
    def search(self) -> SearchIndex:
        return SearchIndex(self)

    # --- mailboxes and what comes from them ---------------------------------------------------------------------------

    @cached_property
    def mailboxes(self) -> Mailboxes:
        return Mailboxes(self)

    @cached_property
    def history(self) -> History:
        return History(self)

    @cached_property
    def links(self) -> Links:
        return Links(self)

    @cached_property
    def privacy(self) -> Privacy:
        return Privacy(self)

    @cached_property
    def redacting(self) -> Redacting:
        return Redacting(self)

    @cached_property
    def comparing(self) -> Comparing:
        return Comparing(self)

    @cached_property
    def again(self) -> Again:
        return Again(self)

    @cached_property
    def questions(self) -> Questions:
        return Questions(self)

    @cached_property
    def relinking(self) -> Relinking:
        return Relinking(self)

    @cached_property
    def reviewing(self) -> Reviewing:
        return Reviewing(self)

    @cached_property
    def series(self) -> SeriesInHistory:
        return SeriesInHistory(self)

    @cached_property
    def vanished(self) -> Vanished:
        return Vanished(self)

    @cached_property
    def losses(self) -> Losses:
        return Losses(self)

    @cached_property
    def moves(self) -> Moves:
        return Moves(self)

    @cached_property
    def errands(self) -> Errands:
        return Errands(self)

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(self)

    @cached_property
    def tasks(self) -> Tasks:
        return Tasks(self)

    @cached_property
    def wanted_tasks(self) -> WantedTasks:
        return WantedTasks(self)

    @cached_property
    def quarantine(self) -> Quarantine:
        return Quarantine(self)

    @cached_property
    def directory(self) -> Directory:
        return Directory(self)

    @cached_property
    def processes(self) -> Processes:
        return Processes(self)

    @cached_property
    def state(self) -> State:
        return State(self)
