"""How soon news is stamped in other mailboxes while a new one with much mail is taken in: the real service at work.

Only told: server and service share the processors here, so that much of what others wait for is the server.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.cycle import a_firm
from benchmarks.figures import Figure
from benchmarks.quiet import at_work, until
from benchmarks.server import ADDRESS, CONTACTS, PASSWORD
from simulator.generate import correspondents, fill_inbox
from simulator.server import Simulator

MAILS = 20_000  # of the new mailbox: what counts is that they last as long as the figure is taken
OTHERS = [f"user{number}@us.example" for number in range(6)]
ROUNDS = 5
SYNC = 'interval = "5s"'


def measure() -> Iterator[Figure]:
    with Simulator() as simulator, tempfile.TemporaryDirectory() as folder:
        simulator.add_account("svc@us.example", PASSWORD)
        simulator.allow_impersonation("svc@us.example")
        for address in OTHERS:
            simulator.add_mailbox(address)
        config = a_firm(Path(folder), simulator.endpoint)
        shared = config.read_text().replace('access = "direct"', 'access = "impersonation"')
        shared = shared.replace(f'username = "{ADDRESS}"', 'username = "svc@us.example"')
        added = "".join(f'[[mailbox]]\naddress = "{address}"\n' for address in OTHERS)
        of_bob = f'[[mailbox]]\naddress = "{ADDRESS}"\n'
        config.write_text(shared.replace(of_bob, added))
        with at_work(config, SYNC):
            before, _ = _stamped_after(simulator, "before")
        fill_inbox(simulator.add_mailbox(ADDRESS), MAILS, correspondents(CONTACTS), datetime.now(UTC))
        config.write_text(shared.replace(of_bob, added + of_bob))
        with at_work(config, SYNC):
            until(lambda: simulator.journal.count("SyncFolderItems", mailbox=ADDRESS) > 3)
            during, pages = _stamped_after(simulator, "during")
        read = simulator.journal.count("SyncFolderItems", mailbox=ADDRESS)
    facts = {
        "seconds": round(during, 2),
        "before": round(before, 2),
        "mails": MAILS,
        "pages_meanwhile": pages,
        "pages_in_all": read,
    }
    name = "news in other mailboxes while a new one is taken in, arrival to stamp, median"
    yield Figure(name, during / before, goal=1.3, facts=facts)


def _stamped_after(simulator: Simulator, what: str) -> tuple[float, int]:
    """Seconds from arrival until a mail carries a category, and the pages that were read of the new one meanwhile."""
    sender = correspondents(CONTACTS)[0].address
    took: list[float] = []
    pages = -simulator.journal.count("SyncFolderItems", mailbox=ADDRESS)
    for number in range(ROUNDS + 1):
        began = time.monotonic()
        mails = {
            address: simulator.outlook(address).deliver_mail(sender, f"{what} {number} {address}") for address in OTHERS
        }
        while mails:
            until(partial(_is_any_stamped, simulator, mails))
            for address in [one for one in mails if _is_any_stamped(simulator, {one: mails[one]})]:
                del mails[address]
                if number:  # the first is that of the start
                    took.append(time.monotonic() - began)
    return statistics.median(took), pages + simulator.journal.count("SyncFolderItems", mailbox=ADDRESS)


def _is_any_stamped(simulator: Simulator, mails: dict[str, str]) -> bool:
    return any(simulator.mailbox(address).items[mail].categories for address, mail in mails.items())
