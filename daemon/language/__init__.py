"""What people read, in their own language: words, sentences, dates, numbers and money.

English is the source. What it becomes in the others stands in `catalogues/`, one file an area, read where it is used.
"""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.language.catalogues import CODES, gettext_noop, words_of
    from daemon.language.choosing import choose_language, named
    from daemon.language.refusals.saying import refusal, refusal_told, told, told_by
    from daemon.language.refusals.troubles import cause_told, trouble_told
    from daemon.language.speech import ENGLISH, Language, language_of
    from daemon.language.templates import speaking, spoken, teach
    from daemon.language.trail import changed_field, changed_value

__all__ = [
    "CODES",
    "ENGLISH",
    "Language",
    "cause_told",
    "changed_field",
    "changed_value",
    "choose_language",
    "gettext_noop",
    "language_of",
    "named",
    "refusal",
    "refusal_told",
    "speaking",
    "spoken",
    "teach",
    "told",
    "told_by",
    "trouble_told",
    "words_of",
]

__getattr__ = lazily(__name__)
