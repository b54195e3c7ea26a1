"""The plain text that a person would read of a body."""

from __future__ import annotations

import re

from daemon.text.html import text_of

LONGEST = 1_000_000  # characters, of a body and of what is made of it

_IS_HTML = re.compile(r"\s{0,100}<(?:!doctype html|html[\s>])", re.IGNORECASE)  # whatever the server calls it
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Control characters, marks of direction, what hides a text's length in preheaders, and what no database holds.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# What of that there is among the first 256 characters; what ends lines in mail is nothing odd.
_ODD = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA1), 0xAD])
# The same of all characters, those of the four patterns in one.
_ANY_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# Joiners shape letters of Persian, Hindi and their like, and emoji; anywhere else they are padding.
_JOINERS = re.compile("[\u200c\u200d]{2,}")
_STRAY_JOINER = re.compile("(?<![\u0600-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\U0010ffff])")
_PICTURE = re.compile(r"\[cid:[^\[\]\s]{1,200}\]")  # what Exchange writes for one in the text
_BLANK_LINES = re.compile(r"\n{3,}")


def readable(body: str, is_html: bool) -> str:
    """The text without scripts, styles, pictures, hidden and invisible parts; links with an address that differs.

    At most one blank line in a row, no space at ends. Made again of itself as plain text, it stays the same.
    """
    body = body[:LONGEST]
    if is_html or _IS_HTML.match(body):
        body = text_of(_LINE_ENDS.sub("\n", body))[:LONGEST]
    return tidy(body)


def tidy(text: str) -> str:
    """Plain text without what nobody sees in it."""
    is_plain = _is_plain(text)
    if not is_plain:
        text = _LINE_ENDS.sub("\n", text.replace("\r\n", "\n"))
        text = _SPACES.sub(" ", text)
        text = _INVISIBLE.sub("", text)
    if "[" in text and "[cid:" in text:  # one character is looked for many times as fast as several
        text = _PICTURE.sub(" ", text)
    if not is_plain:
        text = _STRAY_JOINER.sub("", _JOINERS.sub("", text))
    lines = list(map(str.rstrip, _lines(text) if is_plain else text.split("\n")))
    text = "\n".join(lines)
    return (_BLANK_LINES.sub("\n\n", text) if "" in lines and "\n\n\n" in text else text).strip()


def _lines(text: str) -> list[str]:
    """The lines of a text with nothing odd in it: Python finds those several times as fast as what ends them is gone.

    A line's end that was made twice is one.
    """
    lines = text.splitlines()
    is_any_else = "\r" in text and len(lines) != text.count("\n") + (text[-1:] not in "\r\n")
    return _LINE_ENDS.sub("\n", text.replace("\r\n", "\n")).split("\n") if is_any_else else lines


def _is_plain(text: str) -> bool:
    """True when nothing invisible is in it; most texts, and this is many times as fast as looking for it."""
    try:
        written = text.encode("latin-1")
    except UnicodeEncodeError:
        return _ANY_ODD.search(text) is None
    return len(written.translate(None, _ODD)) == len(written)
