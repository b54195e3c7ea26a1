"""Backslashes in double quotes, where TOML reads codes: `"US\\bob"` has a backspace in it and no b. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from config.positions import KeyPath

_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_IN_DOUBLE_QUOTES = re.compile(r'"((?:[^"\\\n]|\\[^\n])*\\[^\n]*?)(?:"|$)')
_WHOLE = re.compile(r'(?<!")"((?:[^"\\\n]|\\[^\n])*)"(?!")')
_ESCAPED = re.compile(r"[^\\]|\\\\")  # what is no code
_KEYS = re.compile(r"""([\w."'-]+)\s*=""")
_NAMES = {"\b": "a backspace", "\t": "a tab", "\n": "a line break", "\f": "a form feed", "\r": "a carriage return"}
_CODES = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r"}
_SECRET = ("password", "client_secret", "certificate", "certificate_password", "url")
_OF_LINES = ("certificate",)  # PEM has lines, which somebody may well write as codes


def hint(text: str, error: str) -> str:
    """What to write instead, after an error of the parser; "" where the line that it names has no such backslash."""
    named = _LINE.search(error)
    lines = text.split("\n")
    if not named or int(named[1]) > len(lines):
        return ""
    line = lines[int(named[1]) - 1]
    texts = [one for one in _IN_DOUBLE_QUOTES.finditer(line) if _ESCAPED.sub("", one[1])]
    if not texts:
        return ""
    found = next((one for one in texts if one.start() <= int(named[2]) <= one.end() + 1), texts[0])
    meant = found[1].removesuffix('"') if found[1].endswith('\\"') else found[1]
    keys = [key for key in _KEYS.findall(line) if _is_secret(key)] or [""]  # of one line all, in an inline table
    return f"; a backslash in double quotes begins a code: {_instead(meant, keys[0])}"


def slips(text: str, values: Any) -> Iterator[tuple[int, str]]:
    """Of a text that was parsed, values with codes in them that nobody means: each with its line and a sentence."""
    if "\\" not in text:
        return
    for path, value in _texts(values):
        names = [str(part) for part in path if isinstance(part, str)]
        if (code := next((one for one in value if one in _NAMES), "")) and names[-1] not in _OF_LINES:
            for found in _WHOLE.finditer(text):
                if _CODES[code] in found[1] and _read(found[0]) == value:
                    what = f"{'.'.join(names)} has {_NAMES[code]} in it"
                    instead = _instead(found[1], names[-1])
                    yield (
                        text.count("\n", 0, found.start()) + 1,
                        f"{what}, which {_CODES[code]} means in double quotes: {instead}",
                    )
                    break


def _instead(written: str, key: str) -> str:
    """How to write it; without the text where that is a secret."""
    if _is_secret(key):
        return "write the text in single quotes, or each backslash twice"
    doubled = re.sub(r"\\{1,2}", r"\\\\", written)
    single = re.sub(r"\\\\", r"\\", written)
    return (f"write '{single}' in single quotes, or " if "'" not in single else "write ") + f'"{doubled}"'


def _is_secret(key: str) -> bool:
    return key.replace('"', "").replace("'", "").rpartition(".")[2] in _SECRET


def _read(quoted: str) -> Any:
    try:
        return tomllib.loads(f"x = {quoted}")["x"]
    except tomllib.TOMLDecodeError:
        return None


def _texts(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    match value:
        case str():
            yield path, value
        case dict():
            for key, inner in value.items():
                yield from _texts(inner, (*path, key))
        case list():
            for position, inner in enumerate(value):
                yield from _texts(inner, (*path, position))
