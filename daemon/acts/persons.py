"""What is known of somebody: finding them, handing it out, and forgetting them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from daemon.acts.archive import Archive
from daemon.shapes import Shape, Shapes, item_shape, mention_shape, person_shape, plain
from store.errors import FileDamaged, FileMissing, Invalid, NotFound
from store.unit import Unit
from store.values import Erased, Erasure, ItemKind, Person, Record

if TYPE_CHECKING:
    from daemon.files import Contents

ABOUT = "What dealtrail holds of this person, wherever it stands. What is in mailboxes is the mail server's."


def person_found(unit: Unit, asked: str) -> Person:
    """Whoever has this address, or is the contact of this name or id, in the recycle bin or not.

    Raises NotFound where nothing is known of them, Ambiguous, and Invalid for the firm's own people.
    """
    from daemon.acts.deleting import record_ever

    if address := unit.people.address(asked):
        person = unit.people.of(address)
        if not person.contacts and not person.names and not _is_named(unit, person):
            raise NotFound("person", asked)
        return person
    return unit.people.of(contact=record_ever(unit, Record.CONTACT, asked))


def person_known(unit: Unit, person: Person, prefix: str) -> dict[str, Iterable[Shape]]:
    """All that is known of them, each part read as it is asked for, from the beginning each time."""
    return {
        "contacts": _Again(lambda: _contacts(unit, person, prefix)),
        "history": _Again(lambda: _items(unit, person, prefix)),
        "trail": _Again(lambda: ({**one.values} for one in unit.known_of.trail(person))),
        "elsewhere": _Again(lambda: map(mention_shape, unit.known_of.elsewhere(person))),
    }


def person_archive(unit: Unit, person: Person, prefix: str, now: datetime, contents: Contents) -> Iterator[bytes]:
    """The same as a ZIP, a piece at a time: a page to read, JSON for programs, and the files that are about them.

    In place of a file whose content is lost stands what is wrong with it.
    """
    from daemon.print import person_page

    known = person_known(unit, person, prefix)
    title = ", ".join((*person.names, *person.addresses)) or "a person"
    headings = {
        "contacts": "Contact records",
        "history": "Communication history",
        "trail": "Audit trail",
        "elsewhere": "Elsewhere in the record",
    }
    page = person_page(title, ABOUT, ((headings[part], things) for part, things in known.items()))
    archive = Archive(now)
    yield from archive.entry("person.json", [json.dumps(person_shape(person), indent=2, ensure_ascii=False)])
    yield from archive.entry("known.html", page)
    for part, things in known.items():
        yield from archive.entry(f"{part}.json", _as_json(things))
    for id in unit.known_of.items(person):
        if unit.items.kind_of(id) is ItemKind.FILE:
            file = unit.items.get(id).file
            name = f"files/{id}-{_safe(file.name if file else '')}"
            try:
                content = contents.within(unit, unit.files.kept(id), f"file {id}")
            except (FileMissing, FileDamaged) as failure:
                name, content = f"{name}.lost.txt", f"{failure}\n".encode()
            yield from archive.entry(name, [content])
    yield from archive.end()


def person_to_erase(unit: Unit, asked: str) -> Person:
    """Whom to forget: as `person_found`, or whoever is being forgotten already, by what they were known by."""
    begun = unit.erasing.begun(unit.people.address(asked) or asked.strip())
    return begun.person if begun else person_found(unit, asked)


def erasing_planned(unit: Unit, asked: str, is_own: Callable[[str], bool]) -> tuple[Person, Erased]:
    """Whom forgetting somebody would forget, and what it would take away. Raises as `person_found`."""
    person = person_to_erase(unit, asked)
    return person, unit.erasing.planned(person, is_own)


def begin_erasing(unit: Unit, person: Person) -> Erasure:
    """Write down that they are to be forgotten, which owners do: `store.persons.pieces` does it from then on."""
    return unit.erasing.begin(person)


def remember_person(unit: Unit, asked: str) -> str:
    """Take in again what comes from an address of somebody who was erased; raises NotFound for any other.

    Raises Invalid as long as they are being forgotten.
    """
    address = unit.people.address(asked)
    if address and unit.erasing.begun(address):
        raise Invalid(address, "is being erased", "wait until that is over")
    if not address or not unit.forgotten.take_back([address]):
        raise NotFound("erased person", asked)
    return address


# --- what is known ----------------------------------------------------------------------------------------------------


class _Again:
    """What can be gone through any number of times, and is read each time."""

    def __init__(self, begin: Callable[[], Iterable[Shape]]) -> None:
        self._begin = begin

    def __iter__(self) -> Iterator[Shape]:
        return iter(self._begin())


def _is_named(unit: Unit, person: Person) -> bool:
    return bool(unit.known_of.items(person)) or next(iter(unit.known_of.elsewhere(person)), None) is not None


def _contacts(unit: Unit, person: Person, prefix: str) -> Iterator[Shape]:
    for id in person.contacts:
        yield Shapes(unit, prefix).contact(unit.contacts.get(id))


def _items(unit: Unit, person: Person, prefix: str) -> Iterator[Shape]:
    for id in unit.known_of.items(person):
        yield item_shape(unit, unit.items.get(id), prefix)


# --- the archive ------------------------------------------------------------------------------------------------------


def _as_json(things: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    before = "[\n"
    for thing in things:
        yield before + json.dumps(thing, ensure_ascii=False, default=plain)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _safe(name: str) -> str:
    """A file's name that leads nowhere else."""
    kept = "".join(letter if letter.isalnum() or letter in ".-_ " else "_" for letter in name)
    return kept.strip(". ")[-120:] or "file"
