"""Message-IDs as programs write them, signs of an answer, and senders' clocks."""

# ruff: noqa: RUF001 - subjects in other scripts than this file's

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import Email, Person, Sensitivity
from daemon.link import Copy, Decision, decide, facts_of
from daemon.link.decision import ALONE
from daemon.link.facts import ANSWER, AUTOMATIC, CLOCK, LIST, with_others, with_receipt
from daemon.link.identity import fingerprint_of, identity_of, message_id, message_ids, parents_of
from daemon.text.subjects import bare, is_answer
from store.values import Candidates, KnownPage, Link, Member, Outcome
from tests.unit.daemon.items import BOX, ME, NOON, POLICY, a_span, an_email, candidates, known


def decided(mail: Email, what_exists: Candidates, page: KnownPage = ALONE) -> Decision:
    return decide(Copy(facts_of(mail, "OPP"), BOX, ME, None, NOON - timedelta(days=90)), what_exists, POLICY, page)


ONE, TWO = "<a.1@x.example>", "<b-2@y.example>"


@pytest.mark.parametrize(
    "written",
    [
        "<a.1@x.example>",
        " <a.1@x.example> ",
        "a.1@x.example",
        "\t<a.1@x.example>\r\n",
        "<a.1@x\r\n .example>",
        "< a.1@x.example >",
        "<<a.1@x.example>>",
        '"<a.1@x.example>"',
        "<a.1@x.example",
        "<a.1@x.example> (added by mailer)",
        "=?utf-8?q?=3Ca=2E1=40x=2Eexample=3E?=",
        "=?utf-8?q?=3Ca=2E1=40x?=\r\n =?utf-8?q?=2Eexample=3E?=",
        "&lt;a.1@x.example&gt;",
        "<a.1@x.example>\u200b",
    ],
)
def test_a_message_id_is_one_however_it_is_written(written: str):
    assert message_id(written) == ONE
    assert parents_of(an_email(in_reply_to=written)) == (ONE,)


@pytest.mark.parametrize("nothing", ["", " ", "<>", "< >", '""'])
def test_what_holds_no_message_id_names_none(nothing: str):
    assert message_id(nothing) == ""
    assert message_ids(nothing) == []
    assert identity_of(an_email(message_id=nothing)).startswith("fingerprint:")


@pytest.mark.parametrize(
    ("header", "ids"),
    [
        (f"{ONE} {TWO}", [ONE, TWO]),
        (f"{ONE},{TWO}", [ONE, TWO]),
        (f"{ONE}{TWO}", [ONE, TWO]),
        (f"{ONE};\r\n\t{TWO}", [ONE, TWO]),
        ("a.1@x.example b-2@y.example", [ONE, TWO]),
        ("a.1@x.example, b-2@y.example", [ONE, TWO]),
        (f"{ONE} b-2@y.example", [ONE, TWO]),
        (f"{ONE} {ONE}", [ONE]),
        (f'Your message of "Mon, 6 Oct 2025 10:00:00 +0200" {ONE}', [ONE]),
        (f"{ONE} from Ann Client at Oct 6", [ONE]),
        (f'Message from Ann Client <ann@client.example> of "Mon, 06 Oct 2025 10:00:00" {ONE}', [ONE]),
        (f"ann@client.example's message of Monday {ONE}", [ONE]),
        ("Your message a.1@x.example of Monday", [ONE]),
        ("Your message of Monday", []),
        ("<a 1@x.example>", ["<a1@x.example>"]),
        ("20251006.17", ["<20251006.17>"]),
        ("'a.1@x.example'", [ONE]),
    ],
)
def test_a_header_names_the_messages_that_it_means(header: str, ids: list[str]):
    assert message_ids(header, ["Ann@Client.example"]) == ids


def test_a_folded_list_of_any_length_keeps_the_nearest_and_the_first():
    ids = [f"<{n:06}@x.example>" for n in range(3_000)]

    parents = parents_of(an_email(references=tuple("\r\n\t".join(ids).split("\r\n\t"))))

    assert parents == (*ids[-19:][::-1], ids[0])


@given(st.text(alphabet="<>@a, \t\"'=?&;", max_size=60), st.text(alphabet="<>@a, \t", max_size=60))
def test_whatever_a_header_holds_each_id_is_as_a_message_calls_itself(one: str, other: str):
    for found in message_ids(f"{one} {other}"):
        assert message_id(found) == found


# --- signs of an answer -----------------------------------------------------------------------------------------------

PREFIXES = (
    *("RE: x", "Re:x", "re : x", "AW: x", "SV: x", "VS: x", "Antw: x", "TR: x", "RV: x", "FW: x", "Fwd: x", "WG: x"),
    *("VB: x", "VL: x", "Odp: x", "PD: x", "YNT: x", "İLT: x", "ΑΠ: x", "ΠΡΘ: x", "Ответ: x", "НА: x", "回复: x"),
    *(
        "回复：x",
        "答复: x",
        "转发: x",
        "답장: x",
        "회신: x",
        "返信: x",
        "转发：x",
        "RES: x",
        "ENC: x",
        "Rif: x",
        "R: x",
    ),
    *("Re[2]: x", "RE (3): x", "Re^2: x", "Re2: x", "RE\u00a0: x", "\u200fRE: x", "[EXTERNAL] RE: x", "RE: [EXT] x"),
    *("[list] [EXT] Re: x", "(External) AW: x", "*EXT* SV: x", "EXTERN: AW: x", "Vá: x", "תגובה: x", "رد: x"),
)
NONE = ("Invoice", "Report: x", "PO: 17", "Really: x", "", "Agenda RE: x", "[EXTERNAL] Invoice", "Info: x", "Awards: x")


@pytest.mark.parametrize("subject", PREFIXES)
def test_an_answers_prefix_is_known_in_any_language(subject: str):
    assert is_answer(subject)


@pytest.mark.parametrize("subject", NONE)
def test_a_subject_of_its_own_is_no_answers(subject: str):
    assert not is_answer(subject)
    assert bare(subject) == subject


HERS = Member(5, "<q@x>", NOON - timedelta(hours=1), (Link(17, "category"),), people=frozenset({"ann@client.example"}))
TALK = KnownPage((), (), {}, {"talk": [HERS]})


@pytest.mark.parametrize(
    ("changes", "is_thread"),
    [
        ({"subject": "Invoice"}, False),
        ({"subject": "AW: Invoice"}, True),
        ({"subject": "Invoice", "conversation_depth": 1}, True),
        ({"subject": "Invoice", "in_reply_to": "<unknown@x>"}, True),
    ],
)
def test_a_conversation_links_what_bears_the_sign_of_an_answer(changes: dict[str, object], is_thread: bool):
    decision = decided(an_email(conversation_id="talk", **changes), candidates(a_span(17), a_span(18)), page=TALK)

    assert (decision.receipt.rule == "thread") is is_thread


# --- clocks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "is_believed"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(1980, 1, 1, tzinfo=UTC), False),
        (datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC), False),
        (NOON + timedelta(days=3), False),
        (NOON + timedelta(hours=2), False),
        (NOON - timedelta(days=400), False),
        (NOON + timedelta(minutes=30), True),
        (NOON - timedelta(days=5), True),
        (NOON - timedelta(days=29), True),
    ],
)
def test_a_senders_clock_is_believed_as_far_as_mail_travels(sent: datetime, is_believed: bool):
    facts = facts_of(an_email(sent_at=sent), "OPP")

    assert facts.at == (sent if is_believed else NOON)
    assert (CLOCK in facts.traits) is not is_believed


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), NOON),
        (datetime(2038, 1, 19, tzinfo=UTC), NOON),
        (NOON - timedelta(days=400), NOON - timedelta(days=400)),
        (None, None),
    ],
)
def test_mail_without_a_time_of_receipt_was_received_when_it_was_seen_at_the_latest(
    sent: datetime | None, at: datetime | None
):
    facts = facts_of(with_receipt(an_email(sent_at=sent, received_at=None), NOON), "OPP")

    assert facts.at == at


def test_mail_that_was_received_within_the_backfill_is_looked_at_whatever_its_senders_clock_said():
    for sent in (datetime(1970, 1, 1, tzinfo=UTC), NOON - timedelta(days=29)):
        decision = decided(an_email(sent_at=sent), candidates(a_span(17)))

        assert decision.receipt.outcome is Outcome.LINKED


def test_of_two_of_the_same_second_the_answer_comes_second_and_why_says_so():
    question, answer = (
        an_email(message_id="<z@x>", subject="Offer", conversation_id="talk"),
        an_email(message_id="<a@x>", subject="RE: Offer", conversation_id="talk"),
    )
    below = Member(6, "<a@x>", NOON, (Link(17, "category"),), depth=1)
    above = Member(5, "<z@x>", NOON, (Link(17, "category"),))
    two = candidates(a_span(17), a_span(18))

    first = decided(question, two, page=KnownPage((), (), {}, {"talk": [below]}))
    second = decided(answer, two, page=KnownPage((), (), {}, {"talk": [above]}))

    assert first.receipt.rule == "ambiguous"
    assert second.receipt.rule == "thread"
    assert "of the same second: the answer comes second" in second.receipt.reason


# --- changed on the way -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "subject",
    ["[EXTERNAL] RE: Our offer", "RE: [EXTERNAL] Our offer", "[list] [EXT] RE:  Our Offer", "EXTERN: RE: Our offer"],
)
def test_what_a_gateway_puts_before_a_subject_makes_no_other_message(subject: str):
    one, other = an_email(subject="RE: Our offer"), an_email(subject=subject, size=9_999, body="Caution!")

    assert fingerprint_of(one) == fingerprint_of(other)


@pytest.mark.parametrize(
    "changes", [{"subject": "Their offer"}, {"sent_at": NOON - timedelta(minutes=1)}, {"sender": Person("b@x.example")}]
)
def test_another_subject_sender_or_date_is_another_message(changes: dict[str, Any]):
    assert fingerprint_of(an_email(**changes)) != fingerprint_of(an_email())


@pytest.mark.parametrize(("one", "other"), [("[17]", "[18]"), ("Offer [17]", "Offer [18]"), ("(a) x", "(a) y")])
def test_a_tag_that_is_the_subject_itself_counts(one: str, other: str):
    assert fingerprint_of(an_email(subject=one)) != fingerprint_of(an_email(subject=other))


# --- one of several copies --------------------------------------------------------------------------------------------

WRONG = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = NOON - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("copy", "others", "expected"),
    [
        ({"subject": "Checked: RE: Offer"}, {"depth": 1}, ((), {ANSWER}, NOON)),
        ({"subject": "RE: Offer"}, {"depth": 0}, ((), {ANSWER}, NOON)),
        ({"subject": "Offer"}, {"depth": 0}, ((), set(), NOON)),
        ({}, {"depth": 1, "parents": (ONE,), "traits": {}}, ((ONE,), set(), NOON)),
        ({"in_reply_to": TWO}, {"depth": 2, "parents": (ONE, TWO), "traits": {}}, ((TWO,), set(), NOON)),
        ({"headers": {"precedence": "list"}}, {"traits": {}}, ((), set(), NOON)),
        ({"headers": {"precedence": "list"}}, {"traits": {AUTOMATIC: "x"}}, ((), {AUTOMATIC}, NOON)),
        ({"headers": {"precedence": "list"}}, {}, ((), {AUTOMATIC, LIST}, NOON)),
        ({"sent_at": WRONG}, {"traits": {CLOCK: "1970"}, "at": FIRST}, ((), {CLOCK}, FIRST)),
        ({"sent_at": WRONG}, {"traits": {CLOCK: "1970"}, "at": NOON + timedelta(minutes=5)}, ((), {CLOCK}, NOON)),
        ({}, {"traits": {}, "at": FIRST}, ((), set(), NOON)),
    ],
)
def test_a_copy_is_judged_by_what_all_copies_tell(copy: dict[str, Any], others: dict[str, Any], expected: Any):
    facts = facts_of(an_email(**copy), "OPP")

    judged = with_others(facts, replace(known(), **others))

    assert (judged.parents, set(judged.traits), judged.at) == expected


def test_a_private_copy_takes_nothing_from_the_others():
    facts = facts_of(an_email(sensitivity=Sensitivity.PRIVATE), "OPP")

    assert with_others(facts, replace(known(), depth=1, parents=(ONE,), traits={})) == facts
