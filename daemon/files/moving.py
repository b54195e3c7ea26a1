"""Brings contents of files to where they are to be kept, and takes away what was left behind.

A content is written there under a name of its own, which was written down before, and read again; then one short
transaction says that it is there from now on. A death at any moment leaves what there was, and a name that is nobody's.
What was left stays for a while: for who is reading it, and for a backup of the database that still names it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

import structlog

from connectors.files import NotThere, PlaceFails
from daemon.attempts import until_asked_again
from daemon.files.contents import Contents, unreachable, whole
from daemon.threads import at_work
from store.database import Store
from store.errors import FileDamaged, FileMissing, FilesUnreachable, StoreError
from store.values import KeptFile, KeptIn

log = structlog.get_logger()

LOOK = 5.0  # seconds between two looks at what is new
AT_ONCE, BYTES = 20, 32_000_000  # contents that are on their way together
GIVEN_UP = timedelta(days=1)  # whoever began to write so long ago does not any more
TAKES_AWAY = timedelta(hours=1)  # how often what was left is looked at


@dataclass(slots=True)
class Moved:
    """What came of it."""

    files: int = 0
    size: int = 0
    failures: list[StoreError] = field(default_factory=list)  # of contents that could not be read where they are


Progress = Callable[[Moved], None]


@dataclass
class Mover:
    store: Store
    contents: Contents
    keep: KeptIn  # where they are to be
    clock: Callable[[], datetime]
    stop: Event
    left: timedelta  # how long what is nobody's stays
    _takes_away_at: datetime | None = None

    def move(self, to: KeptIn, sources: Sequence[KeptIn] = tuple(KeptIn), tell: Progress = lambda moved: None) -> Moved:
        """Bring there what is kept in the others, until all is there or it is to stop. What cannot be read stays where
        it is, and is told; raises StoreError where no content can be moved.
        """
        moved = Moved()
        for source in sources:
            after = ""
            while source is not to and not self.stop.is_set():
                with self.store.read() as unit:
                    found = unit.file_copies.names(source, after, AT_ONCE)
                if not found:
                    break
                piece = _first(found)
                self._move(piece, to, moved)
                after = piece[-1].sha256
                tell(moved)
        return moved

    def _move(self, piece: Sequence[KeptFile], to: KeptIn, moved: Moved) -> None:
        read: list[tuple[KeptFile, bytes]] = []
        for file in piece:
            try:
                read.append((file, self.contents.of(file, f"content {file.sha256[:12]}…")))
            except (FileMissing, FileDamaged) as failure:
                moved.failures.append(failure)
        names = self._written(read, to) if to is not KeptIn.DATABASE else {}
        if not read:
            return
        with self.store.write(is_quiet=True) as unit:
            for file, content in read:
                copies = unit.file_copies
                name = names.get(file.sha256)
                is_done = copies.moved_out(file.sha256, name) if name else copies.moved_in(file.sha256, content)
                if is_done:
                    moved.files += 1
                    moved.size += file.size

    def _written(self, read: Sequence[tuple[KeptFile, bytes]], to: KeptIn) -> dict[str, str]:
        """Their names there, where each is whole: it was read again."""
        place = self.contents.place(to)
        with self.store.write(is_quiet=True) as unit:
            names = unit.file_copies.begin(to, [file.sha256 for file, _ in read])
        try:
            for file, content in read:
                name = names[file.sha256]
                place.put(name, content)
                whole(place.get(name, file.size), file, f"content {file.sha256[:12]}…", place.told)
        except PlaceFails as failure:
            raise unreachable(failure) from None
        except (NotThere, FileDamaged):
            what = "it does not keep what it is given"
            raise FilesUnreachable(place.told, what, "look for what is wrong there") from None
        return names

    # --- what was left ------------------------------------------------------------------------------------------------

    def take_away(self) -> int:
        """What was nobody's for long enough; how many that were. What lies in a place that does not answer waits."""
        now, gone = self.clock(), 0
        with self.store.read() as unit:
            is_any = unit.file_copies.is_any_left()
        if not is_any:
            return 0
        with self.store.write(is_quiet=True) as unit:
            unit.file_copies.give_up(now - GIVEN_UP)
        after = ""
        while not self.stop.is_set():
            with self.store.read() as unit:
                found = unit.file_copies.left(now - self.left, after, AT_ONCE)
            if not found:
                break
            names = [name for kept_in, name in found if self._is_taken_away(kept_in, name)]
            with self.store.write(is_quiet=True) as unit:
                unit.file_copies.taken_away(names)
            gone, after = gone + len(names), found[-1][1]
        return gone

    def _is_taken_away(self, kept_in: KeptIn, name: str) -> bool:
        try:
            self.contents.place(kept_in).remove(name)
        except (PlaceFails, FilesUnreachable) as failure:
            log.warning("a file that nobody needs stays", name=name, reason=str(failure))
            return False
        return True

    # --- beside the service -------------------------------------------------------------------------------------------

    def beside(self) -> AbstractContextManager[None]:
        """At work in a thread, while this process does something else; it ends with it."""
        return at_work("files", self._forever, self.stop, LOOK)

    def once(self) -> Moved:
        """Bring what is new to where it is to be kept, and take away what was left, where that is due."""
        moved = self.move(self.keep, (KeptIn.DATABASE,))
        if self._takes_away_at is None or self.clock() >= self._takes_away_at:
            if gone := self.take_away():
                log.info("files that nobody needs any more were taken away", files=gone)
            self._takes_away_at = self.clock() + TAKES_AWAY
        return moved

    def once_told(self) -> str:
        """The same, for who says what went wrong; "" where nothing did."""
        try:
            failures = self.once().failures
        except StoreError as failure:
            failures = [failure]
        return "; ".join(map(str, failures))

    def _forever(self) -> None:
        failures = 0
        while not self.stop.is_set():
            try:
                moved = self.once()
                for failure in moved.failures:
                    log.error("a file stays where it is", reason=str(failure))
                pause = TAKES_AWAY.total_seconds() if self.keep is KeptIn.DATABASE or moved.failures else LOOK
                failures = 0
            except StoreError as failure:
                failures += 1
                log.warning("files stay where they are", reason=str(failure))
                pause = until_asked_again(failures).total_seconds()
            except Exception as failure:
                log.error("files stay where they are", exc_info=failure)
                pause = TAKES_AWAY.total_seconds()
            self.stop.wait(pause)


def _first(found: Sequence[KeptFile]) -> list[KeptFile]:
    """As many of them as go together, one at the least."""
    size, piece = 0, list[KeptFile]()
    for file in found:
        if piece and size + file.size > BYTES:
            break
        piece.append(file)
        size += file.size
    return piece
