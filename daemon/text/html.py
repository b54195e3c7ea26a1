"""HTML as text, read tag by tag without a tree: parsers that build one can be made to take minutes or gigabytes.

Mail's HTML is broken in every way; nothing here depends on an end tag being there.
"""

from __future__ import annotations

import re
from html import unescape

TAGS = 60_000  # that are looked at; what follows is cut
ATTRIBUTES = 4_000  # characters of a tag that are looked at
ADDRESS = 2_000  # characters of a link that is written out
DEPTH = 5  # of quotes and lists that is shown
DEEPEST = 100  # elements in each other, of those that hide and show, that are kept in mind

_TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})|[!?])")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HUGE_NUMBER = re.compile(r"&#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,});?")  # no character, and nothing to count with

_RAW = {
    name: re.compile(rf"</{name}(?![a-z0-9])", re.IGNORECASE)
    for name in ("script", "style", "title", "xml", "svg", "iframe", "template", "noframes", "object", "audio", "video")
}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre"}
_BLOCKS = _PARAGRAPHS | {
    *("address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "header", "html", "legend", "li", "main", "nav", "option", "section"),
    *("summary", "tbody", "tfoot", "thead", "tr"),
}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(?:px|pt|em)?\s*[;\"'!]",
    re.IGNORECASE,
)
# Letters of no size hide what is in an element, except what is in one within it that gives them a size again. Relative
# sizes do not: a hundred per cent of nothing is nothing.
_NO_SIZE = re.compile(r"(?<![\w-])font-size\s*:\s*0(?:\.0*)?(?:px|pt|r?em|%)?\s*[;\"'!]", re.IGNORECASE)
_SIZE = re.compile(
    r"(?<![\w-])font(?:-size)?\s*:[^;\"']{0,80}?(?<![\w.])(?:0*\.0*[1-9]\d*|[1-9]\d*(?:\.\d+)?)(?:px|pt|pc|rem|cm|mm|in|vw|vh)"
    r"|(?<![\w-])font-size\s*:\s*(?:xx?-)?(?:small|medium|large)",
    re.IGNORECASE,
)
_FONT_SIZE = re.compile(r"(?<![\w-])size\s*=\s*[\"']?[+-]?[1-9]", re.IGNORECASE)  # of a <font>
_QUOTED_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_HIDDEN = re.compile(r"(?:^|\s)hidden(?![\w-])", re.IGNORECASE)
_STRIKING = {"s", "del", "strike"}
_STRUCK = "~~"  # stands around words that are struck out, as in Markdown
_SUPERSCRIPT = str.maketrans(
    "0123456789+-\u2212", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207b"
)
_POWER = re.compile(r"[+\-\u2212]?[0-9]{1,9}")  # or the number of a footnote
_CLOSE = re.compile(r"mso|margin\s*:\s*0|margin-bottom\s*:\s*0", re.IGNORECASE)  # paragraphs without a gap between them
_CITED = re.compile(r"type\s*=\s*[\"']?cite|quote", re.IGNORECASE)
_HREF = re.compile(r"(?<![\w-])href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_INTEGER = r"\s*=\s*(?:[\"']\s*)?([+-]?[0-9]{1,9})(?![0-9])"
_START = re.compile(rf"(?<![\w-])start{_INTEGER}", re.IGNORECASE)  # a list's first number
_VALUE = re.compile(rf"(?<![\w-])value{_INTEGER}", re.IGNORECASE)  # an item's own
_LINK = re.compile(r"(?:https?|ftp|mailto|tel|file):|//|www\.", re.IGNORECASE)
_BARE = re.compile(r"^(?:https?:|mailto:|tel:|ftp:)?(?://)?(?:www\.)?|[/\s]+$", re.IGNORECASE)


def text_of(html: str) -> str:
    """What a browser would show; an element that hides everything to the end, its own end being lost, hides nothing."""
    page = _Page()
    page.read(html)
    if page.is_hiding:
        page = _Page(shows_hidden=True)
        page.read(html)
    return page.text()


class _Page:
    """The text so far, and where in the page it is."""

    def __init__(self, *, shows_hidden: bool = False) -> None:
        self._shows_hidden = shows_hidden
        self._out: list[str] = []
        self._gap = 0  # line breaks owed before the next text
        self._ends_in_space = True
        self._hidden, self._hidden_depth = "", 0  # the element that hides what is in it, and how often it is open
        self._is_tiny = False  # it does so by letters of no size
        self._sized: list[tuple[str, int, str, int]] = []  # elements in such a one that show: name, depth; and it again
        self._raw_depth = 0  # of elements that keep their line breaks
        self._quotes: list[bool] = []  # of each open blockquote, whether it is somebody else's words
        self._lists: list[int | None] = []  # of each open list, the last number; None without
        self._is_paragraph_apart = False  # the one that was begun last
        self._mark = ""  # of the list's item that begins
        self._row_began = self._cell_began = False  # with text
        self._in_cell = False
        self._link, self._link_from = "", 0
        self._struck: list[tuple[str, int]] = []  # elements whose words are struck out, and how often each is open
        self._is_struck = False  # the words that were written last
        self._is_raised = False

    @property
    def is_hiding(self) -> bool:
        return bool(self._hidden)

    def text(self) -> str:
        self._end_link()
        self._end_struck()
        return "".join(self._out)

    def read(self, html: str) -> None:
        """The page from its beginning, until nothing more can be made out."""
        position = 0
        for _ in range(TAGS):
            tag = _TAG.search(html, position)
            if tag is None:
                self._say(html[position:])
                return
            self._say(html[position : tag.start()])
            position = self._markup(html, tag)
            if position < 0:
                return

    def _markup(self, html: str, tag: re.Match[str]) -> int:
        """Where the text goes on behind a tag or comment; -1 where it does not."""
        name = tag[2]
        if name is None:
            is_comment = tag[0] == "<!--"
            end = html.find("-->" if is_comment else ">", tag.start() + 2)
            return end + (3 if is_comment else 1) if end >= 0 else -1
        end = _end_of_tag(html, tag.end())
        if end < 0:
            self._say(html[tag.start() :])
            return -1
        name = name.lower()
        if tag[1]:
            self._end(name)
        else:
            raw = _RAW.get(name)
            if raw:
                closing = raw.search(html, end) if html[end - 1] != "/" else None
                return closing.start() if closing else (end + 1 if html[end - 1] == "/" else -1)
            self._begin(name, html[tag.end() : min(end, tag.end() + ATTRIBUTES)])
        return end + 1

    # --- text ---------------------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        if not text or self._hidden:
            return
        if "&" in text:
            text = unescape(_HUGE_NUMBER.sub("", text))
        if self._raw_depth:
            inner = text.strip("\n")
            if inner:
                self._gap += text.index(inner[0])
                self._write(inner.replace("\n", "\n" + self._quoted()))
            self._gap += len(text) - len(text.rstrip("\n"))
            return
        text = _SPACE.sub(" ", text)
        if self._gap or self._ends_in_space:
            text = text.lstrip(" ")
        if text:
            self._write(text)

    def _write(self, text: str) -> None:
        if self._is_struck and (self._gap or not self._struck):
            self._end_struck()
        if self._struck and not self._is_struck and (words := text.lstrip(" ")):
            text = f"{text[: len(text) - len(words)]}{_STRUCK}{words}"
            self._is_struck = True
        if self._is_raised and _POWER.fullmatch(text):
            text = text.translate(_SUPERSCRIPT)
        if self._out and self._gap:
            self._out.append("\n" * min(self._gap, 3))
        if self._gap or not self._out:
            self._out.append(self._quoted())
            self._out.append("  " * min(len(self._lists) - 1, DEPTH) + self._mark if self._mark else "")
        elif self._in_cell and self._row_began and not self._cell_began:
            self._out.append("  ")
        self._out.append(text)
        self._gap, self._mark = 0, ""
        self._row_began = self._cell_began = True
        self._ends_in_space = text.endswith(" ")

    def _quoted(self) -> str:
        """What each line begins with in a quote."""
        return "> " * min(sum(self._quotes[:100]), DEPTH) if self._quotes else ""

    def _break(self, lines: int) -> None:
        """The next text begins a line, except at the beginning of a table's cell: that goes on in its row's line."""
        if self._cell_began or not self._in_cell:
            self._gap = max(self._gap, lines)

    # --- tags ---------------------------------------------------------------------------------------------------------

    def _begin(self, name: str, attributes: str) -> None:
        if self._hidden:
            self._hidden_depth += name == self._hidden
            if not (self._is_tiny and attributes and name not in _VOID and _gives_size(name, attributes)):
                return
            if len(self._sized) < DEEPEST:
                self._sized.append((name, 0, self._hidden, self._hidden_depth))
            self._hidden = ""
        if self._sized and name == self._sized[-1][0]:
            _, depth, hidden, hidden_depth = self._sized[-1]
            self._sized[-1] = (name, depth + 1, hidden, hidden_depth)
        if self._struck and name == self._struck[-1][0]:
            self._struck[-1] = (name, self._struck[-1][1] + 1)
        elif name in _STRIKING or (attributes and _strikes(attributes) and name not in _VOID):
            self._struck = [*self._struck, (name, 1)][:DEEPEST]
        if attributes and name not in _VOID and not self._shows_hidden:
            if _hides(attributes):
                self._hidden, self._hidden_depth, self._is_tiny = name, 1, False
                return
            if _NO_SIZE.search(attributes):
                self._hidden, self._hidden_depth, self._is_tiny = name, 1, True
                return
        if name in _BLOCKS:
            is_apart = name in _PARAGRAPHS and not self._lists and not _CLOSE.search(attributes)
            self._break(2 if is_apart else 1)
            if name == "p":
                self._is_paragraph_apart = is_apart
        match name:
            case "br":
                self._gap += 1
            case "sup":
                self._is_raised = True
            case "hr":
                self._rule()
            case "a":
                self._end_link()
                self._link, self._link_from = _address(attributes), len(self._out)
            case "blockquote":
                self._quotes.append(bool(_CITED.search(attributes)))
            case "pre" | "textarea":
                self._raw_depth += 1
            case "ul" | "ol":
                start = _START.search(attributes)
                self._lists.append((int(start[1]) - 1 if start else 0) if name == "ol" else None)
            case "li" if self._lists:
                self._mark = self._next_mark(attributes)
            case "tr":
                self._in_cell = self._row_began = False
            case "td" | "th":
                self._in_cell, self._cell_began = True, False
                self._gap = 0 if self._row_began else max(self._gap, 1)

    def _end(self, name: str) -> None:
        if self._hidden:
            self._hidden_depth -= name == self._hidden
            if self._hidden_depth == 0:
                self._hidden = ""
                if self._is_tiny and name in _BLOCKS:
                    self._break(1)
                if self._sized and name == self._sized[-1][0]:
                    self._end_sized()
            return
        if self._sized and name == self._sized[-1][0]:
            self._end_sized()
        if self._struck and name == self._struck[-1][0]:
            depth = self._struck[-1][1] - 1
            self._struck[-1:] = [(name, depth)] if depth else []
        if name in _BLOCKS:
            is_apart = self._is_paragraph_apart if name == "p" else name in _PARAGRAPHS and len(self._lists) < 2
            self._break(2 if is_apart else 1)
        match name:
            case "a":
                self._end_link()
            case "sup":
                self._is_raised = False
            case "blockquote" if self._quotes:
                self._quotes.pop()
            case "pre" | "textarea" if self._raw_depth:
                self._raw_depth -= 1
            case "ul" | "ol" if self._lists:
                self._lists.pop()
            case "td" | "th" if self._in_cell:
                self._gap, self._cell_began = 0, False  # paragraphs in cells are not apart
            case "tr" | "table":
                self._in_cell = self._row_began = False
                self._break(1)

    def _end_sized(self) -> None:
        """Behind the element that gave letters a size, those of the one around it have none again."""
        name, depth, hidden, hidden_depth = self._sized[-1]
        if depth > 1:
            self._sized[-1] = (name, depth - 1, hidden, hidden_depth)
            return
        self._sized.pop()
        self._hidden, self._hidden_depth, self._is_tiny = hidden, hidden_depth - (name == hidden), True
        if self._hidden_depth <= 0:
            self._hidden = ""

    def _next_mark(self, attributes: str) -> str:
        """What the innermost list's next item begins with: its own number, or the one behind the last."""
        number = self._lists[-1]
        if number is None:
            return "- "
        own = _VALUE.search(attributes) if attributes else None
        self._lists[-1] = number = int(own[1]) if own else number + 1
        return f"{number}. "

    def _rule(self) -> None:
        self._break(1)
        self._write("-" * 20)
        self._break(1)

    def _end_struck(self) -> None:
        """Behind the last word that was struck out, its mark."""
        if self._is_struck:
            words = self._out[-1].rstrip(" ")
            self._out[-1] = f"{words}{_STRUCK}{self._out[-1][len(words) :]}"
            self._is_struck = False

    def _end_link(self) -> None:
        """Behind a link's text, its address, if it says more than the text."""
        address, self._link = self._link, ""
        if not address:
            return
        shown = "".join(self._out[self._link_from :]).strip()
        if shown and _BARE.sub("", address).casefold() != _BARE.sub("", shown).casefold():
            self._out.append(f" <{address}>" if not self._ends_in_space else f"<{address}> ")


def _end_of_tag(html: str, start: int) -> int:
    """Where the tag's ">" is, one in a quoted value left out; -1 without one."""
    end = html.find(">", start)
    if end >= 0 and html.count('"', start, min(end, start + ATTRIBUTES)) % 2:
        closing = html.find('"', end, end + ATTRIBUTES)
        after = html.find(">", closing, closing + ATTRIBUTES) if closing >= 0 else -1
        return after if after >= 0 and "<" not in html[end:closing] else end
    return end


def _hides(attributes: str) -> bool:
    return bool(_HIDING.search(attributes)) or (
        "hidden" in attributes.lower() and bool(_HIDDEN.search(_QUOTED_VALUE.sub("", attributes)))
    )


def _strikes(attributes: str) -> bool:
    return "line-through" in attributes or "LINE-THROUGH" in attributes


def _gives_size(name: str, attributes: str) -> bool:
    is_sized = bool(_SIZE.search(attributes)) or (name == "font" and bool(_FONT_SIZE.search(attributes)))
    return is_sized and not _hides(attributes)


def _address(attributes: str) -> str:
    found = _HREF.search(attributes)
    address = unescape(_HUGE_NUMBER.sub("", next(filter(None, found.groups()), ""))) if found else ""
    address = "".join(address.split())
    return address if _LINK.match(address) and len(address) <= ADDRESS else ""
