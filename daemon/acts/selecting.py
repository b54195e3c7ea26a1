"""Which opportunities are meant: names as people write them become the store's filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from store.rules.money import known_currency
from store.text import fold
from store.unit import Unit
from store.values import ListName, OpportunityFilter, Record

NONE = "none"  # what people write for those that have none


def selected(
    unit: Unit,
    names: Mapping[str, Sequence[str]],
    *,
    initiators: Sequence[tuple[str, str]] = (),
    own: Sequence[str] = (),
    **plain: Any,
) -> OpportunityFilter:
    """The filter: all of `names` applies, of each any; `own` are conditions on own fields; the rest goes in as it is.

    Raises NotFound, Ambiguous and Invalid.
    """
    found: dict[str, Any] = dict(plain)
    if initiators:
        from daemon.acts.opportunities import found_initiator  # most name none, and do without all else of that file
    for kind, name in initiators:
        for column, id in found_initiator(unit, kind, name).items():
            found[f"{column}s"] = (*found.get(f"{column}s", ()), id)
    if number := names.get("number"):
        found["numbers"] = tuple(unit.opportunities.find(one).number for one in number)
    for field, of, find in _FINDERS:
        found[field] = tuple(
            None if _is_none(name) and of not in _NEVER_NONE else find(unit, name) for name in names.get(of, ())
        )
    return OpportunityFilter(**found, own=unit.fields.comparisons(Record.OPPORTUNITY, own))


def _is_none(name: str) -> bool:
    return fold(name.strip()) == NONE


_NEVER_NONE = frozenset({"account", "contact", "product", "currency"})  # here it is a name like any other

_FINDERS: Sequence[tuple[str, str, Callable[[Unit, str], Any]]] = (
    ("stage_ids", "stage", lambda unit, name: unit.stages.find(name).id),
    ("assigned_to", "assigned", lambda unit, name: unit.users.find(name).id),
    ("type_ids", "type", lambda unit, name: unit.lists.find(ListName.TYPE, name).id),
    ("source_ids", "source", lambda unit, name: unit.lists.find(ListName.SOURCE, name).id),
    ("payment_terms_ids", "terms", lambda unit, name: unit.lists.find(ListName.PAYMENT_TERMS, name).id),
    ("lost_reason_ids", "reason", lambda unit, name: unit.lists.find(ListName.LOST_REASON, name).id),
    ("account_ids", "account", lambda unit, name: unit.accounts.find(name).id),
    ("contact_ids", "contact", lambda unit, name: unit.contacts.find(name).id),
    ("categories", "category", lambda _, name: name.strip()),
    ("product_ids", "product", lambda unit, name: unit.products.find(name).id),
    ("currencies", "currency", lambda _, code: known_currency("currency", code)),
)
