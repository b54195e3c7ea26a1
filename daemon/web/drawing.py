"""Templates become pages: everything is escaped, in the language of whoever looks."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from daemon.language import Language, speaking, teach
from daemon.shapes import Shape, listed_shape
from daemon.web.agents import browser_in
from daemon.web.kept import Keep
from store.rules.history import PREVIEW

HERE = Path(str(resources.files("daemon.web")))
STATIC = HERE / "static"


class Drawing:
    """The templates of this folder, in any language."""

    def __init__(self) -> None:
        self._environment = _environment()

    def draw(self, template: str, language: Language, zone: ZoneInfo, context: Mapping[str, Any]) -> str:
        with speaking(language, zone):
            return self._environment.get_template(template).render(context)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do", Keep],
    )
    teach(made)
    made.filters["beginning"] = beginning
    made.filters["browser"] = browser_in
    made.filters["listed"] = listed_shape
    made.filters["whole"] = whole
    made.globals["static"] = static
    made.globals["once"] = lambda: secrets.token_urlsafe(18)  # by what a form is known again when it is sent twice
    return made


def beginning(preview: str) -> str:
    """What lists show of a text, with a sign that it goes on where it was cut."""
    return f"{preview.rstrip()}…" if len(preview) >= PREVIEW else preview


def whole(shape: Shape) -> tuple[tuple[str, Any], ...]:
    """A shape of plain values as what its part is kept by."""
    return tuple(shape.items())


@cache
def static(name: str) -> str:
    """The address of a file of `static/`, which changes with its content: browsers may keep it for ever."""
    return f"/static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
