"""The connector keeps what every connector promises on servers that differ, too.

Each promise under one quirk, another for each; under every one with EVERY_QUIRK set, as `make soak` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulator.server import Simulator
from tests.contract.mailbox.under_quirks import one_quirk_each
from tests.contract.mailbox_suite import MailboxSuite

QUIRKS: dict[str, dict[str, Any]] = {
    "leaves out what is optional": {
        "leave_out": frozenset({"FirstOccurrence", "LastOccurrence", "IsComplete", "TextBody", "LastModifiedTime"})
    },
    "fractional seconds": {"fractional_seconds": True},
    "forgets silently": {"forgets_silently": True},
    "accepts stale change keys": {"accepts_stale_change_keys": True},
    "tells no kinds of appointments": {"leave_out": frozenset({"CalendarItemType"})},
    "bare sent items": {"bare_sent_items": True},
    "read flags as updates": {"read_flags_as_updates": True},
    "html for text": {"html_bodies": True},
    "refuses fields": {"refuses_fields": frozenset({"item:Attachments", "item:ConversationId"})},
    "headers in a block": {"no_headers_by_name": True},
    "no headers": {"no_headers": True},
    "small pages": {"most_changes": 2},
    "expands no series": {"expands_no_series": True},
    "refuses views": {"refuses_views": "ErrorInvalidOperation"},
}
# What a quirk is the very opposite of. What the service makes of it has tests in `tests/flow/test_excluded_quirks.py`.
EXCEPT: dict[str, tuple[str, ...]] = {
    "forgets silently": ("expire",),
    # Listings and views name no kinds then, which these compare. Items have theirs: they are asked for once more by
    # their rules, so that the history is the same; and a view in which nothing is an occurrence is computed.
    "tells no kinds of appointments": ("occurrences_in_a_stretch", "more_occurrences_than_a_server_gives", "masters"),
    # It compares Message-ID and date of what was sent, which is what lacks. That draft is found all the same, by its
    # identity, and its sent copy is in the history once.
    "bare sent items": ("a_sent_draft_comes",),
    "read flags as updates": ("test_reading_a_mail_is_no_change",),
    # Texts that are compared by the letter; what becomes of HTML is the daemon's, and has tests there.
    "html for text": (
        *("comes_whole", "as_told", "each_field_of_a_task", "what_users_do_to_tasks", "a_meeting_is_drafted"),
        "nothing_but_its_subject",
    ),
    "no headers": ("an_email_comes_whole",),
    "expands no series": ("occurrences_in_a_stretch", "more_occurrences_than_a_server_gives"),
    "refuses views": ("occurrences",),
    # A server that takes any version never says that somebody else was quicker: between our reading and our writing, in
    # the same turn, the last one wins. It costs no more than that field: only those that are to change are written, and
    # categories and text are read and merged right before.
    "accepts stale change keys": ("conflict", "changed_meanwhile", "changed_since", "each_with_an_answer_of_its_own"),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    one_quirk_each(metafunc, QUIRKS, EXCEPT)


class TestOnServersThatDiffer(MailboxSuite):
    @pytest.fixture(autouse=True)
    def differing(self, quirk: str, simulator: Simulator) -> Iterator[None]:
        for name, value in QUIRKS[quirk].items():
            setattr(simulator.organization.quirks, name, value)
        yield
        assert simulator.sent == []
