"""Which events may be stamped: where nobody can be mailed."""

from __future__ import annotations

from itertools import product

import pytest

from connectors.graph.writing.rules import why_kept_back


@pytest.mark.parametrize(
    ("is_organizer", "has_attendees", "is_master", "has_exceptions", "is_safe"),
    [
        (True, False, False, False, True),  # an appointment of one's own
        (True, True, False, False, False),
        (None, True, False, False, False),  # nobody knows who called it
        (False, True, False, False, True),
        (True, False, True, False, True),
        (True, False, True, True, False),  # its exceptions may have attendees of their own
        (False, True, True, True, False),
        (False, True, True, False, True),
        (True, True, True, False, False),
    ],
)
def test_the_safe_rule_stamps_where_nobody_can_be_mailed(
    is_organizer: bool | None, has_attendees: bool, is_master: bool, has_exceptions: bool, is_safe: bool
) -> None:
    why = why_kept_back(
        "safe",
        is_organizer=is_organizer,
        has_attendees=has_attendees,
        is_master=is_master,
        has_exceptions=has_exceptions,
    )

    assert (why == "") is is_safe
    assert is_safe or "stamp_meetings" in why


@pytest.mark.parametrize("case", list(product([True, False, None], [True, False], [True, False], [True, False])))
def test_all_stamps_everything_and_none_nothing(case: tuple[bool | None, bool, bool, bool]) -> None:
    names = ("is_organizer", "has_attendees", "is_master", "has_exceptions")
    facts = dict(zip(names, case, strict=True))

    assert why_kept_back("all", **facts) == ""  # type: ignore[arg-type]
    assert "stamp_meetings" in why_kept_back("none", **facts)  # type: ignore[arg-type]
