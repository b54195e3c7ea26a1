"""What recognises an item, and what history keeps of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Person, Sensitivity
from daemon.content import content_of, fingerprint_of, identity_of
from daemon.link import Decision
from store.values import Link, Outcome, Receipt
from tests.unit.daemon.items import NOON, an_appointment, an_email

LINKED = Decision(Receipt(Outcome.LINKED, "address", "why"), links=(Link(17, "address"),))
SKIPPED = Decision(Receipt(Outcome.SKIPPED, "inside", "why"))


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
    content = content_of(an_email(body="Dear Bob,\n\nyes\x00."), LINKED)

    assert (content.body, content.preview) == ("Dear Bob,\n\nyes.", "Dear Bob, yes.")


def test_of_a_skipped_item_no_text_is_kept():
    content = content_of(an_email(body="secret plans"), SKIPPED)

    assert (content.subject, content.body, content.preview) == ("200 seats", "", "")


@pytest.mark.parametrize("decision", [LINKED, SKIPPED])
def test_of_a_private_item_only_the_fact_is_kept(decision: Decision):
    private = an_email(sensitivity=Sensitivity.PRIVATE, body="secret")

    content = content_of(private, decision)

    assert (content.subject, content.body, content.preview) == ("", "", "")
    assert content.occurred_at == NOON
    assert bool(content.participants) == bool(decision.links)
