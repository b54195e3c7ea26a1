"""The post: a message goes out as programs write it, and everybody who gets it has a copy, as gateways leave it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from simulator.mailboxes.items import Item as ServerItem
from tests.flow.quarter.log import Copy, Item
from tests.flow.quarter.people import OWN, USERS
from tests.flow.quarter.world import World
from tests.flow.quarter.written import UNKNOWN_TAGS, an_address, an_id, ids, with_tag

SUBJECTS = ("Our offer", "Questions", "Delivery", "Prices", "The contract", "Next steps", "Your visit")

# How far a sender's clock is from the time of receipt; the last three are believed.
CLOCKS = tuple(timedelta(days=days) for days in (740, 31, -3, -32, -5000))
LATE = (timedelta(days=3), timedelta(days=20), timedelta(minutes=-40))

ANSWERS = ("RE: ", "AW: ", "SV: ", "Re[2]: ")  # what programs put before the subject of an answer
SIGNS = (*ANSWERS, "FW: ")


@dataclass(frozen=True)
class Form:
    """What one kind of message has of its own; people are told by their true addresses."""

    subject: str = ""
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    as_sender: str = ""  # what the From says where it is not the sender's address
    others: tuple[str, ...] = ()  # who else is in it, by what the headers say
    heard: tuple[str, ...] = ()  # of them: only where the server keeps headers
    nameless: tuple[str, ...] = ()  # X.500 names that nobody knows, as recipients
    gets_it: tuple[str, ...] = ()  # users who get it by way of a list
    is_automatic: bool = False
    is_told_by_headers: bool = False  # that it is automatic, and by nothing else
    is_told_by_reference: bool = False  # or by that it names what it answers to
    is_private: bool = False
    by_sender: tuple[int, ...] = ()
    has_index: bool = False  # counts an answer in its Thread-Index
    is_at_once: bool = False  # in the same second as what it answers
    same_id: Item | None = None  # under whose Message-ID it goes out, in the same second
    same_topic: Item | None = None  # the server takes it for the same conversation, by its subject


PLAIN = Form()


def post(
    world: World, sender: str, to: Sequence[str], cc: Sequence[str] = (), form: Form = PLAIN, parent: Item | None = None
) -> Item:
    """The message goes out: into the sender's Sent Items, and to every user who gets it."""
    number = world.next_number()
    thread = next((thread for thread in world.threads if parent in thread), None)
    thread = [] if thread is None else thread
    named, references = _named(world, parent) if parent else ((), ())
    to, cc = list(dict.fromkeys(to)), [person for person in dict.fromkeys(cc) if person not in to]
    at = world.some_moment(after=parent.at if parent else None)
    if parent and form.is_at_once:
        at = parent.at
    if form.same_id:
        at = form.same_id.at
    is_bare = world.is_sent_bare and sender in USERS  # its copies are told to be one by their time and subject
    is_another = bool(parent or form.same_topic or form.same_id)  # like another one
    subject = f"{form.subject or world.random.choice(SUBJECTS)} {'' if is_another else number}".strip()
    item = Item(
        identity=form.same_id.identity if form.same_id else f"<{number}@{sender.partition('@')[2] or OWN}>",
        kind="email",
        at=at,
        clock=form.same_id.clock if form.same_id else at if form.is_at_once or is_bare else _clock(world, at),
        subject=subject,
        writer=sender,
        people=tuple(dict.fromkeys(one for one in (sender, *form.others, *to, *cc) if one)),
        heard=form.heard,
        nameless=form.nameless,
        answers=named,
        bears_sign=form.has_index or subject.startswith(SIGNS),
        is_counted=form.has_index,
        is_automatic=form.is_automatic,
        is_told_by_headers=form.is_told_by_headers and not (form.is_told_by_reference and named),
        by_sender=form.by_sender,
    )
    if parent and not named and not form.is_automatic and world.chance(0.5):
        thread = []  # not even the server knows: a thread of its own
    lines = _lines(world, item, sender, to, cc, form)
    lines |= {"References": ids(world.random, references)} if references else {}
    lines |= {"In-Reply-To": an_id(world.random, named[0], sender)} if named else {}
    first = form.same_topic or (thread[0] if thread else item)
    for user in USERS:
        if user in (*item.people, *form.gets_it):
            folder = "Sent Items" if user == sender else _rule_of(world, user)
            is_any_change = world.is_any_change and not (item.copies or is_bare)
            body = form.body or f"Message {number} of {sender}"
            copy = _deliver(world, item, user, folder, lines, body, is_any_change=is_any_change)
            copy.is_private = form.is_private
            copy.conversation = _conversation(world, copy, first)
            item.copies.append(copy)
            world.fresh.append(copy)
    if item.copies:
        world.log.items.append(item)
        thread.append(item)
        if len(thread) == 1:
            world.threads.append(thread)
    return item


def _clock(world: World, at: datetime) -> datetime:
    if world.chance(0.04) and "clocks" not in world.without:
        return at + world.random.choice(CLOCKS)
    return at - world.random.choice(LATE) if world.chance(0.04) else at


def _lines(world: World, item: Item, sender: str, to: Sequence[str], cc: Sequence[str], form: Form) -> dict[str, str]:
    """The headers, every address as some program writes it."""
    people = [*(an_address(world, person) for person in to), *(f'"Somebody" <{name}>' for name in form.nameless)]
    lines = {
        "Received": f"from mx.example by mail.{OWN}; {format_datetime(item.at)}",
        "From": form.as_sender or an_address(world, sender),
        "To": ", ".join(people),
        "Date": format_datetime(item.clock),
        "Message-ID": item.identity.strip("<>") if world.chance(0.03) else item.identity,
    }
    if cc:
        lines["Cc"] = ", ".join(an_address(world, person) for person in cc)
    if form.has_index:
        lines["Thread-Index"] = base64.b64encode(b"\x01" + bytes(21 + 5)).decode()
    return lines | form.headers


def _deliver(
    world: World, item: Item, user: str, folder: str, lines: Mapping[str, str], body: str, *, is_any_change: bool
) -> Copy:
    """One copy; on its way a gateway may have put something before its subject, above or below its text.

    What nobody knows is put around one copy of a message at the most: all others are within that one.
    """
    text, subject = body, item.subject
    if folder != "Sent Items" and not item.is_automatic and world.chance(0.08):
        subject, text = with_tag(world.random, subject, text, is_any_change=is_any_change)
    head = [f"{name}: {value}" for name, value in lines.items()]
    head += [f"Subject: {subject}", "MIME-Version: 1.0"]
    if "Content-Type" not in lines:
        head.append("Content-Type: text/plain; charset=utf-8")
    eml = "\r\n".join([*head, "", text, ""]).encode()
    hides_sign = subject.startswith(UNKNOWN_TAGS)
    return Copy(user, world.firm.outlook(user).deliver(eml, folder), folder, hides_sign=hides_sign)


def _named(world: World, parent: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What an answer's headers name, the nearest first, and its References as written."""
    how = world.random.choices(("all", "only the last", "none"), weights=(70, 15, 15))[0]
    if how == "none":
        return (), ()
    if how == "only the last":
        return (parent.identity,), ()
    nearest_first = (parent.identity, *parent.answers)
    return nearest_first, tuple(reversed(nearest_first))


def _conversation(world: World, copy: Copy, first: Item) -> str:
    """Every mailbox's server ties a thread together by itself, whatever the headers name."""
    conversation = f"{copy.mailbox} {first.identity}"
    digest = base64.b64encode(hashlib.sha256(conversation.encode()).digest()).decode()
    item: ServerItem = world.firm.simulator.mailbox(copy.mailbox).items[copy.server_id]
    item.fields["ConversationId"] = f'<t:ConversationId Id="{digest}"/>'
    return conversation


def _rule_of(world: World, user: str) -> str:
    """Where the mailbox's own rules put it."""
    folders = ("Inbox", world.customers_of(user), "Junk Email")
    return world.random.choices(folders, weights=(88, 9, 3))[0]
