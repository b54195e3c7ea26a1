"""`make language`: brings the catalogues up to the source. Translations stay; what nobody says any more goes.

A new text that another area has already is taken over from there. What is left to translate is printed. The same source
gives the same files, so branches that add texts to different areas merge by themselves.

`python -m daemon.language.extract FILE` also takes translations from a JSON file, {"Save": ["Lagre", "Speichern"]}: an
English text, what it is in each other language in the order of `CODES`; a pair of texts, [one, several], where it
counts; "context|text" where it has a context.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from daemon.language.catalogues import FOLDER, OTHERS
from daemon.language.strings import String, strings

HEAD = """\
# {area}, in {code}: put in order by `make language`; write the translations.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {code}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
Found = Mapping[str, Mapping[String, Iterable[str]]]
Texts = str | tuple[str, ...]
Given = Mapping[str, Texts]  # by the English text, or "context|text"


def main(*files: str) -> int:
    """Bring every catalogue up to date; 1 where something is left to translate."""
    given: dict[str, list[Texts]] = {}
    for file in files:
        given |= json.loads(Path(file).read_text(encoding="utf-8"))
    found, left = strings(), []
    for place, code in enumerate(OTHERS):
        of_this = {text: texts[place] for text, texts in given.items()}
        left += [f"{path}: {string.text!r}" for path, string in update(FOLDER, code, found, of_this)]
    print(*left, f"{len(left)} to translate" if left else "all is translated", sep="\n")
    return 1 if left else 0


def update(folder: Path, code: str, found: Found, given: Given | None = None) -> Iterator[tuple[Path, String]]:
    """Write one language's catalogues anew, with what is `given` before what they say; yields what is left."""
    had = {path.stem: {string_of(one): one for one in messages_in(path)} for path in sorted((folder / code).glob("*"))}
    anywhere = {string: one for said in had.values() for string, one in said.items() if is_said(one)}
    for area in had.keys() - found.keys():
        (folder / code / f"{area}.po").unlink()
    for area, asked in sorted(found.items()):
        path, catalogue = folder / code / f"{area}.po", Catalog()
        for string, comments in sorted(asked.items()):
            own = had.get(area, {}).get(string)
            said = own if own and is_said(own) else anywhere.get(string)
            text = (given or {}).get(string.name) or (said.string if said else "")
            added = catalogue.add(
                string.id,
                tuple(text) if isinstance(text, list) else text,
                context=string.context or None,
                auto_comments=list(dict.fromkeys(comments)),
                user_comments=said.user_comments if said else (),
                flags=said.flags if said else (),
            )
            if not is_said(added):
                yield path, string
        path.parent.mkdir(parents=True, exist_ok=True)
        written = BytesIO()
        write_po(written, catalogue, width=0, omit_header=True)
        path.write_text(f"{HEAD.format(area=area, code=code)}{written.getvalue().decode().rstrip()}\n", "utf-8")


def messages_in(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, abort_invalid=True) if message.id]


def string_of(message: Message) -> String:
    text, plural = message.id if isinstance(message.id, tuple) else (message.id, "")
    return String(str(text), message.context or "", str(plural))


def is_said(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
