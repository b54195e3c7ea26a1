"""Killed at every border of a move: all that there was is read as it was, and the next move comes to the same end."""

from __future__ import annotations

import multiprocessing
import shutil
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from connectors.files.folder import Folder
from daemon.files import Contents, Mover
from store.database import open_store
from store.values import HistoryOf, KeptIn
from tests.contract.store.records import a_deal
from tests.databases import a_file
from tests.flow.borders import Borders, Guarded, GuardedStore
from tests.sampled import offset

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.flow.borders", __name__])
NOW = datetime(2025, 3, 4, 12, tzinfo=UTC)
CONTENTS = [b"one", b"two", b""]
EVERY = 6  # of the borders: each commit dies at others


def a_mover(url: str, folder: Path, borders: Borders | None, now: datetime = NOW) -> tuple[Any, Mover]:
    store: Any = open_store(url, clock=lambda: now)
    place: Any = Folder(folder)
    if borders:
        store, place = GuardedStore(store, borders), Guarded("folder", place, borders)
    contents = Contents(store, {KeptIn.FOLDER: lambda: place})
    return store, Mover(store, contents, KeptIn.FOLDER, lambda: now, Event(), timedelta(days=7))


def move(url: str, folder: Path, to: KeptIn, fatal: int | None, told: Connection) -> None:
    """In a process of its own; it tells the border at which it dies, or how many there were."""
    borders = Borders(fatal, told.send)
    _, mover = a_mover(url, folder, borders)
    mover.move(to)
    told.send(borders.crossed)


def until(url: str, folder: Path, to: KeptIn, fatal: int | None) -> Any:
    here, there = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=move, args=(url, folder, to, fatal, there))
    process.start()
    there.close()
    told = here.recv()
    process.join()
    return told


@pytest.mark.parametrize("to", [KeptIn.FOLDER, KeptIn.DATABASE])
def test_a_death_at_any_border_loses_nothing(tmp_path: Path, to: KeptIn) -> None:
    first, kept = tmp_path / "first.sqlite", tmp_path / "first"
    url = a_file(first)
    store, mover = a_mover(url, kept, None)
    with store.write() as unit:
        number, _, _ = a_deal(unit)
        ids = [unit.files.add(HistoryOf(number), "a.pdf", content).id for content in CONTENTS]
    if to is KeptIn.DATABASE:
        mover.move(KeptIn.FOLDER)
    store.close()

    def copied(name: str) -> tuple[str, Path]:
        shutil.copy(first, tmp_path / f"{name}.sqlite")
        if kept.exists():
            shutil.copytree(kept, tmp_path / name)
        return f"sqlite:///{tmp_path / name}.sqlite", tmp_path / name

    borders = until(*copied("whole"), to, None)
    assert borders > 20
    for fatal in range(1 + offset(f"files moved to {to}", EVERY), borders + 1, EVERY):
        url, folder = copied(f"dead{fatal}")
        border = until(url, folder, to, fatal)
        assert isinstance(border, str)
        store, mover = a_mover(url, folder, None)
        assert read(store, mover, ids) == CONTENTS, border
        assert mover.move(to).failures == []
        assert read(store, mover, ids) == CONTENTS, border
        store.close()
        for later in (timedelta(days=2), timedelta(days=10)):  # what the dead one was writing, then what was left
            store, mover = a_mover(url, folder, None, NOW + later)
            mover.take_away()
            assert read(store, mover, ids) == CONTENTS, border
            with store.read() as unit:
                names = {one.name for one in unit.file_copies.names(KeptIn.FOLDER)}
            store.close()
        assert {one.parent.name + "/" + one.name for one in folder.glob("*/*")} == names, border


def read(store: Any, mover: Mover, ids: list[int]) -> list[bytes]:
    with store.read() as unit:
        files = [unit.files.kept(id) for id in ids]
    return [mover.contents.of(file, "file") for file in files]
