"""Small pieces of EWS XML: escaping, leaves, and elements turned into text with the `t:` prefix."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.sax.saxutils import unescape
from zoneinfo import ZoneInfo

from lxml import etree

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
T = f"{{{TYPES}}}"
M = f"{{{MESSAGES}}}"
S = f"{{{SOAP}}}"

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


_ASCII_FORBIDDEN = [chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"]
_LONG = 200  # characters, from which on it is quicker to look for each of these than at each character


def clean(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold."""
    if len(text) > _LONG and text.isascii() and not any(map(text.__contains__, _ASCII_FORBIDDEN)):
        return text
    return _FORBIDDEN.sub("", text)


def escape(text: str) -> str:
    """Text as element content or attribute value; carriage returns survive the reader's line-end rules."""
    text = clean(text)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "&#xD;")):
        if character in text:
            text = text.replace(character, entity)
    return text


def leaf(name: str, text: str) -> str:
    return f"<t:{name}>{escape(text)}</t:{name}>"


def leaf_text(fragment: str) -> str:
    """What `leaf` was made of; "" for an empty or missing fragment."""
    start, end = fragment.find(">") + 1, fragment.rfind("</")
    return unescape(fragment[start:end], {"&quot;": '"', "&#xD;": "\r"}) if 0 < start <= end else ""


def fragment(element: etree._Element) -> str:
    """An element of the types namespace as text without namespace declarations, however its sender wrote it."""
    name = etree.QName(element).localname
    attributes = "".join(f' {escape(str(key))}="{escape(str(value))}"' for key, value in element.attrib.items())
    children = "".join(fragment(child) for child in element.iterchildren(tag=etree.Element))
    inner = children or escape(element.text or "")
    return f"<t:{name}{attributes}>{inner}</t:{name}>"


def parse(fragment_: str) -> etree._Element:
    """The element that a fragment stands for."""
    wrapped = f'<x xmlns:t="{TYPES}">{fragment_}</x>'
    return etree.fromstring(wrapped, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))[0]


def timestamp(moment: datetime) -> str:
    """A moment as Exchange writes it: UTC, whole seconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def moment(text: str, zone: ZoneInfo | None = None) -> datetime:
    """An xs:dateTime as an aware time in UTC; one without an offset is read in `zone` (UTC when there is none).

    Raises ValueError for anything else.
    """
    value = datetime.fromisoformat(text.strip())
    return (value if value.tzinfo else value.replace(tzinfo=zone or UTC)).astimezone(UTC)
