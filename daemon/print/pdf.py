"""A dossier as PDF, set by Typst. The text goes in as data beside the source, so that none of it is ever markup."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any, Literal

from daemon.print.dossier import Dossier

_LONG_WORD = re.compile(r"\S{30,}")

SOURCE = """\
#let dossier = json(bytes(sys.inputs.dossier))
#set document(title: dossier.key + " " + dossier.title, date: none)
#set page(
  paper: "a4",
  margin: (x: 18mm, y: 18mm),
  footer: context text(8pt, luma(40%))[
    #dossier.key #h(1fr) #dossier.printed #h(1fr) #counter(page).display("1 / 1", both: true)
  ],
)
#set text(font: ("Libertinus Serif", "New Computer Modern"), size: 10pt, lang: dossier.language)
#set par(justify: false)
#let label(it) = text(luma(40%), it)

#text(17pt)[#label(dossier.key) *#dossier.title*]
#if dossier.remark != "" { block(fill: luma(93%), inset: 4pt, radius: 2pt, dossier.remark) }

#grid(
  columns: (auto, 1fr, auto, 1fr),
  column-gutter: 10pt,
  row-gutter: 6pt,
  ..dossier.fields.map(field => (label(field.at(0)), field.at(1))).flatten()
)

#for entry in dossier.texts {
  heading(level: 2, outlined: false, entry.at(0))
  entry.at(1)
}

#for part in dossier.tables {
  heading(level: 2, outlined: false, part.heading)
  set text(9pt)
  let columns = part.columns.len()
  let place(column) = if part.numeric.contains(column) { right } else { left }
  table(
    columns: range(columns).map(column => if (part.narrow + part.numeric).contains(column) { auto } else { 1fr }),
    stroke: (x, y) => (bottom: 0.4pt + luma(if y == 0 { 60% } else { 90% })),
    inset: (x: 3pt, y: 4pt),
    align: (column, _) => place(column),
    table.header(..part.columns.map(label)),
    ..part.rows.flatten(),
    ..part.footer.map(cell => strong(cell)),
  )
}
"""


def sheet(dossier: Dossier, *, format: Literal["pdf", "png", "svg"] = "pdf") -> bytes:
    """The document's bytes; `format` may also be "png" or "svg", which give its first page."""
    import typst  # a large library, and only printing needs it

    inputs = {"dossier": json.dumps(_breakable(asdict(dossier)))}
    compiled: bytes | list[bytes] = typst.compile(SOURCE.encode(), format=format, sys_inputs=inputs)
    return compiled[0] if isinstance(compiled, list) else compiled


def _breakable(value: Any) -> Any:
    """The same with places to break in long words: Typst lets a long address run off the paper, where it is lost."""
    match value:
        case str():
            return _LONG_WORD.sub(lambda word: re.sub(r"(.{10})(?=.)", "\\1\u200b", word[0]), value)
        case dict():
            return {name: _breakable(part) for name, part in value.items()}
        case tuple() | list():
            return [_breakable(part) for part in value]
        case _:
            return value
