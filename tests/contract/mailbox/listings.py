"""Items read by their ids, named without being read, and found wherever they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.errors import FolderGone
from connectors.mailbox import AppointmentKind, Deleted, Mailbox
from connectors.recurrence import Frequency, Rule
from tests.contract.mailbox.user import REMINDER, User, changes, items, the_folder


class ListingsSuite:
    # --- reading by id ---

    def test_items_are_read_as_they_stand_in_the_order_asked(self, mailbox: Mailbox, outlook: User) -> None:
        one, two, three = (outlook.deliver_mail("ann@client.example", f"m{number}") for number in range(3))
        inbox = the_folder(mailbox, "inbox")
        outlook.rename(two, "renamed")
        outlook.delete(three, for_good=True)

        found = mailbox.read(inbox, [three, two, one])

        assert found[0] == Deleted(three)
        assert [(email.item_id, email.subject) for email in items(found)] == [(two, "renamed"), (one, "m0")]
        assert set(items(found)) <= set(items(changes(mailbox, inbox)[0]))
        assert list(mailbox.read(inbox, [])) == []

    def test_an_occurrence_is_read_with_the_start_that_its_series_planned(
        self, mailbox: Mailbox, outlook: User
    ) -> None:
        master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=3")
        plain, moved = (outlook.occurrence(master, REMINDER + timedelta(weeks=week)) for week in (0, 1))
        outlook.edit_appointment(moved, start=REMINDER + timedelta(days=8))

        found = items(mailbox.read(the_folder(mailbox, "calendar"), [plain, moved]))

        assert [one.kind for one in found] == [AppointmentKind.OCCURRENCE, AppointmentKind.EXCEPTION]
        assert [one.original_start for one in found] == [REMINDER, REMINDER + timedelta(days=7)]
        assert [one.start for one in found] == [REMINDER, REMINDER + timedelta(days=8)]
        assert len({one.uid for one in found}) == 1

    def test_a_master_tells_which_of_its_occurrences_were_deleted(self, mailbox: Mailbox, outlook: User) -> None:
        master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=3")
        outlook.delete(outlook.occurrence(master, REMINDER + timedelta(weeks=1)))

        [found] = items(mailbox.read(the_folder(mailbox, "calendar"), [master]))

        assert (found.kind, found.original_start) == (AppointmentKind.MASTER, None)
        assert found.deleted_occurrences == (REMINDER + timedelta(weeks=1),)

    # --- listings ---

    def test_a_listing_names_every_email_without_reading_it(self, mailbox: Mailbox, outlook: User) -> None:
        ids = [outlook.deliver_mail("ann@client.example", "m", message_id=f"<m{number}@x>") for number in range(3)]
        inbox = the_folder(mailbox, "inbox")

        found = list(mailbox.listed(inbox))

        assert {(one.item_id, one.identity) for one in found} == {
            (item_id, f"<m{number}@x>") for number, item_id in enumerate(ids)
        }
        emails = {email.item_id: email for email in items(changes(mailbox, inbox)[0])}
        assert {one.item_id: (one.change_key, one.at, one.kind) for one in found} == {
            item_id: (email.change_key, email.received_at, None) for item_id, email in emails.items()
        }
        assert list(mailbox.listed(the_folder(mailbox, "sentitems"))) == []

    def test_a_listing_of_a_calendar_names_masters_and_no_occurrences(self, mailbox: Mailbox, outlook: User) -> None:
        single = outlook.appoint("Single", REMINDER)
        master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=3")
        calendar = the_folder(mailbox, "calendar")
        uids = {one.item_id: one.uid for one in items(changes(mailbox, calendar)[0])}

        found = {one.item_id: (one.identity, one.at, one.kind) for one in mailbox.listed(calendar)}

        assert found == {
            single: (uids[single], REMINDER, AppointmentKind.SINGLE),
            master: (uids[master], REMINDER, AppointmentKind.MASTER),
        }

    def test_a_listing_begins_where_it_is_told_and_names_masters_always(self, mailbox: Mailbox, outlook: User) -> None:
        before, after = (outlook.appoint("Single", REMINDER + timedelta(hours=hours)) for hours in (-1, 0))
        master = outlook.appoint("Weekly", REMINDER - timedelta(weeks=9), rule="FREQ=WEEKLY")
        email = outlook.deliver_mail("ann@client.example", "Hello")
        inbox, calendar = the_folder(mailbox, "inbox"), the_folder(mailbox, "calendar")
        [received] = [one.received_at for one in items(changes(mailbox, inbox)[0])]

        found = {one.item_id for one in mailbox.listed(calendar, REMINDER)}

        assert found == {after, master}
        assert before not in found
        assert [one.item_id for one in mailbox.listed(inbox, received)] == [email]
        assert list(mailbox.listed(inbox, received + timedelta(seconds=1))) == []

    def test_a_deleted_folder_has_no_listing(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.make_folder("Calendar/Team", "IPF.Appointment")
        team = the_folder(mailbox, "Calendar/Team")
        outlook.delete_folder("Calendar/Team")

        with pytest.raises(FolderGone):
            list(mailbox.listed(team))
        with pytest.raises(FolderGone):
            mailbox.occurrences(team, REMINDER, REMINDER + timedelta(days=1))

    def test_the_occurrences_in_a_stretch_are_those_that_really_are_there(
        self, mailbox: Mailbox, outlook: User
    ) -> None:
        outlook.appoint("Single", REMINDER)
        master = outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY")
        ids = [outlook.occurrence(master, REMINDER + timedelta(weeks=week)) for week in range(5)]
        outlook.edit_appointment(ids[1], start=REMINDER + timedelta(days=8))
        outlook.edit_appointment(ids[2], start=REMINDER + timedelta(weeks=50))
        outlook.edit_appointment(ids[4], start=REMINDER + timedelta(days=2))
        outlook.delete(ids[3])
        calendar = the_folder(mailbox, "calendar")
        [uid] = {one.identity for one in mailbox.listed(calendar) if one.item_id == master}

        found = list(mailbox.occurrences(calendar, REMINDER, REMINDER + timedelta(weeks=5)))

        assert [(one.item_id, one.at, one.kind) for one in found] == [
            (ids[0], REMINDER, AppointmentKind.OCCURRENCE),
            (ids[4], REMINDER + timedelta(days=2), AppointmentKind.EXCEPTION),
            (ids[1], REMINDER + timedelta(days=8), AppointmentKind.EXCEPTION),
        ]
        assert {one.identity for one in found} == {uid}

    def test_a_series_says_by_what_rule_it_goes_on_and_what_was_changed(self, mailbox: Mailbox, outlook: User) -> None:
        single, master = (
            outlook.appoint("Single", REMINDER),
            outlook.appoint("Weekly", REMINDER, rule="FREQ=WEEKLY;COUNT=5"),
        )
        ids = [outlook.occurrence(master, REMINDER + timedelta(weeks=week)) for week in range(3)]
        outlook.edit_appointment(ids[1], start=REMINDER + timedelta(days=8))
        outlook.delete(ids[2])
        calendar = the_folder(mailbox, "calendar")
        gone = outlook.appoint("Gone", REMINDER, rule="FREQ=DAILY")
        outlook.delete(gone, for_good=True)

        found, alone, nothing = mailbox.series(calendar, [master, single, gone])

        assert found is not None
        assert (found.item_id, found.start, found.rule) == (
            master,
            REMINDER,
            Rule(Frequency.WEEKLY, weekdays=frozenset({REMINDER.weekday()}), week_start=0, count=5),
        )
        [changed] = found.modified
        assert (changed.item_id, changed.original_start) == (ids[1], REMINDER + timedelta(weeks=1))
        assert changed.start == REMINDER + timedelta(days=8)
        assert found.deleted == {REMINDER + timedelta(weeks=2)}
        assert found.zone is not None
        assert alone is not None
        assert (alone.rule, nothing) == (None, None)

    def test_a_stretch_has_more_occurrences_than_a_server_gives_at_a_time(
        self, mailbox: Mailbox, outlook: User
    ) -> None:
        for number in range(3):
            outlook.appoint(f"Daily {number}", REMINDER, rule="FREQ=DAILY")
        outlook.appoint("Whole year", REMINDER, REMINDER + timedelta(days=400))

        found = mailbox.occurrences(the_folder(mailbox, "calendar"), REMINDER, REMINDER + timedelta(days=800))

        assert len(found) == len({one.item_id for one in found}) == 3 * 800
