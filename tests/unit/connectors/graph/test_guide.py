"""The guide for Microsoft 365 has every line that `check` can say of a mailbox there, and none that it cannot."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from connectors.errors import Throttled

ROOT = Path(__file__).parents[4]
GUIDE = ROOT / "docs" / "microsoft-365.md"
SAID_IN = (
    "connectors/causes.py",
    "connectors/graph/access.py",
    "connectors/graph/ladder.py",
    "connectors/graph/tenant.py",
    "connectors/graph/wire/batch.py",
    "connectors/graph/wire/certificates.py",
    "connectors/graph/wire/codes.py",
    "connectors/graph/wire/connection.py",
    "connectors/graph/wire/decoding.py",
    "connectors/graph/wire/errors.py",
    "connectors/graph/wire/http.py",
    "connectors/graph/wire/tokens.py",
    "daemon/acts/checking.py",
    "daemon/news.py",
)
# Of single items, links and writes: `check` reads none that could say so, or takes the answer for a yes.
OF_SINGLE_THINGS = {
    "the server no longer knows how far this folder was read",
    "how far the folder was read was not said by this server",
    "what the link leads to is not there any more (…)",
    "the folder is not there any more (…)",
    "the item is not there any more (…)",
    "the same was made in the calendar before (…)",
    "somebody else changed the item meanwhile",
    "it is damaged in the mailbox (…)",
    "it is more than the server takes at once (…)",
    "the server cannot give the item: …",
    "the reminder is not there any more",
    "what was known of the reminders cannot be read",
    "nothing stands for tasks any more",
    "news of …",  # under which it is kept
    "kept sums: … are wrong; to count them anew run: dealtrail init",  # of the database
}
# Whose second argument is the reason, as a person reads it.
FAILURES = {
    *("AccessRefused", "CertificateRefused", "Conflict", "CredentialsRefused", "CursorExpired", "FolderGone"),
    *("ItemGone", "LoginRefused", "MadeBefore", "NotSupported", "Refused", "UnknownMailbox", "Unreachable"),
}
ODD = "…"


def sentences(source: str) -> set[str]:
    """What a module says: reasons of failures, what is yielded as a warning; what is filled in is a "…"."""
    tree = ast.parse(source)
    known = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = set[str]()
    for node in ast.walk(tree):
        for said in _said(node):
            found |= set(_texts(said, known))
    return {one for one in found if re.search(r"\w+ \w+", one)}


def _said(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Call(func=ast.Name(id=name), args=[_, reason, *_]) if name in FAILURES:
            yield reason
        case ast.Call(func=ast.IfExp(body=ast.Name(id=name)), args=[_, reason, *_]) if name in FAILURES:
            yield reason
        case ast.Call(func=ast.Name(id="BadAnswer" | "TooLarge"), args=[reason, *_]):
            yield reason
        case ast.Call(func=ast.Name(id="Standing"), args=[_, reason]):
            yield reason
        case ast.Call(func=ast.Name(id="_unless_allowed"), args=[_, _, what]):
            yield what
        case ast.Call(func=ast.Attribute(attr="append"), args=[warning]):
            yield warning
        case ast.Yield(value=ast.expr() as warning):
            yield warning
        case ast.Assign(targets=[ast.Name(id="reason" | "there")], value=value):
            yield value
        case ast.Assign(targets=[ast.Attribute(attr="problems")], value=ast.ListComp(elt=problem)):
            yield problem
        case ast.AnnAssign(target=ast.Name(id="_WRONG"), value=ast.Dict(values=rows)):
            yield from (row.elts[0] for row in rows if isinstance(row, ast.Tuple))
        case ast.Return(value=ast.Constant() | ast.JoinedStr() | ast.IfExp() as told):
            yield told


def _texts(node: ast.expr, known: dict[str, ast.expr]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(one.value if isinstance(one, ast.Constant) else ODD for one in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one, known)
            yield from _texts(other, known)
        case ast.Name(id=name) if name in known and not isinstance(known[name], ast.Name):
            yield from _texts(known[name], {})


def lines() -> set[str]:
    """What `check` says, each without whose mailbox it is."""
    found = {one for path in SAID_IN for one in sentences((ROOT / path).read_text(encoding="utf-8"))}
    found.add(str(Throttled(ODD, timedelta())).replace("0 s", f"{ODD} s"))
    return {one.removeprefix(f"{ODD}: ") for one in found}


def explained() -> list[str]:
    """The lines that the guide explains, up to where they name what is one's own."""
    section = GUIDE.read_text(encoding="utf-8").partition("## 4. ")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.*?) \|", section, re.MULTILINE)
    return [one.removesuffix(ODD).rstrip(": ") for row in rows for one in re.findall(r"\*([^*]+)\*", row)]


def test_the_guide_explains_every_line_that_check_can_say() -> None:
    told = explained()

    missing = {
        line for line in lines() - OF_SINGLE_THINGS if not any(line.startswith(one) for one in told if len(one) > 10)
    }

    assert sorted(missing) == []


def test_the_guide_explains_no_line_that_check_cannot_say() -> None:
    said = lines()

    assert [one for one in explained() if not any(line.startswith(one) for line in said)] == []


def test_what_is_left_out_of_the_guide_is_still_said_somewhere() -> None:
    assert sorted(OF_SINGLE_THINGS - lines()) == []
