"""Why nothing is heard of the service, where its database is what keeps it from saying that it lives."""

from __future__ import annotations

from daemon.shapes import Shape
from store.database import Store
from store.errors import StoreError


def look_into_silence(store: Store, shape: Shape) -> None:
    """Add to what `read_status` tells of a service that fell silent why it cannot be heard: nobody can write there."""
    if shape["service"]["state"] != "dead":
        return
    try:
        with store.write(is_quiet=True) as unit:
            unit.processes.try_to_write()
    except StoreError as failure:
        shape["service"]["hindrance"] = str(failure)
