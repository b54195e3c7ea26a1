"""Tokens, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.database import Store
from store.errors import Invalid, NotAllowed, NotFound
from store.unit import Unit
from store.values import Actor, Answer, Shown
from tests.contract.store.conftest import Clock

DAY = timedelta(days=1)


@pytest.mark.parametrize("lasts", [timedelta(0), -DAY, 366 * DAY])
def test_a_token_lasts_a_year_at_most(store: Store, lasts: timedelta):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
    with store.write(Actor.of(bob)) as unit, pytest.raises(Invalid, match="a year"):
        unit.tokens.add(bob, "Report", lasts)


def test_one_revokes_ones_own_and_an_owner_anybodys(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example")
    with store.write(Actor.of(bob)) as unit:
        cy = unit.users.add("Cy", "cy@us.example")
        his = unit.tokens.add(bob, "Shop", DAY, may_write=True)
    with store.write(Actor.of(cy)) as unit:
        hers = unit.tokens.add(cy, "Report", DAY)
        assert unit.tokens.shown(hers) == Shown(cy, may_write=False, is_stale=True)
        with pytest.raises(NotAllowed):
            unit.tokens.revoke(unit.tokens.of(bob.id)[0].id)
        for id in ("", "%", "0" * 16):
            with pytest.raises(NotFound):
                unit.tokens.revoke(id)
    with store.write(Actor.of(bob)) as unit:
        unit.tokens.revoke(unit.tokens.of(cy.id)[0].id)

        assert unit.tokens.shown(hers) is None
        assert unit.tokens.shown(his) == Shown(bob, may_write=True, is_stale=True)


def test_an_answer_is_kept_for_a_day_for_its_user_and_its_request(store: Store, clock: Clock):
    made = Answer(201, "{}", '"tag"', "/accounts/1")
    with store.write() as unit:
        bob, cy = (unit.users.add(name, f"{name}@us.example").id for name in ("bob", "cy"))
        assert unit.answers.given(bob, "key", "hash") is None
        unit.answers.keep(bob, "key", "hash", made)

    with store.write() as unit:
        assert unit.answers.given(bob, "key", "hash") == made
        assert unit.answers.given(cy, "key", "hash") is None
        with pytest.raises(Invalid, match="another request"):
            unit.answers.given(bob, "key", "other")
    clock.now += DAY
    with store.write() as unit:
        assert unit.answers.given(bob, "key", "other") is None
        unit.answers.keep(bob, "key", "other", made)


def test_what_is_undone_was_not_answered(store: Store):
    with store.write() as unit:
        bob = unit.users.add("Bob", "bob@us.example").id
        with pytest.raises(Invalid):
            _answered_and_refused(unit, bob)
    with store.read() as unit:
        assert unit.answers.given(bob, "key", "hash") is None


def _answered_and_refused(unit: Unit, user_id: int) -> None:
    with unit.attempt():
        unit.answers.keep(user_id, "key", "hash", Answer(200, "{}"))
        raise Invalid("title", "is too long")
