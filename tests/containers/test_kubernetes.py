"""The files for Kubernetes: by its schemas, by its strictest standard for pods, and by what the program says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from shipping.image.__main__ import HEALTH as LISTENS
from shipping.image.program import NUMBER, SECRETS
from tests.containers.manifests import CONTAINERS, HEALTH, ROOT, command_of, kubernetes, of_kind, settings, told

COMMANDS = {"dealtrail-service": "run", "dealtrail-worker": "worker", "dealtrail-web": "web", "dealtrail-init": "init"}
PODS = pytest.mark.parametrize("name", COMMANDS)


def pod(name: str) -> Any:
    return of_kind("Deployment", "Job")[name]["spec"]["template"]["spec"]


def container(name: str) -> Any:
    (one,) = pod(name)["containers"]
    return one


def mounted(name: str) -> dict[str, Any]:
    """What is mounted, by the path where it is."""
    volumes = {one["name"]: one for one in pod(name)["volumes"]}
    return {one["mountPath"]: volumes.pop(one["name"]) for one in container(name)["volumeMounts"]}


def secrets(name: str) -> dict[str, str]:
    sources = mounted(name)[f"/{SECRETS}"]["projected"]["sources"]
    return {
        key: text for one in sources for key, text in of_kind("Secret")[one["secret"]["name"]]["stringData"].items()
    }


def test_they_are_what_kubernetes_takes() -> None:
    found = told("--kubernetes", *kubernetes())

    assert {path: problems for path, problems in found.items() if any(problems)} == {}
    assert len(found) == len([*(CONTAINERS / "kubernetes").rglob("*.yaml")]) > 5


def test_what_they_do_not_take_is_seen(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text((CONTAINERS / "kubernetes/workers.yaml").read_text().replace("replicas:", "replica:"))

    (problems,) = told("--kubernetes", str(wrong)).values()

    assert "replica" in problems[0]


@PODS
def test_every_pod_runs_a_command_of_the_program(name: str) -> None:
    command = COMMANDS[name]

    assert container(name)["args"] == [command]
    assert command_of(container(name)["args"]) == f"daemon.cli.{command}.{command}"
    assert "command" not in container(name)  # the image's own
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert container(name)["image"].endswith(f"/dealtrail:{version}")


@PODS
def test_every_pod_keeps_to_the_strictest_standard(name: str) -> None:
    around, within = pod(name)["securityContext"], container(name)["securityContext"]

    assert around["runAsNonRoot"] is True
    assert {around["runAsUser"], around["runAsGroup"], around["fsGroup"]} == {NUMBER}
    assert around["seccompProfile"] == {"type": "RuntimeDefault"}
    assert within == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not {"hostNetwork", "hostPID", "hostIPC"} & {*pod(name)}
    assert pod(name)["automountServiceAccountToken"] is False
    assert {*mounted(name)} == {"/etc/dealtrail", f"/{SECRETS}", "/tmp"}
    assert container(name)["resources"]["limits"]["memory"] == "1Gi"


@PODS
def test_no_variable_that_kubernetes_makes_of_services_is_taken_for_a_key(name: str) -> None:
    assert {one.split("-")[0] for one in of_kind("Service")} == {"dealtrail"}  # which begins variables, too

    assert pod(name)["enableServiceLinks"] is False


@PODS
def test_configuration_and_secrets_are_what_the_command_needs(name: str, tmp_path: Path) -> None:
    source = mounted(name)["/etc/dealtrail"]["configMap"]["name"]
    config = tmp_path / "config.toml"
    config.write_text(of_kind("ConfigMap")[source]["data"]["config.toml"])

    loaded = settings(config, secrets(name), tmp_path / "secrets", DEALTRAIL_HEALTH__LISTEN=LISTENS)

    assert loaded.settings.database.url.get_secret_value().startswith("postgresql://")
    is_of_mailboxes = COMMANDS[name] in ("run", "worker")
    assert ("dealtrail.exchange.password" in secrets(name)) == is_of_mailboxes
    if is_of_mailboxes:
        loaded.require_servers()
    if COMMANDS[name] == "web":
        loaded.require_web()
        assert loaded.settings.web.listen == f"0.0.0.0:{container(name)['ports'][0]['containerPort']}"


@pytest.mark.parametrize("name", ["dealtrail-service", "dealtrail-worker"])
def test_health_of_what_gives_turns_is_asked_for_where_it_is_told(name: str) -> None:
    probes = {
        kind: container(name)[kind]["exec"]["command"] for kind in ("startupProbe", "livenessProbe", "readinessProbe")
    }

    assert probes == {"startupProbe": [HEALTH], "livenessProbe": [HEALTH], "readinessProbe": [HEALTH, "/readyz"]}
    assert pod(name)["terminationGracePeriodSeconds"] == 90


def test_health_of_the_pages_is_that_they_answer() -> None:
    port = container("dealtrail-web")["ports"][0]["containerPort"]

    for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container("dealtrail-web")[kind]["exec"]["command"] == [HEALTH, f"http://127.0.0.1:{port}/"]


def test_there_is_one_service_and_one_web_and_as_many_workers_as_are_wanted() -> None:
    deployments = of_kind("Deployment")

    assert {name: one["spec"]["replicas"] for name, one in deployments.items()} == {
        "dealtrail-service": 1,
        "dealtrail-worker": 2,
        "dealtrail-web": 1,
    }
    alone = [deployments[name]["spec"].get("strategy") for name in ("dealtrail-service", "dealtrail-web")]
    assert alone == [{"type": "Recreate"}] * 2
    assert of_kind("PodDisruptionBudget")["dealtrail-worker"]["spec"]["maxUnavailable"] == 1


def test_whoever_is_selected_is_there() -> None:
    labels = [one["spec"]["template"]["metadata"]["labels"] for one in of_kind("Deployment", "Job").values()]
    selecting = [*of_kind("Deployment", "PodDisruptionBudget").values()]
    wanted = [one["spec"]["selector"]["matchLabels"] for one in selecting]
    wanted += [one["spec"]["selector"] for one in of_kind("Service").values()]
    wanted += [one["spec"]["podSelector"].get("matchLabels", {}) for one in of_kind("NetworkPolicy").values()]

    assert [one for one in wanted if not any(one.items() <= label.items() for label in labels)] == []
    (service,) = of_kind("Service").values()
    assert service["spec"]["ports"][0]["targetPort"] in [one["name"] for one in container("dealtrail-web")["ports"]]
    (https,) = [one for name, one in of_kind("NetworkPolicy").items() if name == "dealtrail-https"]
    (meant,) = https["spec"]["podSelector"]["matchExpressions"]
    assert {*meant["values"]} == {label["app.kubernetes.io/component"] for label in labels} - {"init"}


def test_all_are_in_the_namespace_that_holds_pods_to_it() -> None:
    documents = [one for each in kubernetes().values() for one in each]

    (namespace,) = of_kind("Namespace").values()
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert {one["metadata"].get("namespace") for one in documents if one["kind"] != "Namespace"} == {"dealtrail"}
    reached = of_kind("NetworkPolicy")["dealtrail-nothing"]["spec"]
    assert (reached["podSelector"], {*reached["policyTypes"]}) == ({}, {"Ingress", "Egress"})
