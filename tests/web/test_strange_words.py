"""Every page speaks the language of whoever looks, and no other beside it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest
from lxml import html
from sqlalchemy import create_engine

from daemon.language.refusals.sentences import Template
from daemon.language.refusals.troubles import CURE, TROUBLE, texts
from simulator.faults import Fault, FaultKind
from store.values import EventKind, Salts
from tests.flow.firm import Firm
from tests.web.site import Site
from tests.web.strange import strange_words, written_in
from tests.web.test_every_page import full_site, pattern_of  # noqa: F401  # a fixture

MOST = 3  # addresses of a route: records of several kinds, and states


@pytest.mark.parametrize(("who", "language"), [("ann", "nb"), ("bob", "de")], ids=["owner", "member"])
def test_no_page_speaks_another_language(full_site: Site, who: str, language: str):  # noqa: F811
    written = written_in(create_engine(full_site.desk.settings.database.url.get_secret_value()))
    found: dict[str, str] = {}
    with full_site.as_(who) as client:
        client.headers["accept-language"] = language
        for address, page in pages(client):
            for one in strange_words(page, language, written):
                found.setdefault(one, address)

    assert found == {}


@pytest.mark.parametrize("language", ["nb", "de"])
def test_whatever_needs_an_administrator_is_told_in_the_language_of_whoever_looks(
    firm: Firm, firm_site: Site, language: str
):
    """Every trouble that a mail server, a webhook and the service itself make, on one page."""
    firm.cycle()
    reasons = [one for context, one in texts() if context == TROUBLE]
    cures = [one for context, one in texts() if context == CURE]
    with firm.store.write() as unit:
        due = next(one for one in unit.mailboxes.status() if one.address == "bob@us.example")
        folder = unit.mailboxes.folders(due.id)[0].id
        for place, text in enumerate(reasons):
            unit.quarantine.add(due.id, folder, f"id-{place}", filled(text), now=firm.clock(), read_by="1")
        unread = {f"series in {place}": f"the mailbox is full; {filled(text)}" for place, text in enumerate(cures)}
        unit.state.put("unread in bob@us.example", json.dumps(unread | {"category list": "the mailbox is full"}))
        for place, why in enumerate(NOT_ARRIVED):
            hook = unit.webhooks.add(f"https://x{place}.example/", list(EventKind), Salts("salt", "sign"))
            unit.telling.test(hook.id)
            [message] = unit.deliveries.of(hook.id, 1)
            unit.deliveries.gone(message, why, firm.clock(), 410)
    firm.simulator.faults.inject(Fault(FaultKind.UNAUTHORIZED, times=100))
    firm.try_cycle()
    written = written_in(create_engine(firm_site.desk.settings.database.url.get_secret_value()))
    written |= {"calendar", "wrong", "version", "number"}  # a folder, and what OpenSSL calls a fault
    with firm_site.as_("bob") as client:
        client.headers["accept-language"] = language
        page = client.get("/mailboxes").text

    assert len(html.fromstring(page).xpath("//section[@class='trouble']//li")) > len(reasons) + len(cures)
    assert list(strange_words(page, language, written)) == []
    assert [one for one in NOT_ARRIVED if one in page] == []


# As webhooks' senders say it; what a connection fails by is the system's word.
NOT_ARRIVED = (
    "it answers with 403: check what it expects of a signature",
    "it answers that it is gone (410)",
    "no answer within 10 s",
    "no connection: Connection refused",
    "no connection: Name or service not known",
    "no TLS connection (WRONG_VERSION_NUMBER)",
    "its certificate is not trusted: self-signed certificate; name its authority in webhooks.ca_file",
    "webhooks.key is not set in the configuration",
)


def filled(text: str) -> str:
    template = Template.of(text)
    return template.said_with({name: f"x{place}" for place, name in enumerate(template.names)})


def pages(client: httpx2.Client, most: int = MOST) -> Iterator[tuple[str, str]]:
    """Pages that links lead to, at most so many of each route."""
    waiting, seen = ["/search?q=Sønner", "/"], Counter[str]()
    asked = set[str]()
    while waiting:
        address = waiting.pop(0)
        seen[pattern_of(address)] += 1
        if address in asked or seen[pattern_of(address)] > most:
            continue
        asked.add(address)
        answer = client.get(address, follow_redirects=True)
        if answer.headers.get("content-type", "").startswith("text/html"):
            yield address, answer.text
            waiting += [one for one in html.fromstring(answer.text).xpath("//a/@href") if one.startswith("/")]


def test_english_is_found_wherever_it_is_read_and_what_people_wrote_is_not():
    page = '<p title="Save it">Lagre</p><p>Take the Contoso <b>deal</b></p><textarea>typed words</textarea>'

    found = [one.partition(": ")[2] for one in strange_words(page, "nb", {"contoso"})]

    assert found == ["take, the", "deal", "save"]
