"""What is said of commands and their options, in words of the pages: whoever is in a browser has no shell.

On a page, and in catalogues, the other one stands in the place of each text.
"""

from __future__ import annotations

import re
from functools import cache

from daemon.language.refusals.sentences import Sentences

_BEFORE = re.compile("[:;] ")
_HOW = "choose how dates and numbers are written: "

ON_PAGES: dict[str, str] = {
    "restore it: dealtrail bin restore %(handle)s": "restore it from the recycle bin",
    "restore that first: dealtrail bin restore %(handle)s": "restore that first",
    "take that one, or undo it: dealtrail bin restore %(handle)s": "take that one, or undo it in the recycle bin",
    "add one: dealtrail contact edit NAME --add-email ADDRESS": "add one to the contact",
    "add one: dealtrail stage add NAME": "an owner adds one in the settings",
    "ask an owner; say who you are with --as or DEALTRAIL_USER": "ask an owner",
    "change them: dealtrail opportunity item edit": "change the line items",
    "its tasks in Outlook are still to be completed; dealtrail run does that": (
        "its tasks in Outlook are still to be completed; the service does that"
    ),
    "go on with it: dealtrail database copy FROM TO": "an administrator goes on with it",
    "if it was emptied on purpose, reconcile with --full": (
        "if it was emptied on purpose, an administrator reconciles it in full"
    ),
    "leave --sheet out": "leave the sheet empty",
    "look the code up in the documents of the server; dealtrail check tries the mailbox again": (
        "look the code up in the documents of the server"
    ),
    "make them inactive; their mailbox is left out of the configuration, and forgotten with dealtrail mailbox forget": (
        "make them inactive; their mailbox is left out of the configuration, and forgotten there"
    ),
    "name a hidden one: --sheet": "name a hidden one as the sheet",
    "name one of them: --sheet": "name one of them as the sheet",
    "name somebody else with --as": "ask an owner",
    "name them with --choice": "write them, a line each",
    "nearest: %(names)s; --explain proposes a map": "nearest: %(names)s",
    "save it as UTF-8, or name its encoding: --encoding cp1252": "save it as UTF-8, or choose its character set",
    "say --yes to do it": "tick that the values go, too",
    "say which: --locale en reads 1,234.50 and 3/4/2025, --locale de reads 1.234,50 and 4.3.2025": (
        f"{_HOW}en reads 1,234.50 and 3/4/2025, de reads 1.234,50 and 4.3.2025"
    ),
    "say which: --locale en-US, en-GB, de, nb …": f"{_HOW}en-US, en-GB, de, nb …",
    "say who you are with --as": "ask an owner",
    "say who you are with --as or DEALTRAIL_USER": "ask an owner",
    "take one out, or pass it over by a map: --map": "take one out",
    "the letters of Windows (cp1252, for example %(shown)s; if these are others, name them with --encoding)": (
        "the letters of Windows (cp1252, for example %(shown)s; if these are others, save it as UTF-8)"
    ),
    "the letters of Windows (cp1252; if these are others, name them with --encoding)": (
        "the letters of Windows (cp1252; if these are others, save it as UTF-8)"
    ),
    "there are: %(columns)s; --explain proposes a map": "there are: %(columns)s",
    "what became of it: dealtrail why %(id)s": "look at it in the history",
    "write %(dates)s, or name a locale, such as de_DE, in records.locale or with --locale": "write %(dates)s",
    "write 1234.50, or say how they are written: --locale": "write 1234.50, or choose how numbers are written",
    "write 2025-03-04 09:00, or say how they are written: --locale": (
        "write 2025-03-04 09:00, or choose how dates are written"
    ),
    "write 2025-03-04, or say how they are written: --locale": "write 2025-03-04, or choose how dates are written",
    "write it without a sign between thousands, or name a locale, such as de_DE: records.locale, --locale": (
        "write it without a sign between thousands"
    ),
}


def on_page(english: str) -> str:
    """The same in words of the pages, wherever in the sentence; what speaks of no command is as it was."""
    if "--" not in english and "dealtrail " not in english:
        return english
    for begin in (0, *(found.end() for found in _BEFORE.finditer(english))):
        found = _commands().find(english[begin:], ())
        if found is not None:
            return english[:begin] + ON_PAGES[found[0].text] % found[1]
    return english


@cache
def _commands() -> Sentences:
    return Sentences(ON_PAGES)
