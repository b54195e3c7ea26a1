"""Folders that are deleted: their mail is gone, its history stays, and no cycle stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from connectors.mailbox import Folder, Page
from tests.flow.firm import ANN, BOB, Firm
from tests.flow.folders.watching import copies, counters_add_up


class Meddler:
    """A mailbox in which somebody acts just before the daemon asks for the changes of a folder, or its second page."""

    def __init__(self, inner: Any, path: str, act: Callable[[], object], page: int = 1) -> None:
        self._inner, self._path, self._act, self._page = inner, path, act, page

    def changes(self, folder: Folder, cursor: str | None) -> Page:
        if folder.path == self._path:
            self._page -= 1
            if self._page == 0:
                self._act()
        page: Page = self._inner.changes(folder, cursor)
        return page

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def meddle(firm: Firm, path: str, act: Callable[[], object], page: int = 1) -> None:
    """Let somebody act in Bob's mailbox in the middle of the cycles to come."""
    real = firm.context.open_mailbox

    def opened(address: str) -> Any:
        return Meddler(real(address), path, act, page) if address == BOB else real(address)

    firm.context = replace(firm.context, open_mailbox=opened)


def test_a_deleted_folders_mail_is_gone_and_its_history_stays(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().make_folder("Inbox/Projects/Deep")
    for subject, folder in (("one", "Inbox/Projects"), ("two", "Inbox/Projects/Deep"), ("three", "inbox")):
        firm.outlook().deliver_mail(ANN, subject, folder=folder)
    firm.cycle()
    firm.outlook().delete_folder("Inbox/Projects")

    turn = firm.cycle()[BOB]

    assert turn.failure == ""
    assert [copies(firm, subject)[0][1] for subject in ("one", "two", "three")] == [True, True, False]
    assert sorted(firm.history(deal.number)) == ["one", "three", "two"]
    assert counters_add_up(firm)


def test_mail_that_was_moved_out_before_its_folder_was_deleted_stays_the_same_mail(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().make_folder("Inbox/Projects")
    mail = firm.outlook().deliver_mail(ANN, "Our offer", folder="Inbox/Projects")
    firm.cycle()
    moved = firm.outlook().move(mail, "inbox")
    firm.outlook().delete_folder("Inbox/Projects")

    firm.cycle()
    firm.cycle()

    assert firm.history(deal.number) == ["Our offer"]
    assert (firm.called(moved), False) in [(p, gone) for p, gone in _ids(firm, "Our offer")]
    assert [gone for _, gone in _ids(firm, "Our offer")].count(False) == 1


def _ids(firm: Firm, subject: str) -> list[tuple[str, bool]]:
    with firm.store.read() as unit:
        return [
            (copy.pointer.server_id, copy.pointer.is_gone)
            for one in unit.history.explain(subject)
            for copy in one.copies
        ]


@pytest.mark.parametrize("page", [1, 2])
def test_a_folder_that_is_deleted_in_the_middle_of_its_pass_stops_nothing(firm: Firm, page: int):
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    outlook.make_folder("Big/Below")
    outlook.make_folder("Zoo")
    for number in range(520):
        outlook.deliver_mail("nobody@else.example", f"m{number}", folder="Big")
    outlook.deliver_mail(ANN, "below", folder="Big/Below")
    outlook.deliver_mail(ANN, "last", folder="Zoo")
    outlook.make_folder("Appeared")
    meddle(firm, "Big", lambda: outlook.delete_folder("Big"), page)

    turn = firm.cycle(BOB)[BOB]

    assert turn.failure == ""
    assert firm.history(deal.number) == ["last"]
    with firm.store.read() as unit:
        here = [folder.path for folder in unit.mailboxes.folders(1)]
    assert here == ["Appeared", "Calendar", "Inbox", "Sent Items", "Tasks", "Zoo"]
    assert counters_add_up(firm)


def test_a_folder_that_is_thrown_away_in_the_middle_of_a_cycle_is_not_read_after_that(firm: Firm):
    firm.opportunity("200 seats")
    outlook = firm.outlook()
    for path in ("A", "B"):
        outlook.make_folder(path)
        outlook.deliver_mail(ANN, f"in {path}", folder=path)
    firm.cycle()

    def throw_away() -> None:
        outlook.delete_folder("A")
        outlook.move_folder("B", "deleteditems")

    meddle(firm, "A", throw_away)
    outlook.deliver_mail(ANN, "late", folder="B")

    firm.cycle()

    assert copies(firm, "in A") == [("A", True)]
    assert copies(firm, "in B") == [("Deleted Items/B", True)]
    assert copies(firm, "late") == []
