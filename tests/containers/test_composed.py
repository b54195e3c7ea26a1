"""The service and a worker side by side, as Compose runs them: with its options, secrets and mounts, on PostgreSQL."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shipping.image.program import NUMBER, SECRETS
from tests.containers.manifests import COMPOSE, compose
from tests.containers.runtime import Podman, Ran
from tests.service.process import until
from tests.service.site import ANN, BOB, BODY, PASSWORD, SERVICE, SUBJECT
from tests.simulated import simulated


def options_of(name: str, secrets: Path, given: Mapping[str, str]) -> list[str]:
    """What Compose hands to a runtime; what every container of these tests has (a root that is only read …) aside."""
    one = compose()["services"][name]
    found = [f"--tmpfs={mount}" for mount in one["tmpfs"]]
    found += [f"--memory={one['mem_limit']}", f"--pids-limit={one['pids_limit']}"]
    found += [f"--volume={COMPOSE.parent}/{mount}" for mount in one["volumes"]]
    found += [f"--volume={secrets}/{one['source']}:/{SECRETS}/{one['target']}:ro" for one in one["secrets"]]
    return found + [f"--env={key}={text}" for key, text in given.items()]


def kept_in(folder: Path, secrets: Mapping[str, str]) -> Path:
    folder.mkdir(mode=0o711)
    for name, text in secrets.items():
        (folder / name).write_text(f"{text}\n")
        (folder / name).chmod(0o400)
        os.chown(folder / name, NUMBER, NUMBER)
    return folder


@dataclass(frozen=True)
class Together:
    is_stamped: bool
    status: Any
    health: dict[str, Ran]
    codes: list[int]
    log: list[dict[str, Any]]


@pytest.fixture
def together(podman: Podman, empty_postgres_url: str, tmp_path: Path) -> Iterator[Together]:
    """Both have this machine's name, and each is the first process of its container."""
    health = compose()["services"]["service"]["healthcheck"]["test"][1:]
    with simulated() as simulator:
        simulator.add_mailbox(BOB, zone="Europe/Oslo")
        simulator.add_account(SERVICE, PASSWORD)
        simulator.allow_impersonation(SERVICE)
        secrets = kept_in(tmp_path / "secrets", {"database.url": empty_postgres_url, "exchange.password": PASSWORD})
        given = {
            "DEALTRAIL_EXCHANGE__ENDPOINT": simulator.endpoint,
            "DEALTRAIL_EXCHANGE__AUTH": "basic",
            "DEALTRAIL_EXCHANGE__USERNAME": SERVICE,
            "DEALTRAIL_SYNC__INTERVAL": "1s",
            "DEALTRAIL_HEALTH__LISTEN": "/tmp/health",  # the network is this machine's
        }
        made = podman.run("init", options=options_of("init", secrets, given), network="host")
        assert made.code == 0, made.err
        names = {name: f"dealtrail-composed-{name}" for name in ("service", "worker")}
        with (
            podman.running(
                names["service"], "run", options=options_of("service", secrets, given), network="host"
            ) as one,
            podman.running(
                names["worker"], "worker", options=options_of("worker", secrets, given), network="host"
            ) as two,
        ):
            until(lambda: one.events("turn done") or two.events("turn done"), "one of them has looked at the mailbox")
            two.logs("telling how it is")
            for line in (
                f"user add Bob --email {BOB}",
                f"contact add Ann --email {ANN}",
                "opportunity add seats --contact Ann",
            ):
                ran = podman("exec", names["service"], "dealtrail", *line.split())
                assert ran.code == 0, ran.err
            mail = simulator.outlook(BOB).deliver_mail(ANN, SUBJECT, BODY, message_id="<1@client>")
            until(lambda: simulator.outlook(BOB).read(mail)["categories"], "the mail is stamped")
            categories = simulator.outlook(BOB).read(mail)["categories"]
            status = json.loads(podman("exec", names["worker"], "dealtrail", "status", "--json").out)
            well = {name: podman("exec", named, *health) for name, named in names.items()}
            for name in names.values():
                podman("stop", "--time=10", name)
            codes = [one.wait(), two.wait()]
            log = one.log + two.log
        yield Together(categories == ["OPP-1 seats"], status, well, codes, log)


def test_they_link_mail_together_and_none_takes_the_other_for_dead(together: Together) -> None:
    processes = together.status["service"]["processes"]

    assert together.is_stamped
    assert {name: (ran.code, ran.err) for name, ran in together.health.items()} == {
        "service": (0, ""),
        "worker": (0, ""),
    }
    assert together.status["service"]["state"] == "running"
    assert [one["takes"] for one in sorted(processes, key=lambda one: one["takes"] or "")] == [None, "*"]
    assert {one["process"].split("/")[1] for one in processes} == {"1"}
    assert [one for one in together.log if one["level"] in ("warning", "error") or "dead" in one["event"]] == []
    assert together.codes == [0, 0]
