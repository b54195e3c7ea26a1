"""Loading a mailbox from files: .eml, .ics, mbox, Maildir, and folders of them."""

from __future__ import annotations

import mailbox as formats
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.imports.calendar_items import put_calendar
from simulator.imports.mime import item_from_mime
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.mailbox import Clock, Mailbox

_WELLKNOWN_BY_FLAG = {"D": "drafts", "T": "deleteditems"}


@dataclass
class Loaded:
    """What came of a load: how many messages and appointments, and what could not be read, a sentence each."""

    messages: int = 0
    appointments: int = 0
    problems: list[str] = field(default_factory=list)


def load(mailbox: Mailbox, path: Path, clock: Clock, folder: str | None = None) -> Loaded:
    """Put everything at `path` into the mailbox; raises FileNotFoundError when nothing is there.

    Messages go to `folder` (the Inbox by default), a directory's sub-directories to folders of the same name below it,
    or to the standard folder that they are named after ("Sent Items"). Calendars go to the Calendar.
    """
    loaded = Loaded()
    target = mailbox.folder(folder) if folder else mailbox.folder("inbox")
    if path.is_dir() and (path / "cur").is_dir():
        _maildir(mailbox, path, clock, target, loaded)
    elif path.is_dir():
        for file in sorted(file for file in path.rglob("*") if file.suffix.lower() in _READERS):
            parts = file.relative_to(path).parts[:-1]
            _file(mailbox, file, clock, _folder_for(mailbox, target, parts), loaded)
    elif path.exists():
        _file(mailbox, path, clock, target, loaded)
    else:
        raise FileNotFoundError(path)
    return loaded


def put_message(mailbox: Mailbox, content: bytes, clock: Clock, folder: Folder) -> Item:
    """One message as if it had been received into this folder; in Sent Items it is the owner's own, and read."""
    item, arrived = item_from_mime(content, clock())
    if folder.wellknown == "sentitems":
        item.put("IsRead", "true")
        item.put("IsFromMe", "true")
    if folder.wellknown == "drafts":
        item.put("IsDraft", "true")
    return mailbox.add(item, folder, arrived=arrived)


def _folder_for(mailbox: Mailbox, target: Folder, parts: tuple[str, ...]) -> Folder:
    if not parts:
        return target
    root = mailbox.folder("msgfolderroot")
    standard = next((child for child in mailbox.children(root) if child.name.casefold() == parts[0].casefold()), None)
    return mailbox.make_folder("/".join(parts) if standard else "/".join((target.path, *parts)))


def _file(mailbox: Mailbox, path: Path, clock: Clock, folder: Folder, loaded: Loaded) -> None:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        reader = _mbox if path.suffix == "" and path.read_bytes()[:5] == b"From " else _eml
    reader(mailbox, path, clock, folder, loaded)


def _eml(mailbox: Mailbox, path: Path, clock: Clock, folder: Folder, loaded: Loaded) -> None:
    put_message(mailbox, path.read_bytes(), clock, folder)
    loaded.messages += 1


def _ics(mailbox: Mailbox, path: Path, _clock: Clock, folder: Folder, loaded: Loaded) -> None:
    calendar = folder if folder.folder_class.startswith("IPF.Appointment") else mailbox.folder("calendar")
    try:
        problems: list[str] = []
        loaded.appointments += len(put_calendar(mailbox, path.read_bytes(), calendar, problems))
        loaded.problems += [f"{path}: {problem}" for problem in problems]
    except ValueError as problem:
        loaded.problems.append(f"{path}: {problem}")


def _mbox(mailbox: Mailbox, path: Path, clock: Clock, folder: Folder, loaded: Loaded) -> None:
    with closing(formats.mbox(path, create=False)) as box:
        for content, flags in _contents(box):
            item = put_message(mailbox, content, clock, folder)
            item.put("IsRead", str("R" in flags).lower())
            loaded.messages += 1


def _maildir(mailbox: Mailbox, path: Path, clock: Clock, folder: Folder, loaded: Loaded) -> None:
    """A Maildir with its sub-folders (".Projects.Tender")."""
    box = formats.Maildir(path, factory=None, create=False)
    for content, flags in _contents(box):
        special = next((_WELLKNOWN_BY_FLAG[flag] for flag in flags if flag in _WELLKNOWN_BY_FLAG), None)
        item = put_message(mailbox, content, clock, mailbox.folder(special) if special else folder)
        item.put("IsRead", str("S" in flags).lower())
        loaded.messages += 1
    for name in sorted(box.list_folders()):
        _maildir(mailbox, path / f".{name}", clock, _folder_for(mailbox, folder, tuple(name.split("."))), loaded)


def _contents(box: formats.Mailbox[Any]) -> Iterator[tuple[bytes, str]]:
    for key in sorted(box.keys()):
        yield box.get_bytes(key), box[key].get_flags()


_READERS: dict[str, Callable[[Mailbox, Path, Clock, Folder, Loaded], None]] = {
    ".eml": _eml,
    ".ics": _ics,
    ".mbox": _mbox,
}
