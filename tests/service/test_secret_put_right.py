"""What an application proves itself by is put right while the service runs: it is tried at once, by one mailbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.command import RIGHTS
from simulator.server import Simulator
from store.database import open_store
from tests.applications import key_pair, pem_of, private_pem
from tests.databases import a_file
from tests.service.process import dealtrail
from tests.simulated import simulated

BOB, EVE, TENANT, CLIENT = "bob@us.example", "eve@us.example", "us.example", "dealtrail-here"


@dataclass(frozen=True)
class Proof:
    """What is wrong at first, and what is right; where it stands, and the line of the configuration that names it."""

    wrong: str
    right: str
    place: Path
    line: str = ""


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with simulated(tls=True) as simulator:
        for address in (BOB, EVE):
            simulator.add_mailbox(address)
        simulator.add_application(TENANT, CLIENT, "the right secret")
        simulator.grant(CLIENT, *RIGHTS)
        yield simulator


def a_secret(cloud: Simulator, folder: Path) -> Proof:
    return Proof("a wrong secret", "the right secret", folder / "credentials" / "dealtrail.server.cloud.client_secret")


def _certificates(cloud: Simulator) -> tuple[str, str]:
    """One that the tenant does not know, and one that it trusts; each with its key."""
    made = []
    for is_trusted in (False, True):
        key, certificate = key_pair()
        if is_trusted:
            cloud.trust_certificate(TENANT, CLIENT, pem_of(certificate).decode())
        made.append(private_pem(key).decode() + pem_of(certificate).decode())
    return made[0], made[1]


def a_certificate(cloud: Simulator, folder: Path) -> Proof:
    return Proof(*_certificates(cloud), folder / "credentials" / "dealtrail.server.cloud.certificate")


def a_certificates_file(cloud: Simulator, folder: Path) -> Proof:
    place = folder / "application.pem"
    return Proof(*_certificates(cloud), place, f'certificate_file = "{place}"\n')


def a_file_that_is_none(cloud: Simulator, folder: Path) -> Proof:
    place = folder / "application.pem"
    return Proof("nothing of the kind", _certificates(cloud)[1], place, f'certificate_file = "{place}"\n')


# What says of itself that it is none is never shown to the authority.
@pytest.mark.parametrize(
    ("proves", "tries"), [(a_secret, 1), (a_certificate, 1), (a_certificates_file, 1), (a_file_that_is_none, 0)]
)
def test_what_is_put_right_while_it_runs_is_tried_at_once_by_one_mailbox(
    cloud: Simulator, tmp_path: Path, proves: Callable[[Simulator, Path], Proof], tries: int
):
    config, credentials = tmp_path / "config.toml", tmp_path / "credentials"
    credentials.mkdir()
    proof = proves(cloud, tmp_path)
    proof.place.write_text(proof.wrong)
    config.write_text(
        f'[database]\nurl = "{a_file(tmp_path / "dealtrail.sqlite")}"\n[sync]\ninterval = "1s"\n'
        f'[server.cloud]\nkind = "graph"\ntenant_id = "{TENANT}"\nclient_id = "{CLIENT}"\n{proof.line}'
        f'authority = "{cloud.url}"\nendpoint = "{cloud.graph_url}"\nca_file = "{cloud.ca_file}"\n'
        f'[[mailbox]]\naddress = "{BOB}"\n[[mailbox]]\naddress = "{EVE}"\n'
    )

    with dealtrail(config, "run", JOURNAL_STREAM="8:12345", CREDENTIALS_DIRECTORY=str(credentials)) as daemon:
        for address in (BOB, EVE):
            daemon.logs("mailbox parked", mailbox=address, kind="LoginRefused")
        refused = cloud.journal.token_requests
        proof.place.write_text(proof.right)
        for address in (BOB, EVE):
            daemon.logs("turn done", mailbox=address)
        assert daemon.stop() == 0

    assert (refused, cloud.journal.token_requests) == (tries, tries + 1)
    told = "\n".join(daemon.lines)
    assert not [line for text in (proof.wrong, proof.right) for line in text.splitlines() if line in told]
    with closing(open_store(f"sqlite:///{tmp_path / 'dealtrail.sqlite'}")) as store, store.read() as unit:
        assert [one.failures for one in unit.mailboxes.status()] == [0, 0]
