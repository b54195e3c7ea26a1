"""What acts on meetings send: no HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.graph.calendars.acts import act, change, create, delete, place
from simulator.graph.calendars.events import View, event_of
from simulator.graph.calendars.mailing import Post
from simulator.graph.errors import GraphError
from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.series import in_window
from simulator.organization import Organization
from tests.simulator.calendars import BOB, YEAR, a_mailbox

ANN, CYD = "ann@client.example", "cyd@client.example"
DAILY = {"pattern": {"type": "daily", "interval": 1}, "range": {"type": "numbered", "numberOfOccurrences": 5}}


class Desk:
    """A mailbox, and what was sent from it."""

    def __init__(self) -> None:
        self.mailbox: Mailbox = a_mailbox()
        self.organization = Organization(lambda: datetime(2026, 10, 1, tzinfo=UTC))
        self.post = Post(self.organization, BOB, "PATCH /users/{id}/events/{id}")

    def meet(self, *people: str, **body: Any) -> Item:
        times = {name: {"dateTime": f"2026-10-05T0{hour}:00:00"} for name, hour in (("start", 8), ("end", 9))}
        item = create(self.mailbox, {**times, **attending(*people), **body})
        return place(self.mailbox, self.mailbox.folder("calendar"), item, self.post)

    def invited(self, **body: Any) -> Item:
        """A meeting that Ann has called."""
        item = self.meet(BOB, CYD, **body)
        item.put("MyResponseType", "NoResponseReceived")
        item.fields["Organizer"] = (
            f"<t:Organizer><t:Mailbox><t:EmailAddress>{ANN}</t:EmailAddress></t:Mailbox></t:Organizer>"
        )
        self.organization.sent.clear()
        return item

    def change(self, item: Item, body: dict[str, Any], *, spares: bool = False) -> Item:
        self.organization.sent.clear()
        return change(self.mailbox, item, body, self.post, spares_categories=spares)

    @property
    def sent(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(one.how, one.recipients) for one in self.organization.sent]


def attending(*people: str) -> dict[str, Any]:
    return {"attendees": [{"emailAddress": {"address": one}} for one in people]}


def test_a_new_meeting_invites_at_once_and_an_appointment_nobody():
    desk = Desk()

    desk.meet()
    item = desk.meet(ANN)

    assert desk.sent == [("invitation", (ANN,))]
    assert not event_of(desk.mailbox, item, View())["isDraft"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"subject": "Other"}, [("update", (ANN,))]),
        ({"categories": ["OPP-17"]}, [("update", (ANN,))]),
        (attending(ANN, CYD), [("update", (CYD,))]),
        (attending(CYD), [("update", (CYD,)), ("cancellation", (ANN,))]),
        ({"subject": "Other"} | attending(ANN, CYD), [("update", (ANN, CYD))]),
        (attending(), [("cancellation", (ANN,))]),
    ],
)
def test_a_change_by_the_organizer_is_mailed(body: dict[str, Any], expected: list[tuple[str, tuple[str, ...]]]):
    desk = Desk()
    item = desk.meet(ANN)

    desk.change(item, body)

    assert desk.sent == expected


def test_a_change_of_a_series_is_mailed_once_more_for_each_changed_occurrence():
    desk = Desk()
    master = desk.meet(ANN, recurrence=DAILY)
    for one in in_window(desk.mailbox, master, *YEAR)[:2]:
        desk.change(one, {"subject": "Elsewhere"})

    desk.change(master, {"categories": ["OPP-17"]})

    assert desk.sent == [("update", (ANN,))] * 3


@pytest.mark.parametrize(("spares", "expected"), [(True, []), (False, [("update", (ANN,))])])
def test_categories_alone_may_mail_nobody(spares: bool, expected: list[tuple[str, tuple[str, ...]]]):
    desk = Desk()
    item = desk.meet(ANN)

    desk.change(item, {"categories": ["OPP-17"]}, spares=spares)

    assert desk.sent == expected


def test_what_is_done_to_ones_own_copy_of_anothers_meeting_is_told_nobody():
    desk = Desk()
    item = desk.invited()

    desk.change(item, {"categories": ["OPP-17"], "showAs": "free"})
    delete(desk.mailbox, item, desk.post)

    assert desk.sent == []
    assert item.folder.wellknown == "deleteditems"


@pytest.mark.parametrize("how", ["delete", "cancel", "permanentdelete"])
def test_what_the_organizer_takes_away_is_cancelled(how: str):
    desk = Desk()
    item = desk.meet(ANN)
    desk.organization.sent.clear()

    if how == "delete":
        delete(desk.mailbox, item, desk.post)
    else:
        act(desk.mailbox, item, how, {}, desk.post)

    assert desk.sent == [("cancellation", (ANN,))]
    assert not desk.mailbox.folder("calendar").items


@pytest.mark.parametrize("name", ["accept", "decline", "tentativelyaccept"])
def test_an_answer_goes_to_the_organizer_unless_it_is_kept_back(name: str):
    desk = Desk()
    kept, told = desk.invited(), desk.invited()

    act(desk.mailbox, kept, name, {"sendResponse": False}, desk.post)
    act(desk.mailbox, told, name, {"Comment": "Fine"}, desk.post)

    assert desk.sent == [(name, (ANN,))]
    assert len(desk.mailbox.folder("calendar").items) == (0 if name == "decline" else 2)


def test_the_organizer_cannot_answer_and_nobody_else_can_cancel():
    desk = Desk()

    for item, name in ((desk.meet(ANN), "accept"), (desk.invited(), "cancel")):
        with pytest.raises(GraphError):
            act(desk.mailbox, item, name, {}, desk.post)


def test_a_forward_goes_to_whom_it_names():
    desk = Desk()
    item = desk.meet()

    act(desk.mailbox, item, "forward", {"ToRecipients": attending(CYD)["attendees"]}, desk.post)

    assert desk.sent == [("forward", (CYD,))]


def test_a_dismissed_reminder_is_off():
    desk = Desk()
    item = desk.meet()

    act(desk.mailbox, item, "dismissreminder", {}, desk.post)

    assert not event_of(desk.mailbox, item, View())["isReminderOn"]
