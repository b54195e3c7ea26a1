"""What the service's own process takes of the machine's memory."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from tests.flow.test_hostile_mail import MANY, many, raw
from tests.service.process import Daemon
from tests.service.site import ANN, BOB, SUBJECT, Site

ROOM = 230  # MiB, for a mail of two: 184 to 187 were seen


def peak(daemon: Daemon) -> int:
    """The most memory that it ever had, in MiB."""
    told = re.search(r"(?m)^VmHWM:\s+(\d+) kB$", Path(f"/proc/{daemon.process.pid}/status").read_text())
    assert told
    return int(told[1]) // 1024


def test_a_mail_to_a_hundred_thousand_people_takes_little_memory(site: Site) -> None:
    site.configure(BOB)
    site.deliver()
    with site.run() as daemon:
        daemon.logs("stamps written", mailbox=BOB)
        before = peak(daemon)
        now = format_datetime(datetime.now(UTC))
        to_all = raw(message_id="<many@x>", sender=f"Ann <{ANN}>", Subject="To all", Cc=many(MANY), Date=now)
        site.simulator.outlook(BOB).deliver(to_all)
        daemon.logs("stamps written", mailbox=BOB, times=2)
        grown = peak(daemon) - before
        code = daemon.stop()

    assert code == 0, daemon.lines
    assert site.history() == [SUBJECT, "To all"]
    assert grown <= ROOM
