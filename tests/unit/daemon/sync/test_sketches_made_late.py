"""Sketches that are made of kept texts once these are compared decide what those decide that were stored beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.mailbox import Email
from daemon.link import facts_of
from daemon.link.decision import Decision
from daemon.sync.content import content_of
from daemon.text import readable
from store.rules.copies import are_one, told_together
from store.rules.likeness import are_copies, made, together
from store.rules.sketching import kept, text_sketch
from store.values import OF_WHOLE, ItemContent, Outcome, Receipt, Sketch
from tests.unit.daemon.items import an_email

BANNERS = (
    "",
    "CAUTION: This email originated from outside of the organization.\r\n\r\n",
    "[EXTERN] Achtung: externe E-Mail\n",
)
HEADS = ("", "A word of the house above it\n\n", "Our house says of every mail what nobody reads.\n" * 60)
FOOTS = (
    "",
    "\n\nThis e-mail is confidential and only for its recipient.",
    "\n\nAnn Client | Oslo | our brochure is here",
)
QUOTES = ("", "\n\nFrom: Bob <bob@us.example>\nSent: Monday\n\nWhat about the seats?", "\n\n> What about\n> the seats?")
SIGNS = ("", " see https://x.example/a", "\u200b \u00adthat", " [cid:image001.png@01DC]", "   \r\n\r\n\r\n\r\nso")
WORDS = ("seats", "euro", "125,000", "152,000", "order", "Gr\u00fc\u00dfe", "yes", "no", "agreed", "line\n", "Oslo")


@st.composite
def mails(draw: st.DrawFn) -> list[Email]:
    """Up to four of one Message-ID: whatever was put around one of two texts, of any length, in plain text or HTML."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
    texts = [" ".join(words) * draw(st.sampled_from((1, 1, 20)))]
    texts.append(draw(st.sampled_from((texts[0].replace("125", "126"), f"x{texts[0]}", f"{texts[0]} and more of it"))))
    found = []
    for _ in range(draw(st.integers(2, 4))):
        parts = (st.sampled_from(some) for some in (HEADS, BANNERS, texts, SIGNS, QUOTES, FOOTS))
        body = "".join(draw(part) for part in parts)
        is_html = draw(st.booleans())
        if is_html:
            body = body.replace("<", "&lt;").replace(">", "&gt;").replace("\r\n", "\n").replace("\n", "<br>")
        found.append(an_email(body=f"<html><body>{body}</body></html>" if is_html else body, body_is_html=is_html))
    return found


def stored_before(mail: Email) -> Sketch:
    """As it was stored when all were: of what came, and of the beginning of that."""
    text = readable(mail.body[:12_000], True) if mail.body_is_html else mail.body
    told = kept(text_sketch(text))
    digest = f"{crc32(mail.body.encode(errors='replace')):08x}" if told.digest else ""
    return replace(arrived(mail), text=told._replace(digest=digest).written())


def arrived(mail: Email) -> Sketch:
    sketch = facts_of(mail, "OPP").sketch
    assert sketch is not None
    return sketch


def content(mail: Email, sketch: Sketch) -> ItemContent:
    found = content_of(mail, facts_of(mail, "OPP"), Decision(Receipt(Outcome.LINKED, "", "")), "")
    return replace(found, sketch=sketch)


def items(mails: Sequence[Email], by: Callable[[Email], Sketch]) -> list[tuple[list[int], ItemContent]]:
    """The items that these become, one after the other: which of them, and what each item is in the end."""
    found: list[tuple[list[int], ItemContent]] = []
    for number, mail in enumerate(mails):
        told = content(mail, by(mail))
        for at, (numbers, item) in enumerate(found):
            if are_one(told, stored := as_read(item)):
                found[at] = ([*numbers, number], told_together(told, stored))
                break
        else:
            found.append(([number], told))
    return found


def as_read(item: ItemContent) -> ItemContent:
    """From the database, where nothing of it is but what is stored."""
    assert item.sketch is not None
    return replace(item, sketch=replace(item.sketch, whole=partial_of(item.body)))


def partial_of(text: str) -> Callable[[], str] | None:
    return (lambda: text) if text else None


@settings(max_examples=150, deadline=None)
@given(mails())
def test_they_make_the_same_items_in_any_order_of_arrival(mails: list[Email]):
    for order in (mails, mails[::-1]):
        before, now = items(order, stored_before), items(order, arrived)

        assert [(numbers, item.body) for numbers, item in now] == [(numbers, item.body) for numbers, item in before]


@settings(max_examples=150, deadline=None)
@given(mails())
def test_what_was_stored_before_is_told_from_what_comes(mails: list[Email]):
    one, other = mails[:2]
    before, text = stored_before(one), readable(one.body, one.body_is_html)
    told = are_copies(before, stored_before(other))

    assert are_copies(replace(before, whole=partial_of(text)), arrived(other)) is told
    assert are_copies(arrived(other), replace(before, whole=partial_of(text))) is told


@settings(max_examples=100, deadline=None)
@given(mails())
def test_what_copies_are_compared_by_is_what_was_stored_of_them(mails: list[Email]):
    one, other = map(arrived, mails[:2])

    assert made(together(one, other)) == together(made(one), made(other)) == made(together(other, one))


def test_nothing_is_made_of_a_mail_that_no_other_is_compared_with():
    mail = an_email(body="Dear Bob, yes.")
    found = content_of(mail, facts_of(mail, "OPP"), Decision(Receipt(Outcome.LINKED, "", "")), "")

    assert found.sketch is not None
    assert found.sketch.text == OF_WHOLE


def test_of_texts_that_differ_the_longer_is_stored_beside_the_shorter():
    shorter, longer = (an_email(body=text) for text in ("Dear Bob, yes.", "Dear Bob, yes. So be it."))
    for order in ((shorter, longer), (longer, shorter)):
        [(_, item)] = items(order, arrived)

        assert item.body == shorter.body
        assert item.sketch == replace(arrived(longer), text=text_sketch(longer.body))
