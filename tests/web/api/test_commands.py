"""What the command line does has its operation for programs, or a reason to have none."""

from __future__ import annotations

from tests.web.api.commands import NONE, OPERATIONS
from tests.web.api.routes import ROUTES
from tests.web.test_commands import known


def test_every_command_has_an_operation_or_a_reason() -> None:
    assert OPERATIONS.keys() | NONE.keys() == known()
    assert OPERATIONS.keys() & NONE.keys() == set()
    assert all(OPERATIONS.values())
    assert all(NONE.values())


def test_every_operation_of_a_command_is_there() -> None:
    there = {f"{one.method} {one.path}" for one in ROUTES}
    assert {place for places in OPERATIONS.values() for place in places} - there == set()


def test_an_operation_that_no_command_has_is_meant() -> None:
    """What is for programs alone: whose token it is, one record of a list, and views, which are the browser's."""
    used = {place for places in OPERATIONS.values() for place in places}
    more = {f"{one.method} {one.path}" for one in ROUTES} - used

    assert {one for one in more if not one.startswith("GET ") or "/views" in one} == {
        "DELETE /views/{view}",
        "GET /views",
        "GET /views/{view}",
        "POST /views",
    }
