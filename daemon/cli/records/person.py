"""`dealtrail person`: what is known of somebody, and forgetting them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import say, say_json, tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import erased_shape, known_shape, remembered_shape

if TYPE_CHECKING:
    from store.values import Erased, Person

Who = Annotated[str, Parameter(help="An e-mail address of theirs, or the contact: id or a part of the name.")]

app = App(name="person", help_epilogue=example("dealtrail person export ann@client.example ann.zip"))


@app.command(
    help_epilogue=example(
        "dealtrail person export ann@client.example ann.zip", "dealtrail person export ann@client.example --json"
    )
)
def export(
    person: Who,
    file: Annotated[Path | None, Parameter(help="The ZIP to make, which only you can read.")] = None,
    *,
    force: Annotated[bool, Parameter(help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Hand out all that is known of somebody: a page to read, JSON for programs, and files about them."""
    from daemon.acts import person_archive, person_found, person_known
    from daemon.cli.base.files import write_parts

    if (file is None) is not as_json:
        raise WrongUse("name the file to make, or give --json")
    with session.store() as store, session.looking_in(store) as unit:
        found = person_found(unit, person)
        if file is None:
            say_json(known_shape(found, person_known(unit, found, session.prefix)))
            return
        parts = person_archive(unit, found, session.prefix, session.now(), session.contents(store))
        write_parts(file, parts, force=force)
    say(f"{file}: what is known of {_named(found)}; it is theirs alone to read")


@app.command(
    help_epilogue=example(
        "dealtrail person erase ann@client.example", "dealtrail person erase ann@client.example --yes"
    )
)
def erase(
    person: Who,
    *,
    yes: Annotated[bool, Parameter(help="Do it; without this, only say what would go.")] = False,
    later: Annotated[bool, Parameter(help="Leave it to the night to overwrite what the file held of them.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Forget somebody, which owners do: history keeps the fact, not the person. It cannot be undone."""
    from daemon import bootstrap
    from daemon.acts import begin_erasing, erasing_planned, person_to_erase
    from store.persons.pieces import erase as erase_in_pieces

    is_own = bootstrap.policy(session.settings).is_own
    if not yes:
        with session.looking() as unit:
            found, erased = erasing_planned(unit, person, is_own)
        _tell(found, erased, is_done=False, as_json=as_json)
        return
    with session.looking() as unit:
        found = person_to_erase(unit, person)
    with session.store() as store:
        with session.acting_in(store) as unit:
            erasure = begin_erasing(unit, found)
        erased = erase_in_pieces(store, erasure, is_own)
        if not later:
            store.wipe()
    _tell(erasure.person, erased, is_done=True, as_json=as_json)


@app.command(help_epilogue=example("dealtrail person remember ann@client.example"))
def remember(
    address: Annotated[str, Parameter(help="An address of somebody who was erased.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Take in again what comes from somebody who was erased, which owners do; what was erased stays so."""
    from daemon.acts import remember_person

    with session.writing() as unit:
        taken = remember_person(unit, address)
    tell(remembered_shape(taken), f"{taken}: what comes from now on is taken in again as from anybody", as_json)


def _tell(person: Person, erased: Erased, *, is_done: bool, as_json: bool) -> None:
    if as_json:
        say_json(erased_shape(person, erased, is_done=is_done))
        return
    say(f"{_named(person)} is known by {', '.join((*person.addresses, *person.names, *person.phones)) or 'nothing'}")
    for many, what in (
        (erased.contacts, "contact records go"),
        (erased.kept, "contact records stay without name, because opportunities or projects are linked to them"),
        (erased.bare, "e-mails and appointments, theirs or for them alone: only the fact stays"),
        (erased.masked, "e-mails and appointments with others in them: a neutral word stands for the person"),
        (erased.written, "notes, calls, tasks and files about nobody else go"),
        (erased.texts, "other rows named them"),
        (erased.files, "files of opportunities that are linked to them: look into them yourself"),
    ):
        if many:
            say(f"{many:>7}  {what}")
    for name in person.shared:
        say(f"others are called {name} as well: the name stays where it stands in texts")
    if is_done:
        say("erased; backups hold it until they are deleted, and mailboxes are the mail server's")
    else:
        say("nothing was erased: to do it for good, add --yes")


def _named(person: Person) -> str:
    return next(iter((*person.addresses, *person.names)), "this person")
