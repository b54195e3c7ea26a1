"""The other side of `connectors.apart`: a process that does one piece of work after the other.

`python -m connectors.apart_worker FD MODULE …` has loaded these modules before it takes anything. It says nothing to
anybody else, and so loads nothing that would: whoever waits for it to begin waits half as long.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any

READY = b"ready"


class _Writer(pickle.Pickler):
    """Writes our values as calls of their classes, which take less than half as long to read as their state."""

    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        if is_dataclass(kind):
            return kind, _fields_of(kind)(value)
        return NotImplemented


@cache
def _fields_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    names = [one.name for one in fields(kind)]
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


def _written(value: Any) -> bytes:
    file = io.BytesIO()
    _Writer(file, pickle.HIGHEST_PROTOCOL).dump(value)
    return file.getvalue()


def _serve(connection: Connection) -> None:
    """One piece of work after the other, until nobody is there any more."""
    connection.send_bytes(READY)
    while True:
        try:
            work, arguments = pickle.loads(connection.recv_bytes())  # noqa: S301 - from whom this process is
        except (EOFError, OSError):
            return
        try:
            answer = _written(work(*arguments))
        except Exception:  # noqa: BLE001 - who asked does it again, and says what is wrong
            answer = _written(None)
        connection.send_bytes(answer)


def main(descriptor: str, *loads: str) -> None:
    for told in (signal.SIGINT, signal.SIGTERM):  # which a whole service gets: the one that asks decides
        signal.signal(told, signal.SIG_IGN)
    for module in loads:
        import_module(module)
    try:
        _serve(Connection(int(descriptor)))
    finally:
        os._exit(0)  # at once: nothing is to be cleaned up


if __name__ == "__main__":
    main(*sys.argv[1:])
