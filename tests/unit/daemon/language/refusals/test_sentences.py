"""A sentence of the store is found again, whatever its values are, and its values are kept."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.language import refusal, refusal_told
from daemon.language import told as sentence_told
from daemon.language.catalogues import texts_of
from daemon.language.refusals.saying import _words
from daemon.language.refusals.sentences import LONGEST, Sentences, Template
from daemon.language.speech import Language, language_of
from daemon.shapes import refused_told
from store.errors import Ambiguous, InRecycleBin, Invalid, NotFound, StoreError, Taken

WORDS = _words()
PARTS = {part: texts_of("nb", "refusals", part) for part in ("subject", "reason", "remedy", "act", "why")}
FOUND = {part: Sentences(texts) for part, texts in PARTS.items()}
WRITTEN = st.sampled_from([(part, text) for part, texts in PARTS.items() for text in texts])
NB, DE = language_of("nb_NO"), language_of("de_AT")


def values_for(data: st.DataObject, template: Template, anything: st.SearchStrategy[str]) -> dict[str, str]:
    words = st.sampled_from(sorted(WORDS))
    return {name: data.draw(words if name.startswith("the_") else anything) for name in template.names}


@given(WRITTEN, st.data())
def test_whatever_the_values_are_what_is_found_says_the_same(written: tuple[str, str], data: st.DataObject) -> None:
    part, text = written
    template = Template.of(text)
    sentence = template.said_with(values_for(data, template, st.text(max_size=80)))

    found = FOUND[part].find(sentence, WORDS)

    assert found is not None
    assert found[0].said_with(found[1]) == sentence


@given(WRITTEN, st.data())
def test_values_that_do_not_speak_as_the_text_does_are_each_kept_in_its_place(
    written: tuple[str, str], data: st.DataObject
) -> None:
    part, text = written
    template = Template.of(text)
    values = values_for(data, template, st.from_regex(r"['\[{][A-ZÆØ%\\]{2,12}['\]}]", fullmatch=True))
    sentence = template.said_with(values)

    found = FOUND[part].find(sentence, WORDS)

    assert found is not None
    kept = list(found[1].values())
    assert all(any(value in one for one in kept) for value in _typed(values))


def _typed(values: Mapping[str, str]) -> list[str]:
    return [value for name, value in values.items() if not name.startswith("the_")]


@given(WRITTEN, st.data(), st.sampled_from([NB, DE]))
def test_a_translation_holds_what_somebody_typed(
    written: tuple[str, str], data: st.DataObject, language: Language
) -> None:
    part, text = written
    template = Template.of(text)
    values = values_for(data, template, st.from_regex(r"'[A-ZÆØ%{}]{2,12}'", fullmatch=True))

    said = sentence_told(language, part, template.said_with(values))

    assert all(value in said for name, value in values.items() if not name.startswith("the_"))


@pytest.mark.parametrize("sentence", ["", "nobody wrote this", "is too large " + "x" * LONGEST, "%(name)s", "%"])
def test_what_nobody_wrote_stays_as_it_is(sentence: str) -> None:
    assert refusal(NB, "xyz", sentence) == f"xyz: {sentence}"
    assert refusal_told(NB, sentence) == sentence


@pytest.mark.parametrize(
    ("error", "en", "nb", "de"),
    [
        (
            Invalid("title", "must not be empty"),
            "title: must not be empty",
            "tittel: må fylles ut",
            "Titel: darf nicht leer sein",
        ),
        (
            NotFound("user", "Kari", ["Karin"]),
            "user: there is none for 'Kari'; nearest: Karin",
            "bruker: fant ingen for 'Kari'; nærmest: Karin",
            "Benutzer: zu 'Kari' gibt es nichts; am ähnlichsten: Karin",
        ),
        (
            Taken("external_id X-1", "belongs to opportunity 2"),
            "external_id X-1: belongs to DEAL-2",
            "nummer i et annet system, X-1: tilhører DEAL-2",
            "Nummer in einem anderen System, X-1: gehört zu DEAL-2",
        ),
        (
            InRecycleBin("opportunity 3, Boats", "opportunity:3"),
            "DEAL-3, Boats: is in the recycle bin; restore it from the recycle bin",
            "DEAL-3, Boats: ligger i papirkurven; gjenopprett det fra papirkurven",
            "DEAL-3, Boats: liegt im Papierkorb; stellen Sie den Datensatz aus dem Papierkorb wieder her",
        ),
        (
            InRecycleBin("account 3, contact is open", "account:3"),
            "account 3, contact is open: is in the recycle bin; restore it from the recycle bin",
            "forretningsforbindelse 3, contact is open: ligger i papirkurven; gjenopprett det fra papirkurven",
            "Firma 3, contact is open: liegt im Papierkorb; stellen Sie den Datensatz aus dem Papierkorb wieder her",
        ),
        (
            Ambiguous("account", "North", ["North A", "North B"]),
            "account: several answer to 'North': North A, North B; name one of them",
            "forretningsforbindelse: flere passer til 'North': North A, North B; oppgi en av dem",
            "Firma: mehrere passen zu 'North': North A, North B; nennen Sie einen davon",
        ),
        (
            Invalid("payment terms 30 days", "needs another value of its list as replacement"),
            "payment terms 30 days: needs another value of its list as replacement",
            "betalingsbetingelser 30 days: trenger en annen verdi fra listen som erstatning",
            "Zahlungsbedingungen 30 days: braucht einen anderen Wert der Liste als Ersatz",
        ),
        (
            Invalid("2 of 5 opportunities", "refuse, so none was changed: OPP-3: is open; reopen it first"),
            "2 of 5 opportunities: refuse, so none was changed: OPP-3: is open; reopen it first",
            "2 av 5 salgsmuligheter: lar seg ikke endre, så ingen ble endret: OPP-3: er åpen; gjenåpne den først",
            "2 von 5 Verkaufschancen: lassen sich nicht ändern, darum wurde keine geändert: OPP-3: ist offen; "
            "öffnen Sie sie zuerst wieder",
        ),
        (
            Invalid("title", "a\x1b[2J is not a date"),
            r"title: a\x1b[2J is not a date",
            r"tittel: a\x1b[2J er ikke en dato",
            r"Titel: a\x1b[2J ist kein Datum",
        ),
    ],
)
def test_a_refusal_in_each_language(error: StoreError, en: str, nb: str, de: str) -> None:
    english = language_of("en")

    assert [refused_told(error, one, "DEAL") for one in (english, NB, DE)] == [en, nb, de]
    assert refusal_told(NB, en) == nb


@pytest.mark.parametrize(
    ("part", "en", "nb", "de"),
    [
        ("act", "added as call", "lagt til som telefonlogg", "hinzugefügt als Telefonprotokoll"),
        ("act", "merged into 3, added", "slått sammen med 3, added", "zusammengeführt mit 3, added"),
        ("act", "200 seats", "200 seats", "200 seats"),
        ("why", "set by hand as OPP-17", "satt for hånd som OPP-17", "von Hand gesetzt als OPP-17"),
        (
            "why",
            "contact ann@client.example: OPP-1, the only open opportunity",
            "forretningskontakt ann@client.example: OPP-1, den eneste åpne salgsmuligheten",
            "Geschäftskontakt ann@client.example: OPP-1, die einzige offene Verkaufschance",
        ),
    ],
)
def test_what_the_record_keeps_in_english_is_told_in_each_language(part: str, en: str, nb: str, de: str) -> None:
    assert [sentence_told(one, part, en) for one in (language_of("en"), NB, DE)] == [en, nb, de]
