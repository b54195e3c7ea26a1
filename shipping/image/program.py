"""What is laid on it: the program, compiled, who it runs as, and the folders that are mounted over."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from contextlib import nullcontext
from pathlib import Path

from shipping.debian.tree import VENV, program

NUMBER = 10001  # of the user and the group: a number of their own, that no account of a machine is likely to have
STATE = "var/lib/dealtrail"
SECRETS = "run/secrets"
_ACCOUNTS = {
    "etc/passwd": f"""\
root:x:0:0:root:/nonexistent:/usr/sbin/nologin
dealtrail:x:{NUMBER}:{NUMBER}:dealtrail:/{STATE}:/usr/sbin/nologin
""",
    "etc/group": f"root:x:0:\ndealtrail:x:{NUMBER}:\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}
_FOLDERS = ("etc/dealtrail", "dev", "proc", "sys", "tmp", STATE, SECRETS)


def lay_on(root: Path, wheel: Path, python: str) -> None:
    """All of it, with its mode."""
    program(root, wheel, python)
    shutil.rmtree(root / VENV / "share")
    shutil.copy(Path(__file__).with_name("health.py"), root / VENV / "bin/dealtrail-health")
    for name, text in _ACCOUNTS.items():
        (root / name).write_text(text, encoding="ascii")
    for name in _FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / VENV / "bin/dealtrail-health").chmod(0o755)
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    (root / "tmp").chmod(0o1777)
    (root / STATE).chmod(0o700)
    _compile(root)


def _compile(root: Path) -> None:
    """Nothing can be written where it runs. By the image's own Python, in one process and with one seed, so that the
    same source gives the same bytes; without the times of files, as those are the commit's.
    """
    command = [
        "chroot",
        str(root),
        "/usr/bin/python3",
        "-S",
        "-m",
        "compileall",
        "-q",
        "--invalidation-mode=unchecked-hash",
    ]
    folders = [f"/{VENV}/lib", *(f"/{one.relative_to(root)}" for one in root.glob("usr/lib/python3.*"))]
    subprocess.run([*command, *folders], env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"}, check=True)


def pack(root: Path, archive: Path) -> None:
    """In the order of names, and everything root's but the folder of records."""
    with tarfile.open(archive, "w", format=tarfile.GNU_FORMAT) as packed:
        for path in sorted(root.rglob("*")):
            one = packed.gettarinfo(path, str(path.relative_to(root)))
            one.uid = one.gid = NUMBER if one.name == STATE else 0
            one.uname = one.gname = ""
            one.mtime = int(os.environ["SOURCE_DATE_EPOCH"])
            with path.open("rb") if one.isfile() else nullcontext() as content:
                packed.addfile(one, content)
