"""Why the file of a database cannot be used: what is in its way, found out once something has failed."""

from __future__ import annotations

import errno
import os
import pwd
import stat
from pathlib import Path

from store.errors import DatabaseError, DatabaseFull, DatabaseReadOnly, DatabaseUnreachable

_BESIDE = ("-wal", "-shm", "-journal")  # SQLite's own files, which whoever writes has to be able to write, too
_ELSEWHERE = "mount it for writing, or name another place; the service itself writes to /var/lib/dealtrail only"


class FolderMissing(DatabaseUnreachable):
    """There is no such folder; `above` says which of those above it are missing, too."""

    def __init__(self, subject: str, folder: Path, above: str) -> None:
        super().__init__(subject, f"its folder does not exist{above}", f"make {folder}")
        self.above = above


def cause_of(path: Path) -> DatabaseError | None:
    """What keeps this process from reading and writing a file, of which only the last part may be missing.

    None where nothing is found: the file may then be missing as well.
    """
    subject = f"database {path}"
    try:
        return of_folder(path.parent, subject) or _of_file(path, subject)
    except OSError as error:  # a folder too deep, a disk that fails
        return DatabaseUnreachable(subject, f"it cannot be looked at: {(error.strerror or 'failed').lower()}")


def of_folder(folder: Path, subject: str) -> DatabaseError | None:
    """What keeps this process from finding a folder, or from entering it."""
    for one in (*reversed(folder.parents), folder):
        try:
            mode = one.stat().st_mode
        except FileNotFoundError:
            if one.is_symlink():
                return DatabaseUnreachable(subject, _dangling(one), f"make {os.readlink(one)}, or mend the link")
            return FolderMissing(subject, folder, "" if one == folder else f": there is no {one}")
        except PermissionError:
            return _closed(one.parent, subject)
        except OSError as error:
            return DatabaseUnreachable(subject, f"{one} cannot be looked at: {(error.strerror or 'failed').lower()}")
        if not stat.S_ISDIR(mode):
            return DatabaseUnreachable(subject, f"{one} is a file, where a folder is needed", "name another place")
    return None if os.access(folder, os.X_OK, effective_ids=True) else _closed(folder, subject)


def made_folder(folder: Path, subject: str) -> None:
    """Make a folder for its owner only, unless it is there; raises DatabaseError with what is in the way of it."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        if cause := of_folder(folder.parent, subject):
            raise cause from None
        if folder.is_symlink() or folder.exists():
            raise of_folder(folder, subject) or _no_folder(subject, folder, error) from None
        raise _no_folder(subject, folder, error) from None


def _no_folder(subject: str, folder: Path, error: OSError) -> DatabaseError:
    above, me = folder.parent, user_named(os.geteuid())
    if error.errno == errno.EROFS:
        return DatabaseReadOnly(
            subject, f"the disk on which its folder {folder} would be is mounted read-only", _ELSEWHERE
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        why = f"its folder {folder} cannot be made: {above} belongs to {owner_of(above)}, and this runs as {me}"
        return DatabaseReadOnly(subject, why, f"make it for this user: install -d -o {me} -m 700 {folder}")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DatabaseFull(subject, f"no space left for its folder {folder}", "make room on the disk")
    return DatabaseUnreachable(subject, f"its folder {folder} cannot be made: {(error.strerror or 'failed').lower()}")


def refused_to(user: str, path: Path) -> DatabaseError | None:
    """Why another user could not write to a database that is there, asked by root, who can; None where they could."""
    try:
        them = pwd.getpwnam(user)
    except KeyError:
        return None
    if os.geteuid() or not them.pw_uid:
        return None
    groups = frozenset(os.getgrouplist(user, them.pw_gid))
    there = [one for one in (path, *(path.with_name(path.name + end) for end in _BESIDE), path.parent) if one.exists()]
    for one in there:
        if not _may_write(one, user=them.pw_uid, groups=groups):
            which = "" if one == path else f" ({one})"
            reason = f"it belongs to {owner_of(one)}, and the service, which runs as {user}, cannot write to it{which}"
            target = one if one == path.parent else f"{path}*"
            return DatabaseReadOnly(f"database {path}", reason, f"chown {user}: {target}, and work as sudo -u {user}")
    return None


def _may_write(path: Path, *, user: int, groups: frozenset[int]) -> bool:
    """By owner, group and mode: a user who is not root."""
    found = path.stat()
    bits = 6 if found.st_uid == user else 3 if found.st_gid in groups else 0
    wanted = 0o3 if stat.S_ISDIR(found.st_mode) else 0o6
    return (found.st_mode >> bits) & wanted == wanted


def owner_of(path: Path) -> str:
    return user_named(path.stat().st_uid)


def user_named(id: int) -> str:
    """A user's name; the number of one without."""
    try:
        return pwd.getpwuid(id).pw_name
    except KeyError:
        return f"user {id}"


def _of_file(path: Path, subject: str) -> DatabaseError | None:
    if not path.exists() and path.is_symlink():
        return DatabaseUnreachable(subject, _dangling(path), "name the file itself, or mend the link")
    if path.exists() and not path.is_file():
        what = "a folder" if path.is_dir() else "no ordinary file"
        return DatabaseUnreachable(subject, f"it is {what}", "name a file, such as /var/lib/dealtrail/dealtrail.sqlite")
    there = [one for one in (path, *(path.with_name(path.name + end) for end in _BESIDE)) if one.is_file()]
    disk = os.statvfs(path.resolve() if there else path.parent)
    if disk.f_flag & os.ST_RDONLY:
        return DatabaseReadOnly(subject, "the disk that it is on is mounted read-only", _ELSEWHERE)
    for one in there:
        if not os.access(one, os.R_OK | os.W_OK, effective_ids=True):
            return _protected(one, subject, "it" if one == path else f"{one.name} beside it")
    if not os.access(path.parent, os.W_OK, effective_ids=True):
        whose, me = owner_of(path.parent), user_named(os.geteuid())
        why = f"let this user write to {path.parent}, which belongs to {whose}: this runs as {me}"
        return DatabaseReadOnly(subject, "its folder cannot be written", why)
    if disk.f_bavail == 0 or (disk.f_files and disk.f_favail == 0):
        what = "no space left" if disk.f_bavail == 0 else "no room for another file (no inodes left)"
        return DatabaseFull(subject, what, "make room on the disk; nothing was lost")
    return None


def _protected(path: Path, subject: str, which: str) -> DatabaseError:
    """A file that is there and that this user may not read and write."""
    whose, me = owner_of(path), user_named(os.geteuid())
    kind = DatabaseReadOnly if os.access(path, os.R_OK, effective_ids=True) else DatabaseUnreachable
    verb = "written" if kind is DatabaseReadOnly else "opened"
    if whose != me and me != "root":
        reason = f"{which} cannot be {verb}: it belongs to {whose}, and this runs as {me}"
        files = f"{path.parent}/{path.name.partition('-wal')[0]}*" if which == "it" else str(path)
        return kind(subject, reason, f"let this user read and write it: chown {me}: {files}, or work as {whose}")
    if me == "root":
        return kind(subject, f"{which} cannot be {verb}, not even by root", f"look for what protects it: lsattr {path}")
    mode = stat.S_IMODE(path.stat().st_mode)
    reason = f"{which} cannot be {verb}: its mode is {mode:04o}"
    return kind(subject, reason, f"let this user read and write it: chmod u+rw {path}")


def _closed(folder: Path, subject: str) -> DatabaseError:
    whose, me = owner_of(folder), user_named(os.geteuid())
    reason = f"it cannot be opened: the folder {folder} belongs to {whose} and does not let {me} in"
    return DatabaseUnreachable(subject, reason, f"let this user read and write the file and its folder, or be {whose}")


def _dangling(path: Path) -> str:
    return f"{path} is a link to {os.readlink(path)}, which does not exist"
