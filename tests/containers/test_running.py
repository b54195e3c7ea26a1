"""The image as it is run: nobody's rights, nothing to write to, and mail is linked."""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from shipping.image.program import NUMBER, SECRETS, STATE
from simulator.server import Simulator
from store.revisions import HEAD
from tests.containers.manifests import HEALTH
from tests.containers.runtime import Podman, Ran
from tests.service.process import until
from tests.service.site import ANN, BOB, BODY, PASSWORD, SERVICE, SUBJECT
from tests.simulated import simulated

# What a process in there is, and every folder that it can make a file in.
_INSIDE = """
import json, os
rights = dict(line.split(":", 1) for line in open("/proc/1/status").read().splitlines())
found = []
for folder, folders, _ in os.walk("/"):
    folders[:] = [one for one in folders if os.path.join(folder, one) not in ("/proc", "/sys")]
    try:
        os.close(os.open(os.path.join(folder, ".tried"), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.unlink(os.path.join(folder, ".tried"))
        found.append(folder)
    except OSError:
        pass
told = {name: rights[name].split() for name in ("Uid", "Gid", "CapEff", "CapBnd", "NoNewPrivs")}
print(json.dumps({**told, "words": open("/proc/1/cmdline").read().split("\\0")[:-1], "written": found}))
"""


@dataclass(frozen=True)
class Place:
    """A machine's folders that are mounted."""

    folder: Path

    def set_up(self, simulator: Simulator) -> list[str]:
        """The options that a container gets."""
        (self.folder / "etc").mkdir()
        (self.folder / "etc/config.toml").write_text(
            f'[sync]\ninterval = "1s"\n[exchange]\nendpoint = "{simulator.endpoint}"\nauth = "basic"\n'
            f'username = "{SERVICE}"\n[[mailbox]]\naddress = "{BOB}"\n'
        )
        (self.folder / "secrets").mkdir()
        (self.folder / "secrets/dealtrail.exchange.password").write_text(f"{PASSWORD}\n")
        (self.folder / "state").mkdir(mode=0o700)
        for path in (self.folder / "state", self.folder / "secrets/dealtrail.exchange.password"):
            path.chmod(0o700 if path.is_dir() else 0o400)
            os.chown(path, NUMBER, NUMBER)
        mounts = {"etc": "/etc/dealtrail:ro", "secrets": f"/{SECRETS}:ro", "state": f"/{STATE}"}
        return ["--tmpfs=/tmp", *(f"--volume={self.folder}/{name}:{where}" for name, where in mounts.items())]


@dataclass(frozen=True)
class Day:
    """What came of one life of the service in a container."""

    made: Ran
    told: dict[str, Ran]  # by command
    health: list[Ran]
    inside: Any
    is_stamped: bool
    code: int
    seconds: float  # that it took to stop
    log: list[dict[str, Any]]


@pytest.fixture(scope="module")
def day(podman: Podman, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    name = "dealtrail-day"
    with simulated() as simulator:
        simulator.add_mailbox(BOB, zone="Europe/Oslo")
        simulator.add_account(SERVICE, PASSWORD)
        simulator.allow_impersonation(SERVICE)
        options = Place(tmp_path_factory.mktemp("day")).set_up(simulator)
        options.append("--env=DEALTRAIL_HEALTH__LISTEN=/tmp/health")  # the ports are this machine's
        made = podman.run("init", options=options)
        with podman.running(name, "run", options=options, network="host") as daemon:
            daemon.logs("turn done", mailbox=BOB)
            health = [podman("healthcheck", "run", name), podman("exec", name, HEALTH, "/readyz")]
            told = {
                words: podman("exec", name, "dealtrail", *words.split())
                for words in (
                    f"user add Bob --email {BOB}",
                    f"contact add Ann --email {ANN}",
                    "opportunity add seats --contact Ann --assign Bob",
                    "--version --verbose --json",
                )
            }
            mail = simulator.outlook(BOB).deliver_mail(ANN, SUBJECT, BODY, message_id="<1@client>")
            until(lambda: simulator.outlook(BOB).read(mail)["categories"], "the mail is stamped")
            categories = simulator.outlook(BOB).read(mail)["categories"]
            inside = podman("exec", name, "python3", "-c", _INSIDE)
            assert inside.code == 0, inside.err
            began = time.monotonic()
            podman("stop", "--time=10", name)
            code = daemon.wait()
            seconds = time.monotonic() - began
            log = daemon.log
        yield Day(made, told, health, json.loads(inside.out), categories == ["OPP-1 seats"], code, seconds, log)


def test_it_links_mail_with_records_in_a_folder_that_is_mounted(day: Day) -> None:
    assert (day.made.code, day.made.err) == (0, "")
    assert "is ready" in day.made.out
    assert {words: ran.err for words, ran in day.told.items() if ran.code} == {}
    assert day.is_stamped
    assert [one for one in day.log if one["level"] in ("warning", "error")] == []


def test_whoever_asks_hears_that_it_is_well(day: Day) -> None:
    assert [(ran.code, ran.err) for ran in day.health] == [(0, "")] * 2
    assert "1 mailbox in step" in day.health[1].out


def test_it_is_the_first_process_and_has_nobodys_rights(day: Day) -> None:
    assert {*day.inside["Uid"], *day.inside["Gid"]} == {str(NUMBER)}
    assert {*day.inside["CapEff"], *day.inside["CapBnd"]} == {"0" * 16}
    assert day.inside["NoNewPrivs"] == ["1"]
    assert day.inside["words"][-2:] == ["/usr/lib/dealtrail/bin/dealtrail", "run"]


def test_it_can_write_to_what_is_mounted_and_nowhere_else(day: Day) -> None:
    ours = {f"/{STATE}", "/tmp"}
    shared_memory = {"/dev/shm", "/dev/mqueue"}  # every container's, in memory

    assert ours <= {*day.inside["written"]} <= ours | shared_memory


def test_it_ends_well_and_soon_when_it_is_told_to(day: Day) -> None:
    assert day.code == 0
    assert day.seconds < 10


def test_a_report_of_a_fault_tells_what_it_runs_on_and_no_secret(day: Day) -> None:
    (ran,) = [ran for words, ran in day.told.items() if "--verbose" in words]
    told = json.loads(ran.out)

    assert (told["dealtrail"], told["schema"]) == (version("dealtrail"), HEAD)
    assert re.fullmatch(r"CPython 3\.\d+\.\d+", told["python"])
    assert told["system"].startswith("Debian GNU/Linux")
    assert "web" in told["extras"].split(", ")
    assert not {PASSWORD, socket.gethostname(), SERVICE, BOB} & {*told.values()}


def test_what_is_not_mounted_is_told_in_a_sentence(podman: Podman) -> None:
    made, ran = podman.run("init"), podman.run()

    assert (made.code, ran.code) == (1, 1)
    assert "/var/lib/dealtrail" in made.err
    assert "no mailbox is configured" in ran.err
    assert "Traceback" not in made.err + ran.err


def test_on_a_network_of_its_own_it_is_healthy_as_it_comes(podman: Podman, tmp_path: Path) -> None:
    with simulated() as simulator:
        options = Place(tmp_path).set_up(simulator)
    assert podman.run("init", options=options).code == 0

    with podman.running("dealtrail-alone", "worker", options=options) as daemon:
        daemon.logs("telling how it is")
        health = podman("healthcheck", "run", "dealtrail-alone")
        outside = podman("exec", "dealtrail-alone", HEALTH, "http://127.0.0.1:8480/")
        podman("stop", "--time=10", "dealtrail-alone")
        code = daemon.wait()

    assert (health.code, outside.code, code) == (0, 1, 0)
    assert "Connection refused" in outside.out


def test_the_pages_are_served_and_asked_for_their_health(podman: Podman, tmp_path: Path) -> None:
    with simulated() as simulator:
        options = Place(tmp_path).set_up(simulator)
    config = tmp_path / "etc/config.toml"
    config.write_text(config.read_text() + '[web]\nlisten = "0.0.0.0:8480"\nurl = "https://crm.us.example"\n')
    assert podman.run("init", options=options).code == 0

    with podman.running("dealtrail-pages", "web", options=options) as daemon:
        daemon.logs("serving pages")
        health = podman("exec", "dealtrail-pages", HEALTH, "http://127.0.0.1:8480/")
        podman("stop", "--time=10", "dealtrail-pages")
        code = daemon.wait()

    assert (health.code, health.out, code) == (0, "421: 127.0.0.1:8480 answers\n", 0)
