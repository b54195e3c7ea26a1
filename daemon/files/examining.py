"""Whether what files hold is where it is said to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from connectors.files import PlaceFails
from daemon.files.contents import Contents
from daemon.shapes import Finding, many
from store.errors import StoreError
from store.unit import Unit
from store.values import KeptIn

AT_ONCE = 1000
NAMED = 3  # of those that are lost

Reading = Callable[[], AbstractContextManager[Unit]]


def examine_places(contents: Contents, reading: Reading) -> Iterator[Finding]:
    """Each place outside the database that holds any content; what is in them is not read."""
    try:
        with reading() as unit:
            totals = unit.file_copies.totals()
    except StoreError:
        return  # whoever looks at the database says it
    for kept_in in (one.kept_in for one in totals if one.kept_in is not KeptIn.DATABASE):
        found = Finding(f"files in the {kept_in.value}" if kept_in is KeptIn.FOLDER else "files in the bucket")
        try:
            _look(contents, kept_in, reading, found)
        except StoreError as failure:
            found.problems.append(str(failure))
        except PlaceFails as failure:
            found.problems.append(str(failure))
        yield found


def _look(contents: Contents, kept_in: KeptIn, reading: Reading, found: Finding) -> None:
    place = contents.place(kept_in)
    kept = _kept(kept_in, reading)
    there = set(place.names())
    if kept - there and (lost := sorted((kept - there) & _kept(kept_in, reading))):  # what was moved is none of them
        named = ", ".join(lost[:NAMED]) + (" …" if len(lost) > NAMED else "")
        verb = "is" if len(lost) == 1 else "are"
        what = f"{many(len(lost), 'content')} of files {verb} missing ({named})"
        found.problems.append(f"{place.told}: {what}; restore what is missing there from a backup")
    if strange := there - kept - _known(kept_in, reading):
        what = f"the database knows nothing of {many(len(strange), 'file')} there"
        why = "another database uses the place as well, or this one was restored from a backup"
        found.warnings.append(f"{place.told}: {what}; {why}: look, before anything is deleted there")
    if trouble := place.open_to_others():
        found.problems.append(f"{place.told}: {trouble}")


def _kept(kept_in: KeptIn, reading: Reading) -> set[str]:
    names: set[str] = set()
    after = ""
    while True:
        with reading() as unit:
            some = unit.file_copies.names(kept_in, after, AT_ONCE)
        if not some:
            return names
        names.update(one.name for one in some)
        after = some[-1].sha256


def _known(kept_in: KeptIn, reading: Reading) -> set[str]:
    """What is kept there, was left, or is being written."""
    with reading() as unit:
        others = unit.file_copies.others(kept_in)
    return others | _kept(kept_in, reading)
