"""What goes wrong between us and a mail server, in somebody's language: the record keeps it in English.

A trouble is told with its reason first, and what to do behind a semicolon; codes in parentheses stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from daemon.language.catalogues import OTHERS, SOURCE, texts_of
from daemon.language.refusals.grounds import MAIL
from daemon.language.refusals.on_pages import on_page
from daemon.language.refusals.raised import places
from daemon.language.refusals.saying import refusal_told
from daemon.language.refusals.sentences import Sentences
from daemon.language.speech import Language
from daemon.language.vocabulary import WORDS

AREA = "troubles"
WHO, TROUBLE, CURE, CAUSE = "who", "trouble", "cure", "cause"  # the contexts of its texts
_PARTS = {"subject": WHO, "reason": TROUBLE, "remedy": CURE}

# What is put together elsewhere than at an error.
SAID = {
    TROUBLE: (
        "an unexpected %(name)s",
        "the server does not tell its %(fields)s",
        "the server does not tell its %(fields)s any more",
        "the server lists nothing in it, and %(count)s items were there: nothing was marked gone",
    ),
    CURE: (
        "correct it: it is tried at once then, else once an hour",
        "if it was emptied on purpose, reconcile with --full",
        "it is decided by the rest until it is told",
        "nothing is taken for withdrawn",
        "the log has the details",
        "what is stored of it stays",
    ),
}
# What the system, and what checks certificates, say most often.
_CAUSES = (
    "Broken pipe",
    "Connection refused",
    "Connection reset by peer",
    "Connection timed out",
    "Hostname mismatch, certificate is not valid for %(host)s",
    "IP address mismatch, certificate is not valid for %(host)s",
    "Name or service not known",
    "Network is unreachable",
    "No address associated with hostname",
    "No route to host",
    "No such file or directory",
    "Permission denied",
    "Temporary failure in name resolution",
    "certificate has expired",
    "certificate is not yet valid",
    "self-signed certificate",
    "self-signed certificate in certificate chain",
    "unable to get local issuer certificate",
)
_WITHIN = ("reason", "problem", "why", "strerror", "verify_message")  # values that are told themselves
_CODE = re.compile(r"(.+?)( \([^()]{1,80}\))")
_AND = re.compile(r"(, | and )")
MOST = 10  # places that are tried


def texts() -> Iterator[tuple[str, str]]:
    """Every text with its context, for the catalogues."""
    for context, said in (*SAID.items(), (CAUSE, _CAUSES)):
        yield from ((context, on_page(one)) for one in said)
    for place in places(ground=MAIL):
        told = [one for one in place.texts if place.part != "subject" or " " in one]
        yield from ((_PARTS[place.part], on_page(one)) for one in told)


def trouble_told(language: Language, sentence: str) -> str:
    """ "bob@us.example: the server has …; correct …", or what stands behind the colon alone."""
    if language.code == SOURCE:
        return sentence
    for colon in (-2, *_places(": ", sentence)):
        for semicolon in (*_places("; ", sentence, colon + 2), len(sentence)):
            subject, reason, cure = (
                sentence[: max(colon, 0)],
                sentence[colon + 2 : semicolon],
                sentence[semicolon + 2 :],
            )
            told = _told(language, TROUBLE, reason)
            if told is not None:
                named = f"{_told(language, WHO, subject) or subject}: " if subject else ""
                return named + told + (f"; {_told(language, CURE, cure) or cure}" if cure else "")
    return sentence


def cause_told(language: Language, cause: str) -> str:
    """Why there was no connection, as a library or the system calls it."""
    told = _told(language, CAUSE, cause.rstrip("."))
    return cause if told is None else told


def _told(language: Language, context: str, english: str) -> str | None:
    found = _sentences(context).find(english, ())
    if found is None:
        with_code = _CODE.fullmatch(english)
        told = _told(language, context, with_code[1]) if with_code else None
        return None if told is None or with_code is None else told + with_code[2]
    text, values = found[0].text, found[1]
    for name, value in values.items():
        if name in _WITHIN:
            values[name] = _within(language, value)
        elif name == "fields":
            values[name] = "".join(_field(language, one) for one in _AND.split(value))
    return language.pgettext(context, text, **values)


def _within(language: Language, value: str) -> str:
    for context in (TROUBLE, CAUSE):
        told = _told(language, context, value.rstrip("."))
        if told is not None:
            return told
    return refusal_told(language, value)


def _field(language: Language, word: str) -> str:
    if word == " and ":
        return f" {language.gettext('and')} "
    return language.word("Told", word) if word in WORDS["Told"] else word


def _places(mark: str, sentence: str, since: int = 0) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(mark), sentence) if found.start() >= since][:MOST]


@cache
def _sentences(context: str) -> Sentences:
    return Sentences(texts_of(OTHERS[0], AREA, context))
