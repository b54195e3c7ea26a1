"""Each kind of mistake is told once, in bounded room, with the rows that it is in."""

from __future__ import annotations

import pytest

from daemon.tables.problems import MOST_KINDS, MOST_RANGES, Lines, Problems

pytestmark = pytest.mark.row(38)


def test_lines_are_told_as_ranges():
    lines = Lines()
    for line in (2, 3, 4, 7, 9, 10):
        lines.add(line)

    assert str(lines) == "2–4, 7, 9–10"
    assert lines.count == 6


def test_one_kind_of_mistake_is_told_once_whatever_the_cell():
    problems = Problems()
    for line in range(2, 200_002):
        problems.add(line, "emails", f"emails: 'a b{line}' is not an e-mail address", f"a b{line}")

    (kind,) = problems.kinds.values()
    assert kind.said().startswith(
        "lines 2–200001, column emails: emails: 'a b2' is not an e-mail address (also 'a b3', "
    )
    assert kind.said().endswith(", …)")
    assert problems.count == 200_000
    assert len(problems.first) == 1_000


def test_what_is_told_of_any_number_of_mistakes_is_bounded():
    problems = Problems()
    for line in range(2, 100_002, 2):
        problems.add(line, f"c{line % 1000}", "x", str(line))
        problems.add(line, "", "has 3 cells")

    assert len(problems.kinds) <= MOST_KINDS + 2
    assert all(len(kind.lines.ranges) <= MOST_RANGES for kind in problems.kinds.values())
    assert len(problems.kinds["", "has # cells"].said()) < 300
    assert problems.kinds["", "has # cells"].lines.count == 50_000


def test_a_cell_with_half_a_book_in_it_is_told_by_its_beginning():
    problems = Problems()
    problems.add(2, "amount", f"amount: {'1 ' * 400_000!r} is not an amount; write 1234.50", "1 " * 400_000)

    (kind,) = problems.kinds.values()
    assert len(kind.said()) < 700
    assert kind.said().endswith("is not an amount; write 1234.50")


def test_what_is_nearest_makes_no_other_kind():
    problems = Problems()
    problems.add(2, "account", "account: there is none for 'A'; nearest: B", "A")
    problems.add(3, "account", "account: there is none for 'C'; nearest: D, E", "C")

    assert [kind.said() for kind in problems.kinds.values()] == [
        "lines 2–3, column account: account: there is none for 'A'; nearest: B (also 'C')"
    ]
