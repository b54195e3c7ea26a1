"""Faults of the EWS face: what is said instead of an answer, and what is done to one."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from simulator.faults import Bend, FaultKind
from simulator.soap import EwsError, SoapFault, failure, fault
from simulator.wire import Outgoing
from simulator.xml import MESSAGES, TYPES, M, T

XML = "text/xml; charset=utf-8"
_PAGE = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def instead(bend: Bend) -> Outgoing | None:
    """The answer of a server that does nothing; None when the request is carried out first."""
    seconds = bend.fault.delay.total_seconds()
    wait = {"Retry-After": str(int(seconds))} if seconds >= 1 else {}
    match bend.fault.kind:
        case FaultKind.FORBIDDEN:
            return _page(403)
        case FaultKind.NOT_FOUND:
            return _page(404)
        case FaultKind.THROTTLED:
            return _page(429, wait)
        case FaultKind.UNAVAILABLE:
            return _page(503, wait)
        case FaultKind.SERVER_ERROR:
            return Outgoing(500, b"The server has encountered an error.", {"Content-Type": "text/plain"})
        case FaultKind.HTML:
            return Outgoing(200, _PAGE, {"Content-Type": "text/html"})
        case FaultKind.BOMB:
            return Outgoing(200, _bomb(), {"Content-Type": XML})
        case FaultKind.BUSY | FaultKind.PART_THROTTLED | FaultKind.PART_FAILED:
            return _fault(SoapFault("ErrorServerBusy", back_off_ms=int(seconds * 1000)))
        case FaultKind.REFUSED:
            return _fault(SoapFault(bend.fault.code))
        case FaultKind.CONFLICT:
            return _fault(SoapFault("ErrorIrresolvableConflict"))
        case (
            FaultKind.EMPTY
            | FaultKind.RESET_BEFORE
            | FaultKind.BIG
            | FaultKind.PACKED
            | FaultKind.MOVED
            | FaultKind.AWAY
        ):
            return Outgoing(200, b"", {"Content-Type": XML})
    return None


def is_login_refused(bend: Bend) -> bool:
    return bend.fault.kind in (FaultKind.UNAUTHORIZED, FaultKind.TOKEN_REVOKED)


def _page(status: int, headers: dict[str, str] | None = None) -> Outgoing:
    return Outgoing(status, b"", {"Content-Type": "text/html", **(headers or {})})


def _fault(refusal: SoapFault) -> Outgoing:
    return Outgoing(500, fault(refusal), {"Content-Type": XML})


def _bomb() -> bytes:
    """Nine entities of ten others each, in an attribute, where parsers put them in whatever they are told."""
    entities = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 9)
    )
    return f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><x name="&a8;">&a8;</x>'.encode()


def last_one_busy(content: str, operation: str, bend: Bend) -> str:
    """The answer with its last response message turned into a refusal: the others, and the effect, stand."""
    milliseconds = int(bend.fault.delay.total_seconds() * 1000)
    start = content.rindex(f"<m:{operation}ResponseMessage ")
    end = content.rindex("</m:ResponseMessages>")
    items = "<m:Items/>" if "<m:Items" in content[start:end] else ""  # only a refusal of items has it
    more = f'<m:MessageXml><t:Value Name="BackOffMilliseconds">{milliseconds}</t:Value></m:MessageXml>{items}'
    return content[:start] + failure(operation, EwsError("ErrorServerBusy"), more) + content[end:]


def bent(answer: bytes, bend: Bend) -> bytes:
    """What is said, as the fault has it: still XML, and not always what the schema knows."""
    match bend.fault.kind:
        case FaultKind.CONTROL_CHARACTER:
            return answer.replace(b"<t:Subject>", b"<t:Subject>&#x1F;", 1)
        case FaultKind.ENDLESS:
            return answer.replace(b"ItemInRange>true<", b"ItemInRange>false<").replace(
                b'IncludesLastItemInRange="true"', b'IncludesLastItemInRange="false"'
            )
        case FaultKind.TWICE:
            return _with_rows(answer, lambda rows: [*rows, *map(_copy, rows)])
        case FaultKind.REVERSED:
            return _with_rows(answer, lambda rows: rows[::-1])
        case FaultKind.UNKNOWN:
            return _with_unknown(answer)
    return answer


def end_of(answer: bytes) -> int | None:
    """Inside of the last item of an answer; None where it has none."""
    last_id = answer.rfind(b"<t:ItemId ")
    return last_id + 20 if last_id > 0 else None


_LISTS = (f"{M}Changes", f"{M}RootFolder/{T}Items", f"{M}RootFolder/{T}Folders")
Rows = list[etree._Element]


def _with_rows(answer: bytes, change: Callable[[Rows], Rows]) -> bytes:
    root = etree.fromstring(answer, _PARSER)
    for path in _LISTS:
        for found in root.iterfind(f".//{path}"):
            found[:] = change(list(found))
    return _written(root)


def _copy(row: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(row), _PARSER)


def _with_unknown(answer: bytes) -> bytes:
    """Where an item, a folder or a message of the answer ends stands something that nobody has heard of."""
    root = etree.fromstring(answer, _PARSER)
    for holder in list(root.iter(f"{T}ItemId", f"{T}FolderId", f"{M}ResponseCode")):
        parent = holder.getparent()
        if parent is not None and parent.tag not in (f"{T}Delete", f"{T}ReadFlagChange"):
            space = MESSAGES if holder.tag.startswith(M) else TYPES
            etree.SubElement(parent, f"{{{space}}}Novelty", Since="2031").text = "nobody has heard of it"
    return _written(root)


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root))
