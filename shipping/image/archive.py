"""The archive that `docker load` and `podman load` take, the same whenever the same image is put together."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path
from typing import IO, Any

# What buildah makes up of a container that nobody ran.
_BY_CHANCE = ("container", "container_config")


# As Debian 12 has podman, it reads no archive that gzip packed. Docker reads these since 23.0.
_ZSTD = ("zstd", "--quiet", "-6", "--threads=0", "--stdout")


def pack_anew(made: Path, image: Path) -> None:
    """`made` is as buildah writes it: without what is there by chance, and without what Docker 1.9 wanted beside it."""
    with tarfile.open(made) as packed:
        (told,) = json.loads(_content(packed, "manifest.json").read())
        config: dict[str, Any] = json.loads(_content(packed, told["Config"]).read())
        for key in _BY_CHANCE:
            config.pop(key)
        config["config"]["Hostname"] = ""
        written = json.dumps(config).encode()
        told["Config"] = f"{hashlib.sha256(written).hexdigest()}.json"
        with image.open("wb") as file, subprocess.Popen(_ZSTD, stdin=subprocess.PIPE, stdout=file) as zstd:
            assert zstd.stdin is not None  # noqa: S101  # it is a pipe
            with zstd.stdin as into, tarfile.open(fileobj=into, mode="w|", format=tarfile.GNU_FORMAT) as anew:
                for layer in told["Layers"]:
                    _add(anew, layer, packed.getmember(layer).size, _content(packed, layer))
                _add(anew, told["Config"], len(written), BytesIO(written))
                manifest = json.dumps([told]).encode()
                _add(anew, "manifest.json", len(manifest), BytesIO(manifest))
        if zstd.returncode:
            raise RuntimeError(f"zstd ended with {zstd.returncode}")


def _content(packed: tarfile.TarFile, name: str) -> IO[bytes]:
    found = packed.extractfile(name)
    assert found is not None, name  # noqa: S101  # buildah wrote it as a file
    return found


def _add(packed: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    one = tarfile.TarInfo(name)
    one.size = size
    packed.addfile(one, content)
