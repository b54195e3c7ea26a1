"""A mailbox as it comes to another server: all that is in it, under other ids."""

from __future__ import annotations

import copy

from simulator.mailboxes.mailbox import Mailbox


def migrate(before: Mailbox, after: Mailbox, *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Put what is in one into the other, but for an archive and the folders of these paths; new ids by the old ones."""
    ids: dict[str, str] = {}
    for folder in list(before.folders.values()):
        if not folder.items or folder.is_archive or folder.path in without:
            continue
        there = after.wellknown(folder.wellknown or "") or after.make_folder(folder.path, folder.folder_class)
        for item in folder.items.values():
            twin = copy.copy(item)
            twin.fields, twin.extended = dict(item.fields), dict(item.extended)
            if item.series is not None:
                twin.series = item.series.of(twin)
            ids[item.id] = after.add(twin, there, arrived=item.arrived).id
    return ids
