"""What the daemon remembers of its own work."""

from __future__ import annotations

from store.database import Store


def test_what_was_put_is_there_until_something_else_is(store: Store):
    with store.write() as unit:
        unit.state.put("a", "1")
        unit.state.put("b", "2")
        unit.state.put("a", "é")

    with store.read() as unit:
        assert [unit.state.get(name) for name in ("a", "b", "c")] == ["é", "2", ""]
