"""Mail through Graph: folders, messages, and what may be changed of them."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.graph.quirks import GraphQuirks
from tests.simulator.graph_asking import ANN, BOB, CLIENT, IMMUTABLE, OURS, Desk, at_desk

INVITATION = b"""From: Ann <ann@client.example>
To: bob@us.example
Subject: %s
Message-ID: <m1@client.example>
Date: Mon, 05 Oct 2026 08:00:00 +0000
MIME-Version: 1.0
Content-Type: text/calendar; method=%s; charset=utf-8

BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
METHOD:%s
BEGIN:VEVENT
UID:u1
DTSTAMP:20261005T080000Z
DTSTART:20261006T080000Z
DTEND:20261006T090000Z
SUMMARY:Talk
ORGANIZER:mailto:ann@client.example
ATTENDEE;PARTSTAT=%s:mailto:bob@us.example
END:VEVENT
END:VCALENDAR
"""


# --- folders ---


def test_folders_come_a_level_and_ten_at_a_time_and_hidden_ones_when_asked_for(desk: Desk):
    mailbox = desk.simulator.mailbox(BOB)
    for number in range(6):
        mailbox.make_folder(f"Deals {number}/Below")

    first = desk.graph.get("/mailFolders").json
    shown, _ = desk.graph.run("/mailFolders")
    hidden, _ = desk.graph.run("/mailFolders?includeHiddenFolders=true&$select=displayName")

    assert (len(first["value"]), len(shown)) == (10, 14)
    assert {"Calendar", "Tasks", "Contacts", "Below", "Sync Issues"}.isdisjoint({one["displayName"] for one in shown})
    assert "Sync Issues" in {one["displayName"] for one in hidden}


def test_folders_are_made_renamed_moved_and_deleted(desk: Desk):
    graph = desk.graph
    made = graph.ask("POST", "/mailFolders/inbox/childFolders", {"displayName": "Deals"}).json
    again = graph.ask("POST", "/mailFolders/inbox/childFolders", {"displayName": "deals"})
    renamed = graph.ask("PATCH", f"/mailFolders/{made['id']}", {"displayName": "Won"}).json
    graph.ask("POST", f"/mailFolders/{made['id']}/move", {"destinationId": "archive"})
    graph.ask("DELETE", f"/mailFolders/{made['id']}")

    assert (again.status, again.code, renamed["displayName"]) == (409, "ErrorFolderExists", "Won")
    assert "Deleted Items/Won" in desk.bob.folders()
    assert graph.ask("DELETE", "/mailFolders/inbox").code == "ErrorDeleteDistinguishedFolder"
    assert graph.get("/mailFolders/calendar").code == "ErrorInvalidIdMalformed"
    assert graph.get(f"/mailFolders/{made['id'][:-8]}AAAAAAAA").code == "ErrorInvalidIdMalformed"


def test_all_folders_at_any_depth_are_told_once_and_then_what_became_of_them(desk: Desk):
    mailbox = desk.simulator.mailbox(BOB)
    deep, gone = mailbox.make_folder("Inbox/Deals/Won"), mailbox.make_folder("Old")
    rows, link = desk.graph.run("/mailFolders/delta?$select=displayName,parentFolderId", Prefer="odata.maxpagesize=3")
    quiet, link = desk.graph.run(link)
    mailbox.rename_folder(deep, "Lost")
    mailbox.remove_folder(gone)

    news, _ = desk.graph.run(link)

    assert {"Inbox", "Deals", "Won", "Old"} <= {row["displayName"] for row in rows}
    assert quiet == []
    assert [row.get("displayName", row.get("@removed")) for row in news] == ["Lost", {"reason": "deleted"}]


# --- reading ---


def test_a_message_holds_what_is_selected_and_expanded_under_the_ids_of_the_server(desk: Desk):
    item = desk.bob.deliver_mail(ANN, "Hello", "text", headers={"Sensitivity": "Private"})
    mailbox = desk.simulator.mailbox(BOB)
    expand = (
        f"singleValueExtendedProperties($filter=id eq 'Integer 0x0036' or id eq 'integer 0x0E08' or id eq '{OURS}')"
    )

    found = desk.graph.get(f"/messages/{desk.rest(item)}?$select=id,subject&$expand={expand}").json

    assert found["@odata.etag"] == f'W/"{mailbox.items[item].change_key}"'
    assert {name for name in found if "@" not in name} == {"id", "subject", "singleValueExtendedProperties"}
    assert found["singleValueExtendedProperties"] == [
        {"id": "Integer 0x36", "value": "2"},
        {"id": "Integer 0xe08", "value": mailbox.items[item].get("Size")},
    ]


def test_headers_come_when_they_are_selected_and_a_body_as_it_is_preferred(desk: Desk):
    item = desk.rest(desk.bob.deliver_mail(ANN, "Hello", "a < b", headers={"X-Deal": "7"}))

    whole = desk.graph.get(f"/messages/{item}").json
    chosen = desk.graph.get(
        f"/messages/{item}?$select=body,internetMessageHeaders", Prefer='outlook.body-content-type="text"'
    ).json

    assert "internetMessageHeaders" not in whole
    assert (whole["body"]["contentType"], "a &lt; b" in whole["body"]["content"]) == ("html", True)
    assert chosen["body"] == {"contentType": "text", "content": "a < b\r\n"}
    assert {"name": "X-Deal", "value": "7"} in chosen["internetMessageHeaders"]


def test_who_may_see_only_the_basics_sees_no_body():
    with at_desk("Mail.ReadBasic.All") as desk:
        item = desk.rest(desk.bob.deliver_mail(ANN, "Hello", "text"))

        found = desk.graph.get(f"/messages/{item}").json

    assert {"body", "bodyPreview", "uniqueBody"}.isdisjoint(found)
    assert found["subject"] == "Hello"


@pytest.mark.parametrize(
    ("method", "answer", "kind", "meeting"),
    [
        (b"REQUEST", b"NEEDS-ACTION", "eventMessageRequest", "meetingRequest"),
        (b"CANCEL", b"NEEDS-ACTION", "eventMessage", "meetingCancelled"),
        (b"REPLY", b"TENTATIVE", "eventMessageResponse", "meetingTenativelyAccepted"),
        (b"REPLY", b"DECLINED", "eventMessageResponse", "meetingDeclined"),
    ],
)
def test_mail_about_meetings_says_so(desk: Desk, method: bytes, answer: bytes, kind: str, meeting: str):
    desk.bob.deliver(INVITATION % (b"Talk", method, method, answer))

    (row,) = desk.graph.get("/mailFolders/inbox/messages?$select=subject,meetingMessageType").rows

    assert (row["@odata.type"], row["meetingMessageType"]) == (f"#microsoft.graph.{kind}", meeting)


def test_what_is_no_mail_is_no_message_and_what_is_archived_is_out_of_reach(desk: Desk):
    mail = desk.bob.deliver_mail(ANN, "Hello", "text")
    contact = desk.bob.keep("IPM.Contact", "A person")
    archived = desk.bob.move(desk.bob.deliver_mail(ANN, "Old", "text"), "archiveinbox")

    rows, _ = desk.graph.run("/messages?$select=id")

    assert [row["id"] for row in rows] == [desk.rest(mail)]
    assert desk.graph.get("/mailFolders/inbox").json["totalItemCount"] == 2
    assert desk.graph.get(f"/messages/{desk.rest(contact)}").code == "ErrorItemNotFound"
    assert "targeted mailbox" in desk.graph.get(f"/messages/{desk.rest(archived)}").json["error"]["message"]


def test_lists_are_filtered_ordered_counted_and_paged(desk: Desk):
    for number in range(5):
        desk.bob.deliver_mail(ANN, f"Hello {number}", "text", message_id=f"<{number}@client.example>")

    by_id = desk.graph.get("/messages?filter=internetMessageId eq '<3@client.example>'&select=subject").rows
    rows, _ = desk.graph.run("/messages?$orderby=subject desc&$top=2&$count=true")
    both = desk.graph.get("/messages?$filter=subject ge 'Hello 1' and isRead eq false&$orderby=subject&$skip=1")
    wrong = desk.graph.get("/messages?$filter=isRead eq false&$orderby=subject")

    assert [row["subject"] for row in by_id] == ["Hello 3"]
    assert [row["subject"] for row in rows] == [f"Hello {number}" for number in (4, 3, 2, 1, 0)]
    assert [row["subject"] for row in both.rows] == ["Hello 2", "Hello 3", "Hello 4"]
    assert wrong.code == "InefficientFilter"
    assert desk.graph.get("/mailFolders/inbox/messages/$count").body == b"5"
    assert [row["subject"] for row in desk.graph.get('/messages?$search="subject:hello 4"').rows] == ["Hello 4"]


def test_attachments_come_with_their_content_and_mime_as_it_was(desk: Desk):
    eml = (
        b"From: ann@client.example\r\nSubject: File\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n'
        b'--b\r\nContent-Type: application/pdf; name="o.pdf"\r\nContent-Disposition: attachment; filename="o.pdf"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n"
    )
    item = desk.rest(desk.bob.deliver(eml))

    (one,) = desk.graph.get(f"/messages/{item}/attachments").rows

    assert (one["@odata.type"], one["name"], one["contentBytes"]) == (
        "#microsoft.graph.fileAttachment", "o.pdf", "JVBERi0=",
    )  # fmt: skip
    assert desk.graph.get(f"/messages/{item}/attachments/{one['id']}/$value").body == b"%PDF-"
    assert desk.graph.get(f"/messages/{item}/$value").body == eml


def test_a_large_attachment_comes_in_pieces(desk: Desk):
    draft = desk.graph.ask("POST", "/messages", {"subject": "File"}).json["id"]
    body = {"AttachmentItem": {"attachmentType": "file", "name": "o.pdf", "size": 6}}
    session = desk.graph.ask("POST", f"/messages/{draft}/attachments/createUploadSession", body).json

    def put(piece: str, where: str) -> int:
        return desk.graph.ask("PUT", session["uploadUrl"], piece, Content_Range=f"bytes {where}/6").status

    statuses = [put("abc", "0-2"), put("abc", "0-2"), put("def", "3-5"), put("x", "6-6")]

    assert statuses == [200, 416, 201, 404]
    assert desk.graph.get(f"/messages/{draft}/attachments").rows[0]["contentBytes"] == "YWJjZGVm"


# --- writing ---


def test_a_draft_is_made_found_by_our_property_and_keeps_its_immutable_id_when_it_is_sent(desk: Desk):
    body: dict[str, Any] = {
        "subject": "Offer",
        "body": {"contentType": "HTML", "content": "<p>Dear Ann</p>"},
        "toRecipients": [{"emailAddress": {"address": "ann@client.example"}}],
        "singleValueExtendedProperties": [{"id": OURS, "value": "dealtrail-1"}],
    }
    made = desk.graph.ask("POST", "/messages", body, Prefer=IMMUTABLE)
    test = f"singleValueExtendedProperties/any(p: p/id eq '{OURS}' and p/value eq 'dealtrail-1')"

    found = desk.graph.get(f"/messages?$filter={test}", Prefer=IMMUTABLE).rows
    sent = desk.graph.ask("POST", f"/messages/{made.json['id']}/send")
    after = desk.graph.get(f"/messages/{made.json['id']}").json

    assert (made.status, made.json["isDraft"], sent.status) == (201, True, 202)
    assert [row["id"] for row in found] == [made.json["id"]]
    assert (after["isDraft"], desk.bob.items("sentitems")[0]["subject"]) == (False, "Offer")
    assert [(one.how, one.recipients) for one in desk.simulator.sent] == [("send", ("ann@client.example",))]


def test_of_mail_only_what_is_its_readers_own_may_be_changed(desk: Desk):
    item = desk.bob.deliver_mail(ANN, "Hello", "text")
    place = f"/messages/{desk.rest(item)}"
    due = {"dateTime": "2026-12-01T00:00:00", "timeZone": "Europe/Berlin"}
    free = {
        "categories": ["OPP-1"],
        "flag": {"flagStatus": "flagged", "startDateTime": due, "dueDateTime": due},
        "singleValueExtendedProperties": [{"id": OURS, "value": "1"}],
    }

    changed = desk.graph.ask("PATCH", place, free)
    refused = {name: desk.graph.ask("PATCH", place, {**free, name: value}).code for name, value in SENSITIVE.items()}
    desk.simulator.grant(CLIENT, "Mail-Advanced.ReadWrite.All")

    assert (changed.status, desk.bob.read(item)["categories"]) == (200, ["OPP-1"])
    assert changed.json["flag"]["dueDateTime"] == {"dateTime": "2026-11-30T23:00:00.0000000", "timeZone": "UTC"}
    assert set(refused.values()) == {"ErrorAccessDenied"}
    assert desk.graph.ask("PATCH", place, {"subject": "Other"}).status == 200


SENSITIVE: dict[str, Any] = {
    "subject": "x",
    "body": {"contentType": "text", "content": "x"},
    "toRecipients": [],
    "from": {"emailAddress": {"address": "x@x.example"}},
    "internetMessageId": "<x>",
}


def test_a_due_day_needs_a_start_and_a_refused_change_changes_nothing(desk: Desk):
    item = desk.bob.deliver_mail(ANN, "Hello", "text")
    place = f"/messages/{desk.rest(item)}"
    due = {"dateTime": "2026-12-01T00:00:00", "timeZone": "UTC"}

    no_start = desk.graph.ask(
        "PATCH", place, {"categories": ["A"], "flag": {"flagStatus": "flagged", "dueDateTime": due}}
    )
    read_only = desk.graph.ask("PATCH", place, {"categories": ["A"], "receivedDateTime": "2026-01-01T00:00:00Z"})

    assert (no_start.status, read_only.code) == (400, "ErrorInvalidPropertySet")
    assert desk.bob.read(item)["categories"] == []


def test_another_version_is_refused_and_by_a_quirk_also_what_others_changed_meanwhile(desk: Desk):
    item = desk.bob.deliver_mail(ANN, "Hello", "text")
    place = f"/messages/{desk.rest(item)}"
    tag = desk.graph.get(place).json["@odata.etag"]
    desk.bob.add_category(item, "Red")

    def patched(**headers: str) -> int:
        return desk.graph.ask("PATCH", place, {"categories": ["A"]}, **headers).status

    stale = patched(If_Match=tag)
    desk.simulator.graph_quirks = GraphQuirks(conflicts=True)
    unread = patched()
    desk.graph.get(place)

    assert (stale, unread, patched(), patched(If_Match="*")) == (412, 412, 200, 200)


def test_ids_change_on_a_move_but_for_immutable_ones_which_change_in_the_archive_and_on_a_copy(desk: Desk):
    item = desk.bob.deliver_mail(ANN, "Hello", "text")
    own, lasting = desk.rest(item), desk.immutable(item)
    moved = desk.graph.ask("POST", f"/messages/{own}/move", {"destinationId": "deleteditems"}).json["id"]
    copied = desk.graph.ask("POST", f"/messages/{moved}/copy", {"destinationId": "inbox"}, Prefer=IMMUTABLE).json["id"]

    statuses = [desk.graph.get(f"/messages/{one}").status for one in (own, moved, lasting, lasting.swapcase())]
    archived = desk.bob.move(desk.simulator.graph_ids(BOB).ews(lasting), "archiveinbox")

    assert statuses == [404, 200, 200, 400]
    assert len({own, moved, lasting, copied, desk.immutable(archived)}) == 5


def test_mail_is_deleted_into_deleted_items_and_from_there_out_of_sight(desk: Desk):
    lasting = desk.immutable(desk.bob.deliver_mail(ANN, "Hello", "text"))

    statuses = [desk.graph.ask("DELETE", f"/messages/{lasting}").status for _ in range(2)]

    assert statuses == [204, 204]
    assert desk.bob.items("recoverableitemsdeletions")[0]["subject"] == "Hello"
    assert desk.graph.run("/messages")[0] == []


@pytest.mark.parametrize(
    ("action", "body", "people"),
    [
        ("reply", {"comment": "Yes"}, ("ann@client.example",)),
        ("replyAll", None, ("ann@client.example", "cyd@client.example")),
        ("forward", {"toRecipients": [{"emailAddress": {"address": "dan@x.example"}}]}, ("dan@x.example",)),
    ],
)
def test_answers_are_sent_at_once_or_prepared(desk: Desk, action: str, body: Any, people: tuple[str, ...]):
    item = desk.rest(desk.bob.deliver_mail(ANN, "Hello", "text", to=[BOB], cc=["cyd@client.example"]))
    prepared = desk.graph.ask("POST", f"/messages/{item}/create{action[0].upper()}{action[1:]}", body)

    before = list(desk.simulator.sent)
    sent = desk.graph.ask("POST", f"/messages/{item}/{action}", body)

    assert (prepared.status, prepared.json["isDraft"], before, sent.status) == (201, True, [], 202)
    assert [(one.how, one.recipients) for one in desk.simulator.sent] == [(action.lower(), people)]


def test_less_is_answered_to_who_prefers_less(desk: Desk):
    item = desk.rest(desk.bob.deliver_mail(ANN, "Hello", "text"))

    answer = desk.graph.ask("PATCH", f"/messages/{item}", {"categories": ["A"]}, Prefer="return=minimal")

    assert (answer.status, answer.body, answer.headers["preference-applied"]) == (204, b"", "return=minimal")
