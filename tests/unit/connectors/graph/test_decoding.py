"""Whatever bytes come, an answer is typed values or one sentence; one bad item costs the others nothing."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.characters import FORBIDDEN
from connectors.graph.reading import emails, messages
from connectors.graph.wire.decoding import careful, decode, refusal_in
from connectors.graph.wire.errors import BadAnswer
from connectors.mailbox import Email, PassedOver, Sensitivity, Unreadable, Upserted

LINK = "https://graph.microsoft.com/v1.0/users/x/mailFolders/y/messages/delta?$deltatoken=z"


def a_row(**told: Any) -> dict[str, Any]:
    return {
        "@odata.etag": 'W/"CQAA"',
        "id": "AAMk1",
        "changeKey": "CQAA",
        "subject": "Tender",
        "from": {"emailAddress": {"name": "Ann", "address": "Ann@client.example"}},
        "sender": {"emailAddress": {"name": "Eve", "address": "eve@client.example"}},
        "toRecipients": [{"emailAddress": {"address": "bob@us.example"}}],
        "ccRecipients": [],
        "bccRecipients": [],
        "replyTo": [],
        "receivedDateTime": "2026-12-01T10:00:00Z",
        "sentDateTime": "2026-12-01T09:59:58Z",
        "categories": ["mine"],
        "hasAttachments": False,
        "internetMessageId": "<m1@client.example>",
        "conversationId": "AAQk",
        "conversationIndex": "AdYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "isDraft": False,
        "body": {"contentType": "text", "content": "Hello"},
        "internetMessageHeaders": [{"name": "From", "value": "Ann <Ann@client.example>"}],
        "singleValueExtendedProperties": [
            {"id": "Integer 0x36", "value": "2"},
            {"id": "Integer 0xe08", "value": "1500"},
            {"id": "String 0x1a", "value": "IPM.Note"},
            {"id": "String 0x1042", "value": "<m0@x>"},
            {"id": "String 0x1039", "value": "<m0@x> <m00@x>"},
        ],
        **told,
    }


def page(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"value": list(rows), "@odata.deltaLink": LINK}).encode()


def email(**told: Any) -> Email:
    [message] = messages.page(page(a_row(**told))).messages
    change = emails.change(message)
    assert isinstance(change, Upserted)
    assert isinstance(change.item, Email)
    return change.item


def test_a_message_comes_whole() -> None:
    found = email()

    assert (found.item_id, found.change_key, found.message_id) == ("AAMk1", "CQAA", "<m1@client.example>")
    assert found.sender is not None
    assert found.sent_by is not None
    assert (found.sender.address, found.sent_by.address) == ("Ann@client.example", "eve@client.example")
    assert found.received_at == datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert (found.sensitivity, found.size, found.in_reply_to) == (Sensitivity.PRIVATE, 1500, "<m0@x>")
    assert found.references == ("<m0@x>", "<m00@x>")
    assert (found.untold, found.unclear, found.lacking) == (frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize("spelling", ["Integer 0x0E08", "Integer 0xE08", "integer 0xe08"])
def test_a_property_is_known_however_the_server_spells_it(spelling: str) -> None:
    assert email(singleValueExtendedProperties=[{"id": spelling, "value": "77"}]).size == 77


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("subject", "subject"),
        ("body", "body"),
        ("from", "from"),
        ("toRecipients", "to"),
        ("receivedDateTime", "received_at"),
        ("isDraft", "is_draft"),
        ("internetMessageId", "message_id"),
        ("hasAttachments", "has_attachments"),
        ("internetMessageHeaders", "headers"),
    ],
)
def test_what_is_not_told_is_not_taken_for_empty(told: str, name: str) -> None:
    row = a_row()
    del row[told]

    [message] = messages.page(page(row)).messages
    change = emails.change(message)

    assert isinstance(change, Upserted)
    assert change.item.untold == {name}


def test_what_is_told_as_null_is_none() -> None:
    found = email(subject=None, **{"from": None}, sender=None, toRecipients=None, body=None, categories=None)

    assert (found.subject, found.sender, found.to, found.body, found.categories) == ("", None, (), "", ())
    assert found.untold == frozenset()


def test_without_its_properties_a_message_lacks_its_sensitivity() -> None:
    row = a_row()
    del row["singleValueExtendedProperties"]

    [message] = messages.page(page(row)).messages
    change = emails.change(message)

    assert not messages.is_told(message)
    assert isinstance(change, Upserted)
    assert "sensitivity" in change.item.lacking


@pytest.mark.parametrize(
    ("headers", "lacking"),
    [([], set()), ([{"name": "From", "value": "<>"}], set()), ([{"name": "From", "value": "Ann"}], {"from"})],
    ids=["no headers", "an empty one", "a name"],
)
def test_what_nobody_wrote_does_not_lack_a_writer(headers: list[dict[str, str]], lacking: set[str]) -> None:
    row = a_row(internetMessageHeaders=headers)
    del row["from"], row["sender"]
    [message] = messages.page(page(row)).messages
    assert not messages.is_told(message)

    change = emails.change(messages.with_nobody(message))

    assert isinstance(change, Upserted)
    assert change.item.lacking == lacking


def test_a_draft_without_a_writer_is_told_whole() -> None:
    row = a_row(isDraft=True)
    del row["from"], row["sender"], row["internetMessageHeaders"]

    [message] = messages.page(page(row)).messages

    assert messages.is_told(message)
    assert messages.are_headers_told(message)


@pytest.mark.parametrize("item_class", ["IPM.Contact", "IPM.Post", "IPM.StickyNote.Mine", "ipm.task"])
def test_what_is_no_mail_is_passed_over(item_class: str) -> None:
    [message] = messages.page(
        page(a_row(singleValueExtendedProperties=[{"id": "String 0x1a", "value": item_class}]))
    ).messages

    assert isinstance(emails.change(message), PassedOver)


@pytest.mark.parametrize(
    "told",
    [
        {"subject": 17},
        {"toRecipients": "nobody"},
        {"receivedDateTime": "yesterday"},
        {"receivedDateTime": ""},
        {"isDraft": "perhaps"},
        {"body": []},
        {"singleValueExtendedProperties": [{"id": "Integer 0x36", "value": "9"}]},
        {"singleValueExtendedProperties": [{"id": "Integer 0xe08", "value": "much"}]},
        {"categories": [1]},
        {"receivedDateTime": "9999-12-31T23:59:59.9999999Z"},
    ],
    ids=str,
)
def test_one_bad_item_is_unreadable_alone(told: dict[str, Any]) -> None:
    found = messages.page(page(a_row(**told), a_row(id="AAMk2")))

    changes = [emails.change(one) for one in found.messages] + found.unreadable

    kinds = {one.item_id if isinstance(one, Unreadable) else one.item.item_id: type(one) for one in changes}  # type: ignore[union-attr]
    assert kinds == {"AAMk1": Unreadable, "AAMk2": Upserted}


@pytest.mark.parametrize(
    "added", [{"x": {"y": [1]}}, {"importance": "sometimes"}, {"@odata.type": "#microsoft.graph.new"}]
)
def test_what_microsoft_adds_changes_nothing(added: dict[str, Any]) -> None:
    assert email(**added) == email()


@pytest.mark.parametrize(
    "written", ['"a\\u0000b"', '"a\\bb"', '"a\\ud83db"', '"a\\ufffeb"', '"a\ufffeb"', '"a\\u001fb"', '"a\\fb"']
)
def test_what_no_database_holds_is_taken_out(written: str) -> None:
    content = page(a_row(), a_row(id="AAMk2")).decode().replace('"Tender"', written).encode()

    found = messages.page(content)
    changes = [emails.change(one, is_clean=found.is_clean) for one in found.messages]

    assert [one.item.subject for one in changes if isinstance(one, Upserted) and isinstance(one.item, Email)] == [
        "ab"
    ] * 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing"),
        (b"  ", "nothing"),
        (b"<html><body>sign in</body></html>", "web page"),
        (page(a_row())[:-40], "cut short"),
        (b'{"value":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "deeper"),
        (b'{"value":' + b"[" * 10_000, "deeper"),
        (b"[]", "what changed"),
        (b'{"value": {}}', "what changed"),
        (b'{"value": [{"subject": "x"}]}', "does not name it"),
        (b'{"value": [17]}', "does not name it"),
        (b"\xff\xfe{", "cut short"),
    ],
)
def test_what_is_no_page_is_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(BadAnswer, match=words):
        messages.page(content)


def test_a_number_too_long_to_be_one_costs_its_own_item_alone() -> None:
    content = page(a_row(odd=0), a_row(id="AAMk2")).decode().replace('"odd": 0', '"isDraft": ' + "9" * 6000).encode()

    found = messages.page(content)

    assert ([one.id for one in found.messages], [one.item_id for one in found.unreadable]) == (["AAMk2"], ["AAMk1"])


@given(st.binary(max_size=300))
def test_no_bytes_let_anything_else_out(content: bytes) -> None:
    for read in (messages.page, careful, lambda data: decode(data, dict), refusal_in):
        with suppress(BadAnswer):
            read(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(a_row())[1:]), JSON, max_size=4), st.data())
def test_whatever_a_property_holds_the_item_beside_it_is_read(told: dict[str, Any], data: st.DataObject) -> None:
    told.pop("id", None)
    content = json.dumps({"value": [a_row(**told), a_row(id="AAMk2")], "@odata.deltaLink": LINK}).encode()

    found = messages.page(content)
    changes = [emails.change(one, is_clean=found.is_clean) for one in found.messages]

    [other] = [one for one in changes if isinstance(one, Upserted) and one.item.item_id == "AAMk2"]
    assert other.item == email(id="AAMk2")
    for one in changes:
        if isinstance(one, Upserted) and isinstance(one.item, Email):
            assert not FORBIDDEN.search(one.item.subject + one.item.body + "".join(one.item.categories))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"error":{"code":"ErrorItemNotFound","message":"gone"}}', ("ErrorItemNotFound", "gone")),
        (b'{"error":{"code":"","message":"","innerError":{"code":"SyncStateNotFound"}}}', ("SyncStateNotFound", "")),
        (b'{"error":{"message":"x","innererror":{"code":"ResyncRequired"}}}', ("ResyncRequired", "x")),
        (b'{"error":{"code":17,"message":[]}}', ("", "")),
        (b"<html>", ("", "")),
        (b"", ("", "")),
        (b'{"error":"invalid_client"}', ("", "")),
    ],
)
def test_the_code_of_a_refusal_is_found_wherever_it_stands(body: bytes, expected: tuple[str, str]) -> None:
    assert refusal_in(body) == expected


# --- several at once --------------------------------------------------------------------------------------------------


def _read_in_the_middle() -> type[int]:
    """msgspec asks for this in the middle of reading a type; another thread wants that very type meanwhile."""
    other = threading.Thread(target=lambda: (decode(b'{"items": [{"number": 7}]}', _Told), _SAID.append("by another")))
    other.start()
    other.join(0.1)  # it waits, or has had its answer a hundred times over
    _SAID.append("read")
    _OTHERS.append(other)
    return int


_SAID: list[str] = []
_OTHERS: list[threading.Thread] = []


class _Item(msgspec.Struct):
    number: "_read_in_the_middle()" = 0  # type: ignore[valid-type]  # noqa: UP037


class _Told(msgspec.Struct):
    items: list[_Item]


def test_of_a_type_that_one_thread_is_reading_another_knows_all_or_waits() -> None:
    told = decode(b'{"items": [{"number": 5}]}', _Told)
    for other in _OTHERS:
        other.join()

    assert told == _Told([_Item(5)])
    assert _SAID == ["read", "by another"]
