"""Credentials as the handbook encrypts them: systemd's own tool makes and opens them, and the program reads them.

By a key that is none, as a test makes no key of the machine's; what is tried is the way, and not the cipher.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from config.settings import load

ROOT = Path(__file__).parents[2]
HANDBOOK = (ROOT / "docs" / "operations.md").read_text()
SECRET = "sesame-open"


def creds(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    tool = shutil.which("systemd-creds")
    if tool is None:
        pytest.skip("systemd-creds is not installed: systemd 250 and newer has it")
    return subprocess.run([tool, *words], input=given, capture_output=True, timeout=60, check=False)


def test_what_the_handbook_encrypts_is_what_the_unit_asks_for_and_the_program_reads(tmp_path: Path) -> None:
    [name] = set(re.findall(r"systemd-creds encrypt --name=(\S+) - /etc/credstore\.encrypted/\1", HANDBOOK))
    encrypted, opened = tmp_path / "store", tmp_path / "opened"
    for folder in (encrypted, opened):
        folder.mkdir()

    made = creds(
        "encrypt", "--with-key=auto-initrd", f"--name={name}", "-", str(encrypted / name), given=SECRET.encode()
    )
    assert made.returncode == 0, made.stderr
    (opened / name).write_bytes(creds("decrypt", str(encrypted / name), "-").stdout)
    other = creds("decrypt", "--name=dealtrail.database.url", str(encrypted / name), "-")
    loaded = load(None, {"CREDENTIALS_DIRECTORY": str(opened)})

    assert f"LoadCredentialEncrypted={name}\n" in (ROOT / "systemd" / "dealtrail.service").read_text()
    assert SECRET.encode() not in (encrypted / name).read_bytes()
    assert loaded.settings.exchange.password is not None
    assert loaded.settings.exchange.password.get_secret_value() == SECRET
    assert other.returncode != 0  # what was made for one key is no other's
