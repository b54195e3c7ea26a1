"""A request that is not what the protocol says is refused, in every version, with Microsoft's files or without."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from simulator.grammar import Builder, table
from simulator.schema import VERSIONS, Schema, _compiled, load_schema, requests_of
from simulator.server import Simulator
from simulator.xml import MESSAGES, TYPES
from tests.simulated import schema_dir
from tests.simulator.asking import BOB, ask, code, codes

NEWEST = VERSIONS[-1]
XS = "{http://www.w3.org/2001/XMLSchema}"
GET_ITEM = (
    '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>{shape}</m:ItemShape><m:ItemIds><t:ItemId Id="AAA="/>'
    "</m:ItemIds></m:GetItem>"
)


@pytest.fixture
def bare(simulator: Simulator) -> Simulator:
    simulator.add_mailbox(BOB, "secret")
    return simulator


@pytest.mark.parametrize(
    "request_",
    [
        GET_ITEM.format(shape="<t:Body/>"),
        GET_ITEM.format(
            shape='<t:AdditionalProperties><t:FieldURI FieldURI="item:Nothing"/></t:AdditionalProperties>'
            "<t:BodyType>Text</t:BodyType>"
        ),
        GET_ITEM.format(shape='<t:AdditionalProperties><t:FieldURI FieldURI="item:Nothing"/></t:AdditionalProperties>'),
        GET_ITEM.replace("t:ItemId Id", "t:ItemId id").format(shape=""),
        "<m:GetItem/>",
        '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message><t:IsRead>true</t:IsRead>'
        "<t:Subject>late</t:Subject></t:Message></m:Items></m:CreateItem>",
        '<m:CreateItem MessageDisposition="Perhaps"><m:Items><t:Message/></m:Items></m:CreateItem>',
        '<m:CreateItem MessageDisposition="SaveOnly"><m:Items/></m:CreateItem>',
        "<m:CreateItem><m:Items><t:Task><t:DueDate>tomorrow</t:DueDate></t:Task></m:Items></m:CreateItem>",
        "<m:CreateItem><m:Items><t:Task><t:PercentComplete>all</t:PercentComplete></t:Task></m:Items></m:CreateItem>",
        "<m:FlyToTheMoon/>",
    ],
)
def test_what_the_protocol_does_not_say_is_refused_as_a_whole(bare: Simulator, request_: str) -> None:
    assert code(bare, request_) == "ErrorSchemaValidation"


def test_a_refusal_says_what_is_wrong_and_where(bare: Simulator) -> None:
    fault = ask(bare, GET_ITEM.format(shape="\n\n<t:Flavour/>"), expect_clean=False)

    assert codes(fault) == ["ErrorSchemaValidation"]
    assert int(fault.findtext(f".//{{{TYPES}}}LineNumber") or "0") == 3
    assert "Flavour" in (fault.findtext(f".//{{{TYPES}}}Violation") or "")
    assert (fault.findtext("faultstring") or "").startswith("The request failed schema validation: ")


@pytest.mark.parametrize("version", ["", "Exchange2003", "Exchange2037", "exchange2016", "V2099_01_01"])
def test_an_unknown_version_is_refused(bare: Simulator, version: str) -> None:
    assert code(bare, GET_ITEM.format(shape=""), version=version) == "ErrorInvalidServerVersion"


@pytest.mark.parametrize(
    ("uri", "before", "since"),
    [
        ("item:TextBody", "Exchange2010_SP2", "Exchange2013"),
        ("item:ConversationId", "Exchange2007_SP1", "Exchange2010"),
        ("calendar:StartTimeZone", "Exchange2007_SP1", "Exchange2010"),
        ("calendar:UID", None, "Exchange2007_SP1"),
        ("item:MentionedMe", "Exchange2013_SP1", "Exchange2016"),
    ],
)
def test_a_property_is_unknown_to_the_versions_before_it(
    bare: Simulator, uri: str, before: str | None, since: str
) -> None:
    request = GET_ITEM.format(shape=f'<t:AdditionalProperties><t:FieldURI FieldURI="{uri}"/></t:AdditionalProperties>')

    assert code(bare, request, version=before) == "ErrorSchemaValidation"
    assert code(bare, request, version=since) != "ErrorSchemaValidation"


@pytest.mark.parametrize("name", ["UpdateItem", "MarkAllItemsAsRead", "EmptyFolder", "GetServerTimeZones"])
def test_operations_have_versions_too(name: str) -> None:
    since = table().since.get(name, VERSIONS[0])
    declared = {
        element.get("name")
        for element in Builder(VERSIONS[: VERSIONS.index(since)]).documents()[0].iterchildren(f"{XS}element")
    }

    assert (name in declared) is (name not in table().since)


def test_versions_agree_with_the_library_of_ordinary_clients() -> None:
    import exchangelib
    from exchangelib.folders import BaseFolder

    known = {f"UnindexedFieldURIType={uri}" for uri in uris()}
    differing = []
    for kind in (exchangelib.CalendarItem, exchangelib.Contact, exchangelib.Message, exchangelib.Task, BaseFolder):
        for field in kind.FIELDS:
            since = getattr(field, "supported_from", None)
            key = f"UnindexedFieldURIType={getattr(field, 'field_uri', None)}"
            if since is None or key not in known:
                continue
            ours = table().since.get(key, VERSIONS[0])
            if VERSIONS.index(ours) != VERSIONS.index(since.api_version()):
                differing.append((key, ours, since.api_version()))

    assert differing == []


def uris() -> list[str]:
    return table().types["UnindexedFieldURIType"][1].split()[2:]


# --- our table beside Microsoft's files, where those are ---


@pytest.fixture(scope="module")
def published() -> Schema:
    folder = schema_dir()
    if folder is None:
        pytest.skip("Microsoft's schema is not here")
    return load_schema(folder.resolve())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_our_table_and_microsofts_schema_judge_alike(published: Schema, seed: int) -> None:
    made = Maker(random.Random(seed))  # noqa: S311 - requests, not secrets
    request = made.request()
    damaged = made.damaged(request)

    assert published.problems(request) == requests_of(NEWEST).problems(request) == []
    assert bool(published.problems(damaged)) is bool(requests_of(NEWEST).problems(damaged)), etree.tostring(damaged)


@cache
def _documents() -> tuple[etree._Element, etree._Element]:
    return Builder(VERSIONS).documents()


class Maker:
    """Requests by chance, as the table allows them, and the same with one thing wrong."""

    def __init__(self, choose: random.Random) -> None:
        self._choose = choose
        roots = _documents()
        self._operations = list(roots[0].iterchildren(f"{XS}element"))
        self._types = {
            f"{prefix}:{one.get('name')}": (one, namespace)
            for root, prefix, namespace in zip(roots, "mt", (MESSAGES, TYPES), strict=True)
            for one in root
            if one.tag != f"{XS}element" and one.get("name")
        }
        self._globals = {f"t:{one.get('name')}": one for one in roots[1].iterchildren(f"{XS}element")}

    def request(self) -> etree._Element:
        operation = self._choose.choice(self._operations)
        element = etree.Element(f"{{{MESSAGES}}}{operation.get('name')}", nsmap={"m": MESSAGES, "t": TYPES})
        self._fill(element, operation.get("type") or "", 0)
        return element

    def damaged(self, request: etree._Element) -> etree._Element:
        """One element gone, doubled, out of place or renamed, or one text or attribute that makes no sense."""
        twin = etree.fromstring(etree.tostring(request))
        elements = [one for one in twin.iter() if one is not twin]
        if not elements:
            twin.set("Nonsense", "1")
            return twin
        one = self._choose.choice(elements)
        parent = one.getparent()
        match self._choose.randrange(7):
            case 0:
                parent.remove(one)
            case 1:
                parent.append(etree.fromstring(etree.tostring(one)))
            case 2:
                parent.insert(0, one)
            case 3:
                one.tag = f"{{{TYPES}}}Nonsense"
            case 4:
                one.text = "nonsense \u2028"
            case 5 if one.attrib:
                name = self._choose.choice(sorted(one.attrib))
                one.set(name, "")
            case 6 if one.attrib:
                del one.attrib[self._choose.choice(sorted(one.attrib))]
            case _:
                one.set("Nonsense", "1")
        return twin

    def _fill(self, element: etree._Element, kind: str, depth: int) -> None:
        if kind.startswith("xs:") or self._types[kind][0].tag == f"{XS}simpleType":
            element.text = self._text(kind)
            return
        definition, namespace = self._types[kind]
        holder = definition[0] if len(definition) else None
        if holder is not None and holder.tag in (f"{XS}complexContent", f"{XS}simpleContent"):
            definition = holder[0]
            self._fill(element, definition.get("base") or "", depth)
        for part in definition:
            if part.tag == f"{XS}attribute":
                if part.get("use") == "required" or self._choose.random() < 0.5:
                    element.set(part.get("name") or "", self._text(part.get("type") or ""))
            else:
                self._particle(element, part, namespace, depth)

    def _particle(self, into: etree._Element, part: etree._Element, namespace: str, depth: int) -> None:
        least = int(part.get("minOccurs") or "1")
        if part.get("ref"):
            part, namespace = self._globals[str(part.get("ref"))], TYPES
        kind = part.get("type") or ""
        is_cut = kind == "t:any" or (kind in self._types and self._types[kind][0].get("abstract") == "true")
        often = 1 if self._choose.random() < (0.3 if depth < 3 else 0.02) else 0
        if part.get("maxOccurs") == "unbounded" and self._choose.random() < 0.2:
            often += 1
        for _ in range(0 if is_cut else max(least, often)):
            if part.tag == f"{XS}element":
                child = etree.SubElement(into, f"{{{namespace}}}{part.get('name')}")
                if kind:
                    self._fill(child, kind, depth + 1)
                else:
                    self._particle(child, part[0][0], namespace, depth + 1)
            elif part.tag == f"{XS}choice":
                self._particle(into, self._choice(part, depth), namespace, depth)
            else:
                for each in part:
                    self._particle(into, each, namespace, depth)

    def _choice(self, part: etree._Element, depth: int) -> etree._Element:
        """One of the alternatives; deep down none that could go on for ever."""
        usable = [one for one in part if self._is_usable(one)]
        shallow = [
            one
            for one in usable
            if (one.get("ref") or one.get("name") or "").removeprefix("t:")
            in ("Exists", "FieldURI", "Message", "FileAttachment")
        ]
        return self._choose.choice(shallow or usable if depth > 3 else usable)

    def _is_usable(self, part: etree._Element) -> bool:
        kind = self._globals.get(part.get("ref") or "", part).get("type") or ""
        return kind != "t:any" and not (kind in self._types and self._types[kind][0].get("abstract") == "true")

    def _text(self, kind: str) -> str:
        if kind.startswith("xs:"):
            return self._choose.choice(_SAMPLES[kind.removeprefix("xs:")])
        return self._simple(self._types[kind][0])

    def _simple(self, definition: etree._Element) -> str:
        made = definition[0]
        if made.tag == f"{XS}list":
            return self._text(made.get("itemType") or "") if made.get("itemType") else self._simple(made[0])
        if made.tag == f"{XS}union":
            return self._simple(self._choose.choice(list(made)))
        values = [one.get("value") or "" for one in made if one.tag == f"{XS}enumeration"]
        if values:
            return self._choose.choice(values)
        facets = {etree.QName(one).localname: one.get("value") or "" for one in made}
        if "pattern" in facets:
            return _GUID if facets["pattern"].count("-") > 4 else "0x37" if "0x" in facets["pattern"] else "12"
        if "minInclusive" in facets:
            return facets["minInclusive"]
        return "Hello" if "minLength" in facets else self._text(made.get("base") or "")


_GUID = "9bd8d3f4-4a3f-4c3c-8c52-0a6b3a1b8c11"
_SAMPLES = {
    "string": ["", "Hello", "Grüße"],
    "boolean": ["true", "false", "1", "0"],
    "int": ["0", "-7", "512"],
    "integer": ["12"],
    "short": ["3"],
    "nonNegativeInteger": ["3"],
    "unsignedLong": ["3"],
    "unsignedByte": ["3"],
    "byte": ["3"],
    "unsignedShort": ["55"],
    "unsignedInt": ["5"],
    "double": ["0.5"],
    "float": ["1.5"],
    "decimal": ["2.5"],
    "long": ["5"],
    "dateTime": ["2026-03-01T09:00:00Z", "2026-03-01T09:00:00"],
    "date": ["2026-03-01", "2026-03-01Z"],
    "time": ["09:00:00"],
    "duration": ["PT1H", "-PT90M"],
    "base64Binary": ["", "aGVsbG8="],
    "anyURI": ["http://x.example"],
    "language": ["en-US"],
    "anyType": ["x"],
    "anySimpleType": ["x"],
}


def test_schemas_are_compiled_one_after_the_other(monkeypatch: pytest.MonkeyPatch):
    """Each version's at its first request; two at a time, the first of a process, could fail."""
    compiled, inside, at_once = etree.XMLSchema, list[str](), list[int]()

    def watched(document: etree._Element) -> etree.XMLSchema:
        inside.append("")
        at_once.append(len(inside))
        schema = compiled(document)
        inside.pop()
        return schema

    monkeypatch.setattr("simulator.schema.etree.XMLSchema", watched)
    monkeypatch.setattr("simulator.schema._compiled", lru_cache(_compiled.__wrapped__))
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(requests_of, ("Exchange2007", "Exchange2010", "Exchange2013", "Exchange2016")))

    assert at_once == [1] * len(at_once)
