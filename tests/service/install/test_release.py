"""A release is the same whoever makes it, has all that the program needs, and runs where it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.service.install.release import DAY, Release

ROOT = Path(__file__).parents[3]
PACKAGES = ("config", "connectors", "daemon", "store", "simulator")


def test_whoever_makes_it_of_its_own_source_gets_the_same_bytes(release: Release, tmp_path: Path) -> None:
    with tarfile.open(release.source) as packed:
        packed.extractall(tmp_path, filter="data")
    (tree,) = tmp_path.iterdir()

    command = ["sh", "-c", 'umask 077 && exec "$0" -m hatchling build', sys.executable]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(int(DAY.timestamp())), "TZ": "Asia/Kolkata"}
    subprocess.run(command, cwd=tree, env=environment, stdout=subprocess.DEVNULL, check=True)

    again = Release(tree)
    assert again.wheel.read_bytes() == release.wheel.read_bytes()
    assert again.source.read_bytes() == release.source.read_bytes()


def test_the_wheel_has_every_file_of_the_program_and_what_belongs_beside_it(release: Release) -> None:
    with zipfile.ZipFile(release.wheel) as packed:
        names = set(packed.namelist())

    beside = f"dealtrail-{version('dealtrail')}.data/data/share"
    wanted = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in _files(ROOT / package)
        if "__pycache__" not in path.parts
    }
    wanted |= {f"{beside}/{path.relative_to(release.share)}" for path in release.share.rglob("*") if path.is_file()}
    wanted |= {
        f"{beside}/dealtrail/{path.relative_to(ROOT)}" for path in (ROOT / "systemd").rglob("*") if path.is_file()
    }
    wanted |= {f"{beside}/dealtrail/config.schema.json"}
    assert {f"{beside}/man/man1/dealtrail.1", f"{beside}/man/man5/dealtrail.toml.5"} < wanted
    assert {name for name in names if ".dist-info/" not in name} == wanted


@pytest.fixture(scope="module")
def installed(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel, as pip installs it; the libraries are those that the tests have."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python"), "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "install", "--no-index", "--no-deps", "--no-compile", str(release.wheel)], check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return folder


def test_it_runs_away_from_its_source(installed: Path, tmp_path: Path) -> None:
    def did(*words: str) -> str:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        config = {"DEALTRAIL_DATABASE__URL": f"sqlite:///{tmp_path}/trail.sqlite"}
        ended = subprocess.run(words, cwd=tmp_path, env=kept | config, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    program, origin = str(installed / "bin/dealtrail"), "import daemon; print(daemon.__file__)"
    assert did(program, "--version") == f"dealtrail {version('dealtrail')}\n"
    assert did(str(installed / "bin/python"), "-c", origin).startswith(str(installed))
    assert str(tmp_path / "trail.sqlite") in did(program, "init")
    assert did(program, "config", "schema") == (installed / "share/dealtrail/config.schema.json").read_text()
    assert (installed / "share/man/man1/dealtrail.1").read_text().splitlines()[0].split()[3] == f"{DAY:%Y-%m-%d}"


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
