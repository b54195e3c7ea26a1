"""Messages and calendars come in as Exchange would show them, whatever their senders did."""

from __future__ import annotations

import email
import importlib.util
import mailbox as formats
from datetime import UTC, datetime
from pathlib import Path

import pytest
from exchangelib import EWSTimeZone, ExtendedProperty, Message
from exchangelib.items import MeetingRequest

from simulator.imports.headers import addresses
from simulator.imports.mime import item_from_mime
from simulator.mailboxes.properties import header_key
from simulator.server import Simulator
from tests.simulated import CORPUS, AccountMaker

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def eml(*headers: str, body: str = "Hello\n") -> bytes:
    return ("\n".join(headers) + "\n\n" + body).encode("utf-8", "surrogateescape")


def test_a_message_keeps_its_people_dates_ids_and_text(simulator: Simulator, exchange_account: AccountMaker) -> None:
    simulator.add_mailbox("bob@us.example", "secret")
    simulator.outlook("bob@us.example").deliver(
        eml(
            "From: =?utf-8?q?Ann_B=C3=B8?= <Ann@Client.example>",
            'To: "Bob, the seller" <bob@us.example>, team: x@us.example, y@us.example;',
            "Cc: carl@client.example (Carl)",
            "Reply-To: office@client.example",
            "Subject: =?iso-8859-1?q?Pr=F8ve?=",
            " =?utf-8?b?IOKCrA==?=",
            "Date: Mon, 02 Feb 2026 10:00:00 +0100",
            "Message-ID: <1@client.example>",
            "In-Reply-To: <0@us.example>",
            "References: <root@us.example>",
            " <0@us.example>",
            "Keywords: OPP-9 stolen, Blue",
            "Sensitivity: Company-Confidential",
            "Importance: high",
            "List-Id: <l.example>",
            "Auto-Submitted: auto-replied",
        )
    )
    account = exchange_account(simulator, "bob@us.example", "secret")

    message = account.inbox.get()

    assert isinstance(message, Message)
    assert (message.author.name, message.author.email_address) == ("Ann Bø", "Ann@Client.example")
    assert [to.email_address for to in message.to_recipients] == ["bob@us.example", "x@us.example", "y@us.example"]
    assert message.to_recipients[0].name == "Bob, the seller"
    assert [(cc.name, cc.email_address) for cc in message.cc_recipients] == [("Carl", "carl@client.example")]
    assert message.reply_to[0].email_address == "office@client.example"
    assert message.subject == "Prøve €"
    assert message.datetime_sent == datetime(2026, 2, 2, 9, tzinfo=UTC)
    assert message.message_id == "<1@client.example>"
    assert message.in_reply_to == "<0@us.example>"
    assert message.references.split() == ["<root@us.example>", "<0@us.example>"]
    assert message.categories == ["OPP-9 stolen", "Blue"]
    assert message.sensitivity == "Confidential"
    assert message.importance == "High"
    assert message.text_body == "Hello\r\n"
    assert {header.name: header.value for header in message.headers}["List-Id"] == "<l.example>"
    assert not message.is_read
    assert not message.is_draft


def test_internet_headers_are_extended_properties_in_any_case(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    class AutoSubmitted(ExtendedProperty):  # type: ignore[misc]  # exchangelib has no types
        distinguished_property_set_id = "InternetHeaders"
        property_name = "auto-submitted"
        property_type = "String"

    simulator.add_mailbox("bob@us.example", "secret")
    simulator.outlook("bob@us.example").deliver(eml("From: a@x.example", "Auto-Submitted: auto-generated"))
    account = exchange_account(simulator, "bob@us.example", "secret")
    Message.register("auto_submitted", AutoSubmitted)
    try:
        message = account.inbox.all().only("auto_submitted").get()
        found = account.inbox.filter(auto_submitted="auto-generated").count()
    finally:
        Message.deregister("auto_submitted")

    assert message.auto_submitted == "auto-generated"
    assert found == 1


def test_a_meeting_request_is_shown_as_one(simulator: Simulator, exchange_account: AccountMaker) -> None:
    simulator.add_mailbox("bob@us.example", "secret")
    calendar = "\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "METHOD:REQUEST",
            "BEGIN:VEVENT",
            "UID:meet-1@client.example",
            "DTSTART;TZID=W. Europe Standard Time:20260310T090000",
            "DTEND;TZID=W. Europe Standard Time:20260310T100000",
            "SUMMARY:Tender",
            "LOCATION:Room 4",
            "ORGANIZER;CN=Ann:mailto:ann@client.example",
            "ATTENDEE:mailto:bob@us.example",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )
    simulator.outlook("bob@us.example").deliver(
        eml(
            "From: ann@client.example",
            "Subject: Tender",
            "MIME-Version: 1.0",
            'Content-Type: text/calendar; method=REQUEST; charset="utf-8"',
            body=calendar,
        )
    )
    account = exchange_account(simulator, "bob@us.example", "secret")

    request = account.inbox.get()

    assert isinstance(request, MeetingRequest)
    assert request.item_class == "IPM.Schedule.Meeting.Request"
    assert request.start == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert request.location == "Room 4"


@pytest.mark.parametrize(
    ("kind", "item_class"),
    [
        ('multipart/report; report-type="delivery-status"; boundary=b', "REPORT.IPM.Note.NDR"),
        ('multipart/report; report-type="disposition-notification"; boundary=b', "REPORT.IPM.Note.IPNRN"),
        ("multipart/signed; boundary=b", "IPM.Note.SMIME.MultipartSigned"),
        ("text/plain", "IPM.Note"),
    ],
)
def test_the_content_type_decides_the_item_class(kind: str, item_class: str) -> None:
    content = eml("From: a@x.example", "MIME-Version: 1.0", f"Content-Type: {kind}", body="--b\n\nhello\n--b--\n")

    item, _ = item_from_mime(content, NOW)

    assert item.item_class == item_class


def test_what_xml_cannot_hold_is_dropped_and_the_rest_arrives(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    simulator.add_mailbox("bob@us.example", "secret")
    simulator.outlook("bob@us.example").deliver(
        eml("From: a@x.example", "Subject: a\x1fb\x00c ]]> & <d>", "X-Odd: \x02y", body="one\x0btwo\ufffe")
    )
    account = exchange_account(simulator, "bob@us.example", "secret")

    message = account.inbox.get()

    assert message.subject == "abc ]]> & <d>"
    assert message.text_body == "onetwo"


def test_html_and_plain_text_come_as_asked_and_attachments_by_name(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    message = email.message.EmailMessage()
    message["From"], message["Subject"] = "a@x.example", "offer"
    message.set_content("plain words")
    message.add_alternative("<html><body><p>rich <b>words</b></p></body></html>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="offer.pdf")
    inner = email.message.EmailMessage()
    inner["Subject"] = "inside"
    inner.set_content("x")
    message.add_attachment(inner)
    simulator.add_mailbox("bob@us.example", "secret")
    simulator.outlook("bob@us.example").deliver(message.as_bytes())
    account = exchange_account(simulator, "bob@us.example", "secret")

    item = account.inbox.get()

    assert "rich <b>words" in item.body
    assert item.text_body == "plain words\r\n"
    assert item.has_attachments
    attachments = {attachment.name: attachment for attachment in item.attachments}
    assert set(attachments) == {"offer.pdf", "inside"}
    assert attachments["offer.pdf"].content == b"%PDF"
    assert attachments["offer.pdf"].size == 4
    assert b"Subject: inside" in attachments["inside"].item.mime_content


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@x.example", [("", "a@x.example")]),
        ('"Bø, A" <a@x.example>; b@x.example', [("Bø, A", "a@x.example"), ("", "b@x.example")]),
        ("a@x.example (Ann (the boss))", [("Ann (the boss)", "a@x.example")]),
        ("undisclosed-recipients:;", []),
        ("Ann", [("Ann", "")]),
        ("<@relay.example:a@x.example>", [("", "a@x.example")]),
        ("=?utf-8?q?J=C3=B8rn?= <j@x.example>", [("Jørn", "j@x.example")]),
        ("<<a@x.example>", [("", "a@x.example")]),
        ("", []),
        (",,;<>,", []),
        ("Client, Ann <a@x.example>", [("Client, Ann", "a@x.example")]),
        ("b@x.example, Client, Ann, PhD <a@x.example>", [("", "b@x.example"), ("Client, Ann, PhD", "a@x.example")]),
        ("Client, Ann a@x.example", [("Client", ""), ("Ann", "a@x.example")]),
        ("a @ x.example", [("", "a@x.example")]),
    ],
)
def test_addresses_are_found_however_they_are_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert addresses(text) == expected


@pytest.mark.sampled(one_in=4)
@pytest.mark.parametrize("mark", ["(", "((a) ", "<", '"', ",", ":"])
def test_a_megabyte_of_one_mark_takes_no_longer_than_its_length(mark: str) -> None:
    assert len(addresses(mark * (1_000_000 // len(mark)))) <= 1


def _all_bytes() -> list[Path]:
    found = sorted(CORPUS.rglob("*.eml")) if CORPUS.exists() else []
    spec = importlib.util.find_spec("test.test_email")
    for place in (spec.submodule_search_locations or []) if spec else []:
        found += sorted(Path(place, "data").glob("msg_*.txt"))
    return found


@pytest.mark.skipif(not _all_bytes(), reason="neither the mail corpus nor the system Python's test messages are here")
def test_real_and_broken_messages_all_arrive_and_can_be_read(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    simulator.add_mailbox("bob@us.example", "secret")
    outlook = simulator.outlook("bob@us.example")
    for path in _all_bytes():
        outlook.deliver(path.read_bytes())
    account = exchange_account(simulator, "bob@us.example", "secret")

    messages = list(account.inbox.all())

    assert len(messages) == len(_all_bytes())
    assert not [message for message in messages if isinstance(message, Exception)]


@pytest.mark.skipif(not CORPUS.exists(), reason="the mail corpus is not here")
def test_a_folder_of_folders_becomes_folders(simulator: Simulator) -> None:
    simulator.add_mailbox("bob@us.example", "secret")

    loaded = simulator.load("bob@us.example", CORPUS)

    assert loaded.messages == 87
    assert loaded.problems == []
    assert {"Inbox/rfc", "Inbox/legacy", "Inbox/malformed"} <= set(simulator.outlook("bob@us.example").folders())


def test_mbox_and_maildir_are_read_with_their_flags(simulator: Simulator, tmp_path: Path) -> None:
    simulator.add_mailbox("bob@us.example", "secret")
    box = formats.mbox(tmp_path / "old.mbox")
    for number, flags in ((1, "R"), (2, "")):
        message = formats.mboxMessage(eml("From: a@x.example", f"Subject: m{number}"))
        message.set_flags(flags)
        box.add(message)
    box.close()
    maildir = formats.Maildir(tmp_path / "mail")
    maildir.add(eml("From: a@x.example", "Subject: top"))
    maildir.add_folder("Tender").add(eml("From: a@x.example", "Subject: below"))

    simulator.load("bob@us.example", tmp_path / "old.mbox")
    simulator.load("bob@us.example", tmp_path / "mail")

    outlook = simulator.outlook("bob@us.example")
    assert {item["subject"]: item["is_read"] for item in outlook.items()} == {"m1": True, "m2": False, "top": False}
    assert [item["subject"] for item in outlook.items("Inbox/Tender")] == ["below"]


def test_the_keywords_header_stays_readable_beside_the_categories() -> None:
    item, _ = item_from_mime(eml("From: a@x.example", "Keywords: Red; Blue"), NOW)

    assert item.categories == ["Red", "Blue"]
    assert item.extended[header_key("keywords")].values == ("Red; Blue",)


SERIES = "\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        "UID:series@x.example",
        "DTSTART;TZID=Europe/Oslo:20260323T090000",
        "DTEND;TZID=Europe/Oslo:20260323T100000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4",
        "EXDATE;TZID=Europe/Oslo:20260406T090000",
        "SUMMARY:Weekly",
        "CATEGORIES:OPP-3,Red",
        "ATTENDEE;CN=Ann;PARTSTAT=ACCEPTED:mailto:ann@client.example",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:series@x.example",
        "RECURRENCE-ID;TZID=Europe/Oslo:20260330T090000",
        "DTSTART;TZID=Europe/Oslo:20260330T130000",
        "DTEND;TZID=Europe/Oslo:20260330T140000",
        "SUMMARY:Weekly, later",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:day@x.example",
        "DTSTART;VALUE=DATE:20260401",
        "SUMMARY:All day",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
).encode()


def test_a_series_has_a_master_and_its_occurrences_keep_local_time(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    simulator.add_mailbox("bob@us.example", "secret", zone="Europe/Oslo")
    simulator.outlook("bob@us.example").put_calendar(SERIES)
    account = exchange_account(simulator, "bob@us.example", "secret")
    utc = EWSTimeZone("UTC")

    masters = {item.subject: item for item in account.calendar.all()}
    seen = list(
        account.calendar.view(start=datetime(2026, 3, 1, tzinfo=utc), end=datetime(2026, 5, 1, tzinfo=utc)).only(
            "subject", "start", "type", "uid"
        )
    )

    assert set(masters) == {"Weekly", "All day"}
    master = masters["Weekly"]
    assert master.type == "RecurringMaster"
    assert master.recurrence.pattern.weekdays == [1]
    assert master.recurrence.boundary.number == 4
    assert [one.start for one in master.modified_occurrences] == [datetime(2026, 3, 30, 11, tzinfo=UTC)]
    assert [one.start for one in master.deleted_occurrences] == [datetime(2026, 4, 6, 7, tzinfo=UTC)]
    assert master.first_occurrence.start == datetime(2026, 3, 23, 8, tzinfo=UTC)
    assert master.last_occurrence.start == datetime(2026, 4, 13, 7, tzinfo=UTC)
    assert master.categories == ["OPP-3", "Red"]
    assert [(item.subject, item.type, item.start) for item in seen] == [
        ("Weekly", "Occurrence", datetime(2026, 3, 23, 8, tzinfo=UTC)),
        ("Weekly, later", "Exception", datetime(2026, 3, 30, 11, tzinfo=UTC)),
        ("All day", "Single", datetime(2026, 3, 31, 22, tzinfo=UTC)),
        ("Weekly", "Occurrence", datetime(2026, 4, 13, 7, tzinfo=UTC)),
    ]


def test_an_occurrence_can_be_read_by_number_changed_and_deleted(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    simulator.add_mailbox("bob@us.example", "secret", zone="Europe/Oslo")
    simulator.outlook("bob@us.example").put_calendar(SERIES)
    account = exchange_account(simulator, "bob@us.example", "secret")
    master = account.calendar.get(subject="Weekly")

    fourth = master.occurrence(index=4).refresh()
    fourth.location = "Oslo"
    fourth.save(update_fields=["location"])
    first = master.occurrence(index=1).refresh()
    first.delete()

    again = account.calendar.get(subject="Weekly")
    assert fourth.recurring_master().refresh().subject == "Weekly"
    assert master.occurrence(index=4).refresh().location == "Oslo"
    assert len(again.modified_occurrences) == 2
    assert len(again.deleted_occurrences) == 2
    assert again.changekey != master.changekey


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=10",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20261231T235959Z",
        "FREQ=MONTHLY;BYMONTHDAY=15",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=6",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=5;BYDAY=-1SU",
        "FREQ=HOURLY",  # Exchange has no such thing: the first one stays
    ],
)
def test_every_kind_of_recurrence_goes_over_the_wire(
    simulator: Simulator, exchange_account: AccountMaker, rule: str
) -> None:
    simulator.add_mailbox("bob@us.example", "secret", zone="America/New_York")
    simulator.outlook("bob@us.example").put_calendar(
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDTSTART:20260505T120000Z\nRRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR".encode()
    )
    account = exchange_account(simulator, "bob@us.example", "secret")

    item = account.calendar.get()

    assert (item.recurrence is not None) == (rule != "FREQ=HOURLY")
