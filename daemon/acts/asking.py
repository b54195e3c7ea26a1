"""Which opportunities somebody asks for by words, as a form has them; what is not understood of it, by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from daemon.acts.opportunities import INITIATORS
from daemon.acts.selecting import selected
from store.errors import DatabaseError, Invalid, StoreError
from store.rules.money import decimal_of
from store.rules.typed import Manner, Toward, day_of, number_of, whole_per_cent
from store.unit import Unit
from store.values import OpportunityFilter, State

Given = Mapping[str, Sequence[str]]

NAMED = (
    "number",
    "stage",
    "assigned",
    "type",
    "source",
    "terms",
    "reason",
    "account",
    "contact",
    "category",
    "product",
    "currency",
)
TEXTS = {"search": "title", "text": "text", "competitors": "competitors", "comments": "comments"}
AMOUNTS = ("total", "revenue")
DAYS = {
    "close": ("close_date", Toward.FUTURE),
    "expires": ("expiration_date", Toward.FUTURE),
    "delivery": ("delivery_date", Toward.FUTURE),
    "created": ("created", Toward.PAST),
    "closed": ("closed", Toward.PAST),
}
ASKED = (
    "state",
    *TEXTS,
    *NAMED,
    "initiated-by",
    "external-id",
    *(f"{end}-{what}" for what in ("probability", *AMOUNTS) for end in ("min", "max")),
    *(f"{what}-{end}" for what in DAYS for end in ("from", "to")),
    "where",
    "reminder",
)


@dataclass(frozen=True)
class Asked:
    """`wanted` is what everything that was understood means; where there are troubles, that is not what was meant."""

    wanted: OpportunityFilter
    troubles: Mapping[str, StoreError] = field(default_factory=dict)


def asked_for(unit: Unit, given: Given, manner: Manner, *, state: State = State.OPEN) -> Asked:
    """What words mean, by the names of ASKED: all that is given applies, of one name's several any."""
    reading = _Reading(unit, given, manner)
    plain: dict[str, Any] = {column: reading.first(name) for name, column in TEXTS.items()}
    plain |= {
        "external_id": reading.first("external-id") or None,
        "state": reading.state(state),
        "probability": reading.probability(),
        "reminder": reading.reminder(),
        "zone": manner.zone.key,
    }
    plain |= {what: reading.amounts(what) for what in AMOUNTS}
    plain |= {column: reading.days(name, column_toward) for name, (column, column_toward) in DAYS.items()}
    names = {name: texts for name in NAMED if (texts := reading.all(name))}
    initiators = reading.all("initiated-by")
    own = reading.all("where")
    try:
        wanted = selected(unit, names, initiators=[_initiator(one) for one in initiators], own=own, **plain)
        return Asked(wanted, reading.troubles)
    except DatabaseError:
        raise
    except StoreError:
        pass
    # One of them names nothing, or several: which one is found out by asking for each alone.
    for name in list(names):
        if not reading.try_(name, lambda name=name: selected(unit, {name: names[name]})):  # type: ignore[misc]
            del names[name]
    if not reading.try_("initiated-by", lambda: selected(unit, {}, initiators=[_initiator(one) for one in initiators])):
        initiators = []
    if not reading.try_("where", lambda: selected(unit, {}, own=own)):
        own = []
    wanted = selected(unit, names, initiators=[_initiator(one) for one in initiators], own=own, **plain)
    return Asked(wanted, reading.troubles)


def _initiator(text: str) -> tuple[str, str]:
    """What led to it, "account:NAME"; raises Invalid."""
    kind, _, name = text.partition(":")
    if kind.strip() not in INITIATORS or not name.strip():
        kinds = ", ".join(f"{kind}:NAME" for kind in INITIATORS)
        raise Invalid("initiated by", f"{text!r} does not say what kind it is", f"write one of {kinds}")
    return kind.strip(), name.strip()


class _Reading:
    """Reads one name after the other, and keeps what is wrong with each."""

    def __init__(self, unit: Unit, given: Given, manner: Manner) -> None:
        self._unit, self._given, self._manner = unit, given, manner
        self.troubles: dict[str, StoreError] = {}

    def all(self, name: str) -> list[str]:
        return [text.strip() for text in self._given.get(name, ()) if text.strip()]

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def try_(self, name: str, read: Callable[[], Any], default: Any = None) -> Any:
        try:
            return read()
        except DatabaseError:
            raise
        except StoreError as trouble:
            self.troubles[name] = trouble
            return default

    def state(self, default: State) -> State:
        state = self.first("state")
        if state and state not in set(State):
            self.troubles["state"] = Invalid("state", f"{state!r} is none", f"it is {', '.join(State)}")
        return State(state) if state in set(State) else default

    def reminder(self) -> bool | None:
        state = self.first("reminder")
        if state and state not in ("on", "off"):
            self.troubles["reminder"] = Invalid("reminder", f"{state!r} is none", "it is on or off")
        return {"on": True, "off": False}.get(state)

    def probability(self) -> tuple[int, int]:
        least, most = (
            self._read(f"{end}-probability", lambda text: whole_per_cent("probability", text), default)
            for end, default in (("min", 0), ("max", 100))
        )
        return self._in_order("min-probability", least, most, "probability") or (0, 100)

    def amounts(self, what: str) -> tuple[Any, Any]:
        least, most = (
            self._read(f"{end}-{what}", lambda text: decimal_of("amount", number_of("amount", text, self._manner)))
            for end in ("min", "max")
        )
        return self._in_order(f"min-{what}", least, most, "amount") or (None, None)

    def days(self, what: str, toward: Toward) -> tuple[Any, Any]:
        first, last = (
            self._read(f"{what}-{end}", lambda text: day_of("date", text, self._manner, toward))
            for end in ("from", "to")
        )
        return self._in_order(f"{what}-from", first, last, "date") or (None, None)

    def _read(self, name: str, read: Callable[[str], Any], default: Any = None) -> Any:
        text = self.first(name)
        return self.try_(name, lambda: read(text), default) if text else default

    def _in_order(self, name: str, first: Any, last: Any, subject: str) -> tuple[Any, Any] | None:
        if first is None or last is None or first <= last:
            return first, last
        self.troubles[name] = Invalid(subject, "the first is more than the last", "change one of them")
        return None
