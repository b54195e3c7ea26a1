"""Texts that were worked out where a mail was read are those that are worked out here, or are not taken over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors.mailbox import Person, Sensitivity
from daemon.link import Linkable, Seen, facts_of, seen_when_read, texts_of
from daemon.link.facts import ANSWER
from daemon.sync.decide import _texts_read
from store.values import Participant
from tests.unit.daemon.items import NOON, an_appointment, an_email

REPLY = "Yes, on Monday.\r\n\r\nFrom: Bob <bob@us.example>\r\nSent: Monday\r\n\r\nShall we?"

KINDS: list[dict[str, Any]] = [
    {},
    {"body": ""},
    {"body": "Dear Bob,\r\n\r\nyes."},
    {"body": REPLY},
    {"body": "> all of it is quoted"},
    {"body": "<p>Dear <b>Bob</b></p><script>x</script><blockquote>no</blockquote>", "body_is_html": True},
    {"body": "see <https://x.example/y> " * 2_000},
    {"body": REPLY, "subject": "Re: offer", "sender": Person("bob@us.example", "Bob")},
]


def seen(mail: Linkable) -> Seen:
    found = seen_when_read(mail, is_sent=False, prefix="OPP")
    assert found
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_that_is_seen_where_it_is_read_shows_what_it_shows_here(kind: dict[str, Any]):
    mail = an_email(**kind)

    found = seen(mail)

    assert found.facts == facts_of(mail, "OPP")
    assert found.texts_of(facts_of(mail, "OPP")) == texts_of(mail, facts_of(mail, "OPP"))


def test_what_is_private_is_read_by_nobody():
    assert seen(an_email(body="secret plans", sensitivity=Sensitivity.PRIVATE)).texts is None


@pytest.mark.parametrize("other", [an_appointment(), an_email(received_at=None, sent_at=NOON + timedelta(days=9))])
def test_nothing_is_seen_ahead_of_what_rests_on_when_it_is_seen(other: Linkable):
    assert seen_when_read(other, is_sent=False, prefix="OPP") is None


def test_texts_are_taken_over_where_nothing_is_known_that_makes_others():
    mail = an_email(body=REPLY)
    found = seen(mail)

    assert found.texts_of(replace(found.facts, conversation_id="c", named=(7,))) is found.texts


@pytest.mark.parametrize(
    "known",
    [
        {"people": (Participant("from", "ann@client.example", "Ann"), Participant("to", "eve@client.example", "Eve"))},
        {"people": ()},
        {"parents": ("<m0@x>",)},
        {"traits": {ANSWER: "yes"}},
    ],
    ids=["others", "nobody", "parents", "answer"],
)
def test_texts_are_worked_out_anew_where_more_is_known_of_who_said_what(known: dict[str, Any]):
    found = seen(an_email(body=REPLY))

    assert found.texts_of(replace(found.facts, **known)) is None


def test_texts_of_a_mail_that_another_took_the_place_of_are_not_taken_over():
    mail = an_email(body="Ann's words")
    found = seen(mail)
    as_read = {mail.item_id: (mail, found)}
    masked = replace(mail, body="[erased]'s words")

    assert _texts_read(as_read, mail, found.facts) is found.texts
    assert _texts_read(as_read, masked, found.facts) is None
    assert _texts_read(as_read, replace(mail, item_id="other"), found.facts) is None
