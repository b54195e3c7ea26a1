"""Every page speaks the language of whoever looks, and no other beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest
from lxml import html
from sqlalchemy import create_engine

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
