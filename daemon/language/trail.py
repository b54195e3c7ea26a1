"""What the audit trail keeps of a change, in somebody's language: the name of the field, and what it held."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from daemon.language.catalogues import OTHERS, texts_of
from daemon.language.refusals.saying import in_words_of
from daemon.language.refusals.sentences import Sentences
from daemon.language.speech import Language
from daemon.language.vocabulary import FIELDS, WORDS

_KINDS = {"kind": "FieldKind", "role": "Role", "status": "TaskStatus", "of": "Record", "events": "EventKind"}
_FLAGS = re.compile(r"active|activity reminders|default|offered|reminder on|task \d+ cancelled")
_TOLD = re.compile(r"line item \d+|linked to|related|task \d+|activity .*: due", re.DOTALL)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00:00")
_DAYS = re.compile(r"\((\d+) days?\)")


def changed_field(language: Language, field: str) -> str:
    """What people call the field; a firm's own field by its name."""
    words = field.replace("_", " ")
    if words in FIELDS:
        return language.word("field", words)
    return in_words_of(language, _sentences("changed"), "changed", field)


def changed_value(language: Language, zone: ZoneInfo, field: str, value: str) -> str:
    """What the field held: what the program wrote there in its words, what people wrote as it is."""
    if _MOMENT.fullmatch(value):
        return language.moment(datetime.fromisoformat(value), zone)
    if kind := _KINDS.get(field):
        return ", ".join(language.word(kind, one) if one in WORDS[kind] else one for one in value.split(", "))
    if _FLAGS.fullmatch(field):
        return language.word("Answer", value)
    if field == "tasks":
        return _DAYS.sub(lambda days: language.ngettext("(%(num)s day)", "(%(num)s days)", int(days[1])), value)
    return in_words_of(language, _sentences("held"), "held", value) if _TOLD.fullmatch(field) else value


@cache
def _sentences(part: str) -> Sentences:
    return Sentences(texts_of(OTHERS[0], "words", part))
