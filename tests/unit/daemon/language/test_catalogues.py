"""Everything that people read is in all languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from daemon.language import words_of
from daemon.language.catalogues import FOLDER, OTHERS
from daemon.language.extract import is_said, messages_in, string_of, update
from daemon.language.strings import String, area_of, strings, strings_in

PLACEHOLDER = re.compile(r"%%|%\((\w+)\)[sd]")


@cache
def found() -> dict[str, dict[String, list[str]]]:
    return strings()


def catalogue(code: str) -> Iterator[tuple[str, Message]]:
    for path in sorted((FOLDER / code).glob("*.po")):
        for message in messages_in(path):
            yield path.stem, message


def texts(message: Message) -> tuple[str, ...]:
    return (str(message.string),) if isinstance(message.string, str) else tuple(message.string)


def placeholders(text: str) -> set[str]:
    """The names in the text; a sign of per cent that is neither a name nor doubled is one of its own."""
    rest = PLACEHOLDER.sub("", text)
    return set(PLACEHOLDER.findall(text)) - {""} | ({"%"} if "%" in rest else set())


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_of_the_program_is_translated_and_none_that_is_not_its(code: str) -> None:
    said = {(area, string_of(message)) for area, message in catalogue(code) if is_said(message)}

    assert said == {(area, string) for area, of_area in found().items() for string in of_area}, "run: make language"


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_only_guessed(code: str) -> None:
    assert [f"{area}: {message.id}" for area, message in catalogue(code) if message.fuzzy] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_placeholders_of_its_text(code: str) -> None:
    """Of one that counts, what stands for the number may be left out where there is one."""
    wrong = []
    for area, message in catalogue(code):
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        for text, said in zip(ids, texts(message), strict=True):
            all_of_them = placeholders(text) | placeholders(ids[-1])
            if not placeholders(text) - {"num", "count"} <= placeholders(said) <= all_of_them or "%" in all_of_them:
                wrong.append(f"{area}: {text!r} is {said!r}")

    assert wrong == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_text_is_translated_alike_wherever_it_stands(code: str) -> None:
    """Where it means something else there, it has a context: pgettext."""
    said: dict[String, dict[tuple[str, ...], str]] = {}
    for area, message in catalogue(code):
        said.setdefault(string_of(message), {})[texts(message)] = area

    assert {string.name: by for string, by in said.items() if len(by) > 1} == {}


@pytest.mark.parametrize("code", OTHERS)
def test_the_catalogues_are_as_they_are_written_by_the_command(code: str, tmp_path: Path) -> None:
    (tmp_path / code).mkdir()
    for path in (FOLDER / code).glob("*.po"):
        (tmp_path / code / path.name).write_bytes(path.read_bytes())

    list(update(tmp_path, code, found()))

    assert {path.name: path.read_text() for path in (tmp_path / code).glob("*")} == {
        path.name: path.read_text() for path in (FOLDER / code).glob("*")
    }, "run: make language"


SOURCES = {
    "b.py": "x = f\"{_('Save')} {language.ngettext('%(num)s deal', '%(num)s deals', n)} {a(gettext('Won'))}\"\n",
    "a.py": "x = _('Save')\ny = language.ngettext('%(num)s deal', '%(num)s deals', n)\nz = gettext_noop('Won')\n",
    "a.html.j2": "{{ _('Save') }}{% trans num=n %}{{ num }} deal{% pluralize %}{{ num }} deals{% endtrans %}"
    "<a title=\"{{ gettext('Won') }}\">",
}


@pytest.mark.parametrize("name", SOURCES)
def test_texts_are_found_in_modules_and_templates(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(SOURCES[name])

    assert {string for string, _ in strings_in(path)} == {
        String("Save"),
        String("%(num)s deal", plural="%(num)s deals"),
        String("Won"),
    }


def test_what_a_writer_says_to_translators_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("# translators: to the archive\nx = language.pgettext('verb', 'File')\n")

    assert list(strings_in(path)) == [(String("File", "verb"), ["to the archive"])]


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("daemon/web/templates/opportunity/show.html.j2", "web-opportunity"),
        ("daemon/web/pages/opportunity.py", "web-opportunity"),
        ("daemon/web/templates/base.html.j2", "web-base"),
        ("daemon/web/forms/form.py", "web-forms"),
        ("daemon/outlook/tasks/words.py", "outlook-tasks"),
        ("daemon/news.py", "news"),
    ],
)
def test_a_page_and_its_templates_have_one_catalogue(path: str, area: str) -> None:
    assert area_of(path) == area


SAVE, DEALS, FILE = String("Save"), String("%(num)s deal", plural="%(num)s deals"), String("File", "menu")


def saved(folder: Path, area: str) -> dict[str, tuple[str, ...]]:
    return {string_of(one).name: texts(one) for one in messages_in(folder / "nb" / f"{area}.po")}


def test_the_command_keeps_what_was_translated_and_says_what_is_left(tmp_path: Path) -> None:
    given = {"Save": "Lagre", "%(num)s deal": ["%(num)s avtale", "%(num)s avtaler"]}
    list(update(tmp_path, "nb", {"web": {SAVE: [], DEALS: []}}, given))

    left = [string for _, string in update(tmp_path, "nb", {"web": {SAVE: [], DEALS: [], FILE: []}})]

    assert left == [FILE]
    assert saved(tmp_path, "web") == {
        "Save": ("Lagre",),
        "%(num)s deal": ("%(num)s avtale", "%(num)s avtaler"),
        "menu|File": ("",),
    }


def test_a_text_that_another_area_has_is_taken_over_and_one_that_nobody_says_goes(tmp_path: Path) -> None:
    list(update(tmp_path, "nb", {"web": {SAVE: [], FILE: []}}, {"Save": "Lagre", "menu|File": "Fil"}))

    left = list(update(tmp_path, "nb", {"other": {SAVE: []}}))

    assert left == []
    assert saved(tmp_path, "other") == {"Save": ("Lagre",)}
    assert not (tmp_path / "nb/web.po").exists()


def test_a_guess_stays_a_guess_until_somebody_looked_at_it(tmp_path: Path) -> None:
    list(update(tmp_path, "nb", {"web": {SAVE: []}}, {"Save": "Lagre"}))
    path = tmp_path / "nb/web.po"
    path.write_text(path.read_text().replace('msgid "Save"', '# who says so?\n#, fuzzy\nmsgid "Save"'))

    list(update(tmp_path, "nb", {"web": {SAVE: []}}))

    assert "# who says so?\n#, fuzzy\nmsgid" in path.read_text()


def test_english_needs_no_catalogue() -> None:
    words = words_of("en")

    assert words.gettext("Save") == "Save"
    assert words.ngettext("%(num)s deal", "%(num)s deals", 2) == "%(num)s deals"
