"""The little of the file system, of /proc and of rights that systemd leaves to a unit, made for this process.

Needs root, as systemd has it; what runs then is another user, who can become nobody else.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

STATE = Path("/var/lib/dealtrail")
USER = 65534  # nobody's

_BIND, _PRIVATE, _RECURSIVE = 0x1000, 0x40000, 0x4000
_NO_SUID, _NO_DEVICES, _NO_EXEC = 0x2, 0x4, 0x8
_DETACH = 2
_NEW_MOUNTS, _NEW_NAMES, _NEW_IPC = 0x20000, 0x4000000, 0x8000000
_NO_NEW_PRIVILEGES, _DROP_CAPABILITY = 38, 24
_MOUNT_SETATTR = 442  # the same number on all machines
_HIDDEN = ("/home", "/root", "/run/user", "/var/lib")  # the last so that there is a place for the state directory
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_FOR_ALL = (Path("/tmp"), Path("/var/tmp"))
_ASIDE = Path("/mnt")

_libc = ctypes.CDLL(None, use_errno=True)


class _Attributes(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user_namespace"))


def move_in(state: Path, *kept: Path) -> None:
    """A namespace where `state` is the state directory and all else is only read; `kept` stays where it would hide."""
    _done(_libc.unshare(_NEW_MOUNTS | _NEW_NAMES | _NEW_IPC))
    _mount("none", Path("/"), flags=_RECURSIVE | _PRIVATE)
    _memory(_ASIDE)
    aside = {place: _put_aside(place, number) for number, place in enumerate((state, *kept))}
    devices = _devices()
    for place in filter(os.path.isdir, _HIDDEN):
        _memory(Path(place))
    for place in _FOR_ALL:
        _memory(place, b"mode=1777")
    _mount(str(devices), Path("/dev"), flags=_BIND | _RECURSIVE)
    _mount("proc", Path("/proc"), "proc", _NO_SUID | _NO_DEVICES | _NO_EXEC, b"subset=pid,hidepid=invisible")
    back = {STATE if place == state else place: moved for place, moved in aside.items()}
    for place, moved in back.items():
        if not place.exists() or not any(place.iterdir()):
            place.mkdir(parents=True, exist_ok=True)
            _mount(str(moved), place, flags=_BIND | _RECURSIVE)
    _done(_libc.umount2(os.fsencode(_ASIDE), _DETACH))
    _only_read(Path("/"), is_true=True)
    for place in (STATE, *_FOR_ALL):
        _only_read(place, is_true=False)


def give_up_rights() -> None:
    """Nobody from now on, without a capability, and with no way to get one."""
    for capability in range(64):
        if _libc.prctl(_DROP_CAPABILITY, capability, 0, 0, 0) and ctypes.get_errno() != 22:  # EINVAL: beyond the last
            raise OSError(ctypes.get_errno(), "a capability stays")
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    _done(_libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))


def python() -> Path:
    """Where this interpreter lives."""
    return Path(sys.base_prefix)


def _put_aside(place: Path, number: int) -> Path:
    moved = _ASIDE / str(number)
    moved.mkdir()
    _mount(str(place), moved, flags=_BIND | _RECURSIVE)
    return moved


def _devices() -> Path:
    folder = _ASIDE / "dev"
    folder.mkdir()
    for name in _DEVICES:
        (folder / name).touch()
        _mount(f"/dev/{name}", folder / name, flags=_BIND)
    (folder / "shm").mkdir(mode=0o1777)
    return folder


def _only_read(place: Path, *, is_true: bool) -> None:
    read_only = _Attributes(set=1) if is_true else _Attributes(clear=1)
    how = _RECURSIVE_HERE if is_true else 0
    _done(_libc.syscall(_MOUNT_SETATTR, -100, os.fsencode(place), how, ctypes.byref(read_only), 32))


_RECURSIVE_HERE = 0x8000


def _memory(place: Path, how: bytes = b"mode=755") -> None:
    _mount("tmpfs", place, "tmpfs", _NO_SUID | _NO_DEVICES, how)


def _mount(source: str, target: Path, kind: str = "", flags: int = 0, data: bytes | None = None) -> None:
    _done(_libc.mount(source.encode(), os.fsencode(target), kind.encode() or None, ctypes.c_ulong(flags), data))


def _done(code: int) -> None:
    if code < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
