"""`python -m tests.service.sandbox.confined UNIT STATE COMMAND…`: become the command, in the unit's sandbox.

For machines on which systemd does not run. The process stays the same one, so that signals reach it.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from tests.service.sandbox.filters import filters_of, install
from tests.service.sandbox.places import STATE, give_up_rights, move_in, python
from tests.service.sandbox.unit import directives_of

ROOT = Path(__file__).parents[3]


def main(unit: str, state: str, *command: str) -> None:
    directives = directives_of(Path(unit))
    filters = list(filters_of(directives))
    move_in(Path(state), ROOT, python())
    os.umask(int(directives["UMask"][0], 8))
    resource.setrlimit(resource.RLIMIT_CORE, (int(directives["LimitCORE"][0]),) * 2)
    give_up_rights()
    os.chdir(STATE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(STATE)}
    install(filters)
    os.execve(command[0], command, environment)  # noqa: S606  # the command is the test's


if __name__ == "__main__":
    main(*sys.argv[1:])
