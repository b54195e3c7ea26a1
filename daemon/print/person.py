"""What is known of somebody as one HTML page, a piece at a time. Whatever it holds is text, never markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from daemon.shapes import plain

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 15px/1.45 system-ui, sans-serif; color: #1d232a; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1.5rem; }}
h1 {{ font-size: 1.6rem; }} h2 {{ font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid #d5dbe1; }}
dl {{ display: grid; grid-template-columns: max-content minmax(8rem, 1fr); gap: .15rem 1rem; padding: .6rem 0; margin: 0; border-bottom: 1px solid #eef1f4; }}
dt {{ color: #56616d; }} dd {{ margin: 0; white-space: pre-line; overflow-wrap: anywhere; }}
@media print {{ body {{ margin: 0; max-width: none; }} }}
</style>
</head>
<body>
<h1 dir="auto">{title}</h1>
<p>{said}</p>
"""  # noqa: E501 - a page of HTML keeps its own lines


def person_page(title: str, said: str, sections: Iterable[tuple[str, Iterable[Mapping[str, Any]]]]) -> Iterator[str]:
    """The page: each section under its heading, a list of names and values for each thing in it."""
    yield _HEAD.format(title=escape(title), said=escape(said))
    for heading, things in sections:
        yield f"<h2>{escape(heading)}</h2>\n"
        are_any = False
        for thing in things:
            are_any = True
            yield f"<dl>{''.join(_told(thing))}</dl>\n"
        if not are_any:
            yield "<p>Nothing.</p>\n"
    yield "</body>\n</html>\n"


def _told(thing: Mapping[str, Any]) -> Iterator[str]:
    for name, value in thing.items():
        if text := _text(value):
            yield f'<dt>{escape(name.replace("_", " "))}</dt><dd dir="auto">{escape(text)}</dd>'


def _text(value: Any) -> str:
    """A value in words, what it is made of a line each."""
    match value:
        case None | "" | False:
            return ""
        case str():
            return value
        case list() | tuple():
            return "\n".join(filter(None, map(_text, value)))
        case dict():
            return ", ".join(f"{name} {text}" for name, one in value.items() if (text := _text(one)))
        case bool() | int() | float():
            return str(value).lower() if isinstance(value, bool) else str(value)
        case _:
            return str(plain(value))
