"""An application's secret that is put right while the service runs is tried at once, by one mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from simulator.command import RIGHTS
from simulator.server import Simulator
from store.database import open_store
from tests.databases import a_file
from tests.service.process import dealtrail
from tests.simulated import simulated

BOB, EVE, TENANT, CLIENT = "bob@us.example", "eve@us.example", "us.example", "dealtrail-here"


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with simulated(tls=True) as simulator:
        for address in (BOB, EVE):
            simulator.add_mailbox(address)
        simulator.add_application(TENANT, CLIENT, "the right secret")
        simulator.grant(CLIENT, *RIGHTS)
        yield simulator


def test_a_secret_that_is_put_right_while_it_runs_is_tried_at_once_by_one_mailbox(cloud: Simulator, tmp_path: Path):
    config, credentials = tmp_path / "config.toml", tmp_path / "credentials"
    credentials.mkdir()
    credential = credentials / "dealtrail.server.cloud.client_secret"
    credential.write_text("a wrong secret")
    config.write_text(
        f'[database]\nurl = "{a_file(tmp_path / "dealtrail.sqlite")}"\n[sync]\ninterval = "1s"\n'
        f'[server.cloud]\nkind = "graph"\ntenant_id = "{TENANT}"\nclient_id = "{CLIENT}"\n'
        f'authority = "{cloud.url}"\nendpoint = "{cloud.graph_url}"\nca_file = "{cloud.ca_file}"\n'
        f'[[mailbox]]\naddress = "{BOB}"\n[[mailbox]]\naddress = "{EVE}"\n'
    )

    with dealtrail(config, "run", JOURNAL_STREAM="8:12345", CREDENTIALS_DIRECTORY=str(credentials)) as daemon:
        for address in (BOB, EVE):
            daemon.logs("mailbox parked", mailbox=address, kind="LoginRefused")
        refused = cloud.journal.token_requests
        credential.write_text("the right secret")
        for address in (BOB, EVE):
            daemon.logs("turn done", mailbox=address)
        assert daemon.stop() == 0

    assert (refused, cloud.journal.token_requests) == (1, 2)
    assert not any(secret in line for line in daemon.lines for secret in ("right secret", "wrong secret"))
    with closing(open_store(f"sqlite:///{tmp_path / 'dealtrail.sqlite'}")) as store, store.read() as unit:
        assert [one.failures for one in unit.mailboxes.status()] == [0, 0]
