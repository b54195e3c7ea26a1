"""Files with secrets that others can read: by mode, by group, by access list."""

from __future__ import annotations

import grp
import os
import struct
from pathlib import Path

import pytest

from config.exposure import readers_of
from tests.unit.config.desk import Desk

NOBODY = 65534
needs_root = pytest.mark.skipif(bool(os.geteuid()), reason="only root can give files away")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file in folders that everybody may enter."""
    path = tmp_path / "config.toml"
    path.write_text("")
    for one in path.parents:
        if os.stat(one).st_uid == os.geteuid():
            one.chmod(one.stat().st_mode | 0o011)
    return path


def reaching(path: Path) -> bool:
    return all(one.stat().st_mode & 0o001 for one in path.resolve().parents)


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o666])
def test_what_everybody_can_read_is_told_with_how_to_mend_it(file: Path, mode: int):
    file.chmod(mode)

    said = readers_of(file)

    assert reaching(file)
    assert said == f"everybody on this machine can read it (mode 0{mode:o}), and it holds secrets; run: chmod o= {file}"


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o602, 0o611])
def test_what_only_its_owner_reads_is_fine(file: Path, mode: int):
    file.chmod(mode)

    assert readers_of(file) == ""


def test_a_folder_that_lets_nobody_in_keeps_what_is_in_it(file: Path):
    file.chmod(0o604)
    file.parent.chmod(0o700)

    assert readers_of(file) == ""


@needs_root
def test_a_group_with_others_in_it_is_named_and_roots_own_is_not(file: Path):
    file.chmod(0o640)
    os.chown(file, 0, 0)
    roots_own = readers_of(file)
    os.chown(file, 0, NOBODY)

    said = readers_of(file)

    assert roots_own == ""
    assert said.startswith(f"the group {grp.getgrgid(NOBODY).gr_name} (")
    assert "nobody" in said
    assert said.endswith(f"can read it, and it holds secrets; run: chgrp dealtrail {file}, or chmod g= {file}")


@needs_root
@pytest.mark.parametrize(("mask", "is_told"), [(4, True), (0, False)])
def test_somebody_on_its_access_list_is_named_where_the_mask_lets_them(file: Path, mask: int, is_told: bool):
    file.chmod(0o600)
    entries = [(1, 6, 0xFFFFFFFF), (2, 4, NOBODY), (4, 0, 0xFFFFFFFF), (0x10, mask, 0xFFFFFFFF), (0x20, 0, 0xFFFFFFFF)]
    listed = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    try:
        os.setxattr(file, "system.posix_acl_access", listed)
    except OSError:
        pytest.skip("this file system has no access lists")

    said = readers_of(file)

    wanted = f"its access list lets nobody read it, and it holds secrets; run: setfacl -b {file}"
    assert said == (wanted if is_told else "")


def test_which_files_hold_secrets(desk: Desk, tmp_path: Path):
    key = tmp_path / "key.pem"
    key.write_text("")
    desk.credential("exchange.password", "x")

    none = desk.load('exchange.username = "x"\ndatabase.url = "sqlite:////x"\n').files_with_secrets()
    one = desk.load('exchange.client_secret = "x"\n').files_with_secrets()
    url = desk.load('database.url = "postgresql://a:b@c/d"\n').files_with_secrets()
    graph = desk.load(f'[server.cloud]\nkind = "graph"\ncertificate_file = "{key}"\n').files_with_secrets()

    assert (none, one, url, graph) == ((), (desk.file,), (desk.file,), (key,))
