"""Makes the drafts that people asked for from a record, in their Outlook; sending them is theirs."""

from __future__ import annotations

from uuid import UUID

import structlog

from connectors.mailbox import DraftContent, DraftKind, Person
from daemon.context import Cycle
from daemon.link import category_name

log = structlog.get_logger()


def pay_draft(cycle: Cycle, key: str) -> None:
    """Make one draft, carrying its opportunity's category; one that was made before, unheard of, is found."""
    with cycle.context.store.read() as unit:
        draft = unit.drafts.get(UUID(key))
        opportunity = unit.opportunities.get(draft.number) if draft else None
    if draft is None or opportunity is None or draft.server_id:
        return
    content = DraftContent(
        kind=DraftKind(draft.kind.value),
        subject=draft.subject,
        body=draft.body,
        to=tuple(Person(address, name) for address, name in draft.to),
        categories=(category_name(draft.number, opportunity.title, cycle.context.policy.prefix),),
        start=draft.start,
        end=draft.end,
        location=draft.location,
        to_invite=cycle.context.language.gettext("To invite:"),
    )
    server_id = cycle.mailbox.create_draft(draft.guid, content)
    with cycle.context.store.write() as unit:
        unit.drafts.made(draft.guid, server_id)
    log.info("draft made", opportunity=draft.number, kind=draft.kind.value)
