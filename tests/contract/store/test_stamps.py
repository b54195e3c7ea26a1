"""What is owed to copies in Outlook, and what is known to be on them."""

from __future__ import annotations

from dataclasses import replace

from store.database import Store
from store.values import NEW, ItemKind, Mark, MarkKind
from tests.contract.store.records import BOB, CY, a_mailbox, an_opportunity, known_one, linked, save


def test_a_copy_is_owed_the_links_that_its_user_did_not_withdraw(store: Store):
    with store.write() as unit:
        bob, cy = a_mailbox(unit, BOB), a_mailbox(unit, CY)
        one, two, three = (an_opportunity(unit, title) for title in ("One", "Two", "Three"))
        entry = replace(linked("S1", one, two), confirmed=frozenset({three}))
        [mine] = save(unit, bob.id, replace(entry, marks=(Mark(bob.id, two, MarkKind.WITHDRAWN),)))
        theirs = replace(known_one(unit, bob.id, entry), pointer=None)
        [other] = save(unit, cy.id, replace(entry, server_id="T1", known=theirs, confirmed=frozenset({one, two})))

        owed = {stamp.pointer.id: stamp for stamp in unit.history.stamps_owed([other, mine, 999])}
        assert list(owed) == [other, mine]
        assert (owed[mine].add, owed[mine].remove) == (((one, "One"),), (three,))
        assert (owed[mine].identity, owed[mine].kind) == ("<S1@x>", ItemKind.EMAIL)
        assert (owed[other].add, owed[other].remove) == ((), ())
        unit.history.gone(bob.id, ["S1"])
        assert [stamp.pointer.id for stamp in unit.history.stamps_owed([mine, other])] == [other]


def test_a_link_that_goes_while_its_stamp_is_sent_leaves_it_known_as_ours(store: Store):
    with store.write() as unit:
        bob, cy = a_mailbox(unit, BOB), a_mailbox(unit, CY)
        one, two = (an_opportunity(unit, title) for title in ("One", "Two"))
        entry = linked("S1", one)
        [sent, at_rest] = save(unit, bob.id, entry, linked("S2", one))
        unit.history.being_stamped([sent])
        theirs = known_one(unit, bob.id, entry)
        resting = known_one(unit, bob.id, linked("S2"))
        save(unit, cy.id, replace(linked("S1", two), server_id="T1", known=replace(theirs, pointer=None)))
        save(unit, cy.id, replace(linked("S2"), server_id="T2", known=replace(resting, pointer=None)))

        copies = unit.history.pointers([sent, at_rest])
        assert [link.number for link in known_one(unit, bob.id, entry).links] == [two]
        assert (copies[sent].confirmed, copies[at_rest].confirmed) == ({one}, frozenset())
        assert [stamp.remove for stamp in unit.history.stamps_owed([sent])] == [(one,)]


def test_the_copies_of_what_is_linked_to_an_opportunity_are_found_where_they_are_still_visited(store: Store):
    with store.write() as unit:
        bob, cy = a_mailbox(unit, BOB), a_mailbox(unit, CY)
        one, two = (an_opportunity(unit, title) for title in ("One", "Two"))
        mine, both, _ = save(unit, bob.id, linked("S1", one), linked("S2", one, two), linked("S3", one))
        unit.history.gone(bob.id, ["S3"])
        [hers] = save(unit, cy.id, linked("T1", two))

        assert unit.history.copies_linked_to([one]) == {bob.id: [both, mine]}
        assert {id: sorted(found) for id, found in unit.history.copies_linked_to([one, two]).items()} == {
            bob.id: [mine, both, both],
            cy.id: [hers],
        }
        unit.mailboxes.register({CY: False})
        assert unit.history.copies_linked_to([one, two]) == {cy.id: [hers]}
        assert unit.history.copies_linked_to([]) == {}


def test_what_a_copy_is_known_to_carry_is_told_by_its_title_of_today(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        one, two, three = (an_opportunity(unit, title) for title in ("One", "Two", "Three"))
        [pointer_id] = save(unit, mailbox.id, replace(linked("S1", one, two), confirmed=frozenset({one, three})))
        unit.opportunities.edit(one, title="First")

        [owed] = unit.history.stamps_owed([pointer_id])

        assert (owed.carried, owed.add, owed.remove) == (((one, "First"),), ((two, "Two"),), (three,))


def test_a_confirmed_stamp_is_owed_no_more(store: Store):
    with store.write() as unit:
        mailbox, number = a_mailbox(unit), an_opportunity(unit)
        [pointer_id] = save(unit, mailbox.id, linked("S1", number))
        unit.history.confirm([(pointer_id, "S1", "CK2", frozenset({number}), (number,))])

        [stamp] = unit.history.stamps_owed([pointer_id])
        assert (stamp.add, stamp.remove) == ((), ())
        assert (stamp.pointer.change_key, stamp.pointer.confirmed) == ("CK2", {number})
        unit.history.confirm([])


def test_a_confirmation_may_bring_a_new_id_unless_another_copy_has_it(store: Store):
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        first, second = save(unit, mailbox.id, linked("S1"), linked("S2"))
        unit.history.confirm([(first, "S9", "CK2", frozenset(), ())])
        assert [p.server_id for p in unit.history.pointers_of([1])[1]] == ["S9"]

        unit.history.confirm([(first, "S2", "CK3", frozenset(), ())])
        assert [p.server_id for p in unit.history.pointers_of([1])[1]] == ["S9"]
        assert [p.id for p in unit.history.pointers_of([2])[2]] == [second]


def test_copies_are_known_by_the_ids_that_another_server_has_for_them(store: Store):
    with store.write() as unit:
        bob, cy = a_mailbox(unit, BOB), a_mailbox(unit, CY)
        moved, left = save(unit, bob.id, linked("S1"), linked("S2"))
        [hers] = save(unit, cy.id, linked("S1"))

        unit.history.translate(bob.id, {"S1": "AA=", "S9": "BB="})
        unit.history.translate(bob.id, {})

        found = unit.history.pointers([moved, left, hers])
        assert [found[id].server_id for id in (moved, left, hers)] == ["AA=", "S2", "S1"]
        assert found[moved].change_key == ""
        assert found[left].change_key == known_one(unit, bob.id, linked("S2")).pointer.change_key != ""


def test_what_people_wrote_otherwise_means_nothing_once_stamps_are_forgotten(store: Store):
    with store.write() as unit:
        mailbox, number = a_mailbox(unit), an_opportunity(unit)
        [mistyped, plain] = save(
            unit,
            mailbox.id,
            replace(linked("S1", number), named=(number, NEW - 5), confirmed=frozenset({number})),
            replace(linked("S2", number), named=(number, NEW)),
        )

        assert unit.history.forget_stamps() == {mailbox.id: [plain, mistyped]}

        found = unit.history.pointers([mistyped, plain])
        assert (set(found[mistyped].named), set(found[plain].named)) == ({number}, {number, NEW})
        assert found[mistyped].confirmed == frozenset()
