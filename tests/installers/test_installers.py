"""A person's own installation of a wheel, by the two programs that docs/operations.md names."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.audit.audit import LOCKED, locked

ROOT = Path(__file__).parents[2]
_NO_INDEX = re.compile(
    "dns error|[Cc]onnection (refused|reset|timed out)|Failed to establish|Temporary failure|error sending request"
)


@pytest.fixture(scope="module")
def wheel() -> Path:
    if "WHEEL" not in os.environ:
        pytest.skip("`make installers` makes the wheel and runs these tests")
    return Path(os.environ["WHEEL"]).resolve()


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """A person who has nothing yet; what a machine's pip is told of an index, these are told as well."""
    kept = ("PATH", "LANG", "SSL_CERT_FILE", "http_proxy", "https_proxy", "no_proxy")
    around = {name: text for name, text in os.environ.items() if name in kept or name.startswith(("PIP_", "UV_"))}
    mine = {"HOME": "", "XDG_DATA_HOME": "data", "XDG_BIN_HOME": "bin"}
    mine |= {"PIPX_HOME": "pipx", "PIPX_BIN_DIR": "bin", "PIPX_MAN_DIR": "man"}
    return around | {name: str(tmp_path / folder) for name, folder in mine.items()}


def did(environment: Mapping[str, str], *words: str) -> str:
    ended = subprocess.run(words, cwd=environment["HOME"], env=environment, capture_output=True, text=True, check=False)
    if ended.returncode and _NO_INDEX.search(ended.stderr):
        pytest.skip(f"no index of packages is in reach: {ended.stderr[-500:]}")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def line_of_the_document(installer: str, wheel: Path) -> list[str]:
    """What a person is told to type, with this wheel."""
    text = (ROOT / "docs/operations.md").read_text()
    (line,) = re.findall(rf"^{installer} .*?(?=\s+#)", text, re.MULTILINE)
    line = re.sub(r"file:///PATH/dealtrail-\S+?\.whl", wheel.as_uri(), line)
    return shlex.split(line.replace("requirements.txt", str(LOCKED)))


@pytest.mark.parametrize("installer", ["uv tool install", "pipx install"])
def test_the_line_of_the_document_installs_a_program_that_works(
    installer: str, wheel: Path, home: dict[str, str], tmp_path: Path
) -> None:
    program, *words = line_of_the_document(installer, wheel)

    did(home, f"{os.environ['INSTALLERS']}/{program}", *words, "--python", sys.executable)

    ours = str(tmp_path / "bin/dealtrail")
    told = json.loads(did(home, ours, "--version", "--verbose", "--json"))
    assert told["dealtrail"] == version("dealtrail")
    assert told["extras"] == "web"
    url = {"DEALTRAIL_DATABASE__URL": f"sqlite:///{tmp_path}/trail.sqlite"}
    assert "is ready" in did(home | url, ours, "init")
    assert "Ola Dahl" in did(home | url, ours, "user", "add", "Ola Dahl", "--email", "ola@us.example")
    if program == "uv":
        assert {(name, told[name]) for name in ("exchangelib", "lxml", "sqlalchemy")} < {*locked(LOCKED.read_text())}
    else:
        assert (tmp_path / "man/man1/dealtrail.1").exists()
