"""A folder's pages, as the daemon asks for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from connectors.ews.mailbox import EwsMailbox
from connectors.mailbox import Folder, Page
from tests.contract.mailbox.user import items


def pages(mailbox: EwsMailbox, folder: Folder, cursor: str | None = None) -> Iterator[Page]:
    is_last = False
    while not is_last:
        page = mailbox.changes(folder, cursor)
        yield page
        cursor, is_last = page.cursor, page.is_last


def subjects(*found: Page) -> list[list[str]]:
    return [[item.subject for item in items(page.changes)] for page in found]


def nobody_reads() -> None:
    """Wait for what is under way."""
    for thread in threading.enumerate():
        if thread.name == "ahead":
            thread.join()
