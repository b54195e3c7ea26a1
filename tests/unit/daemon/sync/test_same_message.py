"""Which e-mails of one Message-ID are copies of one message, and which are two."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.mailbox import Email, Person
from daemon.link import facts_of
from daemon.link.decision import Decision
from daemon.link.policy import KeptBody, KeptText
from daemon.sync.content import content_of
from store.rules.copies import all_of
from store.rules.likeness import are_copies, is_copy, is_unnamed_copy, made, together
from store.rules.sketching import without_words
from store.values import Outcome, Participant, Receipt, Sketch
from tests.unit.daemon.items import NOON, an_email

OFFER = "Dear Bob,\n\nplease find our order of 200 seats for 125,000 euro below.\n\nKind regards\nAnn"
BANNER = "CAUTION: This email originated from outside of the organization. Do not click links.\n\n"
OTHER_BANNER = "[EXTERN] Achtung: externe E-Mail, bitte Links prüfen\n\n"
DISCLAIMER = "\n\nThis e-mail is confidential and intended only for the recipient."
OTHER_DISCLAIMER = "\n\nDiese Nachricht ist vertraulich und nur für die Empfänger bestimmt."
SIGNATURE = "\n\nAnn Client | Client Ltd | Main Street 1 | Oslo | our newest brochure is here"
SCANNED = "\n\n-- \nScanned for viruses by a gateway"
QUOTED = "\n\nFrom: Bob <bob@us.example>\nSent: Monday\nTo: Ann\nSubject: Offer\n\nWhat about the two hundred seats?"
FAR_ABOVE = " ".join(f"sentence{n} of the house" for n in range(400)) + "\n\n"
LONG = " ".join(f"word{n * n % 997} and more of it" for n in range(400))


def sketched(**changes: Any) -> Sketch:
    sketch = facts_of(an_email(**changes), "OPP").sketch
    assert sketch is not None
    return made(sketch)


def are_one(one: str, other: str) -> bool:
    """Whether mails of these texts are copies of one; the same in either order."""
    first, second = sketched(body=one), sketched(body=other)
    assert are_copies(first, second) is are_copies(second, first)
    return are_copies(first, second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OFFER, OFFER),
        (OFFER, BANNER + OFFER),
        (OFFER, OFFER + DISCLAIMER),
        (OFFER, BANNER + OFFER + DISCLAIMER),
        (BANNER + OFFER, OFFER + DISCLAIMER),
        (BANNER + OFFER, OTHER_BANNER + OFFER),
        (OFFER + DISCLAIMER, OFFER + OTHER_DISCLAIMER),
        (OFFER + SCANNED, BANNER + OFFER),
        ("ok", "You don't often get email from ann@client.example. Learn why this is important\n\nok"),
        (OFFER, "XyzBannerStart\nThis message came from outside your organization.\nXyzBannerEnd\n" + OFFER),
        ("Thanks!", BANNER + "Thanks!" + DISCLAIMER),
        (OFFER, OFFER.replace("\n", "\r\n").replace(" ", "  ")),
        (OFFER, OFFER.replace("\n\n", "\n").replace("of 200", "of\n200")),
        (OFFER, f"> {OFFER}"),
        (OFFER + "\nhttps://x.example/a", OFFER + "\nhttps://eur03.safelinks.example/?url=https%3A%2F%2Fx.example"),
        (OFFER + "\nour site<https://x.example/a>", OFFER + "\nour site <https://urldefense.example/v3/__x__;!!k$>"),
        (OFFER.replace("Ann", "*Ann*"), OFFER),
        (OFFER + "\n[cid:image001.png@01DC]", OFFER),
        (f"It's {OFFER}", f"It\u2019s {OFFER}"),
        ("Gru\u0308\u00dfe aus Oslo", "Gr\u00fc\u00dfe aus Oslo"),
        (OFFER + QUOTED, OFFER),
        (OFFER + QUOTED, OFFER + SIGNATURE + QUOTED),
        ("Thanks, Ann" + QUOTED, BANNER + "Thanks, Ann" + SIGNATURE + QUOTED),
        (QUOTED, "Please mind the rules of our house at the top of it all" + QUOTED),
        (OFFER, ""),
        (LONG, BANNER + LONG),
        (LONG, "Somebody put these few words here.\n" + LONG + DISCLAIMER),
        (LONG, LONG[: len(LONG) // 2]),
        ("Something that nobody knows\n" + LONG, LONG + "\nand that nobody knows, either"),
        ("Bitte \u7b54\u5fa9 \u8acb", BANNER + "Bitte \u7b54\u5fa9 \u8acb"),
        (OFFER, FAR_ABOVE + OFFER),
        ("Yes, agreed", FAR_ABOVE + "Yes, agreed\n\n" + FAR_ABOVE),
        (LONG, FAR_ABOVE + LONG + DISCLAIMER),
        (FAR_ABOVE + LONG, LONG + SIGNATURE),
        (FAR_ABOVE + OFFER + QUOTED, OFFER + SIGNATURE + QUOTED),
        ("Thanks, Ann" + QUOTED + LONG, FAR_ABOVE + "Thanks, Ann" + SIGNATURE + QUOTED + LONG),
        (LONG + "\nhttps://x.example/a", LONG + "\nhttps://eur03.safelinks.example/?url=https%3A%2F%2Fx.example"),
        (LONG, LONG.replace(" ", "\r\n")),
    ],
)
def test_what_was_put_above_or_below_a_text_makes_no_other_message(one: str, other: str):
    assert are_one(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OFFER, OFFER.replace("125,000", "152,000")),
        (OFFER, OFFER.replace("200", "300")),
        (OFFER, "Dear Bob,\n\nwe have decided otherwise.\n\nKind regards\nAnn"),
        ("The price is EUR 10", "The price is EUR 10.50"),
        ("at 12", "at 12:30"),
        ("Yes, agreed", "No, not agreed"),
        ("Yes", "No"),
        (BANNER + "Yes" + DISCLAIMER, BANNER + "No" + DISCLAIMER),
        (BANNER + "Yes", "No" + DISCLAIMER),
        ("Dear Ann " + LONG, "Dear Zoe " + LONG),
        (LONG, LONG.replace("word4 ", "other4 ", 1)),
        (LONG, LONG.replace("word625", "otherword")),
        ("We accept", "We do not accept"),
        ("one two three four five", "five four three two one"),
        ("We accept your offer" + QUOTED, "We decline your offer" + QUOTED),
        ("Yes, agreed", FAR_ABOVE + "No, not agreed"),
        (FAR_ABOVE + "Yes, agreed", FAR_ABOVE + "No, not agreed"),
        (OFFER, FAR_ABOVE + OFFER.replace("125,000", "152,000")),
        (LONG + "\n125,000 euro", LONG + "\n152,000 euro"),
        (LONG + "\nEUR 10", LONG + "\nEUR 100"),
        (LONG.replace("word625", "otherword"), FAR_ABOVE + LONG),
        (LONG + DISCLAIMER, LONG.replace("word625", "otherword") + DISCLAIMER),
    ],
)
def test_texts_that_contradict_each_other_are_two_messages(one: str, other: str):
    assert not are_one(one, other)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Offer", "[EXTERNAL] Offer", True),
        ("RE: Offer", "[EXT] RE: [list] Offer", True),
        ("Re: [list] Offer", "[list] Re: Offer", True),
        ("RE: Offer", "RE: Offer - EXTERNAL", True),
        ("Offer", "Offer [Ticket 17]", True),
        ("Offer", "OFFER", True),
        ("Offer", "", True),
        ("Spam? Offer of the week", "Offer of the week", True),
        ("Offer 1", "Offer 17", False),
        ("Offer 1", "Offer 1.5", False),
        ("Offer [17]", "Offer [18]", False),
        ("Offer", "Invoice", False),
        ("34a First with this id", "34b Second with this id", False),
        ("SV: [EXTERNAL] Prices", "Gateway 7 - SV: [EXTERNAL] Prices", True),
        ("RE: {Spam?} Offer", "Checked: RE: {Spam?} Offer (scanned)", True),
        ("RE: Offer", "AW: Invoice", False),
    ],
)
def test_one_subject_contains_the_other_or_they_are_two(one: str, other: str, is_same: bool):
    first, second = sketched(subject=one, body=OFFER), sketched(subject=other, body=OFFER)

    assert are_copies(first, second) is are_copies(second, first) is is_same


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({"sent_at": NOON - timedelta(minutes=1)}, False),
        ({"sent_at": None}, True),
        ({"sender": Person("b@x.example")}, False),
        ({"sender": None}, True),
        ({"sender": Person("/o=Client/ou=First/cn=Recipients/cn=ann", "Ann")}, True),
        ({"size": 99_999}, True),
        ({"to": (Person("other@us.example"),)}, True),
    ],
)
def test_another_sender_or_date_is_another_message_and_one_that_is_not_told_is_none(changes: Any, is_same: bool):
    first, second = sketched(body=OFFER), sketched(body=OFFER, **changes)

    assert are_copies(first, second) is are_copies(second, first) is is_same


def test_what_has_no_sketch_is_compared_by_its_fingerprint():
    assert is_copy("a", None, "a", sketched())
    assert not is_copy("a", sketched(), "b", None)
    assert facts_of(an_email(is_draft=True), "OPP").sketch is None


WORDS = st.lists(st.sampled_from([f"{a}{b}" for a in "abcdefgh" for b in "klmnopqrst"]), min_size=6, max_size=900)
ABOVE = st.lists(st.sampled_from(["up", "above", "before", "head"]), max_size=30).map(" ".join)


@given(WORDS, ABOVE, ABOVE)
def test_whatever_stands_above_and_below_a_text_is_set_aside(words: list[str], above: str, below: str):
    text = " ".join(words)

    assert are_one(text, f"{above}\n{text}\n{below}")


@given(WORDS, WORDS)
def test_texts_are_compared_the_same_in_either_order(one: list[str], other: list[str]):
    are_one(" ".join(one), " ".join(other))


@given(WORDS)
def test_other_words_are_another_text(words: list[str]):
    assert not are_one(" ".join(words), " ".join(f"x{word}" for word in words))


@given(WORDS, ABOVE)
def test_what_copies_tell_together_is_like_each_of_them(words: list[str], above: str):
    one, other = sketched(body=" ".join(words)), sketched(subject="[EXT] 200 seats", body=f"{above} {' '.join(words)}")

    assert together(one, other) == together(other, one)
    assert are_copies(one, together(one, other))
    assert are_copies(other, together(one, other))


FAR = st.integers(0, 3_000).map(lambda n: " ".join(f"head{k * k % 83}" for k in range(n)))
BELOW = st.integers(0, 3_000).map(lambda n: " ".join(f"foot{k * k % 89}" for k in range(n)))


@settings(max_examples=30)
@given(st.one_of(WORDS, st.just(["yes"])), FAR, BELOW)
def test_however_much_stands_above_and_below_a_text_it_is_set_aside(words: list[str], above: str, below: str):
    text = " ".join(words)

    assert are_one(text, f"{above}\n{text}\n{below}")
    assert are_one(f"{above}\n{text}", f"{above}\n{text}\n{below}")


@settings(max_examples=30)
@given(WORDS, FAR, BELOW)
def test_other_words_are_another_text_however_much_stands_around_them(words: list[str], above: str, below: str):
    one, other = " ".join(words), " ".join(f"x{word}" for word in words)

    assert not are_one(f"{above}\n{one}\n{below}", f"{above}\n{other}\n{below}")
    assert not are_one(one, f"{above}\n{other}\n{below}")


@settings(max_examples=30)
@given(WORDS, FAR, st.integers(0, 899))
def test_one_other_word_is_noticed_wherever_it_stands(words: list[str], above: str, at: int):
    words = [f"{word}{n}" for n, word in enumerate(words)]
    others = [word if n != at % len(words) else "otherwise" for n, word in enumerate(words)]

    assert not are_one(f"{above}\n{' '.join(words)}", f"{above}\n{' '.join(others)}")
    assert not are_one(" ".join(words), f"{above}\n{' '.join(others)}\nbelow it")


@settings(max_examples=30)
@given(WORDS, FAR, BELOW)
def test_what_copies_of_any_length_tell_together_is_like_each_of_them(words: list[str], above: str, below: str):
    one, other = sketched(body=" ".join(words)), sketched(body=f"{above}\n{' '.join(words)}\n{below}")

    both = together(one, other)

    assert both == together(other, one)
    assert len(both.text) < 12_000
    both = replace(both, whole=one.whole)  # the shorter is what is kept
    assert are_copies(both, one)
    assert are_copies(both, other)
    assert are_copies(both, sketched(body=" ".join(words), sender=None))
    assert not are_copies(both, sketched(body=" ".join(f"x{word}" for word in words)))


SIGNS = ("x ", "\n", "> ", "_", "caution ", "\u7b54", "-", "\t", "from:", "\n* ", "www.", "[cid:", "a\u0301", "\ufdfa")


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sketch_is_bounded_whatever_comes(sign: str):
    sketch = sketched(body=sign * 300_000, subject=sign * 300_000)

    assert len(sketch.text) < 1_100
    assert len(sketch.subject) <= 18 * 500


# --- what may be kept of it -------------------------------------------------------------------------------------------


def kept(mail: Email, outcome: Outcome = Outcome.LINKED, text: KeptBody = KeptBody.FULL) -> Sketch:
    sketch = content_of(mail, facts_of(mail, "OPP"), Decision(Receipt(outcome, "", "")), "", KeptText(text)).sketch
    assert sketch is not None
    return sketch


def test_of_a_text_that_is_not_kept_no_words_can_be_told():
    skipped = kept(an_email(body=OFFER), Outcome.SKIPPED)

    assert skipped.text == without_words(sketched(body=OFFER).text)
    assert skipped.text != sketched(body=OFFER).text
    assert are_copies(skipped, sketched(body=BANNER + OFFER))
    assert not are_copies(replace(skipped, text=without_words(sketched(body=LONG).text)), sketched(body=LONG[::-1]))


def test_a_text_that_is_withheld_decides_nothing():
    without = kept(an_email(body=OFFER), text=KeptBody.NONE)

    assert without.text == ""
    assert are_copies(without, sketched(body="Something else"))
    assert not are_copies(without, sketched(subject="Something else"))


@pytest.mark.parametrize("text", [KeptBody.TEXT, KeptBody.PREVIEW])
@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (LONG, LONG, True),
        (LONG, FAR_ABOVE + LONG, True),
        (LONG + DISCLAIMER, FAR_ABOVE + LONG + SIGNATURE, True),
        (LONG, FAR_ABOVE + LONG.replace("word625", "otherword"), False),
        (OFFER, BANNER + OFFER, True),
        (OFFER, OFFER.replace("200", "300"), False),
        ("Yes", FAR_ABOVE + FAR_ABOVE + "No", False),
    ],
)
def test_a_long_text_that_is_not_kept_is_told_by_a_sketch_of_all_of_it(
    text: KeptBody, one: str, other: str, is_same: bool
):
    stored, arrived = (replace(kept(an_email(body=body), text=text), whole=None) for body in (one, other))

    assert are_copies(stored, arrived) is are_copies(arrived, stored) is is_same
    assert are_copies(stored, sketched(body=other)) is are_copies(arrived, sketched(body=one)) is is_same
    assert stored.text.partition("*")[2][:1] in ("", "1")  # by stretches no words can be told


def test_sketches_from_before_whole_texts_were_compared_go_on_working():
    old, other = (replace(sketched(body=body), whole=None) for body in (LONG, FAR_ABOVE + LONG))
    old = replace(old, text=old.text.partition("!")[0])

    assert are_copies(old, sketched(body=LONG))
    assert are_copies(old, sketched(body=LONG + DISCLAIMER))
    assert not are_copies(old, other)
    assert are_copies(replace(old, whole=sketched(body=LONG).whole), sketched(body=FAR_ABOVE + LONG))


# --- without a Message-ID ---------------------------------------------------------------------------------------------

RECEIVED = sketched(body=OFFER)


def unnamed(**changes: Any) -> Sketch:
    return sketched(**{"message_id": "", "sender": None, "sent_at": None, "body": OFFER} | changes)


@pytest.mark.parametrize(
    ("changes", "minutes", "is_same"),
    [
        ({}, 0, True),
        ({}, 9, True),
        ({}, -9, True),
        ({}, 11, False),
        ({}, None, True),
        ({"body": ""}, None, False),
        ({"body": ""}, 1, True),
        ({"subject": "Another"}, 0, False),
        ({"body": OFFER.replace("200", "300")}, 0, False),
        ({"body": OFFER + DISCLAIMER}, 0, True),
        ({"to": (Person("other@us.example"),)}, 0, False),
        ({"to": (Person("ME@us.example", "Me"),), "bcc": (Person("zoe@client.example"),)}, 0, True),
        ({"sender": Person("ann@client.example")}, 0, True),
        ({"sender": Person("zoe@client.example")}, 0, False),
        ({"message_id": "<another@x>"}, 0, False),
    ],
)
def test_a_copy_without_any_mark_of_its_own_is_known_by_what_it_says_to_whom_and_when(
    changes: Any, minutes: int | None, is_same: bool
):
    at = None if minutes is None else NOON + timedelta(minutes=minutes)
    copy = unnamed(**changes)

    assert is_unnamed_copy(copy, at, RECEIVED, NOON) is is_unnamed_copy(RECEIVED, NOON, copy, at) is is_same


def test_two_without_a_message_id_that_tell_sender_and_date_are_as_different_as_these():
    one, other = (sketched(message_id="", body=OFFER, sent_at=NOON + timedelta(seconds=n)) for n in (0, 60))

    assert not is_unnamed_copy(one, NOON, other, NOON)


# --- who took part ----------------------------------------------------------------------------------------------------

ANN, ZOE = Participant("from", "ann@client.example", "Ann"), Participant("bcc", "zoe@client.example")
OTHER_DN = Participant("to", "/o=client/cn=zoe", "Zoe")
DN = Participant("from", "/o=client/cn=ann", "Ann")


@pytest.mark.parametrize(
    ("one", "other", "everybody"),
    [
        ([ANN], [ANN, ZOE], {ANN, ZOE}),
        ([ANN], [ZOE], {ANN, ZOE}),
        ([ANN], [DN], {ANN}),
        ([ANN], [], {ANN}),
        ([DN], [DN], {DN}),
        ([replace(ANN, name="")], [ANN], {ANN}),
        ([replace(ANN, role="to")], [replace(DN, role="to")], {replace(ANN, role="to")}),
        ([replace(ANN, role="to")], [OTHER_DN], {replace(ANN, role="to"), OTHER_DN}),
    ],
)
def test_everybody_whom_a_copy_names_took_part(one: Any, other: Any, everybody: set[Participant]):
    assert set(all_of(one, other)) == set(all_of(other, one)) == everybody
