"""Every text of the program that people read, by the area whose catalogue it stands in: found in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from babel.messages.extract import extract

from daemon.language.refusals.raised import places
from daemon.language.vocabulary import FIELDS, WORDS

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
TEMPLATE = {"extensions": "jinja2.ext.do", "newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
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
    found["refusals"] = {
        String(text, place.part): []
        for place in places(root)
        for text in place.texts
        if place.part != "subject" or text.replace("_", " ") not in FIELDS
    }
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
    """The texts of one source, in its order."""
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {} if path.suffix == ".py" else TEMPLATE
    with path.open("rb") as file:
        for _line, message, comments, context in extract(method, file, KEYWORDS, [COMMENT], options):
            told = [comment.removeprefix(COMMENT).strip() for comment in comments]
            yield _string(message, context), told


def _string(message: str | Iterable[str], context: str | None) -> String:
    if isinstance(message, str):
        return String(message, context or "")
    text, plural = message
    return String(text, context or "", plural)
