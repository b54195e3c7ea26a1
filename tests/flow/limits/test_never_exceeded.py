"""Whatever processes do, and whenever they die or fall silent, a limit is never exceeded, and everybody gets some."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.gates import Limit
from daemon.service.dividing import divided
from daemon.service.sharing import OURS, SILENT
from store.database import Store, open_store
from store.values import HeldShare
from tests.databases import a_file
from tests.flow.limits.several import One, Time

PROCESSES = 4
_EXAMPLES = itertools.count()


@pytest.fixture
def store(either_database: str, tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(either_database or a_file(tmp_path / "dealtrail.sqlite"))) as opened:
        yield opened


class World:
    """All processes, and what the server sees of them."""

    def __init__(self, store: Store, most: int) -> None:
        self.store, self.time, self.most = store, Time(), most
        self.limit = Limit(f"login {next(_EXAMPLES)}", "svc at mail.us.example", most)
        self.alive: dict[int, One] = {}
        self.born = 0

    def do(self, act: str, which: int, seconds: float) -> None:
        one = self.alive.get(which)
        match act:
            case "begin" if one is None:
                self.born += 1
                self.alive[which] = One(self.store, f"machine{which}/{self.born}/1", self.limit, self.time)
            case "ask" if one is not None:
                one.ask()
            case "answer" if one is not None:
                one.answer()
            case "look" if one is not None:
                one.look()
            case "kill" if one is not None:  # its requests end with it, its share stays
                while one.under_way:
                    one.answer()
                del self.alive[which]
            case "stop" if one is not None:
                while one.under_way:
                    one.answer()
                one.sharing.close()
                del self.alive[which]
            case "wait":
                self.wait(seconds)

    def wait(self, seconds: float) -> None:
        until = self.time.now + seconds
        while self.time.now < until:
            self.time.now = min(until, self.time.now + OURS / 4)
            for one in self.alive.values():
                one.answer_old()

    @property
    def under_way(self) -> int:
        return sum(len(one.under_way) for one in self.alive.values())


_ACTS = st.tuples(
    st.sampled_from(["begin", "ask", "ask", "ask", "answer", "look", "look", "look", "kill", "stop", "wait"]),
    st.integers(0, PROCESSES - 1),
    st.sampled_from([0.2, 1.0, 1.0, 5.0, 16.0, 31.0, 61.0, 120.0]),
)


@given(most=st.integers(1, 5), acts=st.lists(_ACTS, min_size=10, max_size=60))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_limit_is_never_exceeded_and_nobody_waits_for_ever(
    store: Store, most: int, acts: list[tuple[str, int, float]]
):
    world = World(store, most)
    for which in range(PROCESSES):
        world.do("begin", which, 0)
        world.do("look", which, 0)

    for act in acts:
        world.do(*act)

        assert world.under_way <= most

    served: set[int] = set()
    for _ in range(int(SILENT) + 20):
        for which, one in world.alive.items():
            if one.ask():
                served.add(which)
            assert world.under_way <= most
            one.look()
            one.answer()
        world.wait(1.0)
    assert served == set(world.alive)


@given(most=st.integers(1, 20), wants=st.lists(st.integers(0, 25), min_size=1, max_size=8))
def test_all_of_it_is_divided_and_nobody_gets_less_than_a_fair_part_of_what_he_wants(most: int, wants: list[int]):
    shares = [HeldShare(str(number), 0, want, most, number, 1) for number, want in enumerate(wants)]

    found = divided(most, shares)

    assert sum(found.values()) == most
    for one in shares:
        assert found[one.owner] >= min(one.wants, most // len(shares))
    lacking = [found[one.owner] for one in shares if found[one.owner] < one.wants]
    assert not lacking or max(found.values()) - min(lacking) <= 1
