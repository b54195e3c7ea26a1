"""Our block in a task's body, and the words around it, which are the user's. Pure."""

from __future__ import annotations

from hashlib import sha256

BEGIN = "--- kept by dealtrail: write above or below ---"
END = "--- end of what dealtrail keeps ---"

CLOSING = "Completed by dealtrail: "  # begins the line on top of a task that was completed from here

TITLE = 100  # characters of a note's title
LONGEST = 50_000  # characters of a note


def with_block(body: str, block: str) -> str:
    """The body with our block renewed in its place, or put first; all else in it is the user's and stays."""
    body = body.replace("\r\n", "\n")
    if place := _place(body):
        start, end = place
        return body[:start] + block + body[end:]
    return f"{block}\n{body}" if body.strip() else block


def with_line(body: str, line: str) -> str:
    """The body with a line on top of it that says why the task was completed; once, however often it is added."""
    return body if body.startswith(line) else f"{line}\n{body}"


def without_line(body: str) -> str:
    """The body of a task that is open again, without the line that said why it was completed."""
    lines = body.replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if not line.startswith(CLOSING))


def block_in(body: str) -> str:
    body = body.replace("\r\n", "\n")
    place = _place(body)
    return body[slice(*place)] if place else ""


def _place(body: str, since: int = 0) -> tuple[int, int] | None:
    start = body.find(BEGIN, since)
    end = body.find(END, start + len(BEGIN)) if start >= 0 else -1
    return (start, end + len(END)) if end >= 0 else None


def words_in(body: str, block: str = "") -> str:
    """What the user wrote around our block, without what we put there.

    Of a block that somebody cut into, the lines are known by how the `block` was last written.
    """
    body = body.replace("\r\n", "\n")
    kept, since = [], 0
    while place := _place(body, since):
        kept.append(body[since : place[0]])
        since = place[1]
    lines = "\n".join([*kept, body[since:]]).split("\n")
    if any(line.strip() in (BEGIN, END) for line in lines):
        ours = {line.strip() for line in block.split("\n") if line.strip()} | {BEGIN, END}
        lines = [line for line in lines if line.strip() not in ours]
    lines = [line for line in lines if not line.startswith(CLOSING)]
    return "\n".join(line.rstrip() for line in lines).strip()


def mark_of(words: str) -> str:
    """What words are known by when they are seen again, however a server broke their lines; "" of none."""
    plain = " ".join(words.split())
    return sha256(plain.encode("utf-8", "replace")).hexdigest()[:32] if plain else ""


def note_of(words: str) -> tuple[str, str]:
    """The title and the text of the note that these words become."""
    first = words.split("\n", 1)[0]
    return " ".join(first.split())[:TITLE].strip() or "Note", words[:LONGEST].strip()
