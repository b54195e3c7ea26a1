"""Everything that the package lays down, and where."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

VENV = "usr/lib/dealtrail"
_HERE = Path(__file__).parent
_DOCS = "usr/share/doc/dealtrail"
_SCRIPTS = ("postinst", "prerm", "postrm")
_CONFIG = "etc/dealtrail/config.toml"

_PROGRAM = f"""\
#!/{VENV}/bin/python3
import sys

from daemon.cli.main import main

sys.exit(main())
"""
# What a folder of the wheel's share/ becomes in Debian.
_SHARED = {
    "bash-completion": "usr/share/bash-completion",
    "dealtrail/config.schema.json": "usr/share/dealtrail/config.schema.json",
    "dealtrail/systemd/dealtrail.service.d": f"{_DOCS}/examples/dealtrail.service.d",
    "dealtrail/systemd/sysusers.d": "usr/lib/sysusers.d",
    "dealtrail/systemd/tmpfiles.d": "usr/lib/tmpfiles.d",
    "dealtrail/systemd": "usr/lib/systemd/system",
    "fish": "usr/share/fish",
    "man": "usr/share/man",
    "zsh/site-functions": "usr/share/zsh/vendor-completions",
}
# What units say of where the program and its documents lie.
_IN_UNITS = {
    "/opt/dealtrail/venv/bin/dealtrail": "/usr/bin/dealtrail",
    "file:///opt/dealtrail/docs/": f"man:dealtrail(1) file:///{_DOCS}/",
}


def program(root: Path, wheel: Path, python: str) -> None:
    """A virtual environment with the program and the libraries that it was tested with."""
    venv = root / VENV
    subprocess.run([python, "-m", "venv", "--without-pip", venv], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin/python3"), "--disable-pip-version-check", "--quiet"]
    install = [*pip, "install", "--no-compile", "--no-warn-script-location"]
    subprocess.run([*install, "--require-hashes", "-r", "requirements.txt"], check=True)
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True)
    # Of the programs beside it only its own is wanted, and none may tell of where it was built.
    for path in (venv / "bin").iterdir():
        path.unlink()
    (venv / "bin/python3").symlink_to("/usr/bin/python3")
    _write(venv / "bin/dealtrail", _PROGRAM, 0o755)
    (venv / "lib64").unlink(missing_ok=True)
    shutil.rmtree(venv / "include", ignore_errors=True)
    _write(venv / "pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\n")
    for one in venv.glob("lib/python*/site-packages/*.dist-info"):
        _forget_the_build(one)


def _forget_the_build(distribution: Path) -> None:
    """Which files there are, without those that are gone, and not from where they came."""
    (distribution / "direct_url.json").unlink(missing_ok=True)
    record = distribution / "RECORD"
    lines = record.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("../") and (distribution.parent / _path_in(line)).exists()]
    record.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")


def _path_in(line: str) -> str:
    """The file of a line of RECORD: its name, its hash and its size."""
    return line.rsplit(",", 2)[0].strip('"')


def lay_around(root: Path) -> None:
    """What is outside of the virtual environment: units, users, pages of the manual, documents, the configuration."""
    share = root / VENV / "share"
    for source, place in _SHARED.items():
        _move(share / source, root / place)
    shutil.rmtree(share)
    for unit in (root / "usr/lib/systemd/system").iterdir():
        text = unit.read_text(encoding="utf-8")
        for before, after in _IN_UNITS.items():
            text = text.replace(before, after)
        unit.write_text(text, encoding="utf-8")
    for page in (root / "usr/share/man").glob("man*/*"):
        _pack(page)
    (root / "usr/bin").mkdir()
    (root / "usr/bin/dealtrail").symlink_to(f"/{VENV}/bin/dealtrail")
    docs = root / _DOCS
    shutil.copytree("docs", docs, dirs_exist_ok=True, ignore=shutil.ignore_patterns("pictures", "site", "*.json"))
    shutil.copy("CHANGELOG.md", docs / "changelog")
    _pack(docs / "changelog")
    shutil.copy("config/example.toml", docs / "examples/config.toml")
    _write(docs / "copyright", (_HERE / "copyright").read_text(encoding="utf-8"))
    _write(root / _CONFIG, (_HERE / "config.toml").read_text(encoding="utf-8"), 0o640)


def describe(root: Path, control: str) -> None:
    """The folder DEBIAN, and who may read what."""
    for path in root.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
        elif not path.is_symlink() and path != root / _CONFIG:
            path.chmod(0o755 if path.parent == root / VENV / "bin" else 0o644)
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    sums = [f"{_md5(path)}  {path.relative_to(root)}\n" for path in files]
    _write(root / "DEBIAN/md5sums", "".join(sums))
    _write(root / "DEBIAN/control", control)
    _write(root / "DEBIAN/conffiles", f"/{_CONFIG}\n")
    for script in _SCRIPTS:
        _write(root / "DEBIAN" / script, (_HERE / script).read_text(encoding="utf-8"), 0o755)
    # dpkg-deb makes no time later than this; what is earlier tells when somebody had a file last.
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        for path in (root, *root.rglob("*")):
            os.utime(path, (int(epoch), int(epoch)), follow_symlinks=False)


def _move(source: Path, target: Path) -> None:
    """A file, or what is left in a folder by then."""
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
        shutil.rmtree(source)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, target)


def _pack(path: Path) -> None:
    """As Debian has documents; without the time, which would be that of the build."""
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    path.unlink()


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
