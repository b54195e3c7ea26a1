"""Folders that appear, are renamed or move: their mail is found, and stays."""

from __future__ import annotations

from datetime import timedelta

from tests.flow.firm import ANN, Firm
from tests.flow.folders.watching import copies, counters_add_up, refresh


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

    assert firm.asked("FindFolder") == 1


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
    assert firm.asked("GetItem") == 0
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
