"""Values of Internet headers as people's programs mean them: on one line, encoded words read. Pure."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header

from connectors.mailbox import LONGEST_HEADER

_WORD = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]{0,400}\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=) (?==\?)")


def header_value(text: str) -> str:
    """The value without folds; what is longer than LONGEST_HEADER is cut, what does not decode stays as it is."""
    value = " ".join(text[:LONGEST_HEADER].split())
    return _WORD.sub(_decoded, _BETWEEN_WORDS.sub("", value)) if "=?" in value else value


def _decoded(word: re.Match[str]) -> str:
    """RFC 2047: a sender's "=?utf-8?q?OPP_new?=" is what the server makes the category "OPP new" of."""
    try:
        [(content, charset)] = decode_header(word[0])
        text = content if isinstance(content, str) else content.decode(charset or "ascii", "replace")
    except (HeaderParseError, LookupError, ValueError):
        return word[0]
    return " ".join(text.split())
