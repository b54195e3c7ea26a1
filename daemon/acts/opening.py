"""Opening an item where it is: in the Outlook of the person whose copy it is."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from connectors.mailbox import is_computed
from connectors.web_mail import WebMail, item_address
from store.rules.days import day_in
from store.values import Explanation, ItemKind


def opened_at(found: Sequence[Explanation], address: str, of: WebMail | None, zone: ZoneInfo) -> str:
    """Where whoever's mailbox has this address opens their own copy of an item in a browser; "" where they cannot.

    What is in nobody's mailbox but others' is for those: they are asked for it.
    """
    if of is None:
        return ""
    for one in found:
        for copy in one.copies:
            held = copy.pointer
            if copy.address == address and not held.is_gone and not is_computed(held.server_id):
                at = one.item.occurred_at
                return item_address(
                    of,
                    held.server_id,
                    is_appointment=one.item.kind is ItemKind.APPOINTMENT,
                    conversation=held.conversation_id,
                    day=day_in(one.item) or (at.astimezone(zone).date() if at else None),
                )
    return ""
