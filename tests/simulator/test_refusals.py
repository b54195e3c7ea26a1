"""What a well-formed request may not do, with the code that Exchange says no with."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

import pytest

from connectors.errors import AccessRefused
from simulator.server import Simulator
from tests.simulated import AccountMaker
from tests.simulator.asking import BOB, ask, code, codes

EVE = "eve@us.example"
IDS_ONLY = "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"


@pytest.fixture
def office(simulator: Simulator) -> Simulator:
    simulator.add_mailbox(BOB, "secret")
    simulator.add_mailbox(EVE, "secret")
    return simulator


def get_item(item_id: str) -> str:
    return f'<m:GetItem>{IDS_ONLY}<m:ItemIds><t:ItemId Id="{item_id}"/></m:ItemIds></m:GetItem>'


def get_folder(folder: str) -> str:
    shape = "<m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>"
    return f"<m:GetFolder>{shape}<m:FolderIds>{folder}</m:FolderIds></m:GetFolder>"


def create(item: str, folder: str) -> str:
    return (
        '<m:CreateItem MessageDisposition="SaveOnly" SendMeetingInvitations="SendToNone"><m:SavedItemFolderId>'
        f'<t:DistinguishedFolderId Id="{folder}"/></m:SavedItemFolderId><m:Items>{item}</m:Items></m:CreateItem>'
    )


def update(item_id: str, change_key: str | None, path: str, holder: str, resolution: str = "AlwaysOverwrite") -> str:
    key = f' ChangeKey="{change_key}"' if change_key else ""
    return (
        f'<m:UpdateItem ConflictResolution="{resolution}" MessageDisposition="SaveOnly" '
        'SendMeetingInvitationsOrCancellations="SendToNone"><m:ItemChanges><t:ItemChange>'
        f'<t:ItemId Id="{item_id}"{key}/><t:Updates><t:SetItemField>{path}{holder}</t:SetItemField></t:Updates>'
        "</t:ItemChange></m:ItemChanges></m:UpdateItem>"
    )


def test_ids_that_are_no_ids_of_this_server_are_malformed(office: Simulator) -> None:
    good = office.outlook(BOB).deliver_mail("ann@client.example", "hello")
    office.outlook(BOB).delete(good, for_good=True)

    found = {bad: code(office, get_item(bad)) for bad in (good[:-4], good[8:], good + "AAAA", "?", good[::-1], "AAMk")}

    assert set(found.values()) == {"ErrorInvalidIdMalformed"}, found
    assert code(office, get_item("")) == "ErrorInvalidIdEmpty"
    assert code(office, get_item(good)) == "ErrorItemNotFound"


def test_ids_of_folders_and_items_are_told_apart(office: Simulator) -> None:
    item = office.outlook(BOB).deliver_mail("ann@client.example", "hello")
    folder = office.mailbox(BOB).folder("inbox").id

    assert code(office, get_item(folder)) == "ErrorCannotUseFolderIdForItemId"
    assert code(office, get_folder(f'<t:FolderId Id="{item}"/>')) == "ErrorCannotUseItemIdForFolderId"
    assert code(office, get_folder(f'<t:FolderId Id="{folder[:-8]}"/>')) == "ErrorInvalidIdMalformed"


def test_what_is_anothers_is_not_there(office: Simulator) -> None:
    theirs = office.outlook(EVE).deliver_mail("ann@client.example", "hello")
    folder = office.mailbox(EVE).folder("inbox").id
    mailbox = f"<t:Mailbox><t:EmailAddress>{EVE}</t:EmailAddress></t:Mailbox>"

    assert code(office, get_item(theirs)) == "ErrorItemNotFound"
    assert code(office, get_folder(f'<t:FolderId Id="{folder}"/>')) == "ErrorFolderNotFound"
    named = get_folder(f'<t:DistinguishedFolderId Id="inbox">{mailbox}</t:DistinguishedFolderId>')
    assert code(office, named) == "ErrorFolderNotFound"


def test_the_product_says_that_it_has_no_right_where_a_server_says_that_nothing_is_there(office: Simulator) -> None:
    from pydantic import SecretStr

    from connectors.ews.mailbox import open_mailbox
    from connectors.ews.server import Server

    server = Server(
        endpoint=office.endpoint, auth="basic", username=BOB, password=SecretStr("secret"), access="delegate"
    )
    with closing(open_mailbox(server, EVE)) as mailbox:
        for ask_for in (mailbox.check, mailbox.folders):
            with pytest.raises(AccessRefused, match="no right to this mailbox") as refusal:
                ask_for()
            assert "full access" in str(refusal.value)


@pytest.mark.parametrize(
    ("item", "folder", "expected"),
    [
        ("<t:Task/>", "inbox", "ErrorCannotCreateTaskInNonTaskFolder"),
        ("<t:Task/>", "calendar", "ErrorCannotCreateTaskInNonTaskFolder"),
        ("<t:CalendarItem/>", "inbox", "ErrorCannotCreateCalendarItemInNonCalendarFolder"),
        ("<t:Contact/>", "tasks", "ErrorCannotCreateContactInNonContactFolder"),
        ("<t:PostItem/>", "calendar", "ErrorCannotCreatePostItemInNonMailFolder"),
        ("<t:Task/>", "tasks", "NoError"),
        ("<t:Contact><t:Subject>Ann</t:Subject></t:Contact>", "contacts", "NoError"),
    ],
)
def test_items_are_created_where_they_belong(office: Simulator, item: str, folder: str, expected: str) -> None:
    assert code(office, create(item, folder)) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-02T10:00:00Z", "2026-03-02T09:00:00Z", "ErrorCalendarEndDateIsEarlierThanStartDate"),
        ("2026-03-02T10:00:00Z", "2036-03-02T10:00:00Z", "ErrorCalendarDurationIsTooLong"),
        ("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z", "NoError"),
    ],
)
def test_appointments_end_after_they_start(office: Simulator, start: str, end: str, expected: str) -> None:
    times = f"<t:Start>{start}</t:Start><t:End>{end}</t:End>"

    assert code(office, create(f"<t:CalendarItem>{times}</t:CalendarItem>", "calendar")) == expected


@pytest.mark.parametrize(
    ("path", "holder", "expected"),
    [
        (
            '<t:FieldURI FieldURI="item:Subject"/>',
            "<t:Message><t:Importance>High</t:Importance></t:Message>",
            "ErrorUpdatePropertyMismatch",
        ),
        (
            '<t:ExtendedFieldURI PropertyTag="0x37" PropertyType="String"/>',
            "<t:Message><t:Subject>x</t:Subject></t:Message>",
            "ErrorUpdatePropertyMismatch",
        ),
        ('<t:FieldURI FieldURI="item:Subject"/>', "<t:Message/>", "ErrorIncorrectUpdatePropertyCount"),
        (
            '<t:FieldURI FieldURI="item:Subject"/>',
            "<t:Message><t:Subject>x</t:Subject><t:Importance>High</t:Importance></t:Message>",
            "ErrorIncorrectUpdatePropertyCount",
        ),
        (
            '<t:FieldURI FieldURI="item:Subject"/>',
            "<t:Task><t:Subject>x</t:Subject></t:Task>",
            "ErrorObjectTypeChanged",
        ),
        ('<t:FieldURI FieldURI="item:Size"/>', "<t:Message><t:Size>5</t:Size></t:Message>", "ErrorInvalidPropertySet"),
        ('<t:FieldURI FieldURI="item:Subject"/>', "<t:Message><t:Subject>x</t:Subject></t:Message>", "NoError"),
    ],
)
def test_an_update_holds_the_property_that_its_path_names(
    office: Simulator, path: str, holder: str, expected: str
) -> None:
    item = office.outlook(BOB).deliver_mail("ann@client.example", "hello")
    key = office.outlook(BOB).read(item)["change_key"]

    assert code(office, update(item, key, path, holder)) == expected
    assert office.outlook(BOB).read(item)["subject"] == ("x" if expected == "NoError" else "hello")


def test_writing_needs_a_change_key_and_a_careful_client_the_present_one(office: Simulator) -> None:
    bob = office.outlook(BOB)
    item = bob.deliver_mail("ann@client.example", "hello")
    old = bob.read(item)["change_key"]
    bob.add_category(item, "mine")
    path, holder = '<t:FieldURI FieldURI="item:Subject"/>', "<t:Message><t:Subject>x</t:Subject></t:Message>"

    assert code(office, update(item, None, path, holder)) == "ErrorChangeKeyRequiredForWriteOperations"
    assert code(office, update(item, old, path, holder, "NeverOverwrite")) == "ErrorIrresolvableConflict"
    assert bob.read(item)["subject"] == "hello"
    assert code(office, update(item, old, path, holder)) == "NoError"


@pytest.mark.parametrize(
    ("folder", "start", "end", "expected"),
    [
        ("calendar", "2026-01-01T00:00:00Z", "2028-01-02T00:00:00Z", "NoError"),
        ("calendar", "2026-01-01T00:00:00Z", "2028-02-01T00:00:00Z", "ErrorCalendarViewRangeTooBig"),
        ("calendar", "2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", "ErrorCalendarEndDateIsEarlierThanStartDate"),
        ("inbox", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "ErrorCalendarFolderIsInvalidForCalendarView"),
    ],
)
def test_a_calendar_view_covers_two_years_of_a_calendar(
    office: Simulator, folder: str, start: str, end: str, expected: str
) -> None:
    view = f'<m:CalendarView StartDate="{start}" EndDate="{end}"/>'
    where = f'<m:ParentFolderIds><t:DistinguishedFolderId Id="{folder}"/></m:ParentFolderIds>'

    assert code(office, f'<m:FindItem Traversal="Shallow">{IDS_ONLY}{view}{where}</m:FindItem>') == expected


@pytest.mark.parametrize(("operation", "what"), [("SyncFolderItems", "Item"), ("SyncFolderHierarchy", "Folder")])
def test_a_lost_sync_state_comes_with_an_empty_one(office: Simulator, operation: str, what: str) -> None:
    where = '<m:SyncFolderId><t:DistinguishedFolderId Id="inbox"/></m:SyncFolderId><m:SyncState>bm9uZQ==</m:SyncState>'
    if what == "Item":
        request = f"{IDS_ONLY}{where}<m:MaxChangesReturned>5</m:MaxChangesReturned>"
    else:
        request = f"<m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>{where}"

    answer = ask(office, f"<m:{operation}>{request}</m:{operation}>")

    assert codes(answer) == ["ErrorInvalidSyncStateData"]
    assert [one.text for one in answer.iter("{*}SyncState")] == [None]
    assert [one.text for one in answer.iter(f"{{*}}IncludesLast{what}InRange")] == ["true"]


def test_what_an_ordinary_client_does_in_order_is_not_refused(
    office: Simulator, exchange_account: AccountMaker
) -> None:
    import exchangelib

    account = exchange_account(office, BOB, "secret")
    meeting = exchangelib.CalendarItem(
        account=account,
        folder=account.calendar,
        subject="Demo",
        start=datetime(2026, 3, 2, 9, tzinfo=account.default_timezone),
        end=datetime(2026, 3, 2, 10, tzinfo=account.default_timezone),
    )
    meeting.save()
    meeting.subject = "Demo at noon"
    meeting.save(update_fields=["subject"])

    assert [one.subject for one in account.calendar.view(start=meeting.start, end=meeting.end)] == ["Demo at noon"]
