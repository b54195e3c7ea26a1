"""What is due of a user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.shapes.linking import entry_shape
from daemon.shapes.words import Shape, key_of

if TYPE_CHECKING:
    from store.values import Agenda, AgendaByDay, Due


def agenda_shape(agenda: Agenda, prefix: str) -> Shape:
    user = agenda.user
    return {
        "user": {"id": user.id, "name": user.name, "email": user.email},
        "first": agenda.first,
        "last": agenda.last,
        "today": agenda.today,
        "due": [due_shape(due, prefix) | {"overdue": agenda.is_overdue(due)} for due in agenda.due],
        "questions": [entry_shape(entry, prefix) for entry in agenda.questions],
        "more": agenda.has_more,
    }


def agenda_days_shape(agenda: AgendaByDay, prefix: str) -> Shape:
    user = agenda.user
    return {
        "user": {"id": user.id, "name": user.name, "email": user.email},
        "first": agenda.first,
        "last": agenda.last,
        "overdue": [due_shape(due, prefix) for due in agenda.overdue],
        "days": [
            {"day": one.day, "due": [due_shape(due, prefix) for due in one.due], "more": one.has_more}
            for one in agenda.days
        ],
        "earlier": agenda.earlier,
        "later": agenda.later,
        "questions": len(agenda.questions),
    }


def due_shape(due: Due, prefix: str) -> Shape:
    return {
        "kind": due.kind.value,
        "day": due.day,
        "at": due.at,
        "title": due.title,
        "id": due.id,
        "opportunity": key_of(due.number, prefix) if due.number is not None else None,
        "number": due.number,
        "about": due.about,
        "party": due.party,
    }
