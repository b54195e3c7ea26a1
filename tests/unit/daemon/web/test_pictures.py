"""Pictures: scales that people count by, and bars that stand where their numbers say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.language import language_of
from daemon.web.pictures import Bar, Columns, Mark, Rows, columns, rows, scale_of, spark
from daemon.web.pictures.amounts import every_month, forecast_report, pipeline_report
from daemon.web.pictures.cycle import cycle_report, days
from daemon.web.pictures.drawing import shortened
from daemon.web.pictures.outcomes import outcomes_report
from store.values import Decided, MonthDecided, MonthSum, SourceDecided, StageSum, StageTimes, Sum, WonAndLost

ENGLISH = language_of("en_GB")
NUMBERS = st.decimals(-(10**15), 10**15, places=2, allow_nan=False, allow_infinity=False)


def bar(*ends: int | str | Decimal, name: str = "x") -> Bar:
    return Bar(name, tuple(Mark("solid", Decimal(0), Decimal(end), "said") for end in ends))


def share(text: str) -> Decimal:
    return Decimal(text.removesuffix("%"))


# --- scales -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([0], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([7], ["0", "2", "4", "6", "8"]),
        ([100], ["0", "20", "40", "60", "80", "100"]),
        ([101], ["0", "50", "100", "150"]),
        ([-30, 70], ["-40", "-20", "0", "20", "40", "60", "80"]),
        ([-5], ["-5", "-4", "-3", "-2", "-1", "0"]),
        (["0.003"], ["0", "0.001", "0.002", "0.003"]),
        ([10**15], [str(n * 2 * 10**14) for n in range(6)]),
    ],
)
def test_ticks_are_numbers_that_people_count_by(values: list[int], ticks: list[str]) -> None:
    assert scale_of(Decimal(value) for value in values).ticks == [Decimal(tick) for tick in ticks]


def test_there_is_no_half_of_what_is_counted() -> None:
    assert scale_of([1], is_whole=True).ticks == [0, 1]
    assert scale_of([2, -1], is_whole=True).ticks == [-1, 0, 1, 2]


@given(st.lists(NUMBERS, max_size=30), st.booleans())
def test_a_scale_holds_zero_and_all_values_with_few_ticks(values: list[Decimal], is_whole: bool) -> None:
    scale = scale_of(values, is_whole=is_whole)

    assert scale.low <= min([*values, Decimal(0)]) <= max([*values, Decimal(0)]) <= scale.high
    assert 2 <= len(scale.ticks) <= 8
    assert 0 in scale.ticks
    assert scale.ticks[0] == scale.low
    assert scale.ticks[-1] == scale.high


# --- bars -------------------------------------------------------------------------------------------------------------


def test_a_lying_bar_is_as_long_as_its_number() -> None:
    drawn = rows([bar(50), bar(100, 25), bar(0)])

    widths = [[one.width for one in row.rectangles] for row in drawn.rows]
    assert widths == [["50%"], ["100%", "25%"], []]


def test_what_is_negative_goes_the_other_way_from_zero() -> None:
    lying, standing = rows([bar(-50), bar(50)]), columns([bar(-50), bar(50)])

    (left,), (right,) = (row.rectangles for row in lying.rows)
    assert (left.x, left.width, right.x, right.width) == ("16.67%", "41.67%", "50%", "41.67%") or (
        share(left.x) + share(left.width) == share(right.x)
    )
    below, above = standing.rectangles
    zero = next(tick.y for tick in standing.ticks if tick.is_zero)
    assert below.y == zero
    assert Decimal(above.y) + Decimal(above.height) == Decimal(zero)


@given(st.lists(st.lists(NUMBERS, max_size=3), max_size=120))
def test_every_bar_is_inside_the_picture_whatever_its_number(numbers: list[list[Decimal]]) -> None:
    bars = [bar(*ends) for ends in numbers]
    lying, standing = rows(bars), columns(bars)

    for one in (rectangle for row in lying.rows for rectangle in row.rectangles):
        assert 0 <= share(one.x) <= share(one.x) + share(one.width) <= Decimal("100.02")
        assert Decimal(one.y) + Decimal(one.height) <= lying.height
    for one in standing.rectangles:
        assert 18 <= share(one.x) <= share(one.x) + share(one.width) <= Decimal("100.02")
        assert 0 <= Decimal(one.y) <= Decimal(one.y) + Decimal(one.height) <= standing.height
    written = [text for one in standing.rectangles for text in (one.x, one.y, one.width, one.height)]
    assert all("E" not in text for text in written)


@pytest.mark.parametrize("count", [0, 1, 5, 6, 7, 12, 100])
def test_as_many_names_are_told_as_have_room_the_last_one_always(count: int) -> None:
    drawn = columns([bar(n, name=f"month {n}") for n in range(count)])

    assert len(drawn.names) <= 6
    assert [one.name for one in drawn.names][-1:] == ([f"month {count - 1}"] if count else [])


def test_one_bar_alone_is_no_wall() -> None:
    (one,) = columns([bar(5)]).rectangles

    assert share(one.width) < 10


def test_rows_lie_below_each_other_however_many_lines_they_have() -> None:
    long = Bar("x", bar(5).marks, "half within 12.5 days, nine of ten within 30")
    drawn = rows([long, bar(0), long])

    places = [y for row in drawn.rows for y in (row.name_y, *(y for y, _ in row.said))]
    assert places == sorted(set(places))
    assert [words for _, words in drawn.rows[0].said] == ["half within 12.5 days", "nine of ten within 30"]
    assert places[-1] < drawn.height


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Proposal", "Proposal"),
        ("x" * 40, "x" * 29 + "…"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("two\nlines", "two lines"),
        ("רכבת", "רכבת"),
    ],
)
def test_a_name_is_told_as_far_as_there_is_room_and_turns_nothing(name: str, shown: str) -> None:
    assert shortened(name) == shown


def test_a_week_without_anything_is_a_dot_and_a_single_item_is_no_peak() -> None:
    width, bars = spark([0, 1, 8])

    assert width == 24
    assert [(one.kind, one.height) for one in bars] == [("none", "1"), ("solid", "3"), ("solid", "24")]
    assert [one.height for one in spark([1])[1]] == ["6"]


# --- reports ----------------------------------------------------------------------------------------------------------

ONE = Sum("EUR", 2, Decimal("100.00"), Decimal("40.00"))
OTHER = Sum("NOK", 1, Decimal("7.00"), Decimal("7.00"))


def test_each_currency_has_a_picture_of_its_own_the_one_with_most_opportunities_first() -> None:
    report = pipeline_report([StageSum("Proposal", (OTHER, ONE)), StageSum(None, (ONE,))], ENGLISH)

    assert [one.title[-3:] for one in report.figures] == ["EUR", "NOK"]
    assert [[cell.text for cell in row] for row in report.figures[0].table.rows] == [
        ["Proposal", "2", "€100.00", "€40.00"],
        ["No stage", "2", "€100.00", "€40.00"],
        ["All", "4", "€200.00", "€80.00"],
    ]


def test_months_in_which_nothing_closes_stand_in_the_row_too() -> None:
    assert every_month(["2025-12", "2026-02"]) == ["2025-12", "2026-01", "2026-02"]
    assert every_month([]) == []
    assert every_month(["0001-01", "9999-12"]) == ["0001-01", "9999-12"]


def test_what_has_no_close_date_is_in_the_table_alone() -> None:
    report = forecast_report([MonthSum("2026-03", (ONE,)), MonthSum(None, (ONE,))], ENGLISH)

    assert isinstance(report.figures[0].picture, Columns)
    assert [row[0].text for row in report.figures[0].table.rows] == ["March 2026", "No close date", "All"]
    alone = forecast_report([MonthSum(None, (ONE,))], ENGLISH).figures[0]
    assert (alone.picture, alone.nothing) == (None, "None of them has a close date.")


def test_what_was_won_stands_above_the_line_and_what_was_lost_hangs_below_it() -> None:
    decided = Decided("EUR", 3, Decimal(30), 1, Decimal(5))
    found = WonAndLost((MonthDecided("2026-03", (decided,)),), (SourceDecided(None, (decided,)),))

    report = outcomes_report(found, ENGLISH)

    counted = report.figures[0]
    assert isinstance(counted.picture, Columns)
    assert [one.kind for one in counted.picture.rectangles] == ["solid", "hatched"]
    assert [[cell.text for cell in row] for row in counted.table.rows] == [["March 2026", "3", "1"], ["All", "3", "1"]]
    assert [one.id for one in report.figures] == ["outcomes", "sources", "outcomes-EUR", "sources-EUR"]


@pytest.mark.parametrize(
    ("hours", "told"), [(None, None), (0, "0.0"), (1, "0.0"), (2, "0.1"), (12, "0.5"), (36, "1.5"), (10**6, "41666.7")]
)
def test_hours_are_told_as_days(hours: int | None, told: str | None) -> None:
    assert days(hours) == (Decimal(told) if told else None)


def test_times_are_drawn_where_there_are_any_and_said_where_there_are_none() -> None:
    left, kept = StageTimes("A", 10, 24, 72, 3, 12, 1), StageTimes("B", 0, None, None, 2, 5, 0)

    figure = cycle_report([left, kept], ENGLISH).figures[0]

    assert isinstance(figure.picture, Rows)
    assert [len(row.rectangles) for row in figure.picture.rows] == [2, 0]
    assert [cell.text for cell in figure.table.rows[0]] == ["A", "10", "1", "3", "3", "0.5", "1"]
    assert [cell.text for cell in figure.table.rows[1]] == ["B", "0", "", "", "2", "0.2", ""]
    assert cycle_report([kept], ENGLISH).figures[0].nothing != ""


@pytest.mark.parametrize(
    "report",
    [
        pipeline_report([StageSum("A", ())], ENGLISH),
        forecast_report([], ENGLISH),
        outcomes_report(WonAndLost((MonthDecided("2026-03", ()),), ()), ENGLISH),
        cycle_report([], ENGLISH),
    ],
    ids=lambda report: report.kind,
)
def test_of_nothing_there_is_a_sentence_and_no_picture(report) -> None:
    assert [(one.picture, one.nothing != "") for one in report.figures] == [(None, True)]
