"""Stamps on items, and the list of categories that Outlook offers."""

from __future__ import annotations

from connectors.errors import ItemGone
from connectors.mailbox import CategoryEdit, Mailbox, Stamp, Stamped
from tests.contract.mailbox.user import REMINDER, User


class CategoriesSuite:
    MAY_MAIL_ATTENDEES = False  # whether the server might send mail over a category, so that none is written there

    # --- stamps ---

    def test_a_stamp_stands_behind_the_users_categories(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["zeta", "alpha"])

        [stamped] = mailbox.stamp([Stamp(item_id, add=("OPP-17 Fabrikam",))])

        assert isinstance(stamped, Stamped)
        assert stamped.categories == ("zeta", "alpha", "OPP-17 Fabrikam")
        shown = outlook.read(item_id)
        assert shown["categories"] == ["zeta", "alpha", "OPP-17 Fabrikam"]
        assert shown["change_key"] == stamped.change_key

    def test_a_stamp_marks_nothing_read(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        before = outlook.read(item_id)["is_read"]

        mailbox.stamp([Stamp(item_id, add=("OPP-17",))])

        assert outlook.read(item_id)["is_read"] == before

    def test_an_item_that_is_as_wanted_is_not_written(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["opp-17 another wording"])
        before = outlook.read(item_id)

        [stamped] = mailbox.stamp([Stamp(item_id, add=("OPP-17 Fabrikam",), remove=("OPP-18",))])

        assert stamped == Stamped(item_id, before["change_key"], ("opp-17 another wording",))
        assert outlook.read(item_id) == before

    def test_taking_a_stamp_off_takes_every_wording_of_it(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["mine", "OPP-17 Fabrikam", "opp-17", "OPP-170 other"])

        [stamped] = mailbox.stamp([Stamp(item_id, remove=("OPP-17",))])

        assert isinstance(stamped, Stamped)
        assert stamped.categories == ("mine", "OPP-170 other")
        assert outlook.read(item_id)["categories"] == ["mine", "OPP-170 other"]

    def test_a_stamp_is_reworded_where_it_stands(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["zeta", "opp-17 old", "alpha"])

        [stamped] = mailbox.stamp([Stamp(item_id, reword=("OPP-17 new", "OPP-18 new"))])

        assert isinstance(stamped, Stamped)
        assert stamped.categories == ("zeta", "OPP-17 new", "alpha")
        assert outlook.read(item_id)["categories"] == ["zeta", "OPP-17 new", "alpha"]

    def test_the_last_category_can_be_taken_off(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")
        outlook.set_categories(item_id, ["OPP-17"])

        mailbox.stamp([Stamp(item_id, remove=("OPP-17",))])

        assert outlook.read(item_id)["categories"] == []

    def test_stamps_are_answered_one_by_one_in_their_order(self, mailbox: Mailbox, outlook: User) -> None:
        mail = outlook.deliver_mail("ann@client.example", "Hello")
        meeting = outlook.appoint("Demo", REMINDER, attendees=["ann@client.example"])
        gone = outlook.deliver_mail("ann@client.example", "gone")
        outlook.delete(gone, for_good=True)

        answers = mailbox.stamp([Stamp(one, add=("OPP-17",)) for one in (meeting, gone, mail)])

        assert [type(answer) for answer in answers] == [Stamped, ItemGone, Stamped]
        assert outlook.read(mail)["categories"] == ["OPP-17"]
        assert outlook.read(meeting)["categories"] == ([] if self.MAY_MAIL_ATTENDEES else ["OPP-17"])
        assert bool(answers[0].kept_back) is self.MAY_MAIL_ATTENDEES  # type: ignore[union-attr]

    def test_two_stamps_of_one_item_are_both_paid(self, mailbox: Mailbox, outlook: User) -> None:
        item_id = outlook.deliver_mail("ann@client.example", "Hello")

        answers = mailbox.stamp([Stamp(item_id, add=("OPP-1",)), Stamp(item_id, add=("OPP-2",))])

        assert [type(answer) for answer in answers] == [Stamped, Stamped]
        assert outlook.read(item_id)["categories"] == ["OPP-1", "OPP-2"]

    # --- the category list ---

    def test_a_mailbox_without_a_list_gets_one(self, mailbox: Mailbox) -> None:
        assert list(mailbox.category_list()) == []

        names = mailbox.edit_category_list(CategoryEdit(add=("OPP new", "OPP-17 Ünder")))

        assert list(names) == ["OPP new", "OPP-17 Ünder"]
        assert list(mailbox.category_list()) == ["OPP new", "OPP-17 Ünder"]

    def test_the_users_own_entries_stay(self, mailbox: Mailbox, outlook: User) -> None:
        outlook.offer_category("Holidays")
        mailbox.edit_category_list(CategoryEdit(add=("OPP-17 old", "OPP-18 lost")))

        names = mailbox.edit_category_list(
            CategoryEdit(rename=(("OPP-17 old", "OPP-17 new"),), remove=("OPP-18 lost",))
        )

        assert list(names) == ["Holidays", "OPP-17 new"]

    def test_the_same_edit_twice_changes_nothing(self, mailbox: Mailbox) -> None:
        edit = CategoryEdit(add=("OPP-17",), rename=(("OPP-1", "OPP-1 x"),), remove=("OPP-2",))
        first = mailbox.edit_category_list(edit)

        assert mailbox.edit_category_list(edit) == first
