"""Which folders the configuration means, and what is not there any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from daemon.link.watch import WatchRule
from simulator.faults import Fault, FaultKind
from store.values import Outcome
from tests.flow.firm import ANN, BOB, EVE, MORNING, Firm
from tests.flow.folders.watching import copies, refresh


def watch(firm: Firm, address: str = BOB, **rule: frozenset[str]) -> None:
    plan = replace(firm.context.plans[address], watch=WatchRule(**rule))
    firm.context = replace(firm.context, plans={**firm.context.plans, address: plan})


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
    assert firm.asked("FindFolder") == 0

    watch(firm)
    firm.cycle()

    assert copies(firm, "junk") == [("Junk Email", True)]


def test_where_deleted_items_are_read_what_was_never_seen_before_is_recorded_and_a_title_followed_there(firm: Firm):
    deal = firm.opportunity("200 seats")
    watch(firm, also=frozenset({"deleteditems"}))
    outlook = firm.outlook()
    seen = outlook.deliver_mail(ANN, "seen", sent_at=MORNING)
    firm.cycle()
    firm.simulator.faults.inject(Fault(FaultKind.SERVER_ERROR, mailbox=BOB, times=0))
    firm.try_cycle()
    unseen = outlook.deliver_mail(ANN, "never seen", sent_at=MORNING)
    for one in (seen, unseen):
        outlook.delete(one)
    with firm.store.write() as unit:
        unit.opportunities.edit(deal.number, title="300 seats")
    firm.try_cycle()

    firm.simulator.faults.clear()
    firm.clock.tick(timedelta(hours=1))
    for _ in range(3):
        firm.cycle()

    assert sorted(firm.history(deal.number)) == ["never seen", "seen"]
    lying = {item["subject"]: item["categories"] for item in outlook.items("deleteditems")}
    assert lying == {name: [f"OPP-{deal.number} 300 seats"] for name in ("never seen", "seen")}


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
        assert [item.server_id for item in unit.quarantine.all()] == [firm.called(broken)]

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
