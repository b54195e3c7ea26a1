"""What the cases of linking decide, and among what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from connectors.mailbox import Person, Sensitivity
from daemon.link import Copy, Decision, Linkable, decide, facts_of
from store.values import Candidates, KnownItem, Link
from tests.unit.daemon.items import BOX, ME, NOON, POLICY, a_span, an_appointment, an_email, candidates

HERS = candidates(a_span(17))
BINNED = candidates(named=(a_span(17, is_deleted=True),))
BINNED_AND_OPEN = candidates(a_span(18), named=(a_span(17, is_deleted=True),))
RULE_LINK = Link(17, "address", "contact ann@client.example")
HAND_LINK = Link(17, "category", "category OPP-17")

EXCLUDED = [
    ("private", an_email(sensitivity=Sensitivity.PRIVATE)),
    ("private", an_email(sensitivity=Sensitivity.PERSONAL)),
    ("private", an_email(sensitivity=Sensitivity.CONFIDENTIAL)),
    ("private", an_appointment(sensitivity=Sensitivity.PRIVATE)),
    ("automatic", an_email(headers={"auto-submitted": "auto-replied; owner-email=ann@client.example"})),
    ("automatic", an_email(headers={"precedence": "bulk"})),
    ("automatic", an_email(headers={"precedence": "list"})),
    ("automatic", an_email(headers={"precedence": "junk"})),
    ("automatic", an_email(headers={"list-id": "<news.client.example>"})),
    ("automatic", an_email(item_class="REPORT.IPM.Note.NDR")),
    ("automatic", an_email(item_class="IPM.Note.Rules.OofTemplate.Microsoft")),
    ("inside", an_email(sender=Person("boss@us.example"))),
    ("inside", an_email(sender=Person("boss@sales.us.example"))),
    ("inside", an_appointment(attendees=(Person("boss@us.example"),))),
    ("inside", an_appointment(attendees=())),
    ("nobody", an_email(sender=None, to=())),
    ("before backfill", an_email(sent_at=NOON - timedelta(days=91), received_at=NOON - timedelta(days=91))),
    ("before backfill", an_appointment(start=NOON - timedelta(days=91))),
]


def decided(
    item: Linkable, what_exists: Candidates = HERS, what_is_known: KnownItem | None = None, **policy: Any
) -> Decision:
    copy = Copy(facts_of(item, "OPP"), BOX, ME, what_is_known, oldest=NOON - timedelta(days=90))
    return decide(copy, what_exists, replace(POLICY, **policy))


def numbers(decision: Decision) -> list[int]:
    return [link.number for link in decision.links]
