"""The law of reading: the same mail and the same acts end alike, however they are split over pages, folders, cycles.

And as the oracle of the simulated quarter says, which knows the rules from docs/linking.md alone.
"""

from __future__ import annotations

import os
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flow.splits import Telling, a_life, a_telling, lived
from tests.flow.splits_expected import expected

FEW = 2
EXAMPLES = int(os.environ.get("SPLITS", FEW))  # many, and others each time, in `make soak`


@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES == FEW, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_mail_and_acts_end_alike_and_as_the_rules_say_however_they_are_split(seed: int):
    random = Random(seed)  # noqa: S311 - the same life again from the same seed
    life = a_life(random)

    at_once, split = lived(life, Telling()), lived(life, a_telling(random, life))

    assert split == at_once, f"seed {seed}"
    assert at_once[:-1] == expected(life), f"seed {seed}"
