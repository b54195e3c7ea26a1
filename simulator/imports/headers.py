"""Header values of real-world mail: decoded as far as they can be, never refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from simulator.xml import clean

_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_GAP = re.compile(r"\s+")


def raw_headers(message: Message[Any, Any]) -> list[tuple[str, str]]:
    """All headers as they came, unfolded, bytes outside of ASCII read as UTF-8 or else Windows-1252."""
    found = []
    for name, value in message.raw_items():
        found.append((clean(_text(str(name))).strip(), _FOLD.sub(" ", _text(str(value))).strip()))
    return found


def first(headers: list[tuple[str, str]], name: str) -> str:
    """The first header of this name as it came; "" when there is none."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), "")


def decoded(value: str) -> str:
    """Encoded words (RFC 2047) as text; whatever does not decode stays as it is."""
    if "=?" not in value:
        return clean(value).strip()
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return clean(value).strip()
    pieces = [part if isinstance(part, str) else decode_bytes(part, charset) for part, charset in parts]
    return clean("".join(pieces)).strip()


def decode_bytes(content: bytes, charset: str | None) -> str:
    """Text in its declared character set, else as UTF-8, else as Windows-1252 with replacements; never raises."""
    for candidate in (charset, "utf-8"):
        try:
            if candidate:
                return content.decode(candidate.strip("'\" "))
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", errors="replace")


def date(value: str) -> datetime | None:
    """A Date header's moment in UTC; None when it is none."""
    try:
        parsed = parsedate_to_datetime(value)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def addresses(value: str) -> list[tuple[str, str]]:
    """(name, address) pairs of an address list, groups opened; forgiving where senders break the rules."""
    found: list[tuple[str, str]] = []
    loose = ""  # a name that a comma was in, without quotes round it: "Client, Ann <ann@client.example>"
    for part in _split(value):
        name, address = _person(part)
        if loose and address and name and "<" in part:
            name, loose = f"{loose}, {name}", ""
        if loose and address:
            found.append((loose, ""))
            loose = ""
        if name and not address:
            loose = f"{loose}, {name}" if loose else name
        elif name or address:
            found.append((name, address))
    return [*found, (loose, "")] if loose else found


def _split(value: str) -> list[str]:
    """Cut at the commas and semicolons that are outside of quotes, comments and angle brackets; drop group names."""
    parts: list[str] = []
    current: list[str] = []
    quoted, depth, angle, escaped = False, 0, False, False
    for character in value:
        if escaped:
            escaped = False
        elif character == "\\" and (quoted or depth):
            escaped = True
        elif character == '"' and not depth:
            quoted = not quoted
        elif not quoted and character in "()":
            depth = max(0, depth + (1 if character == "(" else -1))
        elif not quoted and not depth and character in "<>":
            angle = character == "<"
        elif not quoted and not depth and not angle and character in ",;:":
            if character != ":":  # what stands before a colon is a group's name
                parts.append("".join(current))
            current = []
            continue
        current.append(character)
    parts.append("".join(current))
    return parts


_ANGLE = re.compile(r"<([^<>]*)>")
_LEGACY = re.compile(r"\s*(?:EX:)?/(?:o|ou|cn|dc)=", re.IGNORECASE)
_QUOTES = re.compile(r'^"(.*)"$', re.DOTALL)


def _person(part: str) -> tuple[str, str]:
    part = part.strip()
    angle = _ANGLE.search(part)
    if angle:
        address, name = angle.group(1), part[: angle.start()].strip("< \t")
    else:
        name, address = _comment(part)
        if "@" not in address and not name:
            name, address = address, ""
        words = address.split()
        if len(words) > 1 and "@" not in "".join(words[:-1]) and words[-1].find("@") > 0:
            name, address = " ".join(words[:-1]), words[-1]  # "Ann ann@client.example", without the brackets
    if _LEGACY.match(address):  # an X.500 address, in which blanks are part of the names
        return decoded(name.strip().strip('"')), address.strip()
    address = decoded(_GAP.sub("", address.rpartition(":")[2] if address.startswith("@") else address))
    quoted = _QUOTES.match(name.strip())
    if quoted:
        name = re.sub(r"\\(.)", r"\1", quoted.group(1))
    return decoded(name), address.strip('"')


def _comment(part: str) -> tuple[str, str]:
    """What stands in the brackets, and the rest; by searching, for a pattern looks at every bracket anew."""
    begin, end = part.find("("), part.rfind(")")
    if not 0 <= begin < end:
        return "", part.strip()
    return part[begin + 1 : end], (part[:begin] + part[end + 1 :]).strip()


def _text(value: str) -> str:
    """A header's text from the parser, which hides bytes outside of ASCII as surrogates."""
    return decode_bytes(value.encode("utf-8", "surrogateescape"), None)
