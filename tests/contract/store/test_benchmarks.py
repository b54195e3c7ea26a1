"""What the benchmarks measure can still be made with today's schema: they themselves run now and then only."""

from __future__ import annotations

from pathlib import Path

from benchmarks.records import OPPORTUNITIES, a_record_system


def test_the_record_system_that_is_measured_can_be_made(tmp_path: Path):
    store = a_record_system(tmp_path, 1_000)

    with store.read() as unit:
        assert len(unit.opportunities.all()) == OPPORTUNITIES // 1_000
        assert unit.opportunities.history(1) != []
    store.close()
