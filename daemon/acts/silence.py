"""Why nothing is heard of the service, where its database is what keeps it from saying that it lives."""

from __future__ import annotations

from datetime import datetime

from daemon.acts.status import read_status
from daemon.shapes import Shape
from store.database import Store
from store.errors import StoreError


def status_of(store: Store, prefix: str, now: datetime) -> Shape:
    """What `read_status` tells, and of a service that fell silent why it cannot be heard, where nobody can write."""
    with store.read() as unit:
        shape = read_status(unit, prefix, now)
    look_into_silence(store, shape)
    return shape


def look_into_silence(store: Store, shape: Shape) -> StoreError | None:
    """Add to what `read_status` told what comes of trying to write where the service says that it lives.

    Returned as well, for whoever says it in other words.
    """
    if shape["service"]["state"] != "dead":
        return None
    try:
        with store.write(is_quiet=True) as unit:
            unit.processes.try_to_write()
    except StoreError as failure:
        shape["service"]["hindrance"] = str(failure)
        return failure
    return None
