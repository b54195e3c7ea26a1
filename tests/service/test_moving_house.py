"""The service on a copy of its database: it goes on where it was, and nothing comes twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.server import Simulator
from tests.service.process import dealtrail
from tests.service.site import BOB, SUBJECT, a_site


@pytest.mark.parametrize("way", ["to a server", "to a file"])
def test_on_a_copy_the_service_goes_on_and_nothing_comes_twice(
    tmp_path: Path, simulator: Simulator, request: pytest.FixtureRequest, way: str
) -> None:
    is_to_server = way == "to a server"
    site = a_site(tmp_path, simulator, "" if is_to_server else request.getfixturevalue("postgres_url"))
    before = site.deliver()
    site.look()
    file = f"sqlite:///{tmp_path / 'copy.sqlite'}"
    elsewhere = request.getfixturevalue("empty_postgres_url") if is_to_server else file

    with dealtrail(site.config, "database", "copy", site.url, elsewhere) as copying:
        assert copying.wait() == 0, copying.lines
    site.elsewhere = elsewhere
    site.configure(BOB)
    reads = len([one for one in simulator.journal.requests if one.operation == "GetItem"])
    after = site.deliver("Another one")
    with site.run("--once") as second:
        assert second.wait() == 0

    assert site.history() == sorted(["Another one", SUBJECT])
    assert site.is_stamped(before)
    assert site.is_stamped(after)
    assert len(simulator.outlook(BOB).items("tasks")) == 1
    again = [one for one in simulator.journal.requests if one.operation == "GetItem"][reads:]
    assert len(again) <= 2  # the new mail, and its stamp
