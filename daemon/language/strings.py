"""Every text of the program that people read, by the area whose catalogue it stands in: found in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from babel.messages.extract import extract

from daemon.language.refusals import troubles
from daemon.language.refusals.on_pages import on_page
from daemon.language.refusals.raised import places
from daemon.language.vocabulary import CHANGED, FIELDS, HELD, WORDS

ROOT = Path(__file__).parents[2]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_SPEAKS = re.compile(rb"\b(?:n|p|np)?gettext(?:_noop)?\b|(?<![\w.])_\(|\btrans\b")
# The tags of templates, by the extensions that know them; named, as babel loads them.
TEMPLATE = {
    "extensions": "jinja2.ext.do,daemon.web.kept.Keep",
    "newstyle_gettext": "true",
    "trimmed": "true",
    "silent": "false",
}
COMMENT = "translators:"


@dataclass(frozen=True, order=True)
class String:
    """One text; `plural` where it counts something, `context` where the text alone says too little."""

    text: str
    context: str = ""
    plural: str = ""

    @property
    def name(self) -> str:
        return f"{self.context}|{self.text}" if self.context else self.text

    @property
    def id(self) -> str | tuple[str, str]:
        """As gettext's catalogues know it, beside the context."""
        return (self.text, self.plural) if self.plural else self.text


def strings(root: Path = ROOT) -> dict[str, dict[String, list[str]]]:
    """All texts by area, each with what its writer says to translators."""
    found: dict[str, dict[String, list[str]]] = {}
    for path in sources(root):
        area = area_of(path.relative_to(root).as_posix())
        for string, comments in strings_in(path):
            found.setdefault(area, {}).setdefault(string, []).extend(comments)
    found["words"] = {String(word, kind): [] for kind, words in WORDS.items() for word in words.values()}
    found["words"] |= {String(word, "field"): [] for word in FIELDS.values()}
    found["words"] |= {String(text, "changed"): [] for text in CHANGED} | {String(text, "held"): [] for text in HELD}
    found["refusals"] = {
        String(on_page(text), place.part): []
        for place in places(root)
        for text in place.texts
        if place.part != "subject" or text.replace("_", " ") not in FIELDS
    }
    found[troubles.AREA] = {String(text, context): [] for context, text in troubles.texts()}
    return found


def sources(root: Path) -> Iterator[Path]:
    for pattern in ("*.py", "*.html.j2"):
        for path in sorted((root / "daemon").rglob(pattern)):
            if path != Path(__file__) and _SPEAKS.search(path.read_bytes()):  # to read all as Python takes seconds
                yield path


def area_of(path: str) -> str:
    """The catalogue of a source: of daemon/web/templates/opportunity/show.html.j2 and pages/opportunity.py one."""
    parts = PurePosixPath(path).parts[1:]
    if parts[0] == "web" and len(parts) > 2 and parts[1] in ("templates", "pages"):
        parts = ("web", *parts[2:])
    return "-".join(part.partition(".")[0] for part in parts[:2])


def strings_in(path: Path) -> Iterator[tuple[String, list[str]]]:
    """The texts of one source, each with what its writer says to translators."""
    yield from _in_template(path) if path.suffix == ".j2" else _in_module(path.read_text(encoding="utf-8"))


def _in_template(path: Path) -> Iterator[tuple[String, list[str]]]:
    with path.open("rb") as file:
        for _line, message, comments, context in extract(
            "jinja2.ext:babel_extract", file, KEYWORDS, [COMMENT], TEMPLATE
        ):
            texts = (message,) if isinstance(message, str) else message
            yield String(texts[0], context or "", *texts[1:]), [_told(comment) for comment in comments]


def _in_module(source: str) -> Iterator[tuple[String, list[str]]]:
    """From the syntax tree: Babel reads tokens, and before Python 3.12 a call within an f-string is none."""
    lines = ["", *source.splitlines()]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := _called(node)) in KEYWORDS:
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            context = texts.pop(0) if "pgettext" in name and texts else ""
            above = lines[node.lineno - 1].strip().removeprefix("#").strip()
            comments = [_told(above)] if above.startswith(COMMENT) else []
            if texts:
                yield String(texts[0], context, *texts[1:2]), comments


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _told(comment: str) -> str:
    return comment.removeprefix(COMMENT).strip()
