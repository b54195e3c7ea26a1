"""Folders appear, move, change their names and go, between cycles and in the middle of one: nothing lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from connectors.mailbox import Folder, Page
from daemon.link.watch import WatchRule
from store.values import Outcome
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def refresh(firm: Firm) -> None:
    """A cycle at which the folders are listed again whatever happened."""
    firm.clock.tick(timedelta(hours=2))
    firm.cycle()


def watch(firm: Firm, address: str = BOB, **rule: frozenset[str]) -> None:
    plan = replace(firm.context.plans[address], watch=WatchRule(**rule))
    firm.context = replace(firm.context, plans={**firm.context.plans, address: plan})


def copies(firm: Firm, subject: str) -> list[tuple[str, bool]]:
    """Each copy's folder and whether it is gone."""
    with firm.store.read() as unit:
        return [(copy.folder, copy.pointer.is_gone) for one in unit.history.explain(subject) for copy in one.copies]


def counters_add_up(firm: Firm) -> bool:
    with firm.store.read() as unit:
        counts = unit.history.counts()
    return counts.pop("seen") == sum(counts.values())


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


# --- folders that appear ----------------------------------------------------------------------------------------------


def test_mail_in_a_folder_that_is_new_is_linked_with_the_next_listing(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.cycle()
    firm.outlook().make_folder("Inbox/Projects/2026")
    mail = firm.outlook().deliver_mail(ANN, "Our offer", folder="Inbox/Projects/2026")

    refresh(firm)

    assert firm.history(deal.number) == ["Our offer"]
    assert firm.categories(mail) == [f"OPP-{deal.number} 200 seats"]


def test_mail_that_is_moved_into_a_new_folder_is_found_at_once(firm: Firm):
    deal = firm.opportunity("200 seats")
    mail = firm.outlook().deliver_mail(ANN, "Our offer")
    firm.cycle()
    firm.outlook().make_folder("Inbox/Projects")
    moved = firm.outlook().move(mail, "Inbox/Projects")

    firm.cycle()

    assert copies(firm, "Our offer") == [("Inbox/Projects", False)]
    firm.outlook().set_categories(moved, [])
    firm.cycle()
    assert firm.history(deal.number) == []


def test_deleting_mail_lists_the_folders_once_a_minute_at_the_most(firm: Firm):
    mails = [firm.outlook().deliver_mail(ANN, f"m{number}") for number in range(3)]
    firm.cycle()
    firm.simulator.journal.clear()

    for mail in mails:
        firm.outlook().delete(mail)
        firm.cycle()
        firm.clock.now -= timedelta(seconds=50)  # ten seconds after the last one

    assert firm.simulator.journal.count("FindFolder") == 1


def test_mail_that_was_moved_soon_after_a_listing_is_found_a_minute_later(firm: Firm):
    first, second = (firm.outlook().deliver_mail(ANN, subject) for subject in ("first", "second"))
    firm.cycle()
    firm.outlook().delete(first)
    firm.cycle()
    firm.outlook().make_folder("Inbox/Projects")
    firm.outlook().move(second, "Inbox/Projects")
    firm.clock.now -= timedelta(seconds=50)
    firm.cycle()
    assert copies(firm, "second") == [("Inbox", True)]

    firm.cycle()

    assert copies(firm, "second") == [("Inbox/Projects", False)]


def test_hints_do_not_put_off_the_next_listing(firm: Firm):
    firm.cycle()
    for number in range(3):
        mail = firm.outlook().deliver_mail(ANN, f"m{number}")
        firm.cycle()
        firm.outlook().delete(mail)
        firm.clock.tick(timedelta(minutes=14))
        firm.cycle()
    firm.outlook().retire_category("OPP new")
    firm.simulator.journal.clear()

    firm.clock.tick(timedelta(minutes=14))
    firm.cycle()

    assert "OPP new" in firm.outlook().category_list()


# --- renamed and moved ------------------------------------------------------------------------------------------------


def test_a_renamed_folder_keeps_its_mail_and_is_not_read_again(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().make_folder("Inbox/Projects")
    mail = firm.outlook().deliver_mail(ANN, "Our offer", folder="Inbox/Projects")
    firm.cycle()
    firm.cycle()  # which tells of the stamp
    firm.outlook().rename_folder("Inbox/Projects", "Work / 2026")
    firm.simulator.journal.clear()

    refresh(firm)

    assert copies(firm, "Our offer") == [("Inbox/Work / 2026", False)]
    assert firm.simulator.journal.count("GetItem") == 0
    firm.outlook().set_categories(mail, [])
    firm.cycle()
    assert firm.history(deal.number) == []


def test_a_folder_that_moves_keeps_its_mail(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().make_folder("Inbox/Projects")
    firm.outlook().make_folder("Old")
    firm.outlook().deliver_mail(ANN, "Our offer", folder="Inbox/Projects")
    firm.cycle()
    firm.outlook().move_folder("Inbox/Projects", "Old")

    refresh(firm)
    firm.outlook().deliver_mail(ANN, "Another", folder="Old/Projects")
    firm.cycle()

    assert copies(firm, "Our offer") == [("Old/Projects", False)]
    assert sorted(firm.history(deal.number)) == ["Another", "Our offer"]


def test_the_mail_of_a_folder_that_was_thrown_away_is_gone_and_comes_back_with_it(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().make_folder("Inbox/Projects")
    mail = firm.outlook().deliver_mail(ANN, "Our offer", folder="Inbox/Projects")
    other = firm.outlook().deliver_mail(ANN, "Another", folder="Inbox/Projects")
    firm.cycle()
    firm.outlook().move_folder("Inbox/Projects", "deleteditems")
    refresh(firm)
    assert copies(firm, "Our offer") == [("Deleted Items/Projects", True)]
    assert sorted(firm.history(deal.number)) == ["Another", "Our offer"]
    firm.outlook().delete(other, for_good=True)
    firm.outlook().deliver_mail(ANN, "Late", folder="Deleted Items/Projects")
    firm.cycle()
    assert sorted(firm.history(deal.number)) == ["Another", "Our offer"]

    firm.outlook().move_folder("Deleted Items/Projects", "inbox")
    refresh(firm)

    assert copies(firm, "Our offer") == [("Inbox/Projects", False)]
    assert copies(firm, "Another") == [("Inbox/Projects", True)]
    assert sorted(firm.history(deal.number)) == ["Another", "Late", "Our offer"]
    assert counters_add_up(firm)
    firm.outlook().set_categories(mail, [])
    firm.cycle()
    assert "Our offer" not in firm.history(deal.number)


def test_what_a_user_took_off_while_the_folder_was_away_is_believed_when_it_is_back(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().make_folder("Inbox/Projects")
    mail = firm.outlook().deliver_mail(ANN, "Our offer", folder="Inbox/Projects")
    firm.cycle()
    firm.outlook().move_folder("Inbox/Projects", "deleteditems")
    refresh(firm)
    firm.outlook().set_categories(mail, [])
    firm.outlook().move_folder("Deleted Items/Projects", "inbox")

    refresh(firm)

    assert firm.history(deal.number) == []


# --- deleted ----------------------------------------------------------------------------------------------------------


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
    assert (moved, False) in [(p, gone) for p, gone in _ids(firm, "Our offer")]
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


# --- the configuration ------------------------------------------------------------------------------------------------


def test_what_the_configuration_leaves_out_is_not_read_and_what_it_adds_is(firm: Firm):
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    for path in ("Inbox/Private", "Junk Email/Kept"):
        outlook.make_folder(path)
        outlook.deliver_mail(ANN, f"in {path}", folder=path)
    watch(firm, never=frozenset({"Inbox/Private"}), also=frozenset({"junkemail/Kept"}))

    firm.cycle()

    assert firm.history(deal.number) == ["in Junk Email/Kept"]


def test_another_configuration_counts_from_the_next_turn_on(firm: Firm):
    deal = firm.opportunity("200 seats")
    junk = firm.outlook().deliver_mail(ANN, "junk", folder="junkemail")
    firm.cycle()
    assert firm.history(deal.number) == []
    watch(firm, also=frozenset({"junkemail"}))
    firm.cycle()
    assert firm.history(deal.number) == ["junk"]
    assert firm.categories(junk) == [f"OPP-{deal.number} 200 seats"]
    firm.simulator.journal.clear()
    firm.cycle()
    assert firm.simulator.journal.count("FindFolder") == 0

    watch(firm)
    firm.cycle()

    assert copies(firm, "junk") == [("Junk Email", True)]


def test_a_name_that_no_folder_answers_to_is_logged_once_and_again_after_it_was_there(firm: Firm):
    watch(firm, also=frozenset({"Inbox/Projects"}))

    def told() -> list[str]:
        with capture_logs() as log:
            refresh(firm)
        return [one["folder"] for one in log if one["event"] == "folder is not there"]

    first, second = told(), told()
    firm.outlook().make_folder("Inbox/Projects")
    there = told()
    firm.outlook().delete_folder("Inbox/Projects")
    gone, still_gone = told(), told()

    assert [first, second, there, gone, still_gone] == [["Inbox/Projects"], [], [], ["Inbox/Projects"], []]


def test_a_mailbox_in_another_language_is_watched_the_same(firm: Firm):
    deal = firm.opportunity("200 seats")
    names = {"Inbox": "Posteingang", "Deleted Items": "Gelöschte Elemente", "Junk Email": "Junk-E-Mail"}
    names |= {"Drafts": "Entwürfe", "RSS Feeds": "RSS-Feeds", "Calendar": "Kalender", "Tasks": "Aufgaben"}
    for name, localized in names.items():
        firm.outlook().rename_folder(name, localized)
    for folder in ("inbox", "deleteditems", "junkemail", "RSS-Feeds"):
        firm.outlook().deliver_mail(ANN, f"in {folder}", folder=folder)

    firm.cycle()

    assert firm.history(deal.number) == ["in inbox"]
    with firm.store.read() as unit:
        here = [folder.path for folder in unit.mailboxes.folders(1)]
    assert here == ["Aufgaben", "Kalender", "Posteingang", "Sent Items"]


def test_a_slash_in_a_folders_name_hides_and_doubles_nothing(firm: Firm):
    deal = firm.opportunity("200 seats")
    mailbox = firm.simulator.mailbox(BOB)
    odd = mailbox.add_folder("Inbox/Projects", "IPF.Note", mailbox.folder("msgfolderroot"))
    firm.outlook().make_folder("Inbox/Projects/Deep")
    firm.outlook().deliver_mail(ANN, "below", folder="Inbox/Projects/Deep")
    mail = firm.outlook().deliver_mail(ANN, "odd")
    with firm.simulator.organization.lock:
        mailbox.move(mailbox.items[mail], odd)

    firm.cycle()
    refresh(firm)

    assert sorted(firm.history(deal.number)) == ["below", "odd"]


# --- shared mailboxes and the quarantine ------------------------------------------------------------------------------


def test_a_shared_mailbox_links_and_stamps_and_gets_no_tasks(firm: Firm):
    plan = replace(firm.context.plans[EVE], is_shared=True)
    firm.context = replace(firm.context, plans={**firm.context.plans, EVE: plan})
    deal = firm.opportunity("200 seats", assigned_to=firm.people[EVE])
    with firm.store.write() as unit:
        unit.opportunities.remind(deal.number, MORNING + timedelta(days=1))
    mail = firm.outlook(EVE).deliver_mail(ANN, "To sales")
    chosen = firm.outlook(EVE).deliver_mail("nobody@else.example", "By hand")
    firm.outlook(EVE).add_category(chosen, f"OPP-{deal.number}")

    firm.cycle()
    firm.cycle()

    assert sorted(firm.history(deal.number)) == ["By hand", "To sales"]
    assert firm.categories(mail, EVE) == [f"OPP-{deal.number} 200 seats"]
    assert firm.outlook(EVE).items("tasks") == []


@pytest.mark.parametrize("how", ["deleted", "moved", "folder deleted", "folder thrown away", "pass"])
def test_what_is_not_there_any_more_leaves_the_quarantine(firm: Firm, how: str):
    outlook = firm.outlook()
    outlook.make_folder("Inbox/Projects")
    broken = outlook.deliver_mail(ANN, "broken", folder="Inbox/Projects")
    outlook.deliver_mail(ANN, "fine", folder="Inbox/Projects")
    firm.simulator.faults.show_item_as(broken, "Memo")
    firm.cycle()
    with firm.store.read() as unit:
        assert [item.server_id for item in unit.quarantine.all()] == [broken]

    match how:
        case "deleted":
            outlook.delete(broken, for_good=True)
        case "moved":
            outlook.move(broken, "deleteditems")
        case "folder deleted":
            outlook.delete_folder("Inbox/Projects")
        case "folder thrown away":
            outlook.move_folder("Inbox/Projects", "deleteditems")
        case "pass":
            outlook.delete(broken, for_good=True)
            firm.simulator.expire_sync_states()
    refresh(firm)

    with firm.store.read() as unit:
        assert unit.quarantine.all() == []
        [status, _] = unit.mailboxes.status()
    assert (status.quarantined, status.seen) == (0, 1)
    assert sum(status.outcomes.values()) == status.seen
    assert set(status.outcomes) <= set(Outcome)
