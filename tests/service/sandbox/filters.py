"""The filters on system calls that systemd makes of a unit's directives, installed by libseccomp in this process.

Each directive has a filter of its own, as with systemd: a call has to pass all of them.
"""

from __future__ import annotations

import ctypes
import errno
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.service.sandbox.unit import Directives, allowed_calls, calls_of

_ALLOW = 0x7FFF0000
_NE, _GE, _MASKED_EQ = 1, 5, 7
_EXEC, _WRITE = 0x4, 0x2  # PROT_*
_SHM_EXEC = 0o100000
_CREATE = 0o100  # O_CREAT
_SUID, _SGID = 0o4000, 0o2000
_NAMESPACES = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)  # CLONE_NEW*
_HIGHEST_ORDINARY_POLICY = 6  # of scheduling; SCHED_FIFO and SCHED_RR, 1 and 2, and SCHED_DEADLINE are real time


class _Compared(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("how", ctypes.c_int),
        ("value", ctypes.c_uint64),
        ("other", ctypes.c_uint64),
    )


@dataclass(frozen=True)
class Rule:
    """What happens to a call, where its arguments are so: (position, how, value, other)."""

    call: str
    action: int
    where: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Filter:
    otherwise: int
    rules: tuple[Rule, ...]


def install(filters: Iterable[Filter]) -> None:
    """From now on, for this process and all that it becomes; raises OSError where the kernel has none of it."""
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    for one in filters:
        made = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(one.otherwise)))
        for rule in one.rules:
            number = library.seccomp_syscall_resolve_name(rule.call.encode())
            if number < 0:  # of another machine, or newer than the library
                continue
            compared = (_Compared * len(rule.where))(*(_Compared(*where) for where in rule.where))
            _done(library.seccomp_rule_add_array(made, ctypes.c_uint32(rule.action), number, len(compared), compared))
        _done(library.seccomp_load(made))
        library.seccomp_release(made)


def filters_of(directives: Directives) -> Iterator[Filter]:
    """Those of a unit; the one on calls as such is the last, as it may forbid to install another."""
    no = _refused(errno.EPERM)
    switches: dict[str, tuple[Rule, ...]] = {
        "MemoryDenyWriteExecute": (
            Rule("mmap", no, ((2, _MASKED_EQ, _EXEC | _WRITE, _EXEC | _WRITE),)),
            Rule("mprotect", no, ((2, _MASKED_EQ, _EXEC, _EXEC),)),
            Rule("pkey_mprotect", no, ((2, _MASKED_EQ, _EXEC, _EXEC),)),
            Rule("shmat", no, ((2, _MASKED_EQ, _SHM_EXEC, _SHM_EXEC),)),
        ),
        "RestrictNamespaces": (
            Rule("clone3", _refused(errno.ENOSYS)),
            Rule("setns", no),
            *(Rule(call, no, ((0, _MASKED_EQ, flag, flag),)) for call in ("clone", "unshare") for flag in _NAMESPACES),
        ),
        "RestrictRealtime": (
            *(Rule("sched_setscheduler", no, ((1, _MASKED_EQ, 0xFF, policy),)) for policy in (1, 2)),
            Rule("sched_setscheduler", no, ((1, _GE, _HIGHEST_ORDINARY_POLICY, 0),)),
        ),
        "RestrictSUIDSGID": (
            Rule("openat2", _refused(errno.ENOSYS)),
            *(
                Rule(call, no, ((position, _MASKED_EQ, bit, bit),))
                for call, position in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("mkdir", 1), ("mkdirat", 2))
                for bit in (_SUID, _SGID)
            ),
            *(
                Rule(call, no, ((flags, _MASKED_EQ, _CREATE, _CREATE), (flags + 1, _MASKED_EQ, bit, bit)))
                for call, flags in (("open", 1), ("openat", 2))
                for bit in (_SUID, _SGID)
            ),
        ),
        "LockPersonality": (Rule("personality", no, ((0, _NE, 0, 0),)),),
        "ProtectClock": tuple(Rule(call, no) for call in sorted(calls_of("@clock"))),
        "ProtectHostname": (Rule("sethostname", no), Rule("setdomainname", no)),
        "ProtectKernelLogs": (Rule("syslog", no),),
        "ProtectKernelModules": tuple(Rule(call, no) for call in sorted(calls_of("@module"))),
    }
    for name, rules in switches.items():
        if directives[name] == ["yes"]:
            yield Filter(_ALLOW, rules)
    [families] = directives["RestrictAddressFamilies"]
    yield Filter(_ALLOW, tuple(_but({int(getattr(socket, one)) for one in families.split()})))
    yield _of_calls(directives)


def _of_calls(directives: Directives) -> Filter:
    """What systemd knows and does not allow is refused as the unit says; what it does not know is not there."""
    [name] = directives["SystemCallErrorNumber"]
    known, allowed = calls_of("@known"), allowed_calls(directives)
    return Filter(
        _refused(errno.ENOSYS),
        tuple(Rule(call, _ALLOW) for call in sorted(allowed))
        + tuple(Rule(call, _refused(getattr(errno, name))) for call in sorted(known - allowed)),
    )


def _but(allowed: set[int]) -> Iterator[Rule]:
    """No socket of another family than these."""
    no = _refused(errno.EAFNOSUPPORT)
    for family in set(range(max(allowed))) - allowed:
        yield Rule("socket", no, ((0, _MASKED_EQ, 0xFFFFFFFF, family),))
    yield Rule("socket", no, ((0, _GE, max(allowed) + 1, 0),))


def _refused(number: int) -> int:
    return 0x00050000 | number


def _done(code: int) -> None:
    if code < 0:
        raise OSError(-code, "libseccomp")
