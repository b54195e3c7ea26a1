"""Words of a module for browsers that are for people: it has none of its own, pages hand it theirs in data-…"""

from __future__ import annotations

import re

_COMMENT = re.compile(r"^\s*//.*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`')
_KEYS = re.compile(r"Arrow(Up|Down|Left|Right)|Escape|Enter|Tab|Home|End|Delete|Backspace|Page(Up|Down)|Shift|Control")
_SELECTOR = re.compile(r"[\[\]#.>=:]")
_SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
_WORD = re.compile(r"[A-Z][a-z]+[.!?…]?")


def bare_texts(script: str) -> list[str]:
    """Texts of a script that look as if somebody were to read them."""
    found = ["".join(groups) for groups in _TEXT.findall(_COMMENT.sub("", script))]
    return [text for text in found if _is_for_people(re.sub(r"\$\{[^}]*\}", "", text).strip())]


def _is_for_people(text: str) -> bool:
    if _KEYS.fullmatch(text):
        return False
    return bool(_WORD.fullmatch(text) or (_SENTENCE.search(text) and not _SELECTOR.search(text.rstrip(".:"))))
