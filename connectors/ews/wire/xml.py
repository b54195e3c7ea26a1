"""The XML of EWS: names, builders, and a strict way to read an answer."""

from __future__ import annotations

import re
from typing import TypeAlias

from lxml import etree
from lxml.builder import ElementMaker

from connectors.characters import FORBIDDEN, clean

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
T = f"{{{TYPES}}}"
M = f"{{{MESSAGES}}}"
S = f"{{{SOAP}}}"

NAMES = {"s": SOAP, "m": MESSAGES, "t": TYPES}
t = ElementMaker(namespace=TYPES, nsmap=NAMES)
m = ElementMaker(namespace=MESSAGES, nsmap=NAMES)

Element: TypeAlias = etree._Element

# Without bounds, as mail has none; but for what begins with anything else than the answer itself, which may declare
# entities that name each other without an end: whatever is told, older parsers put them into attributes.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_BOUNDED = etree.XMLParser(resolve_entities=False, no_network=True)
_PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>)?\s*<[A-Za-z_]")
_WEB_PAGE = "a web page answers at this address, not EWS"
_REFERENCE = re.compile("&#(x[0-9a-fA-F]+|[0-9]+);")


class BadAnswer(Exception):
    """What came back is not an answer of EWS; the argument says what it is instead."""


class TooLarge(BadAnswer):
    """More than is read of one answer."""


def parse(content: bytes) -> Element:
    """The envelope of a whole answer; raises BadAnswer for anything else.

    Strict on purpose: a parser that recovers loses the tail of a truncated answer without a word. Only what XML
    forbids and Exchange sends all the same (references to control characters, halves of surrogates) is taken out first.
    """
    if not content.strip():
        raise BadAnswer("the server answered nothing")
    try:
        root = _root(content)
    except etree.XMLSyntaxError:
        try:
            root = _root(_without_forbidden(content))
        except etree.XMLSyntaxError as problem:
            if b"<html" in content[:1000].lower():
                raise BadAnswer(_WEB_PAGE) from problem
            raise BadAnswer("the answer is cut short, or not XML") from problem
    if root.tag == "html":
        raise BadAnswer(_WEB_PAGE)
    if root.tag != f"{S}Envelope":
        raise BadAnswer("what answers at this address is not EWS")
    return root


def has(element: Element, tag: str) -> bool:
    """Whether it has a child of this name; in half the time that `find` takes."""
    return next(element.iterchildren(tag), None) is not None


def code_of(message: Element) -> str:
    """What a message says of how it went: in its first element, unless there are words before it."""
    for child in message:
        if child.tag == _CODE:
            return child.text or ""
    return ""


def items_of(message: Element) -> Element:
    """The holder of a message's items; raises BadAnswer without it."""
    items = next(message.iterchildren(_ITEMS), None)
    if items is None:
        raise BadAnswer("the answer has no items")
    return items


_CODE, _ITEMS = f"{M}ResponseCode", f"{M}Items"


def _root(content: bytes) -> Element:
    root: Element = etree.fromstring(content, _PARSER if _PLAIN.match(content) else _BOUNDED)
    return root


def _without_forbidden(content: bytes) -> bytes:
    text = _REFERENCE.sub(_literal_if_forbidden, content.decode("utf-8", "replace"))
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs of surrogates become one letter
    return clean(joined).encode()


def _literal_if_forbidden(reference: re.Match[str]) -> str:
    number = reference[1]
    code = int(number[1:], 16) if number[0] == "x" else int(number)
    if code > 0x10FFFF:
        return ""
    letter = chr(code)
    return letter if FORBIDDEN.match(letter) else reference[0]
