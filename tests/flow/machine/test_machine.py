"""Users at Outlook and a clerk at the command line act in any order, with deaths between: both sides end alike."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from tests.flow.firm import Clock, a_firm
from tests.flow.machine.at_calendar import AtCalendar
from tests.flow.machine.at_tasks import AtTasks, hours, users
from tests.flow.machine.clerk import Clerk
from tests.flow.machine.desk import USERS, Desk
from tests.flow.machine.ending import settle
from tests.postgres import PostgresServer
from tests.simulated import simulated

FEW = 3
EXAMPLES = int(os.environ.get("MACHINES", FEW))  # many, and others each time, in `make soak`
STEPS = 14 if EXAMPLES == FEW else 30


class Context(AtTasks, AtCalendar, Clerk):
    def __init__(self, database: Callable[[], AbstractContextManager[str]] = lambda: nullcontext("")) -> None:
        super().__init__()
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        clock = Clock()
        url = self._stack.enter_context(database())
        simulator = self._stack.enter_context(simulated(clock=clock))
        self.desk = Desk(self._stack.enter_context(a_firm(simulator, clock, folder, url)), folder)

    @initialize(is_looked_at=st.booleans())
    def opens(self, is_looked_at: bool) -> None:
        self.desk.open_for_business()
        if is_looked_at:
            self.desk.cycle()

    def teardown(self) -> None:
        try:
            if self.desk.deals:
                settle(self.desk)
        finally:
            self._stack.close()

    # --- time and the daemon ------------------------------------------------------------------------------------------

    @rule(by=hours)
    def time_goes_by(self, by: timedelta) -> None:
        self.desk.firm.clock.tick(by)

    @rule(order=st.permutations(USERS))
    def looks(self, order: list[str]) -> None:
        self.desk.cycle(tuple(order))

    @rule(who=users, fatal=st.integers(1, 250))
    def dies(self, who: str, fatal: int) -> None:
        self.desk.killed(who, fatal)

    @rule(operation=st.sampled_from(("CreateItem", "UpdateItem")))
    def loses_an_answer(self, operation: str) -> None:
        self.desk.cycle_with_a_lost_answer(operation)


def run(machine: Callable[[], Context], examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            phases=(Phase.generate,),  # to shrink one takes minutes: add Phase.shrink at a desk
            derandomize=EXAMPLES == FEW,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_people_do_both_sides_end_alike_with_one_task_for_each():
    run(Context, EXAMPLES)


def test_so_they_do_on_postgresql(postgres_server: PostgresServer):
    run(lambda: Context(postgres_server.database), max(2, EXAMPLES // 10))
