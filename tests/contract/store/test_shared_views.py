"""Views of the opportunities that owners share with everybody."""

from __future__ import annotations

import pytest

from store.database import Store
from store.errors import Invalid, NotAllowed, NotFound
from store.unit import Unit
from store.values import Actor, Role


def as_owner(unit: Unit) -> None:
    unit.act_as(Actor.of(unit.users.add("Ann", "ann@us.example", Role.OWNER)))


def test_one_of_a_name_is_shared_whatever_its_letters(store: Store):
    with store.write() as unit:
        as_owner(unit)
        first = unit.shared_views.share("Größte", "min-total=1000", "total\nstage")
        other = unit.shared_views.share("Boats", "search=boats", "")
        again = unit.shared_views.share("grösste", "min-total=2000", "")

        assert again.id == first.id
        assert unit.shared_views.all() == [other, again]
        assert unit.shared_views.withdraw(other.id) == other
        assert unit.shared_views.all() == [again]


def test_people_begin_with_one_at_most(store: Store):
    with store.write() as unit:
        as_owner(unit)
        boats, masts = (unit.shared_views.share(name, "", "") for name in ("Boats", "Masts"))

        def begun() -> list[str]:
            return [one.name for one in unit.shared_views.all() if one.is_default]

        unit.shared_views.begin_with(boats.id)
        unit.shared_views.begin_with(masts.id)
        assert begun() == ["Masts"]
        unit.shared_views.share("Masts", "search=mast", "")
        assert begun() == ["Masts"]
        unit.shared_views.begin_with(None)
        assert begun() == []
        with pytest.raises(NotFound):
            unit.shared_views.begin_with(99)


@pytest.mark.parametrize("name", ["", "x" * 61, "two\nlines"])
def test_a_name_is_one_line_of_some_length(store: Store, name: str):
    with store.write() as unit:
        as_owner(unit)
        with pytest.raises(Invalid):
            unit.shared_views.share(name, "", "")


def test_a_member_changes_none(store: Store):
    with store.write() as unit:
        as_owner(unit)
        boats = unit.shared_views.share("Boats", "", "")
        unit.act_as(Actor.of(unit.users.add("Bob", "bob@us.example")))
        for change in (
            lambda: unit.shared_views.share("Masts", "", ""),
            lambda: unit.shared_views.withdraw(boats.id),
            lambda: unit.shared_views.begin_with(boats.id),
        ):
            with pytest.raises(NotAllowed):
                change()

        assert unit.shared_views.all() == [boats]
