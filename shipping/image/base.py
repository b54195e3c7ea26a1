"""As much of Debian as Python and the libraries run on: no shell, no package manager, nothing to build with."""

from __future__ import annotations

import re
import subprocess
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from shipping.image.lacking import fetched

# What is left of the packages, and of those that they depend on.
_KEPT = re.compile(
    r"lib(64)?/([^/]+-linux-gnu/)?[^/]+\.so[^/]*|"
    r"usr/lib/[^/]+-linux-gnu/(ossl-modules/)?[^/]+\.so[^/]*|"
    r"usr/lib/(os-release|ssl/(cert\.pem|certs|openssl\.cnf))|"
    r"usr/lib/python3\.\d+/(?!(lib2to3|pydoc_data|__pycache__)/).+(?<!sitecustomize\.py)|"
    r"usr/bin/python3\.\d+|"
    r"usr/share/doc/[^/]+(/copyright)?|"  # for some it is a link to another's
    r"etc/(debian_version|mime\.types|os-release|ssl/openssl\.cnf)"
)
_AUTHORITIES = "usr/share/ca-certificates/mozilla"
_PACKAGES = "var/cache/apt/archives"
_LOOKED_AT = re.compile(rf"{_AUTHORITIES}/[^/]+\.crt|{_PACKAGES}/[^/]+\.deb")


def lay_down(root: Path, suite: str, python: str, sources: str) -> None:
    """The files, the authorities that are trusted, and the list of packages that scanners of images ask for."""
    with TemporaryDirectory(prefix="dealtrail-debian-") as folder:
        archive, beside = Path(folder, "debian.tar"), Path(folder, "beside")
        _fetch(archive, suite, f"base-files,lib{python}-stdlib,{python}-minimal,ca-certificates,media-types", sources)
        with tarfile.open(archive) as packed:
            packed.extractall(root, _those(packed, _KEPT), filter="fully_trusted")  # noqa: S202  # apt knows its signature
            packed.extractall(beside, _those(packed, _LOOKED_AT), filter="data")
        authorities = sorted((beside / _AUTHORITIES).iterdir())
        trusted = root / "etc/ssl/certs/ca-certificates.crt"
        trusted.parent.mkdir()
        trusted.write_text("".join(one.read_text(encoding="ascii") for one in authorities), encoding="ascii")
        _tell_scanners(root, sorted((beside / _PACKAGES).iterdir()))
    (root / "usr/bin/python3").symlink_to(python)


def _fetch(archive: Path, suite: str, packages: str, sources: str) -> None:
    """Unpacked and not installed: what the packages' scripts do is for machines that somebody logs in to."""
    command = ["mmdebstrap", "--variant=extract", "--skip=cleanup/apt/cache", f"--include={packages}"]
    fetched([*command, suite, str(archive), *([sources] if sources else [])])


def _those(packed: tarfile.TarFile, wanted: re.Pattern[str]) -> Iterator[tarfile.TarInfo]:
    for one in packed.getmembers():
        if not one.isdir() and wanted.fullmatch(_path(one)):
            yield one


def _tell_scanners(root: Path, packages: list[Path]) -> None:
    """A file for each package of which more than its copyright is here, as in other images without dpkg."""
    folder = root / "var/lib/dpkg/status.d"
    folder.mkdir(parents=True)
    for package in packages:
        with tarfile.open(fileobj=BytesIO(_told_of(package, "--fsys-tarfile"))) as packed:
            is_here = any((root / _path(one)).exists() for one in packed if one.isfile() and "/doc/" not in one.name)
        if is_here:
            (folder / package.name.partition("_")[0]).write_bytes(_told_of(package, "--field"))


def _told_of(package: Path, what: str) -> bytes:
    return subprocess.run(["dpkg-deb", what, package], stdout=subprocess.PIPE, check=True).stdout


def _path(one: tarfile.TarInfo) -> str:
    return one.name.removeprefix("./")
