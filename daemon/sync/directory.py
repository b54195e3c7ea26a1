"""X.500 addresses of people in items: resolved before anything is decided, asked for once and remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import structlog

from connectors.errors import MailboxError
from connectors.mailbox import Appointment, Change, Email, Person, Upserted
from daemon.context import Cycle
from store.addresses import legacy_name, normalise
from store.unit import Unit

log = structlog.get_logger()

AT_ONCE = 50  # names asked for in one page, or one round of those that wait: each is a request


def resolved(cycle: Cycle, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes with Internet addresses in place of the X.500 ones whose owner is known, or whom the server knows.

    Asks nothing where no item has one, and about a name that nobody knew once a day; those left over have to wait.
    """
    names = dict.fromkeys(name for person in _people(changes) if (name := _legacy(person)))
    if not names:
        return changes
    with cycle.context.store.read() as unit:
        known = unit.directory.known(names)
    unknown = [name for name in names if name not in known]
    if unknown:
        known |= _ask(cycle, unknown[:AT_ONCE])
    if len(unknown) > AT_ONCE:
        with cycle.context.store.write() as unit:
            unit.directory.put_off(unknown[AT_ONCE:])
    return tuple(_put_right(change, known) for change in changes)


def put_right(unit: Unit, changes: Sequence[Change]) -> None:
    """Items that are stored with these changes show addresses that became known since they were looked up.

    Another mailbox may have asked for a name meanwhile: what it found put right what was stored by then, and no more.
    """
    names = dict.fromkeys(name for person in _people(changes) if (name := _legacy(person)))
    if names and (known := {name: address for name, address in unit.directory.known(names).items() if address}):
        unit.turns.alone()  # other items may carry them, too
        unit.directory.learned(known)


def ask_again(cycle: Cycle) -> None:
    """Ask for names that items wait for, whether or not new mail carries them; what is found puts the items right."""
    with cycle.context.store.read() as unit:
        is_waiting = unit.directory.is_waiting()
    if not is_waiting:
        return
    with cycle.context.store.write() as unit:
        names = unit.directory.claim(AT_ONCE)
    try:
        _ask(cycle, names)
    except MailboxError:
        with cycle.context.store.write() as unit:
            unit.directory.put_off(names)
        raise


def _ask(cycle: Cycle, names: Sequence[str]) -> dict[str, str]:
    if not names:
        return {}
    answers = dict.fromkeys(names, "")
    answers |= {name: normalise(address) for name, address in cycle.mailbox.resolve(names).items()}
    with cycle.context.store.write() as unit:
        unit.directory.learned(answers)
    log.info("X.500 addresses looked up", asked=len(names), known=sum(map(bool, answers.values())))
    return answers


def _legacy(person: Person) -> str:
    """Most addresses are none of these: the cheap look first."""
    address = person.address
    is_one = address[:1] == "/" or address[:4].upper() in ("IMCE", "EX:/") or address[:1] in "'\"<"
    return legacy_name(address) if is_one else ""


def _people(changes: Iterable[Change]) -> Iterator[Person]:
    for change in changes:
        match change:
            case Upserted(Email() as mail):
                yield from filter(None, (mail.sender, mail.sent_by))
                for people in (mail.reply_to, mail.to, mail.cc, mail.bcc):
                    yield from people
            case Upserted(Appointment() as meeting):
                yield from filter(None, (meeting.organizer, meeting.sent_by))
                yield from meeting.attendees


def _put_right(change: Change, known: Mapping[str, str]) -> Change:
    def one(person: Person | None) -> Person | None:
        return _known(person, known) if person else None

    def all_of(people: tuple[Person, ...]) -> tuple[Person, ...]:
        return tuple(_known(person, known) for person in people)

    if not any(map(_legacy, _people((change,)))):
        return change
    match change:
        case Upserted(Email() as mail):
            item = replace(
                mail,
                sender=one(mail.sender),
                sent_by=one(mail.sent_by),
                reply_to=all_of(mail.reply_to),
                to=all_of(mail.to),
                cc=all_of(mail.cc),
                bcc=all_of(mail.bcc),
            )
            return Upserted(item)
        case Upserted(Appointment() as meeting):
            organizer, sent_by = one(meeting.organizer), one(meeting.sent_by)
            attendees = all_of(meeting.attendees)
            return Upserted(replace(meeting, organizer=organizer, sent_by=sent_by, attendees=attendees))
    return change


def _known(person: Person, known: Mapping[str, str]) -> Person:
    address = known.get(_legacy(person), "")
    return Person(address, person.name) if address else person
