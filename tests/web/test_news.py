"""Live news: open pages are told that something changed, and never hold the process."""

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
        heard = [line for line, _ in zip(lines, range(3), strict=False) if line]
    assert heard[0] == "event: changed"
    assert "secret" not in "".join(heard)


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
