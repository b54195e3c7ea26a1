"""What history keeps of texts: as configured, from any server, for as long as the retention period lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from daemon.link.policy import HistoryPolicy, KeptBody
from daemon.service.daily import empty_old_texts
from daemon.text.quotes import own_words
from daemon.text.readable import readable
from simulator.imports.mime import item_from_mime
from store.values import HistoryItem
from tests.flow.contents import contents, differences
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.flow.service import Log, serve_until
from tests.simulated import CORPUS

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
HTML = (
    "<html><head><style>p{color:red}</style></head><body><p>Yes, <b>200 seats</b>.</p>"
    '<p><a href="https://client.example/terms">Our terms</a><img src="https://client.example/open" width=1></p>'
    "<div>On Mon, Mar 9, 2026 at 4:00 PM Bob &lt;bob@us.example&gt; wrote:</div>"
    '<blockquote type="cite">Shall we?</blockquote></body></html>'
)
OWN = "Yes, 200 seats.\n\nOur terms <https://client.example/terms>"
WHOLE = f"{OWN}\n\nOn Mon, Mar 9, 2026 at 4:00 PM Bob <bob@us.example> wrote:\n\n> Shall we?"


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def a_reply(**attached: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = ANN, BOB, "Re: seats"
    message["Date"], message["Message-ID"] = format_datetime(MORNING), "<reply@client.example>"
    message.set_content("Yes, 200 seats.\n\nOn Mon, Mar 9, 2026 at 4:00 PM Bob wrote:\n> Shall we?\n")
    message.add_alternative(HTML, subtype="html")
    for name, content in attached.items():
        message.add_attachment(content, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    return message.as_bytes()


def only_item(firm: Firm, number: int) -> HistoryItem:
    with firm.store.read() as unit:
        [line] = unit.opportunities.history(number)
        return unit.items.get(line.item_id)


def preview(firm: Firm, number: int) -> str:
    with firm.store.read() as unit:
        return unit.opportunities.history(number)[0].preview


def found(firm: Firm, words: str) -> int:
    with firm.store.read() as unit:
        return len(unit.search.find(words))


KEPT = [(KeptBody.FULL, True, True), (KeptBody.TEXT, True, False), (KeptBody.PREVIEW, False, False)]
KEPT += [(KeptBody.NONE, False, False)]


@pytest.mark.parametrize(("kept", "is_own_kept", "is_quote_kept"), KEPT)
def test_texts_are_kept_and_found_as_configured(firm: Firm, kept: KeptBody, is_own_kept: bool, is_quote_kept: bool):
    firm.context = replace(firm.context, history=HistoryPolicy(kept))
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver(a_reply())

    firm.cycle()

    body = only_item(firm, deal.number).body
    assert ("Yes, 200 seats." in body, "> Shall we?" in body) == (is_own_kept, is_quote_kept)
    assert preview(firm, deal.number) == ("" if kept is KeptBody.NONE else "Yes, 200 seats.")
    assert (found(firm, "yes"), found(firm, "shall"), found(firm, "seats")) == (is_own_kept, is_quote_kept, 1)


@pytest.mark.parametrize("where", ["exchange"])  # Graph gives the text that it is asked for
@pytest.mark.parametrize(("kept", "body"), [(KeptBody.FULL, WHOLE), (KeptBody.TEXT, OWN)])
def test_a_server_that_gives_html_gives_the_same_history(firm: Firm, kept: KeptBody, body: str):
    firm.simulator.organization.quirks.html_bodies = True
    firm.context = replace(firm.context, history=HistoryPolicy(kept))
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver(a_reply())

    firm.cycle()

    assert only_item(firm, deal.number).body == body
    assert preview(firm, deal.number) == "Yes, 200 seats. Our terms"


def test_names_and_sizes_of_attachments_are_kept_and_found(firm: Firm):
    deal = firm.opportunity("200 seats")
    firm.outlook().deliver(a_reply(Contract=b"x" * 2_000, Terms=b"y"))

    firm.cycle()

    item = only_item(firm, deal.number)
    assert [one.name for one in item.attachments] == ["Contract.pdf", "Terms.pdf"]
    assert item.attachments[0].size >= 2_000
    assert (found(firm, "contract"), found(firm, "nothing")) == (1, 0)


def test_another_look_at_the_same_mail_changes_nothing(firm: Firm):
    firm.simulator.organization.quirks.html_bodies = True
    firm.opportunity("200 seats")
    firm.outlook().deliver(a_reply(Contract=b"x"))
    for _ in range(2):
        firm.cycle()
    before = contents(firm.url)
    firm.simulator.expire_sync_states()

    firm.cycle()

    assert not differences(before, contents(firm.url)).keys() & {"items", "item_attachments", "item_words"}


# --- retention --------------------------------------------------------------------------------------------------------


@pytest.fixture
def deal(firm: Firm) -> int:
    """An opportunity with a mail and a meeting with its minutes of today, in a firm that keeps texts for a year."""
    firm.context = replace(firm.context, history=HistoryPolicy(retention=YEAR), backfill=10 * YEAR)
    number = firm.opportunity("200 seats").number
    firm.outlook().deliver(a_reply(Contract=b"x"))
    firm.outlook().appoint("Demo", MORNING, attendees=[ANN], body="Minutes: agreed")
    firm.cycle()
    return number


def bodies(firm: Firm, number: int) -> dict[str, bool]:
    """The items of the opportunity by subject, and whether anything of their text is left."""
    with firm.store.read() as unit:
        lines = unit.opportunities.history(number)
        return {line.subject: bool(unit.items.get(line.item_id).body or line.preview) for line in lines}


def test_texts_are_emptied_when_their_time_is_over_and_stay_so(firm: Firm, deal: int):
    firm.clock.tick(YEAR - DAY)
    firm.cycle()
    kept = bodies(firm, deal)
    firm.clock.tick(2 * DAY)

    firm.cycle()

    emptied = {"Re: seats": False, "Demo": False}
    assert kept == {"Re: seats": True, "Demo": True}
    assert bodies(firm, deal) == emptied
    assert (found(firm, "yes"), found(firm, "minutes"), found(firm, "demo"), found(firm, "contract")) == (0, 0, 1, 1)
    firm.simulator.expire_sync_states()
    firm.cycle()
    assert bodies(firm, deal) == emptied


def test_of_old_mail_that_comes_in_no_text_is_kept(firm: Firm, deal: int):
    firm.clock.tick(3 * YEAR)
    firm.outlook().deliver_mail(ANN, "Seats", "long ago", sent_at=MORNING + DAY)

    firm.cycle()

    assert bodies(firm, deal) == {"Re: seats": False, "Demo": False, "Seats": False}


def test_the_service_empties_old_texts_once_a_day(firm: Firm, deal: int):
    firm.clock.tick(YEAR + DAY)

    log = serve_until(firm, is_emptied)
    firm.clock.tick()
    again = serve_until(firm, lambda log: any(one["event"] == "turn done" for one in log))

    assert bodies(firm, deal) == {"Re: seats": False, "Demo": False}
    assert is_emptied(log)
    assert not is_emptied(again)


def is_emptied(log: Log) -> bool:
    return any(one["event"] == "daily job done" and one["job"] == "empty old texts" for one in log)


def test_a_shorter_period_counts_at_once_and_a_longer_one_misses_nothing(firm: Firm, deal: int):
    firm.clock.tick(10 * DAY)
    firm.context = replace(firm.context, history=HistoryPolicy())
    firm.cycle()
    firm.context = replace(firm.context, history=HistoryPolicy(retention=5 * DAY))

    firm.cycle()

    assert bodies(firm, deal) == {"Re: seats": False, "Demo": False}
    firm.context = replace(firm.context, history=HistoryPolicy())
    firm.simulator.expire_sync_states()
    firm.cycle()
    assert bodies(firm, deal) == {"Re: seats": True, "Demo": True}
    firm.context = replace(firm.context, history=HistoryPolicy(retention=6 * DAY))
    firm.cycle()
    assert bodies(firm, deal) == {"Re: seats": False, "Demo": False}


def test_emptying_that_was_cut_short_goes_on_where_it_was(firm: Firm, deal: int):
    firm.clock.tick(2 * YEAR)
    firm.context.stop.set()

    is_done = empty_old_texts(firm.context)

    assert not is_done
    assert bodies(firm, deal) == {"Re: seats": True, "Demo": True}
    firm.context.stop.clear()
    assert empty_old_texts(firm.context)
    assert bodies(firm, deal) == {"Re: seats": False, "Demo": False}


# --- real mail --------------------------------------------------------------------------------------------------------


def test_every_message_of_the_corpus_becomes_text():
    messages = sorted(CORPUS.rglob("*.eml"))
    if not messages:
        pytest.skip("the corpus is not on this machine")  # it travels beside the project, and is not part of it

    for message in messages:
        item, _ = item_from_mime(message.read_bytes(), MORNING)
        for body, is_html in ((item.text, False), (item.html or "", True)):
            text = readable(body, is_html)

            assert text == readable(text, is_html=False)
            assert len(own_words(text)) <= len(text)
            assert "</" not in text or "</" in item.text
