"""A unit of work: one transaction, with its repositories at hand, one for each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.transaction import Transaction

# Each is imported when it is first asked for: a command that shows opportunities loads nothing of mail.
if TYPE_CHECKING:
    from store.directory import Directory
    from store.drafts import Drafts
    from store.errands import Errands
    from store.history.again import Again
    from store.history.arrivals import Arrivals
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
    from store.persons.erasing import Erasing
    from store.persons.forgotten import Forgotten
    from store.persons.known import KnownOf
    from store.persons.people import People
    from store.processes import Processes
    from store.quarantine import Quarantine
    from store.records.accounts import Accounts
    from store.records.activities import Activities
    from store.records.agenda import Agendas
    from store.records.alike import Alike
    from store.records.audit import Audit
    from store.records.bin import Bin
    from store.records.bulk_edits import BulkEdits
    from store.records.choices import Choices
    from store.records.contacts import Contacts
    from store.records.decided import DecidedRecords
    from store.records.fields import Fields
    from store.records.finding import Finding
    from store.records.line_items import LineItems
    from store.records.listed import ListedOpportunities
    from store.records.lists import Lists
    from store.records.liveliness import Liveliness
    from store.records.marketing import Marketing
    from store.records.matching import Matching
    from store.records.merging import Merges
    from store.records.names import Names
    from store.records.opportunities import Opportunities
    from store.records.pipeline import Pipeline
    from store.records.products import Products
    from store.records.project_tasks import ProjectTasks
    from store.records.projects import Projects
    from store.records.stage_times import StageTimesRecords
    from store.records.stages import Stages
    from store.records.suggesting import Suggesting
    from store.records.sums import Sums
    from store.records.templates import Templates
    from store.records.users import Users
    from store.records.wanted_tasks import WantedTasks
    from store.retention import Retention
    from store.state import State
    from store.tasks import Tasks
    from store.watching import Watching
    from store.web.answers import Answers
    from store.web.passkeys import Passkeys
    from store.web.preferences import Preferences
    from store.web.sent import Sent
    from store.web.sessions import Sessions
    from store.web.tokens import Tokens
    from store.web.views import SharedViews
    from store.webhooks.deliveries import Deliveries
    from store.webhooks.telling import Telling
    from store.webhooks.webhooks import Webhooks


class Unit(Transaction):
    """What a transaction offers."""

    # --- records ------------------------------------------------------------------------------------------------------

    @property
    def users(self) -> Users:
        from store.records.users import Users

        return self.repository(Users)

    @property
    def accounts(self) -> Accounts:
        from store.records.accounts import Accounts

        return self.repository(Accounts)

    @property
    def agendas(self) -> Agendas:
        from store.records.agenda import Agendas

        return self.repository(Agendas)

    @property
    def finding(self) -> Finding:
        from store.records.finding import Finding

        return self.repository(Finding)

    @property
    def suggesting(self) -> Suggesting:
        from store.records.suggesting import Suggesting

        return self.repository(Suggesting)

    @property
    def choices(self) -> Choices:
        from store.records.choices import Choices

        return self.repository(Choices)

    @property
    def names(self) -> Names:
        from store.records.names import Names

        return self.repository(Names)

    @property
    def contacts(self) -> Contacts:
        from store.records.contacts import Contacts

        return self.repository(Contacts)

    @property
    def merges(self) -> Merges:
        from store.records.merging import Merges

        return self.repository(Merges)

    @property
    def stages(self) -> Stages:
        from store.records.stages import Stages

        return self.repository(Stages)

    @property
    def activities(self) -> Activities:
        from store.records.activities import Activities

        return self.repository(Activities)

    @property
    def lists(self) -> Lists:
        from store.records.lists import Lists

        return self.repository(Lists)

    @property
    def opportunities(self) -> Opportunities:
        from store.records.opportunities import Opportunities

        return self.repository(Opportunities)

    @property
    def bulk(self) -> BulkEdits:
        from store.records.bulk_edits import BulkEdits

        return self.repository(BulkEdits)

    @property
    def sums(self) -> Sums:
        from store.records.sums import Sums

        return self.repository(Sums)

    @property
    def listed(self) -> ListedOpportunities:
        from store.records.listed import ListedOpportunities

        return self.repository(ListedOpportunities)

    @property
    def pipeline(self) -> Pipeline:
        from store.records.pipeline import Pipeline

        return self.repository(Pipeline)

    @property
    def decided(self) -> DecidedRecords:
        from store.records.decided import DecidedRecords

        return self.repository(DecidedRecords)

    @property
    def stage_times(self) -> StageTimesRecords:
        from store.records.stage_times import StageTimesRecords

        return self.repository(StageTimesRecords)

    @property
    def liveliness(self) -> Liveliness:
        from store.records.liveliness import Liveliness

        return self.repository(Liveliness)

    @property
    def line_items(self) -> LineItems:
        from store.records.line_items import LineItems

        return self.repository(LineItems)

    @property
    def products(self) -> Products:
        from store.records.products import Products

        return self.repository(Products)

    @property
    def fields(self) -> Fields:
        from store.records.fields import Fields

        return self.repository(Fields)

    @property
    def marketing(self) -> Marketing:
        from store.records.marketing import Marketing

        return self.repository(Marketing)

    @property
    def project_tasks(self) -> ProjectTasks:
        from store.records.project_tasks import ProjectTasks

        return self.repository(ProjectTasks)

    @property
    def projects(self) -> Projects:
        from store.records.projects import Projects

        return self.repository(Projects)

    @property
    def templates(self) -> Templates:
        from store.records.templates import Templates

        return self.repository(Templates)

    @property
    def bin(self) -> Bin:
        from store.records.bin import Bin

        return self.repository(Bin)

    @property
    def alike(self) -> Alike:
        from store.records.alike import Alike

        return self.repository(Alike)

    @property
    def matching(self) -> Matching:
        from store.records.matching import Matching

        return self.repository(Matching)

    @property
    def audit(self) -> Audit:
        from store.records.audit import Audit

        return self.repository(Audit)

    # --- the communication history ------------------------------------------------------------------------------------

    @property
    def items(self) -> Items:
        from store.history.items import Items

        return self.repository(Items)

    @property
    def arrivals(self) -> Arrivals:
        from store.history.arrivals import Arrivals

        return self.repository(Arrivals)

    @property
    def notes(self) -> Notes:
        from store.history.written import Notes

        return self.repository(Notes)

    @property
    def calls(self) -> Calls:
        from store.history.written import Calls

        return self.repository(Calls)

    @property
    def todos(self) -> Todos:
        from store.history.todos import Todos

        return self.repository(Todos)

    @property
    def files(self) -> Files:
        from store.history.files import Files

        return self.repository(Files)

    @property
    def search(self) -> SearchIndex:
        from store.history.search import SearchIndex

        return self.repository(SearchIndex)

    # --- mailboxes and what comes from them ---------------------------------------------------------------------------

    @property
    def mailboxes(self) -> Mailboxes:
        from store.mailboxes import Mailboxes

        return self.repository(Mailboxes)

    @property
    def history(self) -> History:
        from store.history.mail import History

        return self.repository(History)

    @property
    def links(self) -> Links:
        from store.links import Links

        return self.repository(Links)

    @property
    def privacy(self) -> Privacy:
        from store.history.privacy import Privacy

        return self.repository(Privacy)

    @property
    def redacting(self) -> Redacting:
        from store.history.redacting import Redacting

        return self.repository(Redacting)

    @property
    def comparing(self) -> Comparing:
        from store.history.comparing import Comparing

        return self.repository(Comparing)

    @property
    def again(self) -> Again:
        from store.history.again import Again

        return self.repository(Again)

    @property
    def questions(self) -> Questions:
        from store.history.questions import Questions

        return self.repository(Questions)

    @property
    def relinking(self) -> Relinking:
        from store.history.relinking import Relinking

        return self.repository(Relinking)

    @property
    def reviewing(self) -> Reviewing:
        from store.history.reviewing import Reviewing

        return self.repository(Reviewing)

    @property
    def series(self) -> SeriesInHistory:
        from store.history.series import SeriesInHistory

        return self.repository(SeriesInHistory)

    @property
    def vanished(self) -> Vanished:
        from store.history.vanished import Vanished

        return self.repository(Vanished)

    @property
    def losses(self) -> Losses:
        from store.history.losses import Losses

        return self.repository(Losses)

    @property
    def moves(self) -> Moves:
        from store.history.moves import Moves

        return self.repository(Moves)

    @property
    def errands(self) -> Errands:
        from store.errands import Errands

        return self.repository(Errands)

    @property
    def drafts(self) -> Drafts:
        from store.drafts import Drafts

        return self.repository(Drafts)

    @property
    def tasks(self) -> Tasks:
        from store.tasks import Tasks

        return self.repository(Tasks)

    @property
    def wanted_tasks(self) -> WantedTasks:
        from store.records.wanted_tasks import WantedTasks

        return self.repository(WantedTasks)

    @property
    def quarantine(self) -> Quarantine:
        from store.quarantine import Quarantine

        return self.repository(Quarantine)

    @property
    def watching(self) -> Watching:
        from store.watching import Watching

        return self.repository(Watching)

    @property
    def directory(self) -> Directory:
        from store.directory import Directory

        return self.repository(Directory)

    @property
    def processes(self) -> Processes:
        from store.processes import Processes

        return self.repository(Processes)

    @property
    def state(self) -> State:
        from store.state import State

        return self.repository(State)

    # --- people of whom something is known ----------------------------------------------------------------------------

    @property
    def people(self) -> People:
        from store.persons.people import People

        return self.repository(People)

    @property
    def known_of(self) -> KnownOf:
        from store.persons.known import KnownOf

        return self.repository(KnownOf)

    @property
    def erasing(self) -> Erasing:
        from store.persons.erasing import Erasing

        return self.repository(Erasing)

    @property
    def forgotten(self) -> Forgotten:
        from store.persons.forgotten import Forgotten

        return self.repository(Forgotten)

    @property
    def retention(self) -> Retention:
        from store.retention import Retention

        return self.repository(Retention)

    # --- the browser interface ----------------------------------------------------------------------------------------

    @property
    def sessions(self) -> Sessions:
        from store.web.sessions import Sessions

        return self.repository(Sessions)

    @property
    def answers(self) -> Answers:
        from store.web.answers import Answers

        return self.repository(Answers)

    @property
    def tokens(self) -> Tokens:
        from store.web.tokens import Tokens

        return self.repository(Tokens)

    @property
    def passkeys(self) -> Passkeys:
        from store.web.passkeys import Passkeys

        return self.repository(Passkeys)

    @property
    def sent(self) -> Sent:
        from store.web.sent import Sent

        return self.repository(Sent)

    @property
    def preferences(self) -> Preferences:
        from store.web.preferences import Preferences

        return self.repository(Preferences)

    @property
    def shared_views(self) -> SharedViews:
        from store.web.views import SharedViews

        return self.repository(SharedViews)

    # --- who is told of what happens ----------------------------------------------------------------------------------

    @property
    def webhooks(self) -> Webhooks:
        from store.webhooks.webhooks import Webhooks

        return self.repository(Webhooks)

    @property
    def deliveries(self) -> Deliveries:
        from store.webhooks.deliveries import Deliveries

        return self.repository(Deliveries)

    @property
    def telling(self) -> Telling:
        from store.webhooks.telling import Telling

        return self.repository(Telling)
