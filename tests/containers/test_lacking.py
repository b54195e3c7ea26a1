"""A machine on which no image can be made says what it lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shipping.image.lacking import NOT_HERE
from tests.containers.manifests import ROOT


def made(folder: Path, **environment: str) -> tuple[int, str]:
    """How the program ends, and what it complains about; its wheel is not looked at before all else is there."""
    command = [sys.executable, "-m", "shipping.image", "dealtrail-0.1.0-py3-none-any.whl", str(folder)]
    ended = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stderr


def test_a_program_that_is_missing_is_named(tmp_path: Path) -> None:
    code, complaint = made(tmp_path, PATH=str(tmp_path))

    assert code == NOT_HERE
    assert complaint == ("no image is made: mmdebstrap is not installed: Debian's package of that name has it\n")


def test_a_mirror_that_does_not_answer_is_told(tmp_path: Path) -> None:
    if any(shutil.which(name) is None for name in ("mmdebstrap", "buildah", "zstd", "dpkg-deb")) or os.geteuid():
        pytest.skip("root and mmdebstrap, buildah and zstd are needed to get that far")
    sources = tmp_path / "nowhere.list"
    sources.write_text("deb [trusted=yes] http://127.0.0.1:1/debian bookworm main\n")

    code, complaint = made(tmp_path, SOURCES=str(sources), SOURCE_DATE_EPOCH="1580601600", PYTHON="/usr/bin/python3")

    assert complaint.startswith("no image is made: no mirror of Debian's is in reach: ")
    assert code == NOT_HERE
    assert [*tmp_path.glob("*.zst")] == []
