"""`python -m shipping.image WHEEL FOLDER`: makes dealtrail_VERSION_ARCHITECTURE.image.tar.zst there, for `docker load`,
`podman load` and registries.

Run as root from the root of the source, on the release of Debian that the image is to be made of. As for the package of
Debian's, PYTHON names the Python, and SOURCE_DATE_EPOCH the time. REVISION names the commit, and SOURCES a file of
apt's with other archives than Debian's newest: with those of a day that is over, everybody gets the same image. Where
something for it is not here, a sentence says so, and the program ends with 3.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from shipping.debian.control import Target, version_of
from shipping.debian.tree import VENV
from shipping.image.archive import pack_anew
from shipping.image.base import lay_down
from shipping.image.lacking import NOT_HERE, Lacking, require
from shipping.image.program import NUMBER, SECRETS, STATE, lay_on, pack

HEALTH = "127.0.0.1:9480"


def build(wheel: Path, folder: Path, python: str) -> Path:
    """The archive of the image."""
    target = Target.of(python)
    version = wheel.name.split("-")[1]
    with tempfile.TemporaryDirectory(prefix="dealtrail-image-") as made:
        root, layer, archive = Path(made, "root"), Path(made, "layer.tar"), Path(made, "image.tar")
        root.mkdir()
        suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
        lay_down(root, suite, "python{}.{}".format(*target.python), os.environ.get("SOURCES", ""))
        lay_on(root, wheel, python)
        pack(root, layer)
        _put_together(Path(made, "storage"), layer, archive, version)
        folder.mkdir(exist_ok=True)
        image = folder / f"dealtrail_{version_of(wheel)}_{target.architecture}.image.tar.zst"
        pack_anew(archive, image)
    return image


def _put_together(storage: Path, layer: Path, archive: Path, version: str) -> None:
    """By buildah from nothing, in a storage of its own that is thrown away."""

    def buildah(*words: str) -> str:
        places = ["--root", f"{storage}/root", "--runroot", f"{storage}/run"]
        done = subprocess.run(["buildah", *places, *words], stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    container = buildah("from", "--format", "docker", "scratch")
    buildah("add", "--quiet", container, str(layer), "/")
    buildah("config", *_configuration(version), container)
    # Docker's format, as OCI's own has no place for a health check; whatever runs or keeps images takes both.
    form = ["--format", "docker", "--timestamp", os.environ["SOURCE_DATE_EPOCH"], "--identity-label=false", "--quiet"]
    buildah("commit", *form, container, f"docker-archive:{archive}:localhost/dealtrail:{version}")


def _configuration(version: str) -> list[str]:
    labels = {
        "title": "dealtrail",
        "description": "Keeps a firm's Outlook and its sales opportunities in step",
        "version": version,
        "revision": os.environ.get("REVISION", ""),
        "licenses": "Apache-2.0",
        "vendor": "The dealtrail project",
    }
    environment = {
        "PATH": f"/{VENV}/bin:/usr/bin",
        "LC_ALL": "C.UTF-8",
        "CREDENTIALS_DIRECTORY": f"/{SECRETS}",
        "DEALTRAIL_HEALTH__LISTEN": HEALTH,
    }
    words = [f"--label=org.opencontainers.image.{name}={value}" for name, value in labels.items() if value]
    words += [f"--env={name}={value}" for name, value in environment.items()]
    words += [f"--user={NUMBER}:{NUMBER}", f"--workingdir=/{STATE}", "--stop-signal=SIGTERM", "--port=8480/tcp"]
    words += ['--entrypoint=["dealtrail"]', "--cmd=run", "--healthcheck=CMD dealtrail-health"]
    return [*words, "--healthcheck-interval=30s", "--healthcheck-timeout=10s", "--healthcheck-start-period=60s"]


if __name__ == "__main__":
    os.umask(0o022)
    try:
        require()
        print(build(Path(sys.argv[1]).resolve(), Path(sys.argv[2]), os.environ.get("PYTHON", "/usr/bin/python3")))
    except Lacking as lacking:
        print(f"no image is made: {lacking}", file=sys.stderr)
        sys.exit(NOT_HERE)
