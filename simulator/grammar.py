"""The protocol's requests as a table of element names, and the XML Schema that judges by it.

The table (requests.txt) names what belongs where, in which order and how often, in a notation of a line a type:

    Type < Base :: Child:Type Optional:Type? Many:Type* (Either:Type | Or:Type)+ @Attribute:type @Required:type!
    Type = value value          one of these words
    Type ~ int >=1 <=512        a narrower kind of a built-in type; `list` and `union` of others

`any` stands for what only servers write: nothing in it is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree
from lxml.builder import ElementMaker

from simulator.xml import MESSAGES, TYPES

_XS = "http://www.w3.org/2001/XMLSchema"
_X = f"{{{_XS}}}"
_PREFIXES = {"messages": "m", "types": "t"}
_make = ElementMaker(namespace=_XS, nsmap={"xs": _XS, "m": MESSAGES, "t": TYPES})
_WORD = re.compile(r"\(|\)[?*+]?|\||\[|\][?*+]?|[^\s()|\[\]]+")
_OCCURS = {"?": ("0", "1"), "*": ("0", "unbounded"), "+": ("1", "unbounded")}
_FACETS = {">=": "minInclusive", "<=": "maxInclusive", "len>=": "minLength"}


@dataclass
class Table:
    """requests.txt, read: definitions by section and name, and the version in which each newer name came."""

    operations: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    types: dict[str, tuple[str, str]] = field(default_factory=dict)  # name → (section, definition)
    since: dict[str, str] = field(default_factory=dict)  # "ItemType.TextBody" → "Exchange2013"


@cache
def table() -> Table:
    found, section = Table(), ""
    for line in _logical_lines(Path(__file__).with_name("requests.txt").read_text("utf-8")):
        if line.startswith("["):
            section = line.strip("[]")
        elif section == "operations":
            name, _, kind = line.partition(":")
            found.operations[name] = kind
        elif section == "groups":
            name, _, members = line.partition(" := ")
            found.groups[name] = members
        elif section == "since":
            version, *names = line.split()
            found.since.update(dict.fromkeys(names, version))
        else:
            words = line.split()
            name = words[1] if words[0] == "abstract" else words[0]
            found.types[name] = (section, line)
    return found


def _logical_lines(text: str) -> Iterator[str]:
    """Lines with those that continue them; without comments."""
    current = ""
    for line in text.splitlines():
        if line.startswith((" ", "\t")):
            current += " " + line.strip()
            continue
        if current:
            yield current
        current = "" if line.startswith("#") else line.strip()
    if current:
        yield current


class Builder:
    """The schema of one version: `versions` are those up to it, in their order."""

    def __init__(self, versions: tuple[str, ...]) -> None:
        self._table = table()
        self._versions = versions

    def documents(self) -> tuple[etree._Element, etree._Element]:
        """The schema of the messages namespace, which imports the other one as "types", and that one."""
        roots = {}
        for section, namespace in (("messages", MESSAGES), ("types", TYPES)):
            roots[section] = _make.schema(targetNamespace=namespace, elementFormDefault="qualified")
        roots["messages"].append(_make("import", namespace=TYPES, schemaLocation="types"))
        for section, line in self._table.types.values():
            roots[section].append(self._type(line))
        roots["types"].append(
            _make.complexType(
                _make.sequence(_anything()), _make.anyAttribute(processContents="skip"), name="any", mixed="true"
            )
        )
        for members in self._table.groups.values():
            roots["types"].extend(each for member in members.split(" | ") for each in self._particle("", member))
        for name, kind in self._table.operations.items():
            if self._is_known(name):
                roots["messages"].append(_make.element(name=name, type=self._reference(kind)))
        return roots["messages"], roots["types"]

    def _is_known(self, name: str) -> bool:
        since = self._table.since.get(name)
        return since is None or since in self._versions

    def _reference(self, name: str) -> str:
        if name == "any":
            return "t:any"
        defined = self._table.types.get(name)
        return f"xs:{name}" if defined is None else f"{_PREFIXES[defined[0]]}:{name}"

    def _type(self, line: str) -> etree._Element:
        head, separator, body = line.partition(" :: ")
        if not separator and line.endswith(" ::"):
            head, separator = line.removesuffix(" ::"), " :: "
        if separator:
            return self._complex(head, body)
        name, kind, rest = line.split(" ", 2)
        narrower = self._narrower(name, f"= {rest}" if kind == "=" else rest)
        return _make.simpleType(narrower, name=name)

    def _narrower(self, name: str, text: str) -> etree._Element:
        word, _, rest = text.partition(" ")
        if word == "=":
            known = [value for value in rest.split() if self._is_known(f"{name}={value}")]
            return _make.restriction(*(_make.enumeration(value=value) for value in known), base="xs:string")
        if word == "list":
            if rest.startswith("="):
                return _make.list(_make.simpleType(self._narrower(name, rest)))
            return _make.list(itemType=self._reference(rest))
        if word == "union":
            members = re.split(r"\s+(?=int|/)", rest)
            parts = [self._narrower(name, one if one[0] != "/" else f"string {one}") for one in members]
            return _make.union(*(_make.simpleType(part) for part in parts))
        made = _make.restriction(base=self._reference(word))
        for facet in rest.split():
            if facet.startswith("/"):
                made.append(_make.pattern(value=facet[1:]))
            else:
                sign = next(sign for sign in _FACETS if facet.startswith(sign))
                made.append(etree.Element(f"{_X}{_FACETS[sign]}", value=facet.removeprefix(sign)))
        return made

    def _complex(self, head: str, body: str) -> etree._Element:
        words = head.split()
        is_abstract = words[0] == "abstract"
        name, base = words[is_abstract], words[-1] if "<" in words else ""
        words = _WORD.findall(body)
        attributes = [self._attribute(name, word) for word in words if word.startswith("@")]
        content, _ = self._sequence(name, [word for word in words if not word.startswith("@")], 0)
        parts = [*([content] if len(content) else []), *(one for one in attributes if one is not None)]
        made = _make.complexType(name=name, abstract="true") if is_abstract else _make.complexType(name=name)
        if not base:
            made.extend(parts)
        else:
            holder = _make.simpleContent if self._is_text(base) else _make.complexContent
            made.append(holder(_make.extension(*parts, base=self._reference(base))))
        return made

    def _is_text(self, name: str) -> bool:
        """Whether the type holds text, not elements."""
        if name not in self._table.types:
            return name != "any"
        head, separator, _ = self._table.types[name][1].partition(" ::")
        return not separator or ("<" in head and self._is_text(head.split()[-1]))

    def _attribute(self, owner: str, word: str) -> etree._Element | None:
        name, _, kind = word[1:].rstrip("!").partition(":")
        if not self._is_known(f"{owner}@{name}"):
            return None
        return _make.attribute(
            name=name, type=self._reference(kind), use="required" if word.endswith("!") else "optional"
        )

    def _sequence(self, owner: str, words: list[str], at: int) -> tuple[etree._Element, int]:
        """A run of particles up to a closing bracket; a choice where a bar stands between them."""
        particles: list[etree._Element] = []
        is_choice = False
        while at < len(words):
            word = words[at]
            if word[0] in ")]":
                made = (_make.choice if is_choice else _make.sequence)(*particles)
                return _occurring(made, word[1:]), at + 1
            if word == "|":
                is_choice, at = True, at + 1
            elif word == "(":
                inner, at = self._sequence(owner, words, at + 1)
                particles.append(inner)
            elif at + 1 < len(words) and words[at + 1] == "[":
                inner, at = self._sequence(owner, words, at + 2)
                occurs = {key: str(inner.attrib.pop(key)) for key in ("minOccurs", "maxOccurs") if key in inner.attrib}
                particles.append(_make.element(_make.complexType(inner), name=word, **occurs))
            else:
                particles += self._particle(owner, word)
                at += 1
        return _make.sequence(*particles), at

    def _particle(self, owner: str, word: str) -> list[etree._Element]:
        occurs = word[-1] if word[-1] in _OCCURS else ""
        text = word.rstrip("?*+")
        if text.startswith("<"):
            members = self._table.groups[text.strip("<>")].split(" | ")
            names = [member.partition(":")[0] for member in members]
            return [_occurring(_make.choice(*(_make.element(ref=f"t:{name}") for name in names)), occurs)]
        name, _, kind = text.partition(":")
        if not self._is_known(f"{owner}.{name}"):
            return []
        return [_occurring(_make.element(name=name, type=self._reference(kind)), occurs)]


def _occurring(element: etree._Element, sign: str) -> etree._Element:
    if sign:
        least, most = _OCCURS[sign]
        element.set("minOccurs", least)
        element.set("maxOccurs", most)
    return element


def _anything() -> etree._Element:
    return etree.Element(f"{_X}any", processContents="skip", minOccurs="0", maxOccurs="unbounded")
