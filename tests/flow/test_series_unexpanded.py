"""A server that does not show what a series consists of is noticed; nothing is taken for cancelled."""

from __future__ import annotations

from datetime import timedelta

from connectors.mailbox import AppointmentKind, FolderKind
from daemon.unread import unread
from tests.flow.firm import ANN, BOB, MORNING, Firm

WEEKLY = (
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:weekly\nSUMMARY:Weekly\nDTSTART:20260224T090000Z\nDTEND:20260224T100000Z\n"
    b"RRULE:FREQ=WEEKLY;COUNT=6\nORGANIZER:mailto:bob@us.example\nATTENDEE:mailto:ann@client.example\n"
    b"END:VEVENT\nEND:VCALENDAR"
)


def said(firm: Firm) -> str:
    with firm.store.read() as unit:
        return unread(unit, BOB).get("series", "")


def test_a_calendar_view_without_occurrences_is_said_and_takes_nothing_back(firm: Firm) -> None:
    deal = firm.opportunity("200 seats")
    firm.outlook().put_calendar(WEEKLY)
    firm.cycle()
    before = firm.history(deal.number)
    firm.simulator.organization.quirks.expands_no_series = True
    firm.clock.tick(timedelta(days=1))

    firm.cycle()

    assert len(before) > 1
    assert firm.history(deal.number) == before
    assert "Calendar: the server does not show what the series" in said(firm)
    firm.simulator.organization.quirks.expands_no_series = False
    firm.clock.tick(timedelta(hours=2))

    firm.cycle()

    assert said(firm) == ""


def test_an_unsent_meeting_of_ours_is_a_draft_where_the_server_does_not_tell(firm: Firm) -> None:
    from uuid import uuid4

    from connectors.mailbox import DraftContent, DraftKind, Person, Upserted
    from tests.flow.firm import open_at

    firm.simulator.organization.quirks.leave_out = frozenset({"MeetingRequestWasSent", "MyResponseType", "IsDraft"})
    mailbox = open_at(firm.simulator.endpoint, BOB)
    end = MORNING + timedelta(hours=1)
    content = DraftContent(DraftKind.MEETING, "Demo", to=(Person(ANN),), start=MORNING, end=end)
    mailbox.create_draft(uuid4(), content)
    calendar = next(one for one in mailbox.folders() if one.kind is FolderKind.CALENDAR)

    [change] = mailbox.changes(calendar, None).changes

    mailbox.close()
    assert isinstance(change, Upserted)
    assert change.item.is_draft  # type: ignore[union-attr]  # an appointment
    assert change.item.kind is AppointmentKind.SINGLE  # type: ignore[union-attr]
