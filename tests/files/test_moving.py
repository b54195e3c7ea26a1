"""Contents of files move between all places while they are read, added and removed; nothing of them is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text

from connectors.files import NotThere, Place, PlaceFails
from connectors.files.folder import Folder
from daemon.files import Contents, Mover, examine_places
from store.database import Store
from store.errors import FileDamaged, FileMissing, FilesUnreachable
from store.values import HistoryOf, KeptIn
from tests.contract.store.records import a_deal
from tests.files.conftest import Clock

LEFT = timedelta(days=7)
DATABASE, FOLDER, S3 = KeptIn


class World:
    """A record with files, and the places that they may be in."""

    def __init__(self, store: Store, clock: Clock, folder: Place, bucket: Place | None = None) -> None:
        self.store, self.clock, self.folder = store, clock, folder
        self.contents = Contents(store, {FOLDER: lambda: folder, S3: lambda: bucket or folder})
        with store.write() as unit:
            self.number, _, _ = a_deal(unit)

    def add(self, content: bytes, name: str = "a.pdf") -> int:
        with self.store.write() as unit:
            return unit.files.add(HistoryOf(self.number), name, content).id

    def read(self, id: int) -> bytes:
        with self.store.read() as unit:
            kept = unit.files.kept(id)
        return self.contents.of(kept, f"file {id}")

    def remove(self, id: int) -> None:
        with self.store.write() as unit:
            unit.items.delete(id)
            unit.items.erase([id])

    def mover(self, keep: KeptIn = FOLDER) -> Mover:
        return Mover(self.store, self.contents, keep, self.clock, Event(), LEFT)

    def kept(self) -> dict[KeptIn, int]:
        with self.store.read() as unit:
            return {one.kept_in: one.files for one in unit.file_copies.totals()}

    def bytes_in_the_database(self) -> int:
        with self.store.read() as unit:
            return int(unit.connection.scalar(text("SELECT sum(length(content)) FROM file_contents")) or 0)


@pytest.fixture
def world(store: Store, clock: Clock, folder: Folder) -> World:
    return World(store, clock, folder)


CONTENTS = [b"", b"one", b"two" * 1000, bytes(range(256)) * 100]


def test_what_is_added_is_in_the_database_and_moves_where_it_is_to_be_kept(world: World) -> None:
    ids = [world.add(content) for content in CONTENTS]
    assert world.kept() == {DATABASE: 4}

    moved = world.mover().once()

    assert (moved.files, moved.size) == (4, sum(map(len, CONTENTS)))
    assert world.kept() == {FOLDER: 4}
    assert world.bytes_in_the_database() == 0
    assert [world.read(id) for id in ids] == CONTENTS


def test_every_way_between_two_places_leads_there_and_back(
    store: Store, clock: Clock, folder: Folder, opened: Callable[[], Place]
) -> None:
    world = World(store, clock, folder, Folder(folder._path.with_name("other")) if opened() is folder else opened())
    ids = [world.add(content) for content in CONTENTS]

    for to in (FOLDER, S3, DATABASE, S3, FOLDER, DATABASE):
        moved = world.mover().move(to)
        assert (moved.files, moved.failures) == (4, [])
        assert world.kept() == {to: 4}
        assert [world.read(id) for id in ids] == CONTENTS
    assert world.bytes_in_the_database() == sum(map(len, CONTENTS))


def test_what_moved_out_stays_a_while_and_is_taken_away_then(world: World, clock: Clock, folder: Folder) -> None:
    world.add(b"one")
    world.mover().move(FOLDER)
    world.mover().move(DATABASE)
    assert len(list(folder.names())) == 1

    clock.now += LEFT
    assert world.mover().take_away() == 0
    clock.now += timedelta(seconds=1)
    assert world.mover().take_away() == 1

    assert list(folder.names()) == []
    assert world.mover().take_away() == 0


def test_who_reads_while_it_moves_reads_it(world: World, clock: Clock) -> None:
    id = world.add(b"one")
    world.mover().move(FOLDER)
    with world.store.read() as unit:
        kept = unit.files.kept(id)
    world.mover().move(DATABASE)
    clock.now += LEFT * 2
    world.mover().take_away()

    assert world.contents.of(kept, "file") == b"one"


def test_the_same_content_added_again_after_it_was_removed_is_there(world: World, clock: Clock) -> None:
    first = world.add(b"one")
    world.mover().move(FOLDER)
    world.remove(first)
    second = world.add(b"one")
    clock.now += LEFT * 2
    world.mover().once()

    assert world.read(second) == b"one"
    assert world.kept() == {FOLDER: 1}


def test_a_removed_files_content_is_taken_away_with_the_last_that_holds_it(
    world: World, clock: Clock, folder: Folder
) -> None:
    first, second = world.add(b"one"), world.add(b"one")
    world.mover().move(FOLDER)
    world.remove(first)
    clock.now += LEFT * 2
    world.mover().take_away()
    assert world.read(second) == b"one"

    world.remove(second)
    world.mover().take_away()
    clock.now += LEFT * 2
    world.mover().take_away()

    assert list(folder.names()) == []
    assert world.kept() == {}


def test_what_is_being_written_is_not_taken_away_before_it_can_be_over(world: World, clock: Clock) -> None:
    """Whoever writes for a day is taken for dead, and its transaction comes too late: nothing is lost by either."""
    id = world.add(b"one")
    sha256 = hashlib.sha256(b"one").hexdigest()
    with world.store.write() as unit:
        names = unit.file_copies.begin(FOLDER, [sha256])
    world.folder.put(names[sha256], b"one")
    clock.now += timedelta(hours=23)
    world.mover().take_away()
    assert list(world.folder.names()) == [names[sha256]]

    clock.now += timedelta(hours=2)
    world.mover().take_away()
    with world.store.write() as unit:
        assert not unit.file_copies.moved_out(sha256, names[sha256])

    assert world.read(id) == b"one"
    assert world.kept() == {DATABASE: 1}


def test_two_that_move_the_same_at_once_come_to_the_same(world: World, clock: Clock) -> None:
    id = world.add(b"one")
    other = world.mover()
    put = world.folder.put

    class Slow:
        """While the one writes, the other does all of it."""

        told = "folder"

        def __getattr__(self, name: str) -> Any:
            return getattr(world.folder, name)

        def put(self, name: str, content: bytes) -> None:
            put(name, content)
            other.move(FOLDER)

    slow = World.__new__(World)
    slow.__dict__ |= world.__dict__ | {"contents": Contents(world.store, {FOLDER: Slow})}
    moved = slow.mover().move(FOLDER)

    assert moved.files == 0
    assert world.kept() == {FOLDER: 1}
    assert world.read(id) == b"one"
    clock.now += LEFT * 2
    assert world.mover().take_away() == 1
    assert world.read(id) == b"one"


# --- what is wrong ----------------------------------------------------------------------------------------------------


def of_folder(world: World, content: bytes) -> tuple[int, Path]:
    id = world.add(content)
    world.mover().move(FOLDER)
    with world.store.read() as unit:
        name = unit.files.kept(id).name
    return id, Path(world.folder.told.removeprefix("folder ")) / name


def test_what_is_missing_is_said_and_the_rest_moves(world: World) -> None:
    lost, path = of_folder(world, b"one")
    there, _ = of_folder(world, b"two")
    path.unlink()

    with pytest.raises(FileMissing, match=f"^file {lost}: its content is missing in folder .*; restore it there from"):
        world.read(lost)
    moved = world.mover().move(DATABASE)

    assert moved.files == 1
    assert [type(failure) for failure in moved.failures] == [FileMissing]
    assert world.read(there) == b"two"
    assert world.kept() == {DATABASE: 1, FOLDER: 1}


@pytest.mark.parametrize("content", [b"0ne", b"on", b"one more"], ids=["another", "less", "more"])
def test_what_is_not_as_it_was_is_not_handed_out(world: World, content: bytes) -> None:
    id, path = of_folder(world, b"one")
    path.write_bytes(content)

    with pytest.raises(
        FileDamaged, match=f"^file {id}: is damaged: its content in folder .* does not fit its checksum"
    ):
        world.read(id)
    assert [type(failure) for failure in world.mover().move(DATABASE).failures] == [FileDamaged]


@pytest.mark.row(32)
def test_what_was_damaged_in_the_database_is_not_handed_out_and_does_not_move(world: World) -> None:
    id = world.add(b"one")
    with world.store.write() as unit:
        unit.connection.execute(text("UPDATE file_contents SET content = :c"), {"c": b"0ne"})

    with pytest.raises(FileDamaged, match=f"^file {id}: is damaged: its content in the database does not fit"):
        world.read(id)
    assert [type(failure) for failure in world.mover().move(FOLDER).failures] == [FileDamaged]
    assert world.kept() == {DATABASE: 1}


def test_a_place_that_does_not_keep_what_it_is_given_gets_nothing(world: World) -> None:
    class Forgetful:
        told = "bucket b"

        def put(self, name: str, content: bytes) -> None:
            return

        def get(self, name: str, largest: int) -> bytes:
            raise NotThere(name)

    id = world.add(b"one")
    world.contents = Contents(world.store, {S3: Forgetful})  # type: ignore[dict-item]  # a place with less to it

    with pytest.raises(FilesUnreachable, match="bucket b: it does not keep what it is given"):
        world.mover().move(S3)
    assert world.kept() == {DATABASE: 1}
    assert world.read(id) == b"one"


def test_a_place_that_cannot_be_reached_is_said_and_nothing_is_lost(world: World) -> None:
    def away() -> Place:
        raise PlaceFails("bucket b", "the configuration lacks files.s3.secret")

    world.add(b"one")
    world.contents = Contents(world.store, {S3: away})

    with pytest.raises(FilesUnreachable, match=r"bucket b: the configuration lacks files\.s3\.secret"):
        world.mover().move(S3)
    assert world.kept() == {DATABASE: 1}


def test_an_examination_tells_what_is_lost_and_what_is_strange(world: World, folder: Folder) -> None:
    assert list(examine_places(world.contents, world.store.read)) == []
    _, path = of_folder(world, b"one")
    of_folder(world, b"two")
    (fine,) = examine_places(world.contents, world.store.read)
    assert (fine.problems, fine.warnings) == ([], [])

    path.unlink()
    folder.put("ab/strange.1", b"x")
    (found,) = examine_places(world.contents, world.store.read)

    assert len(found.problems) == len(found.warnings) == 1
    assert f"1 content of files is missing ({path.parent.name}/{path.name})" in found.problems[0]
    assert "the database knows nothing of 1 file there" in found.warnings[0]
    Path(folder.told.removeprefix("folder ")).chmod(0o750)
    (found,) = examine_places(world.contents, world.store.read)
    assert "others may look into it (mode 0750)" in found.problems[1]


def test_an_examination_of_a_folder_that_is_away_says_so(world: World, folder: Folder) -> None:
    of_folder(world, b"one")
    path = Path(folder.told.removeprefix("folder "))
    path.rename(path.with_name("elsewhere"))

    (found,) = examine_places(world.contents, world.store.read)

    assert found.problems == [f"folder {path}: it is not there; mount its disk, or name the folder in files.path"]
