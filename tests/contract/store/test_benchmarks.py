"""What the benchmarks measure can still be made with today's schema: they themselves run now and then only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.records import OPPORTUNITIES, a_record_system


def test_the_record_system_that_is_measured_can_be_made(tmp_path: Path):
    store = a_record_system(tmp_path, 1_000)

    with store.read() as unit:
        assert len(unit.opportunities.all()) == OPPORTUNITIES // 1_000
        assert unit.opportunities.history(1) != []
    store.close()


def test_the_peak_of_a_measured_process_is_its_own_and_not_that_of_who_started_it():
    held = bytearray(200 * 2**20)
    held[:: 2**12] = b"\1" * len(held[:: 2**12])  # every page of it is there

    told = subprocess.run(
        [sys.executable, "-c", "from benchmarks.measure import peak_mib; print(peak_mib())"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )

    assert float(told.stdout) < 100
