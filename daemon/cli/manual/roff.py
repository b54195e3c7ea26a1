"""The few words of man(7) that the pages are written in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

# What roff would take for its own, or set as a typographer: what is copied from a page has to be what was typed.
_SIGNS = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", '"': r"\(dq"}
_TABLE = str.maketrans(_SIGNS)


def title(name: str, section: int, day: date, program: str) -> str:
    """What a page begins with: its name, when it was made, and of which program."""
    return f'.TH {escaped(name.upper())} {section} {day} "{escaped(program)}" "{_MANUALS[section]}"'


_MANUALS = {1: "Commands of dealtrail", 5: "Files of dealtrail"}


def heading(words: str) -> str:
    return f".SH {escaped(words.upper())}"


def subheading(words: str) -> str:
    return f".SS {escaped(words)}"


def named(name: str, what: str) -> list[str]:
    """The section that whatis(1) and apropos(1) read."""
    return [heading("name"), rf"{escaped(name)} \- {escaped(what.rstrip('.'))}"]


def paragraph(words: str) -> list[str]:
    return [".PP", text(words)]


def entry(names: Sequence[str], *said: str) -> list[str]:
    """A term in bold with what is said of it, indented below."""
    lines = [".TP", ", ".join(rf"\fB{escaped(name)}\fR" for name in names)]
    for number, words in enumerate(filter(None, said)):
        lines += [".sp 0"] if number else []
        lines.append(text(words))
    return lines


def literal(lines: Iterable[str]) -> list[str]:
    """Lines that stay as they are."""
    return [".PP", ".RS 4", ".nf", *(text(line) for line in lines), ".fi", ".RE"]


def text(words: str) -> str:
    """A line of running text; one that begins like a request is none."""
    written = escaped(words)
    return rf"\&{written}" if written.startswith(".") else written


def escaped(words: str) -> str:
    return words.translate(_TABLE)


def page(lines: Iterable[str]) -> str:
    """The page as it is kept: a heading begins a paragraph by itself."""
    kept: list[str] = []
    for line in lines:
        if line != ".PP" or not kept[-1].startswith((".SH", ".SS")):
            kept.append(line)
    return "\n".join(kept) + "\n"
