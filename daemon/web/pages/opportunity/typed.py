"""The fields of an opportunity as a form holds them, and how they reach the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from daemon import acts
from daemon.web.visit import Visit
from store.errors import Invalid
from store.rules.lines import is_one_sum
from store.rules.typed import Manner, day_of, moment_of, whole_per_cent
from store.unit import Unit
from store.values import Opportunity

DATES = ("close_date", "expiration_date", "delivery_date")
TEXTS = ("title", "competitors", "comments")
LISTS = {"type": "type_id", "source": "source_id", "payment_terms": "payment_terms_id"}
PARTIES = ("account", "contact", "new_account", "new_contact")
NOBODY = "none"
EMPTY = dict.fromkeys(
    (
        *TEXTS,
        *DATES,
        *LISTS,
        *PARTIES,
        *("emails", "assigned_to", "stage", "probability", "initiated_kind", "initiated_by", "categories"),
        *("reminder", "amount", "currency"),
    ),
    "",
)


def typed_of(unit: Unit, visit: Visit, one: Opportunity) -> dict[str, str]:
    """What the fields hold, as it would be typed; those who are linked are named by their keys, so that no other is
    meant."""
    kind, initiator = _initiator(unit, one)
    return EMPTY | {
        **{name: getattr(one, name) for name in (*TEXTS, *LISTS)},
        **{name: day.isoformat() if (day := getattr(one, name)) else "" for name in DATES},
        "account": _named(unit.accounts.get(one.account_id)) if one.account_id is not None else "",
        "contact": _named(unit.contacts.get(one.contact_id)) if one.contact_id is not None else "",
        **chosen_of(one),
        "probability": str(one.probability),
        "initiated_kind": kind,
        "initiated_by": initiator,
        "categories": "\n".join(one.categories),
        "reminder": _local(visit, one),
        "amount": _amount(unit, visit, one),
        "currency": one.currency,
    }


def chosen_of(one: Opportunity) -> dict[str, str]:
    """What is chosen of its stage and its person."""
    return {
        "assigned_to": str(one.assigned_to) if one.assigned_to is not None else NOBODY,
        "stage": str(one.stage.id) if one.stage else "",
    }


def typed_of_new(unit: Unit, visit: Visit) -> dict[str, str]:
    """A new one is its maker's, and begins in the default stage."""
    begins = {"assigned_to": str(visit.actor.user_id or NOBODY), "stage": str(unit.stages.default().id)}
    return EMPTY | begins | {"currency": visit.desk.settings.records.currency}


def fields_of(changed: Mapping[str, str], manner: Manner) -> dict[str, Any]:
    """The plain fields among what was typed, by column; raises Invalid, naming the field."""
    fields: dict[str, Any] = {name: changed[name] for name in TEXTS if name in changed}
    for name in DATES:
        if name in changed:
            text = changed[name]
            fields[name] = day_of(name.replace("_", " "), text, manner) if text else None
    if "probability" in changed:
        text = changed["probability"]
        fields["probability"] = whole_per_cent("probability", text) if text else None
    if "categories" in changed:
        names = changed["categories"].replace(",", "\n").splitlines()
        fields["categories"] = tuple(name.strip() for name in names if name.strip())
    if "currency" in changed:
        fields["currency"] = changed["currency"]
    for name, column in LISTS.items():
        if changed.get(name) == "":
            fields[column] = None
    if changed.get("stage") == "":
        fields["stage_id"] = None
    if _says_initiator(changed) and not changed.get("initiated_by"):
        fields |= {"initiated_account_id": None, "initiated_contact_id": None, "initiated_marketing_id": None}
    return fields


def references_of(changed: Mapping[str, str], now: Mapping[str, str]) -> acts.References:
    """What was typed of other records; raises Invalid where it is linked to none, or to several."""
    named = [name for name in PARTIES if changed.get(name)]
    if len(named) > 1:
        raise Invalid("link to", "an opportunity is linked to exactly one party", "name one account or one contact")
    if not named and any(now[name] and changed.get(name) == "" for name in ("account", "contact")):
        raise Invalid("link to", "an opportunity is linked to exactly one party", "name another before this one goes")
    emails = changed.get("emails", "").replace(",", "\n").splitlines()
    initiator = changed.get("initiated_by") if _says_initiator(changed) else None
    return acts.References(
        account=changed.get("account") or None,
        contact=changed.get("contact") or None,
        new_account=changed.get("new_account") or None,
        new_contact=changed.get("new_contact") or None,
        emails=[one.strip() for one in emails if one.strip()],
        assign=changed.get("assigned_to") or None,
        stage=changed.get("stage") or None,
        type=changed.get("type") or None,
        source=changed.get("source") or None,
        terms=changed.get("payment_terms") or None,
        initiator=(_initiator_kind(changed), initiator) if initiator else None,
    )


def remind(unit: Unit, number: int, text: str, manner: Manner) -> None:
    """Set the reminder to what was typed, or switch it off for ""; raises Invalid."""
    at = moment_of("reminder", text, manner, alone=time(9)) if text else None
    acts.remind_of(unit, str(number), at)


def has_amount(unit: Unit, number: int) -> bool:
    """Whether what it is worth is typed as one sum, and not as line items."""
    lines = unit.line_items.of(number)
    return not lines or is_one_sum(lines)


def _says_initiator(changed: Mapping[str, str]) -> bool:
    return "initiated_by" in changed or "initiated_kind" in changed


def _initiator_kind(changed: Mapping[str, str]) -> str:
    kind = changed.get("initiated_kind", "")
    if kind not in acts.INITIATORS:
        raise Invalid("initiated by", "no kind is named", "choose account, contact or marketing activity")
    return kind


def _initiator(unit: Unit, one: Opportunity) -> tuple[str, str]:
    if one.initiated_account_id is not None:
        return "account", _named(unit.accounts.get(one.initiated_account_id))
    if one.initiated_contact_id is not None:
        return "contact", _named(unit.contacts.get(one.initiated_contact_id))
    if one.initiated_marketing_id is not None:
        return "marketing", unit.marketing.get(one.initiated_marketing_id).title
    return "", ""


def _named(one: Any) -> str:
    return str(one.name)


def _local(visit: Visit, one: Opportunity) -> str:
    """As a field of date and time holds it: 2026-03-02T09:00, in the firm's zone."""
    if not one.reminder_on or one.reminder_at is None:
        return ""
    return one.reminder_at.astimezone(visit.desk.zone).strftime("%Y-%m-%dT%H:%M")


def _amount(unit: Unit, visit: Visit, one: Opportunity) -> str:
    if not one.total or not has_amount(unit, one.number):
        return ""
    return f"{visit.language.number(one.total)} {one.currency}"
