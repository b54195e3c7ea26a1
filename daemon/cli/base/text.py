"""Text on its way to a terminal. What mail brings is hostile until proven otherwise. Pure."""

from __future__ import annotations

import re

# Controls (a terminal obeys them), separators that break lines, marks that turn the reading direction, half characters.
_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""The text on one line, with nothing in it that a terminal would act on: an escape is shown as \x1b."""
    return _OBEYED.sub(lambda found: " " if found[0] in "\t\n\r" else _code(found[0]), text)


def escaped(json: str) -> str:
    r"""JSON with the same characters written as \u escapes; it means the same."""
    return _OBEYED.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", json)


def about(subject: str, sentence: str) -> str:
    """The sentence with its subject before it: one that speaks of the server does not say whose mailbox suffers."""
    return sentence if sentence.startswith(f"{subject}:") else f"{subject}: {sentence}"


def _code(character: str) -> str:
    return ascii(character)[1:-1]
