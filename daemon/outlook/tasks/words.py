"""Our block in a task's body, and the words around it, which are the user's. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Marks:
    """What our block stands between, and what begins the line on top of a task that was completed from here."""

    begin: str
    end: str
    closing: str
    latest: str  # above the history's newest lines, which come last in the block


# By language; in a task they are known in any of them. Texts of the catalogues may be put better one day, and what
# stands in people's tasks has to be found again: these stay as they are.
MARKS = {
    "en": Marks(
        "--- kept by dealtrail: write above or below ---",
        "--- end of what dealtrail keeps ---",
        "Completed by dealtrail: ",
        "Latest:",
    ),
    "nb": Marks(
        "--- holdes oppdatert av dealtrail: skriv over eller under ---",
        "--- slutt på det dealtrail holder oppdatert ---",
        "Fullført av dealtrail: ",
        "Siste:",
    ),
    "de": Marks(
        "--- von dealtrail gepflegt: bitte darüber oder darunter schreiben ---",
        "--- Ende dessen, was dealtrail pflegt ---",
        "Erledigt durch dealtrail: ",
        "Zuletzt:",
    ),
}
_CLOSINGS = tuple(marks.closing for marks in MARKS.values())
_ENDS = {marks.begin: marks.end for marks in MARKS.values()}
_BEGIN = re.compile("|".join(map(re.escape, _ENDS)))
_EDGES = frozenset(edge for marks in MARKS.values() for edge in (marks.begin, marks.end))

TITLE = 100  # characters of a note's title
LONGEST = 50_000  # characters of a note


def with_block(body: str, block: str) -> str:
    """The body with our block renewed in its place, or put first; all else in it is the user's and stays."""
    body = body.replace("\r\n", "\n")
    for start, end in _blocks(body):
        return body[:start] + block + body[end:]
    return f"{block}\n{body}" if body.strip() else block


def with_line(body: str, line: str) -> str:
    """The body with a line on top of it that says why the task was completed; once, however often it is added."""
    return body if body.startswith(line) else f"{line}\n{body}"


def without_line(body: str) -> str:
    """The body of a task that is open again, without the line that said why it was completed."""
    lines = body.replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if not line.startswith(_CLOSINGS))


def block_in(body: str) -> str:
    body = body.replace("\r\n", "\n")
    return next((body[start:end] for start, end in _blocks(body)), "")


def _blocks(body: str) -> Iterator[tuple[int, int]]:
    """Where blocks of ours begin and end, in whatever language; in one walk, as a body may hold many."""
    endless, at = set[str](), 0
    while begun := _BEGIN.search(body, at):
        end_mark, at = _ENDS[begun[0]], begun.end()
        end = -1 if end_mark in endless else body.find(end_mark, at)
        if end < 0:
            endless.add(end_mark)
            continue
        at = end + len(end_mark)
        yield begun.start(), at


def words_in(body: str, block: str = "") -> str:
    """What the user wrote around our block, without what we put there.

    Of a block that somebody cut into, the lines are known by how the `block` was last written.
    """
    body = body.replace("\r\n", "\n")
    kept, since = [], 0
    for start, end in _blocks(body):
        kept.append(body[since:start])
        since = end
    lines = "\n".join([*kept, body[since:]]).split("\n")
    if any(line.strip() in _EDGES for line in lines):
        ours = {line.strip() for line in block.split("\n") if line.strip()} | _EDGES
        lines = [line for line in lines if line.strip() not in ours]
    lines = [line for line in lines if not line.startswith(_CLOSINGS)]
    return "\n".join(line.rstrip() for line in lines).strip()


def mark_of(words: str) -> str:
    """What words are known by when they are seen again, however a server broke their lines; "" of none."""
    plain = " ".join(words.split())
    return sha256(plain.encode("utf-8", "replace")).hexdigest()[:32] if plain else ""


def note_of(words: str) -> tuple[str, str]:
    """The title and the text of the note that these words become."""
    first = words.split("\n", 1)[0]
    return " ".join(first.split())[:TITLE].strip() or "Note", words[:LONGEST].strip()
