"""The catalogues: what each English text is in another language.

They are read as they are written, so a clone and a wheel need no step that compiles them: a language takes some tenths
of a second once a process, and English nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from gettext import NullTranslations
from importlib import resources
from io import BytesIO
from pathlib import Path

SOURCE, *OTHERS = CODES = ("en", "nb", "de")
FOLDER = Path(str(resources.files("daemon.language"))) / "catalogues"


def gettext_noop(text: str) -> str:
    """The English text itself: marks one that is translated later, where it is shown."""
    return text


def files_of(code: str) -> Iterator[Path]:
    """The catalogue's files, one an area."""
    yield from sorted((FOLDER / code).glob("*.po"))


@cache
def words_of(code: str) -> NullTranslations:
    """gettext, ngettext, pgettext and npgettext of a language, as Jinja takes them; what is missing is English."""
    if code == SOURCE:
        return NullTranslations()
    from babel.messages.catalog import Catalog  # slow to load, and English needs none
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    whole = Catalog(locale=code)
    for path in files_of(code):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id:
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


def texts_of(code: str, area: str, context: str) -> list[str]:
    """The English texts of an area's catalogue that have this context."""
    from babel.messages.pofile import read_po

    with (FOLDER / code / f"{area}.po").open("rb") as file:
        return [str(message.id) for message in read_po(file, locale=code) if message.context == context]
