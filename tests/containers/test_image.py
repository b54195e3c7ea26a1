"""What is in the image, and that anybody gets the same one."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from shipping.image.program import NUMBER, SECRETS, STATE
from tests.containers.manifests import HEALTH

MEGABYTE = 1_000_000
SITE = r"usr/lib/dealtrail/lib/python3\.\d+/site-packages"


class Image:
    """The archive, opened."""

    def __init__(self, archive: Path, folder: Path) -> None:
        subprocess.run(["tar", "--extract", "--zstd", "--file", archive, "--directory", folder], check=True)
        (self.told,) = json.loads((folder / "manifest.json").read_text())
        self.id = self.told["Config"].removesuffix(".json")
        self.about: dict[str, Any] = json.loads((folder / self.told["Config"]).read_text())
        (name,) = self.told["Layers"]
        self.layer = folder / name
        self._packed = tarfile.open(self.layer)  # noqa: SIM115  # closed at the end
        self.files = {one.name: one for one in self._packed}

    def text(self, name: str) -> str:
        return self._packed.extractfile(name).read().decode()

    def close(self) -> None:
        self._packed.close()
        self.layer.unlink()


@pytest.fixture(scope="module")
def image(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    folder = tmp_path_factory.mktemp("image")
    made = Image(archive, folder)
    yield made
    made.close()


def test_made_once_more_of_the_source_that_is_released_it_is_the_same(
    image: Image, archive: Path, tmp_path: Path
) -> None:
    (wheel,), (source,) = archive.parent.glob("*.whl"), archive.parent.glob("*.tar.gz")
    subprocess.run(["tar", "--extract", "--file", source, "--directory", tmp_path, "--strip-components=1"], check=True)
    command = ["sh", "-c", 'umask 077 && exec "$0" "$@"', sys.executable, "-m", "shipping.image", wheel, "made"]

    environment = os.environ | {"TMPDIR": str(tmp_path), "TZ": "Asia/Kolkata"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)

    again = Image(tmp_path / "made" / archive.name, tmp_path)
    again.close()
    assert again.files.keys() == image.files.keys()
    assert again.told == image.told  # names of files that are made of their content


def test_it_says_what_it_is_and_how_it_is_run(image: Image) -> None:
    around = image.about["config"]
    prefix = "org.opencontainers.image."
    labels = {name.removeprefix(prefix): text for name, text in around["Labels"].items() if name.startswith(prefix)}

    assert (labels["title"], labels["version"], labels["licenses"]) == ("dealtrail", version("dealtrail"), "Apache-2.0")
    assert labels.get("revision", "") == os.environ.get("REVISION", "")
    assert around["Labels"].keys() == {f"{prefix}{name}" for name in labels}
    assert (around["User"], around["Entrypoint"], around["Cmd"]) == (f"{NUMBER}:{NUMBER}", ["dealtrail"], ["run"])
    assert (around["Healthcheck"]["Test"], around["StopSignal"]) == (["CMD", HEALTH], "SIGTERM")
    assert around["Volumes"] is None  # records never go where nobody looks for them
    assert image.told["RepoTags"] == [f"localhost/dealtrail:{version('dealtrail')}"]
    assert re.search(rf"^dealtrail:x:{NUMBER}:{NUMBER}:", image.text("etc/passwd"), re.MULTILINE)
    assert "os-release" in "".join(image.files)


def test_nobody_but_root_can_change_anything_in_it_but_the_folder_of_records(image: Image) -> None:
    owned = {name for name, one in image.files.items() if (one.uid, one.gid) != (0, 0)}
    writable = {name for name, one in image.files.items() if one.mode & 0o022 and not one.issym()}

    assert owned == {STATE}
    assert stat.S_IMODE(image.files[STATE].mode) == 0o700
    assert writable == {"tmp"}
    assert [name for name, one in image.files.items() if one.mode & (stat.S_ISUID | stat.S_ISGID)] == []
    assert image.files[SECRETS].isdir()


def test_there_is_nothing_that_it_runs_without(image: Image) -> None:
    programs = {name for name in image.files if re.match(r"(usr/)?(local/)?s?bin/|usr/lib/dealtrail/bin/", name)}
    unwanted = re.compile(
        rf"{SITE}/(pip|setuptools|wheel|hatchling|pytest)[-/.]|.*/(ensurepip|lib2to3|pydoc_data|idlelib)/|"
        r"usr/share/(man|locale|info|doc/.*/(?!copyright))|var/(cache|log)/|var/lib/(apt|dpkg/info)/|"
        r"usr/lib/dealtrail/(share|include)|etc/(hostname|resolv\.conf|machine-id|apt)|.*\.(a|o|la)$|root/|home/"
    )

    names = {name.rpartition("/")[2] for name in programs}
    assert {name for name in names if not name.startswith("python3")} == {"dealtrail", HEALTH}
    assert [name for name in image.files if unwanted.match(name)] == []


def test_all_of_it_is_compiled_as_it_can_write_nothing(image: Image) -> None:
    sources = [name for name in image.files if re.match(rf"({SITE}|usr/lib/python3\.\d+)/.+\.py$", name)]
    compiled = {
        re.sub(r"__pycache__/(.+)\.cpython-\d+\.pyc$", r"\1.py", name) for name in image.files if "__pycache__" in name
    }

    assert len(sources) > 1000
    assert [name for name in sources if name not in compiled] == []


def test_scanners_find_which_packages_of_debians_are_in_it(image: Image) -> None:
    told = {name.rpartition("/")[2]: image.text(name) for name in image.files if "/status.d/" in name}

    assert {"libc6", "libssl3", "libsqlite3-0", "base-files"} < {*told}
    assert not {"dpkg", "tar", "debconf", "perl-base", "dash", "bash"} & {*told}
    assert [name for name, text in told.items() if not re.search(r"^Version: \S+$", text, re.MULTILINE)] == []
    papers = {name.split("/")[3] for name in image.files if name.startswith("usr/share/doc/")}
    assert {*told} - papers == set()
    assert image.text("etc/ssl/certs/ca-certificates.crt").count("BEGIN CERTIFICATE") > 100


def test_it_is_small(image: Image, archive: Path) -> None:
    assert archive.stat().st_size < 120 * MEGABYTE
    assert image.layer.stat().st_size < 380 * MEGABYTE
