"""What a record asks for in Outlook, in each language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from daemon.language import ENGLISH, Language, language_of
from daemon.outlook.tasks.asking import block_for, task_for
from daemon.outlook.tasks.merge import fields_owed, is_urgent
from store.values import HistoryLine, ItemKind, TaskAbout, TaskWanted
from tests.unit.daemon.outlook.tasks.test_merge import MONDAY_9, a_history_task, asked

NB, DE = language_of("nb_NO"), language_of("de_AT")


def a_big_deal() -> TaskWanted:
    one = asked(total=Decimal("125000"), expected_revenue=Decimal("50000.00"), currency="EUR")
    assert one.brief is not None
    call = HistoryLine(2, ItemKind.CALL, MONDAY_9, "Price", "Bob", is_cancelled=True)
    return replace(one, brief=replace(one.brief, latest=(*one.brief.latest, call)))


@pytest.mark.parametrize(
    ("language", "block"),
    [
        (
            ENGLISH,
            "--- kept by dealtrail: write above or below ---\n"
            "OPP-17 200 seats\n"
            "Stage: Proposal, probability 40 %, close date 2026-04-01\n"
            "Expected revenue: 50000.00 EUR\n"
            "Fabrikam · +47 22 00 00 00\n"
            "Latest:\n"
            "2026-03-06 email Ann: Re: offer\n"
            "2026-03-09 call Bob: Price (cancelled)\n"
            "--- end of what dealtrail keeps ---",
        ),
        (
            NB,
            "--- holdes oppdatert av dealtrail: skriv over eller under ---\n"
            "OPP-17 200 seats\n"
            "Salgstrinn: Proposal, sannsynlighet 40 %, avslutningsdato 1. apr. 2026\n"
            "Forventet inntekt: 50\xa0000,00\xa0€\n"
            "Fabrikam · +47 22 00 00 00\n"
            "Siste:\n"
            "6. mars 2026 e-post Ann: Re: offer\n"
            "9. mars 2026 telefonlogg Bob: Price (avlyst)\n"
            "--- slutt på det dealtrail holder oppdatert ---",
        ),
        (
            DE,
            "--- von dealtrail gepflegt: bitte darüber oder darunter schreiben ---\n"
            "OPP-17 200 seats\n"
            "Verkaufsphase: Proposal, Wahrscheinlichkeit 40 %, Abschlussdatum 01.04.2026\n"
            "Erwarteter Umsatz: €\xa050.000,00\n"
            "Fabrikam · +47 22 00 00 00\n"
            "Zuletzt:\n"
            "06.03.2026 E-Mail Ann: Re: offer\n"
            "09.03.2026 Telefonprotokoll Bob: Price (abgesagt)\n"
            "--- Ende dessen, was dealtrail pflegt ---",
        ),
    ],
)
def test_the_block_in_each_language(language: Language, block: str):
    assert block_for(a_big_deal(), "OPP", language) == block


@pytest.mark.parametrize(
    ("one", "subjects"),
    [
        (asked(), ["Følg opp: 200 seats (OPP-17)", "Nachfassen: 200 seats (OPP-17)"]),
        (a_history_task(), ["Send the quote: Ann Client"] * 2),
    ],
)
def test_a_subject_in_each_language(one: TaskWanted, subjects: list[str]):
    assert [task_for(one, "OPP", language).subject for language in (NB, DE)] == subjects


def test_a_projects_task_names_its_project():
    one = a_history_task(about=TaskAbout.PROJECT, where="Move 100%")

    assert "Forretningsprosjekt: Move 100%" in block_for(one, "OPP", NB)


@pytest.mark.parametrize("language", [ENGLISH, NB, DE])
def test_news_of_the_history_can_wait_in_any_language_and_what_else_changed_cannot(language: Language):
    def state(**changes: Any) -> Any:
        one = asked(close_date=changes.pop("close_date", date(2026, 4, 1)))
        assert one.brief is not None
        line = HistoryLine(3, ItemKind.EMAIL, MONDAY_9, changes.pop("subject", "Hello"), "Ann")
        return task_for(replace(one, brief=replace(one.brief, latest=(line,))), "OPP", language)

    assert not is_urgent(state(subject="News"), state())
    assert is_urgent(state(close_date=date(2026, 4, 2)), state())


def test_another_language_is_owed_to_a_task_at_once():
    assert fields_owed(task_for(asked(), "OPP", NB), task_for(asked(), "OPP")) == {"subject", "body"}
    assert is_urgent(task_for(a_history_task(), "OPP", DE), task_for(a_history_task(), "OPP"))
