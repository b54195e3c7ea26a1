"""The reminder of an opportunity: moved, done, brought back, and begun anew."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from store.database import Store
from tests.contract.store.conftest import NOON, Clock
from tests.contract.store.records import an_opportunity


@pytest.mark.row(18)
def test_a_moved_reminder_keeps_its_guid_and_one_switched_on_again_gets_a_new_one(store: Store):
    later = NOON + timedelta(days=2)
    with store.write() as unit:
        number = an_opportunity(unit)
        first = unit.opportunities.remind(number, NOON)
        moved = unit.opportunities.remind(number, later)
        off = unit.opportunities.remind(number, None)
        again = unit.opportunities.remind(number, NOON)

    assert first.reminder_guid
    assert (moved.reminder_guid, moved.reminder_at) == (first.reminder_guid, later)
    assert (off.reminder_on, off.reminder_at, off.reminder_guid) == (False, None, None)
    assert again.reminder_guid not in (None, first.reminder_guid)


def test_only_the_current_reminder_is_done_or_moved(store: Store):
    with store.write() as unit:
        number = an_opportunity(unit)
        guid = unit.opportunities.remind(number, NOON).reminder_guid
        assert guid

        assert not unit.opportunities.reminder_done(number, uuid4())
        assert not unit.opportunities.reminder_moved(number, uuid4(), NOON)
        assert unit.opportunities.reminder_moved(number, guid, NOON + timedelta(hours=1))
        assert unit.opportunities.get(number).reminder_at == NOON + timedelta(hours=1)
        assert unit.opportunities.reminder_done(number, guid)
        assert not unit.opportunities.reminder_done(number, guid)
        assert not unit.opportunities.get(number).reminder_on


def test_a_reminder_that_was_done_comes_back_under_its_guid_unless_the_record_moved_on(store: Store, clock: Clock):
    with store.write() as unit:
        number = an_opportunity(unit)
        guid = unit.opportunities.remind(number, NOON).reminder_guid
        assert guid
        unit.opportunities.reminder_done(number, guid)

        assert unit.opportunities.reminder_back(number, guid)
        back = unit.opportunities.get(number)
        assert (back.reminder_on, back.reminder_guid, back.reminder_at) == (True, guid, NOON)
        assert unit.opportunities.reminder_back(number, guid)
        assert not unit.opportunities.reminder_back(number, uuid4())
        unit.opportunities.reminder_done(number, guid)
        unit.opportunities.close(number, won=True, on=clock())
        assert not unit.opportunities.reminder_back(number, guid)


@pytest.mark.row(18, 27)
def test_a_reminder_that_was_on_is_the_same_after_reopening(store: Store, clock: Clock):
    with store.write() as unit:
        number = an_opportunity(unit)
        before = unit.opportunities.remind(number, NOON).reminder_guid
        unit.opportunities.close(number, won=True, on=clock())
        after = unit.opportunities.reopen(number)

    assert (after.reminder_on, after.reminder_guid, after.reminder_at) == (True, before, NOON)
