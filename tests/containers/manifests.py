"""The files for Compose and Kubernetes, read; and what the program says of what stands in them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from config.settings import Loaded, load
from daemon.cli.app import app

ROOT = Path(__file__).parents[2]
CONTAINERS = ROOT / "containers"
COMPOSE = CONTAINERS / "compose/compose.yaml"
HEALTH = "dealtrail-health"


@cache
def told(*words: str) -> Any:
    """What `read.py` prints."""
    python = os.environ.get("MANIFESTS_PYTHON")
    if python is None:
        pytest.skip("the environment of what reads them is not here: make image has it")
    command = [python, str(Path(__file__).with_name("read.py")), *words]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def compose() -> Any:
    ((document,),) = told(str(COMPOSE)).values()
    return document


def kubernetes() -> dict[str, list[Any]]:
    """All documents of each file, by its path."""
    return told(*map(str, sorted((CONTAINERS / "kubernetes").rglob("*.yaml"))))


def of_kind(*kinds: str) -> dict[str, Any]:
    """The documents of these kinds, by name."""
    found = [one for documents in kubernetes().values() for one in documents if one["kind"] in kinds]
    return {one["metadata"]["name"]: one for one in found}


def command_of(words: Sequence[str]) -> str:
    """The command that the program takes this line for; raises where it takes it for none."""
    command, _, _ = app.parse_args(list(words), exit_on_error=False, print_error=False)
    return f"{command.__module__}.{command.__name__}"


def settings(config: Path, secrets: Mapping[str, str], folder: Path, **environment: str) -> Loaded:
    """What the program makes of the configuration with these credentials; raises where something is not to be."""
    folder.mkdir()
    for name, text in secrets.items():
        (folder / name).write_text(text)
    return load(config, {"CREDENTIALS_DIRECTORY": str(folder), **environment})
