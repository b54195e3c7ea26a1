"""A unit of work: one transaction, with its repositories at hand, one for each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.fronts import lazily
from store.transaction import Transaction

# Each is imported when it is first asked for: a command that shows opportunities loads nothing of mail.
if TYPE_CHECKING:
    from store.directory import Directory
    from store.drafts import Drafts
    from store.errands import Errands
    from store.history.again import Again
    from store.history.arrivals import Arrivals
    from store.history.comparing import Comparing
    from store.history.file_copies import FileCopies
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
    from store.jobs import Jobs
    from store.limits import Limits
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
    from store.turns import Turns
    from store.waking import Waking
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

_class = lazily(__name__)


class Unit(Transaction):
    """What a transaction offers."""

    # --- records ------------------------------------------------------------------------------------------------------

    users: Users
    accounts: Accounts
    agendas: Agendas
    finding: Finding
    suggesting: Suggesting
    choices: Choices
    names: Names
    contacts: Contacts
    merges: Merges
    stages: Stages
    activities: Activities
    lists: Lists
    opportunities: Opportunities
    bulk: BulkEdits
    sums: Sums
    listed: ListedOpportunities
    pipeline: Pipeline
    decided: DecidedRecords
    stage_times: StageTimesRecords
    liveliness: Liveliness
    line_items: LineItems
    products: Products
    fields: Fields
    marketing: Marketing
    project_tasks: ProjectTasks
    projects: Projects
    templates: Templates
    bin: Bin
    alike: Alike
    matching: Matching
    audit: Audit

    # --- the communication history ------------------------------------------------------------------------------------

    items: Items
    arrivals: Arrivals
    notes: Notes
    calls: Calls
    todos: Todos
    files: Files
    file_copies: FileCopies
    search: SearchIndex

    # --- mailboxes and what comes from them ---------------------------------------------------------------------------

    mailboxes: Mailboxes
    history: History
    links: Links
    privacy: Privacy
    redacting: Redacting
    comparing: Comparing
    again: Again
    questions: Questions
    relinking: Relinking
    reviewing: Reviewing
    series: SeriesInHistory
    vanished: Vanished
    losses: Losses
    moves: Moves
    errands: Errands
    drafts: Drafts
    tasks: Tasks
    wanted_tasks: WantedTasks
    quarantine: Quarantine
    turns: Turns
    waking: Waking
    watching: Watching
    directory: Directory
    processes: Processes
    limits: Limits
    jobs: Jobs
    state: State

    # --- people of whom something is known ----------------------------------------------------------------------------

    people: People
    known_of: KnownOf
    erasing: Erasing
    forgotten: Forgotten
    retention: Retention

    # --- the browser interface ----------------------------------------------------------------------------------------

    sessions: Sessions
    answers: Answers
    tokens: Tokens
    passkeys: Passkeys
    sent: Sent
    preferences: Preferences
    shared_views: SharedViews

    # --- who is told of what happens ----------------------------------------------------------------------------------

    webhooks: Webhooks
    deliveries: Deliveries
    telling: Telling

    if not TYPE_CHECKING:  # to whom there is nothing but what is written above

        def __getattr__(self, name: str) -> Any:
            """The transaction's only repository of that subject, made when it is first asked for."""
            wanted = Unit.__annotations__.get(name)
            if wanted is None:
                raise AttributeError(f"a unit has no {name!r}")
            made = self.repository(_class(wanted))
            setattr(self, name, made)
            return made
