"""What an act on a meeting sends to its attendees. No switch of a client's makes it send nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.graph.calendars.events import ATTENDEES, organizes
from simulator.mailboxes.items import Item
from simulator.operations.edits import people
from simulator.organization import Organization, Sent


@dataclass(frozen=True, slots=True)
class Post:
    """Where mails of one request are noted."""

    organization: Organization
    address: str
    operation: str

    def send(self, how: str, item: Item, recipients: list[str]) -> None:
        """Note one mail; nothing is sent to nobody."""
        if recipients:
            self.organization.sent.append(Sent(self.address, self.operation, how, item.subject, tuple(recipients)))


def invited(item: Item) -> list[str]:
    return people(item, *ATTENDEES)


def tell_of_creation(post: Post, item: Item) -> None:
    """A new meeting invites its attendees at once."""
    if invited(item):
        item.put("MeetingRequestWasSent", "true")
        post.send("invitation", item, invited(item))


def tell_of_change(post: Post, item: Item, body: dict[str, Any], before: list[str], *, spares_categories: bool) -> None:
    """What a PATCH by the organizer sends.

    New and dropped attendees alone where nothing but the list changed; else everybody, of a series once more for each
    occurrence that has values of its own.
    """
    if not organizes(item) or not body or (spares_categories and body.keys() == {"categories"}):
        return
    after = invited(item)
    known, kept = {one.casefold() for one in before}, {one.casefold() for one in after}
    dropped = [one for one in before if one.casefold() not in kept]
    told = [one for one in after if one.casefold() not in known] if body.keys() == {"attendees"} else after
    if told:
        item.put("MeetingRequestWasSent", "true")
    post.send("update" if before else "invitation", item, told)
    post.send("cancellation", item, dropped)
    if item.series is not None and told:
        for _, one in sorted(item.series.exceptions.items()):
            post.send("update", one, invited(one))


def tell_of_deletion(post: Post, item: Item) -> None:
    """What the organizer deletes is cancelled."""
    if organizes(item):
        post.send("cancellation", item, invited(item))


def answer(post: Post, item: Item, how: str, *, sends: bool) -> None:
    """Accept, decline or tentatively accept, and tell the organizer where `sends`."""
    item.put("MyResponseType", {"accept": "Accept", "decline": "Decline", "tentativelyaccept": "Tentative"}[how])
    if sends:
        post.send(how, item, people(item, "Organizer"))
