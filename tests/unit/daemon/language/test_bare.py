"""No template says anything beside gettext, and no script anything of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.daemon.language.bare import bare_words
from tests.unit.daemon.language.bare_script import bare_texts

ROOT = Path(__file__).parents[4]
TEMPLATES = sorted((ROOT / "daemon").rglob("*.html.j2"))


def test_every_word_of_a_template_is_for_translators() -> None:
    said = {str(path.relative_to(ROOT)): bare_words(path.read_text(encoding="utf-8")) for path in TEMPLATES}

    assert {path: words for path, words in said.items() if words} == {}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Save it</p>", ["Save", "it"]),
        ('<a title="Save">{{ x }}</a>', ["Save"]),
        ('<input type="submit" value="Save">', ["Save"]),
        ('<p{% if a %} class="b"{% endif %} aria-label="Own {{ x }}">', ["Own"]),
        ("{{ forms.text('title', 'Title of it') }}", ["Title of it"]),
        ("{% set places = [('/x', 'Places')] %}", ["Places"]),
        ("{% if a %}<b>Yes</b>{% else %}{{ _('No') }}{% endif %}", ["Yes"]),
        ("{% if a %} required by law{% endif %}", ["required", "by", "law"]),
        ("{% trans %}All{% endtrans %} of it", ["of", "it"]),
    ],
)
def test_words_beside_gettext_are_found(template: str, words: list[str]) -> None:
    assert bare_words(template) == words


@pytest.mark.parametrize(
    "template",
    [
        "<p>{{ _('Save it') }} &ndash; 1 &times; {{ n }} &middot; dealtrail</p>",
        "{% trans n=n %}{{ n }} deal{% pluralize %}{{ n }} deals{% endtrans %}",
        '<a title="{{ gettext(\'Save\') }}" href="/save" class="Main" data-kind="Note">',
        '<script type="module">const Save = 1</script><style>Body { }</style>',
        "{% extends 'base.html.j2' %}{% if kind == 'Note' %}{{ forms.text('title', _('Title')) }}{% endif %}",
        '{% macro m() %} aria-invalid="true"{% if b %} id="{{ b }}"{% endif %} required{% endmacro %}',
        "{# Notes to colleagues #}{{ now['Save'] }}",
    ],
)
def test_what_is_for_translators_or_not_for_people_is_left_alone(template: str) -> None:
    assert bare_words(template) == []


SCRIPTS = sorted((ROOT / "daemon/web/static").glob("*.js"))


def test_no_script_says_anything_of_its_own() -> None:
    said = {path.name: bare_texts(path.read_text(encoding="utf-8")) for path in SCRIPTS}

    assert SCRIPTS
    assert {name: texts for name, texts in said.items() if texts} == {}


@pytest.mark.parametrize(
    ("script", "texts"),
    [
        ('status.textContent = "Not saved";', ["Not saved"]),
        ("button.append('Cancel')", ["Cancel"]),
        ("x = `${n} deals were moved.`", ["${n} deals were moved."]),
        ('// "Not saved"\nlabel = element.dataset.words', []),
        ('if (event.key === "ArrowDown") list.querySelector("tbody input[name=number]")', []),
        ('row.classList.add("taken-up"); fetch(`/suggest/${kind}?q=${q}`)', []),
    ],
)
def test_what_a_script_would_say_is_found(script: str, texts: list[str]) -> None:
    assert bare_texts(script) == texts
