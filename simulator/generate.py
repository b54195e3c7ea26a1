"""Many believable messages and appointments from a seed, quickly: for benchmarks and for looking around."""

from __future__ import annotations

import base64
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, formataddr

from simulator.mailboxes import appointments
from simulator.mailboxes.items import Item, mailbox_element
from simulator.mailboxes.mailbox import Mailbox
from simulator.operations.edits import put_attendees, put_people
from simulator.xml import leaf, timestamp

_VOCABULARY = """tender offer price delivery contract meeting drawing schedule pump valve budget quantity sample terms
invoice agreement proposal question answer project site crew vessel harbour steel cable spare part week month quarter
discount warranty service installation training revision draft final please thanks attached regards confirm order"""
_WORDS = _VOCABULARY.split()
_BODIES = 200  # different bodies; more would only cost memory
_FALSE = ("IsSubmitted", "IsFromMe", "IsResend", "IsUnmodified", "IsDraft", "IsAssociated", "ReminderIsSet")


@dataclass(frozen=True, slots=True)
class Correspondent:
    name: str
    address: str


def correspondents(count: int, *, domains: int = 0) -> list[Correspondent]:
    """`contact7@client7.example` and so on; always the same for the same count."""
    places = domains or max(1, count // 5)
    return [Correspondent(f"Contact {n}", f"contact{n}@client{n % places}.example") for n in range(count)]


def fill_inbox(
    mailbox: Mailbox,
    count: int,
    people: Sequence[Correspondent],
    now: datetime,
    *,
    seed: int = 1,
    size: int = 7000,
    known: float = 1.0,
    folder: str = "inbox",
    has_headers: bool = False,
) -> None:
    """Add `count` messages of about `size` bytes from the last 60 days.

    `known` is the share that comes from `people`; the rest comes from strangers. The same arguments give the same mail.
    With `has_headers` each has its Internet headers, as a server keeps them; that takes memory.
    """
    choose = random.Random(seed)  # noqa: S311 - mail, not secrets
    bodies = [_body(choose, size - 500) for _ in range(min(_BODIES, count))]
    constants = {name: leaf(name, "false") for name in (*_FALSE, "IsRead", "HasAttachments")}
    constants |= {name: leaf(name, "Normal") for name in ("Sensitivity", "Importance")}
    target = mailbox.folder(folder)
    owner = mailbox_element(mailbox.name, mailbox.address)
    for number in range(count):
        sender = choose.choice(people) if people and choose.random() < known else _stranger(choose)
        sent_at = now - timedelta(days=60) * (1 - number / count)
        item = Item(text=choose.choice(bodies))
        item.fields = dict(constants)
        topic = " ".join(choose.choices(_WORDS, k=5)).capitalize()
        element = mailbox_element(sender.name, sender.address)
        item.fields["From"] = f"<t:From>{element}</t:From>"
        item.fields["Sender"] = f"<t:Sender>{element}</t:Sender>"
        item.fields["ToRecipients"] = f"<t:ToRecipients>{owner}</t:ToRecipients>"
        if choose.random() < 0.3 and people:
            copied = choose.sample(people, min(2, len(people)))
            put_people(item, "CcRecipients", [(person.name, person.address) for person in copied])
        item.fields["ConversationId"] = f'<t:ConversationId Id="AAQk{_digest(seed, number)}"/>'
        for name, text in (
            ("Subject", topic),
            ("ConversationTopic", topic),
            ("InternetMessageId", f"<{seed}.{number}@{_domain(sender)}>"),
            ("DateTimeReceived", timestamp(sent_at + timedelta(seconds=5))),
            ("DateTimeSent", timestamp(sent_at)),
            ("DateTimeCreated", timestamp(sent_at)),
            ("Size", str(len(item.text) + 500)),
            ("DisplayTo", mailbox.name),
        ):
            item.put(name, text)
        if has_headers:
            item.headers = _headers(mailbox, sender, topic, f"<{seed}.{number}@{_domain(sender)}>", sent_at)
        mailbox.add(item, target, arrived=sent_at)


def _headers(
    mailbox: Mailbox, sender: Correspondent, subject: str, message_id: str, sent_at: datetime
) -> list[tuple[str, str]]:
    arrived = format_datetime(sent_at + timedelta(seconds=5))
    hop = f"from mail.{_domain(sender)} by mail.{mailbox.address.partition('@')[2]} with ESMTPS; {arrived}"
    return [
        ("Received", hop),
        ("From", formataddr((sender.name, sender.address))),
        ("To", formataddr((mailbox.name, mailbox.address))),
        ("Subject", subject),
        ("Date", format_datetime(sent_at)),
        ("Message-ID", message_id),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
    ]


def _domain(sender: Correspondent) -> str:
    return sender.address.partition("@")[2]


def fill_calendar(
    mailbox: Mailbox, count: int, people: Sequence[Correspondent], now: datetime, *, seed: int = 1
) -> None:
    """Add `count` single appointments around `now`, most of them with one or two of `people`."""
    choose = random.Random(seed)  # noqa: S311 - appointments, not secrets
    calendar = mailbox.folder("calendar")
    for number in range(count):
        start = (now + timedelta(days=90) * (number / count - 0.5)).replace(minute=0, second=0, microsecond=0)
        item = Item("IPM.Appointment", text=_body(choose, 300))
        for name, text in (
            ("UID", f"{seed}.{number}@simulator.example"),
            ("Subject", " ".join(choose.choices(_WORDS, k=4)).capitalize()),
            ("Start", timestamp(start)),
            ("End", timestamp(start + timedelta(hours=1))),
            ("Location", f"Room {choose.randrange(20)}"),
            ("Size", "2000"),
            ("IsDraft", "false"),
            ("HasAttachments", "false"),
            ("Sensitivity", "Normal"),
            ("Importance", "Normal"),
        ):
            item.put(name, text)
        if people and choose.random() < 0.8:
            invited = choose.sample(people, min(len(people), choose.choice((1, 2))))
            put_attendees(item, "RequiredAttendees", [(person.name, person.address) for person in invited])
            item.put("MeetingRequestWasSent", "true")
        appointments.dress(mailbox, item)
        mailbox.add(item, calendar, arrived=start)


def _body(choose: random.Random, size: int) -> str:
    lines, length = [], 0
    while length < size:
        line = " ".join(choose.choices(_WORDS, k=12)).capitalize() + "."
        lines.append(line)
        length += len(line) + 2
    return "\r\n".join(lines)


def _stranger(choose: random.Random) -> Correspondent:
    number = choose.randrange(10_000)
    return Correspondent(f"Stranger {number}", f"stranger{number}@elsewhere{number % 500}.example")


def _digest(seed: int, number: int) -> str:
    return base64.b64encode(seed.to_bytes(6, "big") + number.to_bytes(9, "big")).decode()
