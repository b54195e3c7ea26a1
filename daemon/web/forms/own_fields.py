"""A firm's own fields in forms: what they hold as it would be typed, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from daemon.language import Language
from daemon.web.forms.conflicts import changed_by
from daemon.web.forms.form import Form
from store.rules.fields import as_json, shown
from store.unit import Unit
from store.values import Field, FieldKind, FieldValue, Record


@dataclass(frozen=True, slots=True)
class OwnField:
    """One of them in a form, with what the record holds."""

    field: Field
    now: str

    @property
    def name(self) -> str:
        """What it is called in the form."""
        return f"own-{self.field.id}"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Of a field of kind choice: values and what is shown for them, none first."""
        return [("", "-"), *((one, one) for one in self.field.choices)]


def own_fields(unit: Unit, record: Record, id: int | None, language: Language) -> list[OwnField]:
    """Those of a kind of record in their order, with what the record of this id holds; None for a new one."""
    held = unit.fields.of(record, [id]).get(id, {}) if id is not None else {}
    by_field = {field.id: value for field, value in held.values()}
    return [OwnField(one, _typed(one, by_field.get(one.id), language)) for one in unit.fields.all(record)]


def shown_fields(held: Mapping[str, tuple[Field, FieldValue]], language: Language) -> list[tuple[str, str]]:
    """Names and values of those that a record holds, in the language of whoever reads the page."""
    return [(name, _told(field, value, language)) for name, (field, value) in held.items()]


def own_settings(form: Form, fields: Sequence[OwnField], subject: str) -> list[str]:
    """What this person changed of them, as acts take it: "NAME=VALUE"; raises Conflicting."""
    now, labels = {one.name: one.now for one in fields}, {one.name: one.field.name for one in fields}
    changed = changed_by(form, now, subject, labels)
    return [f"{one.field.name}={changed[one.name]}" for one in fields if one.name in changed]


def _told(field: Field, value: FieldValue, language: Language) -> str:
    match field.kind:
        case FieldKind.MONEY:
            money = as_json(field, value)
            return language.money(Decimal(money["amount"]), money["currency"])
        case FieldKind.DATE:
            return language.date(value.day)
        case FieldKind.YES_NO:
            return language.gettext("yes") if value.number else language.gettext("no")
        case _:
            return _typed(field, value, language)


def _typed(field: Field, value: FieldValue | None, language: Language) -> str:
    """As whoever reads the page would type it: a number as their country writes it."""
    if value is None:
        return ""
    match field.kind:
        case FieldKind.NUMBER:
            return language.number(Decimal(shown(field, value)))
        case FieldKind.MONEY:
            money = as_json(field, value)
            return f"{language.number(Decimal(money['amount']))} {money['currency']}"
        case _:
            return shown(field, value)
