"""What a record asks for in Outlook: a task's subject and our block of its body, in the firm's language there. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime

from daemon.language import ENGLISH, Language
from daemon.outlook.tasks.words import MARKS
from store.rules.days import day_of
from store.values import Brief, HistoryLine, Opportunity, TaskAbout, TaskState, TaskWanted

LONGEST = 255  # characters of a subject

_MARKS = re.compile("---")  # in what the block shows, so that nothing in it can end it


def task_for(wanted: TaskWanted, prefix: str, language: Language = ENGLISH) -> TaskState:
    """The task that a record asks for."""
    return TaskState(
        subject=clean_subject(_subject(wanted, prefix, language)),
        due=wanted.due,
        reminder_at=wanted.reminder_at,
        is_complete=False,
        block=block_for(wanted, prefix, language),
    )


def _subject(wanted: TaskWanted, prefix: str, language: Language) -> str:
    """`Follow up: 200 seats (OPP-17)`, `Send the quote: 200 seats (OPP-17)`; the key stays where a name is long."""
    opportunity = wanted.brief.opportunity if wanted.brief else None
    key = f" ({prefix}-{opportunity.number})" if opportunity else ""
    name = language.gettext("Follow up") if wanted.about is TaskAbout.REMINDER else wanted.name
    where = wanted.where or (opportunity.title if opportunity else "")
    return f"{name}: {where}"[: LONGEST - len(key)].rstrip() + key if where else f"{name}{key}"


def clean_subject(subject: str) -> str:
    return " ".join(subject.split())[:LONGEST]


def block_for(wanted: TaskWanted, prefix: str, language: Language = ENGLISH) -> str:
    """Our block of the task's body: what somebody wants to see before the call."""
    marks = MARKS[language.code]
    lines = _own_lines(wanted, language)
    if wanted.brief:
        lines += _opportunity_lines(wanted.brief, prefix, language)
    return "\n".join([marks.begin, *(_MARKS.sub("- -", line) for line in lines), marks.end])


def _own_lines(wanted: TaskWanted, language: Language) -> list[str]:
    """Of the activity or task itself."""
    match wanted.about:
        case TaskAbout.REMINDER:
            return []
        case TaskAbout.PROJECT:
            lines = [wanted.name, language.gettext("Project: %(name)s", name=wanted.where), wanted.text]
        case TaskAbout.ACTIVITY | TaskAbout.HISTORY:
            lines = [wanted.name, "" if wanted.brief else wanted.where, wanted.text.strip()]
    return [line for line in lines if line]


def _opportunity_lines(brief: Brief, prefix: str, language: Language) -> list[str]:
    opportunity = brief.opportunity
    lines = [
        f"{prefix}-{opportunity.number} {opportunity.title}",
        _stage(opportunity, language),
        " · ".join(part for part in (brief.party, brief.party_phone) if part),
    ]
    if opportunity.expected_revenue:
        lines.insert(2, language.gettext("Expected revenue: %(amount)s", amount=_revenue(opportunity, language)))
    if brief.latest:
        lines.append(MARKS[language.code].latest)
    for line in brief.latest:
        day = f"{_day(day_of(at) if line.is_all_day else at.date(), language)} " if (at := line.occurred_at) else ""
        about = " ".join(line.subject.split())[:100]
        lines.append(f"{day}{_kind(line, language)} {line.author}: {about}{_state(line, language)}")
    return lines


def _stage(opportunity: Opportunity, language: Language) -> str:
    said = language.gettext(
        "Stage: %(stage)s, probability %(probability)s %%",
        stage=opportunity.stage_name or language.pgettext("stage", "none"),
        probability=opportunity.probability,
    )
    if opportunity.close_date is None:
        return said
    return said + language.gettext(", close date %(day)s", day=_day(opportunity.close_date, language))


def _state(line: HistoryLine, language: Language) -> str:
    if line.is_cancelled:
        return f" ({language.gettext('cancelled')})"
    return f" ({language.gettext('deleted from the calendar')})" if line.is_gone else ""


# English tasks read as they do at the command line.


def _day(day: date | datetime, language: Language) -> str:
    return f"{day:%Y-%m-%d}" if language is ENGLISH else language.date(day)


def _revenue(opportunity: Opportunity, language: Language) -> str:
    if language is ENGLISH:
        return f"{opportunity.expected_revenue} {opportunity.currency}"
    return language.money(opportunity.expected_revenue, opportunity.currency)


def _kind(line: HistoryLine, language: Language) -> str:
    return line.kind.value if language is ENGLISH else language.word("ItemKind", line.kind.value)
