"""Bodies of about a megabyte that are made to keep a reader busy."""

from __future__ import annotations

SIZE = 1_000_000


def _filled(piece: str, size: int = SIZE) -> str:
    return piece * (size // len(piece))


HTML = {
    "nested divs": _filled("<div>") + "x",
    "nested tables": _filled("<table><tr><td>") + "x",
    "one wide cell above many": "<table><tr><td>" + _filled("x", SIZE // 2) + _filled("<tr><td>y", SIZE // 2),
    "nested quotes": _filled("<blockquote type=cite>x"),
    "nested lists": _filled("<ul><li>x"),
    "open formatting": "".join(f"<font a={n}>" for n in range(30_000)) + _filled("</p><p>x", SIZE // 2),
    "many attributes": "<a " + " ".join(f"a{n}=1" for n in range(120_000)) + ">x</a>",
    "attributes everywhere": _filled("<p hidden><b>x"),
    "an attribute of a megabyte": '<p style="' + _filled("font-size") + '">x',
    "broken quotes": _filled('<a x="'),
    "tags that never end": _filled("<a "),
    "brackets": _filled("<"),
    "comments that never end": _filled("<!--"),
    "scripts that never end": _filled("<script>"),
    "paragraphs": _filled("<p>x"),
    "line breaks": _filled("<br>"),
    "links": _filled("<a href=http://x.example/z>w</a>"),
    "one link around all": "<a href=http://x.example/>" + _filled("<b>x</b>"),
    "entities": _filled("&a;"),
    "an entity of a megabyte": "&#" + _filled("9") + ";",
    "lines as they are": "<pre>" + _filled("a:\n"),
    "hidden to the end": "<div style='display:none'>" + _filled("<p>x"),
}
PLAIN = {
    "quote marks": _filled("> "),
    "quoted lines": _filled(">\n"),
    "one line": _filled("x"),
    "one line that ends like a heading": _filled("On a ") + "wrote:",
    "almost headings": _filled("On On " + "a " * 130 + "wrote x:\n"),
    "almost headings in Czech": _filled("Dne " * 60 + "12:00 napsal:\n"),
    "headings": _filled("On 1 Jan 2026 Ann wrote:\n> x\n"),
    "headings one below the other": _filled("On 1 Jan 2026 at 12:00 Ann wrote:\n"),
    "blocks": _filled("From: a@b.example\nx: 2026\n"),
    "long blocks": _filled("From:" + " " * 300 + "a@b.example\nSent:" + " " * 300 + "\n"),
    "labels": _filled("a:\n"),
    "dashes": _filled("-----\n"),
    "empty lines": _filled("\n"),
    "lines of spaces": _filled(" " * 999 + "\n"),
    "carriage returns": _filled("\r"),
    "NULs": _filled("\0"),
    "joiners": _filled("\u0627\u200d"),
    "padding": _filled("\u200c\u034f\xad"),
    "diacritics": "a" + _filled("\u0301\u0323"),
    "pictures": _filled("[cid:x]"),
    "pictures that never end": _filled("[cid:"),
}
