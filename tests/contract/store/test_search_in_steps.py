"""PostgreSQL is told which way to look for a word: by whichever it is found, the hits are the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text

from benchmarks.big import fill
from store.database import Store, open_store
from store.history.search import _AMONG, _BY_INDEX
from tests.postgres import PostgresServer

ITEMS = 60_000  # more than are looked through from the newest on
WORDS = ("seats", "rebate", "topic7", "subtopic9", "rare3", "rebate topic1", "topic1*", "nowhere")


@pytest.fixture(scope="module")
def many(postgres_server: PostgresServer) -> Iterator[Store]:
    with postgres_server.database() as url:
        fill(url, ITEMS, 100)
        with closing(open_store(url)) as store:
            yield store


def hits(store: Store, words: str) -> list[int]:
    """Of all items, as the words of each say."""
    asked = " & ".join(f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'" for word in words.split())
    every = (
        "SELECT items.id FROM items JOIN item_words ON item_words.search_id = items.search_id "
        "WHERE item_words.words @@ CAST(:asked AS tsquery) ORDER BY items.search_id DESC"
    )
    with store.read() as unit:
        return list(unit.connection.scalars(text(every), {"asked": asked}))


@pytest.mark.parametrize("words", WORDS)
def test_each_page_of_any_word_has_the_next_newest(many: Store, words: str) -> None:
    every = hits(many, words)
    assert (words == "nowhere") is (every == [])

    with many.read() as unit:
        for limit, offset in ((20, 0), (20, 15), (7, 30), (50, 0)):
            found = [hit.line.item_id for hit in unit.search.find(words, limit=limit, offset=offset)]
            assert found == every[offset : offset + limit], (limit, offset)


@pytest.mark.parametrize("words", WORDS)
def test_behind_each_page_comes_the_next_until_the_end(many: Store, words: str) -> None:
    every, pages, place = hits(many, words)[:60], list[int](), None

    with many.read() as unit:
        while len(pages) < len(every):
            page = [hit.line.item_id for hit in unit.search.find(words, limit=15, place=place)]
            assert page
            pages += page
            place = unit.search.place_of(page[-1])

    assert pages[: len(every)] == every


@pytest.mark.parametrize("query", [_AMONG.format(behind="", newest=4_000), _BY_INDEX.format(behind="")])
def test_whether_an_item_is_shown_is_looked_up_for_each_hit(many: Store, query: str) -> None:
    """Every link was read for twenty hits of a word that all have, to find out beforehand which items are shown."""
    given = {"words": "'seats'", "kind": "", "limit": 20, "offset": 0}
    with many.read() as unit:
        plan = "\n".join(unit.connection.scalars(text(f"EXPLAIN {query}"), given))

    assert "SubPlan" in plan
    assert "hashed SubPlan" not in plan
