"""Who, beyond its owner, root and the service, can read a file: by its mode, its group and its access list."""

from __future__ import annotations

import grp
import os
import pwd
import stat
import struct
from pathlib import Path

SERVICE_USER = "dealtrail"  # of systemd/dealtrail.service, and of its group

_ACCESS_LIST = "system.posix_acl_access"
_ENTRY = struct.Struct("<HHI")  # tag, rights, id; after four bytes of a version
_USER, _GROUP_OBJ, _GROUP, _MASK = 0x02, 0x04, 0x08, 0x10
_READ = 4


def readers_of(path: Path) -> str:
    """What is wrong with the rights of a file that holds secrets, with what to do; "" where nothing is."""
    try:
        found, folders = path.stat(), [folder.stat() for folder in path.resolve().parents]
    except OSError:
        return ""
    mode = stat.S_IMODE(found.st_mode)
    if mode & stat.S_IROTH and all(one.st_mode & stat.S_IXOTH for one in folders):
        return f"everybody on this machine can read it (mode {mode:04o}), and it holds secrets; run: chmod o= {path}"
    trusted = {"root", SERVICE_USER, _user(found.st_uid)}
    users, groups = _on_access_list(path)
    if others := sorted({_user(one) for one in users} - trusted):
        return f"its access list lets {', '.join(others)} read it, and it holds secrets; run: setfacl -b {path}"
    if groups is None:
        groups = {found.st_gid} if mode & stat.S_IRGRP else set()
    for one in sorted(groups):
        if others := sorted(_members(one) - trusted):
            few = ", ".join(others[:5]) + (" …" if len(others) > 5 else "")
            remedy = f"chgrp {SERVICE_USER} {path}, or chmod g= {path}"
            if one != found.st_gid:
                remedy = f"setfacl -b {path}"
            return f"the group {_group(one)} ({few}) can read it, and it holds secrets; run: {remedy}"
    return ""


def _on_access_list(path: Path) -> tuple[set[int], set[int] | None]:
    """Users and groups that may read by a list beyond the mode; None for the groups where there is no such list."""
    try:
        listed = os.getxattr(path, _ACCESS_LIST)
        entries = list(_ENTRY.iter_unpack(listed[4:]))
    except (OSError, struct.error):  # no such list, or a file system that knows none
        return set(), None
    mask = next((rights for tag, rights, _ in entries if tag == _MASK), _READ)
    reading = [(tag, id) for tag, rights, id in entries if rights & mask & _READ]
    groups = {id for tag, id in reading if tag == _GROUP}
    if any(tag == _GROUP_OBJ for tag, _ in reading):
        groups.add(path.stat().st_gid)
    return {id for tag, id in reading if tag == _USER}, groups


def _members(id: int) -> set[str]:
    """Who is in a group, by name: those that it lists, and those whose own it is."""
    try:
        listed = set(grp.getgrgid(id).gr_mem)
    except KeyError:
        listed = set()
    return listed | {user.pw_name for user in pwd.getpwall() if user.pw_gid == id}


def _user(id: int) -> str:
    try:
        return pwd.getpwuid(id).pw_name
    except KeyError:
        return f"user {id}"


def _group(id: int) -> str:
    try:
        return grp.getgrgid(id).gr_name
    except KeyError:
        return str(id)
