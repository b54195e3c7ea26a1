"""Values that cannot be made wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.mailbox import DraftContent, DraftKind, Person

START = datetime(2026, 12, 1, 9, tzinfo=UTC)
TIMES = {"start": START, "end": START + timedelta(hours=1)}
ANN = Person("ann@client.example")


@pytest.mark.parametrize(
    ("kind", "content", "problem"),
    [
        (DraftKind.EMAIL, TIMES, "an e-mail has no start and end"),
        (DraftKind.MEETING, {"to": (ANN,)}, "the meeting needs a start"),
        (DraftKind.MEETING, {"to": (ANN,), "start": START}, "the meeting needs a start, and an end"),
        (DraftKind.MEETING, {"to": (Person("", "Ann"),), **TIMES}, "a meeting needs somebody to invite"),
        (DraftKind.APPOINTMENT, {}, "the appointment needs a start"),
        (DraftKind.APPOINTMENT, {"start": START, "end": START - timedelta(hours=1)}, "not before it"),
        (DraftKind.APPOINTMENT, {"to": (ANN,), **TIMES}, "an appointment has no attendees"),
    ],
)
def test_a_draft_that_no_outlook_holds_cannot_be_told(kind: DraftKind, content: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        DraftContent(kind, "x", **content)


def test_an_email_may_be_addressed_to_nobody_yet() -> None:
    assert DraftContent(DraftKind.EMAIL, "x").to == ()
