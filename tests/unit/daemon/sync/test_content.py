"""What recognises an item, and what history keeps of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Attachment, Person, Sensitivity
from daemon.link import Decision, Linkable, facts_of
from daemon.link.identity import fingerprint_of, identity_of
from daemon.link.policy import WHOLE, HistoryPolicy, KeptBody, KeptText
from daemon.sync import content
from store.values import ItemContent, Link, Outcome, Receipt
from tests.unit.daemon.items import NOON, an_appointment, an_email

LINKED = Decision(Receipt(Outcome.LINKED, "address", "why"), links=(Link(17, "address"),))
SKIPPED = Decision(Receipt(Outcome.SKIPPED, "inside", "why"))


def content_of(item: Linkable, decision: Decision, kept: KeptText = WHOLE) -> ItemContent:
    return content.content_of(item, facts_of(item, "OPP"), decision, "thread", kept)


@pytest.mark.parametrize(
    "copy",
    [
        {"size": 9},
        {"received_at": NOON + timedelta(hours=1)},
        {"item_id": "B"},
        {"sender": Person("ANN@client.example")},
    ],
)
def test_copies_of_one_message_have_one_fingerprint(copy: dict[str, Any]):
    assert fingerprint_of(replace(an_email(), **copy)) == fingerprint_of(an_email())


@pytest.mark.parametrize(
    "other", [{"subject": "x"}, {"sent_at": NOON - timedelta(seconds=1)}, {"sender": Person("eve@client.example")}]
)
def test_another_message_under_a_forged_message_id_has_another_fingerprint(other: dict[str, Any]):
    assert fingerprint_of(replace(an_email(), **other)) != fingerprint_of(an_email())


@pytest.mark.parametrize("other", [{"size": 9}, {"body": "x"}])
def test_without_a_message_id_size_and_text_tell_messages_apart(other: dict[str, Any]):
    mail = an_email(message_id="")

    assert fingerprint_of(replace(mail, **other)) != fingerprint_of(mail)


def test_an_edited_appointment_stays_the_same_item():
    edited = an_appointment(subject="moved", start=NOON + timedelta(days=1))

    assert (identity_of(edited), fingerprint_of(edited)) == ("uid-1", "")


def test_an_occurrence_is_known_by_its_original_start():
    assert identity_of(an_appointment(original_start=NOON)) == "uid-1 20260310T120000Z"


@given(st.text(max_size=2_000))
def test_every_identity_fits_an_index(message_id: str):
    assert len(identity_of(an_email(message_id=message_id))) <= 500


def test_history_keeps_the_text_of_what_is_linked():
    kept = content_of(an_email(body="Dear Bob,\n\nyes\x00."), LINKED)

    assert (kept.body, kept.preview) == ("Dear Bob,\n\nyes.", "Dear Bob, yes.")


REPLY = "Yes!\n\nOn 10/03/2026 12:00, Bob wrote:\n> Shall we?"


@pytest.mark.parametrize(
    ("kept", "body", "preview"),
    [
        (KeptBody.FULL, REPLY, "Yes!"),
        (KeptBody.TEXT, "Yes!", "Yes!"),
        (KeptBody.PREVIEW, "", "Yes!"),
        (KeptBody.NONE, "", ""),
    ],
)
def test_history_keeps_of_a_text_what_it_was_told_to(kept: KeptBody, body: str, preview: str):
    content = content_of(an_email(body=REPLY), LINKED, KeptText(kept))

    assert (content.body, content.preview) == (body, preview)


def test_a_preview_shows_what_is_quoted_where_nothing_else_was_written():
    assert content_of(an_email(body="> Shall we?"), LINKED, KeptText(KeptBody.TEXT)).preview == "> Shall we?"


def test_a_preview_shows_links_without_their_addresses():
    offer = an_email(body='See <a href="https://x.example/1">our offer</a>.', body_is_html=True)

    content = content_of(offer, LINKED)

    assert (content.body, content.preview) == ("See our offer <https://x.example/1>.", "See our offer.")


@pytest.mark.parametrize(("age", "is_kept"), [(timedelta(days=364), True), (timedelta(days=366), False)])
def test_of_what_is_older_than_the_retention_period_no_text_is_kept(age: timedelta, is_kept: bool):
    kept = HistoryPolicy(retention=timedelta(days=365)).at(NOON + age)

    content = content_of(an_email(body="Yes"), LINKED, kept)

    assert (content.subject, bool(content.body), bool(content.preview)) == ("200 seats", is_kept, is_kept)


def test_history_keeps_the_names_of_attachments_on_one_line_each():
    mail = an_email(attachments=(Attachment("Offer\n2026\u202e.pdf", 9), Attachment("a" * 9_000, -1, True)))

    content = content_of(mail, LINKED)

    assert [(one.name, one.size, one.is_inline) for one in content.attachments] == [
        ("Offer 2026.pdf", 9, False),
        ("a" * 500, 0, True),
    ]


def test_of_too_many_attachments_the_first_are_kept():
    assert len(content_of(an_email(attachments=(Attachment("x", 1),) * 5_000), LINKED).attachments) == 200


@pytest.mark.parametrize("decision", [LINKED, SKIPPED])
def test_of_skipped_and_private_items_no_attachments_are_kept(decision: Decision):
    sensitivity = Sensitivity.PRIVATE if decision.links else Sensitivity.NORMAL

    assert content_of(an_email(attachments=(Attachment("x", 1),), sensitivity=sensitivity), decision).attachments == ()


@given(st.text(), st.booleans(), st.sampled_from(KeptBody))
def test_any_body_is_kept_as_clean_text(body: str, is_html: bool, kept: KeptBody):
    content = content_of(an_email(body=body, body_is_html=is_html), LINKED, KeptText(kept))

    assert "\x00" not in content.body + content.preview
    assert len(content.preview) <= 200


def test_of_a_skipped_item_no_text_is_kept():
    kept = content_of(an_email(body="secret plans"), SKIPPED)

    assert (kept.subject, kept.body, kept.preview) == ("200 seats", "", "")


@pytest.mark.parametrize("decision", [LINKED, SKIPPED])
def test_of_a_private_item_only_the_fact_is_kept(decision: Decision):
    private = an_email(sensitivity=Sensitivity.PRIVATE, body="secret")

    kept = content_of(private, decision)

    assert (kept.subject, kept.body, kept.preview) == ("", "", "")
    assert kept.occurred_at == NOON
    assert bool(kept.participants) == bool(decision.links)


@pytest.mark.parametrize(
    "sign", [{}, {"in_reply_to": "<m0@us.example>"}, {"conversation_depth": 1}, {"subject": "RE: x"}]
)
def test_a_block_that_its_writer_typed_is_told_by_what_the_mail_shows(sign: dict[str, Any]):
    whole = "From: Eve <eve@else.example>\nSent: 9 March 2026\nTo: Oslo\nSubject: boxes"
    weak = whole.replace("Sent: 9 March 2026\n", "")
    typed = [f"As agreed.\n\n{block}\n\nPlease collect them." for block in (whole, weak)]

    kept = [content_of(an_email(body=text, **sign), LINKED, KeptText(KeptBody.TEXT)).body for text in typed]

    assert kept == ["As agreed." if sign else typed[0], typed[1]]
