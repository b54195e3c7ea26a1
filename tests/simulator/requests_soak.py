"""Part of `make soak`: requests by chance, as the schema allows them, never make the simulator fail."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from lxml import etree

from simulator.organization import Caller
from simulator.server import Simulator
from simulator.xml import SOAP, TYPES
from tests.simulator.test_schema import Maker

BOB = "bob@us.example"
REQUESTS = 2500
_IDS = ("ItemId", "RecurringMasterItemId", "OccurrenceItemId", "ParentItemId", "AttachmentId")


def main() -> int:
    simulator = Simulator()
    simulator.add_mailbox(BOB, "secret")
    outlook = simulator.outlook(BOB)
    items = [
        outlook.deliver_mail("ann@client.example", "hello"),
        outlook.make_task("a task"),
        outlook.appoint("weekly", datetime(2026, 3, 2, 9, tzinfo=UTC), rule="FREQ=WEEKLY;COUNT=5"),
    ]
    told = 0
    for seed in range(REQUESTS):
        request = _pointed(simulator, items, random.Random(seed))  # noqa: S311 - requests, not secrets
        before = len(simulator.journal.crashes)
        simulator._service.answer(Caller(BOB), _envelope(request))
        if len(simulator.journal.crashes) > before:
            told += 1
            last = simulator.journal.crashes[-1].strip().splitlines()[-1]
            print(f"seed {seed}, {etree.QName(request).localname}: {last}", flush=True)
    print(f"{REQUESTS} requests by chance: {told} made the simulator fail", flush=True)
    return 1 if told else 0


def _pointed(simulator: Simulator, items: list[str], choose: random.Random) -> etree._Element:
    """A request by chance about things that are there, mostly."""
    mailbox = simulator.mailbox(BOB)
    request = Maker(choose).request()
    for element in request.iter(*(f"{{*}}{name}" for name in _IDS)):
        item = mailbox.items.get(choose.choice(items))
        if item is None:  # an earlier request deleted it
            continue
        for name in ("Id", "RecurringMasterId", "OccurrenceId"):
            if name in element.attrib:
                element.set(name, item.id)
        if "ChangeKey" in element.attrib:
            element.set("ChangeKey", item.change_key)
    for element in request.iter("{*}FolderId"):
        element.set("Id", mailbox.folder(choose.choice(("inbox", "calendar", "tasks"))).id)
    for element in request.iter("{*}DistinguishedFolderId"):
        element.set("Id", choose.choice(("inbox", "calendar", "tasks", "contacts")))
        for child in list(element):
            element.remove(child)
    return request


def _envelope(request: etree._Element) -> bytes:
    head = f'<s:Header><t:RequestServerVersion xmlns:t="{TYPES}" Version="Exchange2016"/></s:Header>'
    body = etree.tostring(request).decode()
    return f'<s:Envelope xmlns:s="{SOAP}">{head}<s:Body>{body}</s:Body></s:Envelope>'.encode()


if __name__ == "__main__":
    raise SystemExit(main())
