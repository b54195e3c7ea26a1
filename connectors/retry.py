"""The one policy for trying again within seconds: reads only, and only when nothing usable came back.

Minutes and more are the schedule's. What the server asks for (Throttled) is never shortened here.
"""

from __future__ import annotations

from collections.abc import Callable

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_after_delay, wait_chain, wait_random

from connectors.errors import Unreachable

# How to wait so many seconds. It is handed in so that who opens a mailbox decides how it waits: the service until it is
# to stop, a test not at all.
Sleep = Callable[[float], None]

ATTEMPTS = 3
PATIENCE = 10.0  # seconds after which no further attempt begins: a time-out is not waited for twice


def reads(sleep: Sleep) -> Retrying:
    """Call it with a function and its arguments; raises what the last attempt raised."""
    return Retrying(
        sleep=sleep,
        retry=retry_if_exception_type(Unreachable),
        stop=stop_after_attempt(ATTEMPTS) | stop_after_delay(PATIENCE),
        # What failed by chance works at once; what fails again is given a moment.
        wait=wait_chain(wait_random(0, 0.05), wait_random(0.5, 1)),
        reraise=True,
    )
