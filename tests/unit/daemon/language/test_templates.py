"""Templates speak the language of whoever looks, in macros and in included parts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from jinja2 import DictLoader, Environment

from daemon.language import language_of, speaking, teach

OSLO = ZoneInfo("Europe/Oslo")
PAGES = {
    "day": "{% import 'parts' as parts %}{{ parts.day(day) }} {{ language().code }}",
    "parts": "{% macro day(day) %}{{ _('today') }} {{ day|date }}{% endmacro %}",
    "values": "{{ at|moment }} {{ at|date }} {{ at|time }} {{ 1234|number }} {{ sum|money('EUR') }} {{ 60|percent }}",
    "many": "{% trans num=many %}in {{ num }} day{% pluralize %}in {{ num }} days{% endtrans %}",
    "trans": "{% trans num=2, who='<b>' %}\n  in {{ num }} day {{ who }}\n{% pluralize %}\n  {{ who }} in {{ num }}\n"
    "  days\n{% endtrans %}",
}


@pytest.fixture
def environment() -> Environment:
    made = Environment(loader=DictLoader(PAGES), autoescape=True)
    teach(made)
    return made


def drawn(environment: Environment, page: str, locale: str) -> str:
    values = {"day": date(2026, 11, 9), "at": datetime(2026, 11, 9, 23, 30, tzinfo=UTC), "sum": Decimal("0.5")}
    with speaking(language_of(locale), OSLO):
        return environment.get_template(page).render(values)


def test_one_environment_speaks_each_language_in_its_turn(environment: Environment) -> None:
    said = [drawn(environment, "day", locale) for locale in ("nb_NO", "de", "en_GB", "nb_NO")]

    assert said == ["i dag 9. nov. 2026 nb", "heute 09.11.2026 de", "today 9 Nov 2026 en", "i dag 9. nov. 2026 nb"]


def test_moments_are_told_in_the_zone_and_constants_when_they_are_drawn(environment: Environment) -> None:
    assert [drawn(environment, "values", locale) for locale in ("de", "nb_NO")] == [
        "10.11.2026, 00:30 10.11.2026 00:30 1.234 0,50\xa0€ 60\xa0%",
        "10. nov. 2026, 00:30 10. nov. 2026 00:30 1\xa0234 0,50\xa0€ 60\xa0%",
    ]


def test_a_text_of_several_lines_is_one_line_and_its_values_are_escaped(environment: Environment) -> None:
    assert drawn(environment, "trans", "en") == "&lt;b&gt; in 2 days"


def test_a_number_in_a_text_is_written_as_the_country_writes_it(environment: Environment) -> None:
    environment.globals["many"] = 12345

    said = [drawn(environment, "many", locale) for locale in ("en_GB", "de", "nb_NO")]

    assert said == ["in 12,345 days", "in 12.345 Tagen", "om 12\xa0345 dager"]


def test_outside_of_a_page_nobody_in_particular_is_spoken_to(environment: Environment) -> None:
    assert environment.from_string("{{ _('today') }}").render() == "today"
