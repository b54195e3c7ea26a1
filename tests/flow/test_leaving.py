"""A process that ends while somebody writes: what it was at, others take at once."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.jobs import Came
from daemon.service import Loop
from store.database import open_store
from store.values import Job, JobState
from tests.flow.firm import Firm


@pytest.fixture
def database(postgres_url: str) -> str:
    return postgres_url


class CutOff(BaseException):
    """The process ends in the middle of what it does."""


def test_a_job_is_let_go_of_though_what_it_wrote_is_not_rolled_back_yet(firm: Firm, database: str) -> None:
    with firm.store.write() as unit:
        id = unit.jobs.ask("test", "a table", {}, due_at=firm.clock())
    hasty = open_store(database, clock=firm.clock, lock_wait=timedelta(seconds=0.05))

    with closing(hasty), ExitStack() as writes:

        def work(_: Job) -> Came:
            writes.enter_context(firm.store.write())
            raise CutOff

        with pytest.raises(CutOff):
            Loop(replace(firm.context, store=hasty, works={"test": work})).once()
        with firm.store.read() as unit:
            job = unit.jobs.get(id)

    assert job
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
