"""Words of a template that no translator ever sees: between tags, in attributes, and handed to macros."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from daemon.web.kept import Keep

READ = {"title", "alt", "placeholder", "label", "aria-label", "aria-description", "aria-roledescription"}
READ |= {"aria-valuetext", "aria-placeholder", "data-confirm"}
NAMES = {"dealtrail", "outlook", "csv", "pdf", "html", "json", "xlsx", "url", "api", "openapi", "id"}  # in any language
_BARE_ATTRIBUTE = "required|selected|checked|disabled|hidden|open|multiple"
_ATTRIBUTES = re.compile(rf'(?:\s*[a-z-]+="[^"<>]*"?|\s*"|\s+(?:{_BARE_ATTRIBUTE}))+\s*')  # a macro's, of no tag
LANGUAGES = {"English", "Norsk bokmål", "Deutsch"}  # each by its own name, for who cannot read the others
SAID = "\ue000"  # stands for what an expression says
WORD = re.compile(r"[^\W\d_]{2,}")
FOR_PEOPLE = re.compile(r"[A-Z][a-z]+(?: |$)")
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}


def environment() -> Environment:
    return Environment(  # noqa: S701  # nothing is rendered
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", Keep], trim_blocks=True, lstrip_blocks=True
    )


def bare_words(template: str) -> list[str]:
    """What a template says in one language only."""
    page = _Page()
    page.feed("".join(_page_of(template)))
    page.close()
    return page.bare + list(_constants(environment().parse(template)))


def _page_of(template: str) -> Iterator[str]:
    """The template as a page: statements say nothing, expressions and blocks for translators say something."""
    in_trans, in_tag, words = False, False, None
    for _line, kind, value in environment().lex(template):
        if kind == "data" and not in_trans and (in_tag or not _ATTRIBUTES.fullmatch(value)):
            in_tag = value.rfind("<") > value.rfind(">") or (in_tag and ">" not in value)
            yield value
        elif kind == "variable_begin" and not in_trans:
            yield SAID
        elif kind == "block_begin":
            words = []
        elif kind == "block_end" and words:
            in_trans = words[0] == "trans" or (in_trans and words[0] != "endtrans")
            words = None
        elif kind == "name" and words is not None:
            words.append(value)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bare: list[str] = []
        self._code = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code = tag if tag in ("script", "style") else ""
        known = dict(attrs)
        if tag == "input" and known.get("type") in ("submit", "button", "reset"):
            self._say(known.get("value") or "")
        if tag == "meta" and known.get("name") == "description":
            self._say(known.get("content") or "")
        for name in READ & known.keys():
            self._say(known[name] or "")

    def handle_endtag(self, tag: str) -> None:
        self._code = ""

    def handle_data(self, data: str) -> None:
        if not self._code:
            self._say(data)

    def _say(self, text: str) -> None:
        self.bare += [word for word in WORD.findall(text) if word.casefold() not in NAMES]


def _constants(node: nodes.Node) -> Iterator[str]:
    """Texts in expressions that look as if they were for people, beside gettext."""
    match node:
        case nodes.Call(node=nodes.Name(name=name)) if name in GETTEXT:
            return
        case nodes.Compare() | nodes.Getitem() | nodes.Test():
            return
        case nodes.Filter(name="word", node=told) if told is not None:
            yield from _constants(told)  # the enumeration is not said
            return
        case nodes.Include() | nodes.Import() | nodes.FromImport() | nodes.Extends():
            return
        case nodes.Const(value=str(value)) if FOR_PEOPLE.match(value) and value not in LANGUAGES:
            yield value
        case nodes.Pair():
            yield from _constants(node.value)
            return
    for child in node.iter_child_nodes():
        yield from _constants(child)
