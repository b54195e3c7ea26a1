"""Live news: open pages are told that something changed, and never hold the process."""

from collections.abc import Mapping
from contextlib import ExitStack

import httpx2
import pytest

from tests.contract.store.records import an_opportunity
from tests.web.site import Site


def test_a_change_by_anybody_is_told_and_nothing_of_what_it_was(site: Site):
    with site.as_("bob") as bob, bob.stream("GET", "/news") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next(lines).startswith("retry:")
        with site.writing() as unit:
            an_opportunity(unit, "A secret ferry")
        heard = [line for line, _ in zip(lines, range(4), strict=False) if line]
    assert "event: changed" in heard
    assert "secret" not in "".join(heard)


@pytest.mark.parametrize("is_first", [True, False])
def test_what_changed_between_a_page_and_its_stream_is_told_at_once(site: Site, is_first: bool):
    with site.as_("bob") as bob, ExitStack() as elsewhere:
        if not is_first:  # the database is looked at already
            elsewhere.enter_context(bob.stream("GET", "/news"))
        shown = bob.get("/").text.partition('data-news="')[2].partition('"')[0]
        with site.writing() as unit:
            an_opportunity(unit, "A secret ferry")
        told = hear(bob, f"/news?since={shown}", 5)
        assert "event: changed" in told
        (newest,) = [line.removeprefix("data: ") for line in told if line.startswith("data: ")]
        assert f"id: {newest}" in told
        with site.writing() as unit:
            an_opportunity(unit, "Another secret ferry")
        assert "event: changed" in hear(bob, "/news", 5, {"last-event-id": newest})


def hear(somebody: httpx2.Client, path: str, lines: int, headers: Mapping[str, str] | None = None) -> list[str]:
    """The first lines of a stream."""
    with somebody.stream("GET", path, headers=headers) as answer:
        return [line for line, _ in zip(answer.iter_lines(), range(lines), strict=False)]


def test_nobody_hears_of_it(site: Site):
    with site.as_() as nobody:
        assert nobody.get("/news").status_code == 303


@pytest.mark.parametrize("streams", [1, 20])
def test_streams_end_when_the_process_is_told_to_stop(site: Site, streams: int):
    with site.as_("bob") as bob:
        open_ones = [bob.stream("GET", "/news") for _ in range(streams)]
        answers = [one.__enter__() for one in open_ones]
        site.desk.closing.set()
        for answer, stream in zip(answers, open_ones, strict=True):
            answer.read()
            stream.__exit__(None, None, None)
