"""What the audit trail says of a change is told in each language; what people wrote stays as it is."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from daemon.language import changed_field, changed_value, language_of

OSLO = ZoneInfo("Europe/Oslo")
ALL = [language_of("en"), language_of("nb_NO"), language_of("de_DE")]


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("active", ["active", "aktiv", "aktiv"]),
        ("external_id", ["number elsewhere", "nummer i et annet system", "Nummer in einem anderen System"]),
        ("task 3 due", ["task 3 due", "oppgave 3 forfaller", "Aufgabe 3 fällig"]),
        ("line item 12", ["line item 12", "varelinje 12", "Position 12"]),
        ("place of Desk", ["place of Desk", "plassering av Desk", "Platz von Desk"]),
        ("type Hardware: position", ["type Hardware: position", "type Hardware: plassering", "Typ Hardware: Position"]),
        ("Shoe size", ["Shoe size", "Shoe size", "Shoe size"]),
    ],
)
def test_a_field_is_named_in_each_language_and_a_firms_own_by_its_name(field: str, told: list[str]):
    assert [changed_field(one, field) for one in ALL] == told


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "yes", ["yes", "yes", "yes"]),
        ("title", "2 x Desk at 5.00 = 10.00 NOK", ["2 x Desk at 5.00 = 10.00 NOK"] * 3),
        ("active", "no", ["no", "nei", "nein"]),
        ("role", "owner", ["owner", "eier", "Besitzer"]),
        ("kind", "yesno", ["yes or no", "ja eller nei", "ja oder nein"]),
        ("linked to", "account Contoso", ["account Contoso", "forretningsforbindelse Contoso", "Firma Contoso"]),
        (
            "line item 1",
            "2 x Desk at 5.00 = 10.00 NOK",
            ["2 x Desk at 5.00 = 10.00 NOK", *["2 x Desk à 5.00 = 10.00 NOK"] * 2],
        ),
        (
            "tasks",
            "Call (1 days), Go (3 days)",
            ["Call (1 day), Go (3 days)", "Call (1 dag), Go (3 dager)", "Call (1 Tag), Go (3 Tage)"],
        ),
        (
            "closed",
            "2026-03-02 12:00:00+00:00",
            ["Mar 2, 2026, 1:00\u202fPM", "2. mars 2026, 13:00", "02.03.2026, 13:00"],
        ),
    ],
)
def test_what_a_field_held_is_told_in_each_language(field: str, value: str, told: list[str]):
    assert [changed_value(one, OSLO, field, value) for one in ALL] == told
