"""What a process holds of limits is in its figures, and what all of them hold in `status`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as prometheus

from connectors.gates import Limit
from daemon.acts import read_status
from daemon.health import Figures
from daemon.health.exposition import exposed
from daemon.progress import Progress
from store.database import Store, open_store
from tests.databases import a_file
from tests.flow.limits.several import ADDRESS, One, Time

LIMIT = Limit("login 0123456789abcdef", "svc at mail.us.example", 10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(a_file(tmp_path / "dealtrail.sqlite"))) as opened:
        yield opened


@pytest.mark.parametrize(("addresses", "name"), [(False, LIMIT.key), (True, LIMIT.says)])
def test_figures_tell_of_this_process_and_name_a_login_where_addresses_may_be_named(
    store: Store, addresses: bool, name: str
) -> None:
    one, other = One(store, "a/1/1", LIMIT, Time()), One(store, "b/1/1", LIMIT, Time())
    for process in (one, other, one, other):
        process.look()
    figures = Figures(store, Progress(), lambda: datetime.now(UTC), "1", addresses=addresses, gates=one.sharing.states)

    with one.gate.turn(ADDRESS):
        text = exposed(figures, "")[1]

    told = {
        sample.name.removeprefix("dealtrail_requests_"): sample.value
        for family in prometheus(text)
        for sample in family.samples
        if sample.labels == {"limit": name}
    }
    assert told == {"limit": 10, "share": 5, "under_way": 1, "waiting": 0}


def test_status_tells_of_all_and_of_a_server_that_is_left_alone(store: Store) -> None:
    one, other = One(store, "a/1/1", LIMIT, Time()), One(store, "b/1/1", LIMIT, Time())
    one.told(60)
    for process in (one, other, one, other):
        process.look()

    with store.read() as unit:
        limits = read_status(unit, "OPP", datetime.now(UTC))["limits"]

    assert limits == [
        {
            "limit": "svc at mail.us.example",
            "at_once": 10,
            "is_left_alone": True,
            "processes": [{"process": "a/1/1", "may": 5, "wants": 0}, {"process": "b/1/1", "may": 5, "wants": 0}],
        }
    ]
