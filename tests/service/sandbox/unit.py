"""What a unit asks of systemd, as its directives say it; which of them a process can be given without systemd."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

Directives = Mapping[str, Sequence[str]]

# Given by `filters.py` and `places.py`, which do the same as systemd does.
GIVEN = {
    "AmbientCapabilities",
    "CapabilityBoundingSet",
    "LimitCORE",
    "LockPersonality",
    "MemoryDenyWriteExecute",
    "NoNewPrivileges",
    "PrivateDevices",
    "PrivateIPC",
    "PrivateMounts",
    "PrivateTmp",
    "ProcSubset",
    "ProtectClock",
    "ProtectControlGroups",
    "ProtectHome",
    "ProtectHostname",
    "ProtectKernelLogs",
    "ProtectKernelModules",
    "ProtectKernelTunables",
    "ProtectProc",
    "ProtectSystem",
    "RestrictAddressFamilies",
    "RestrictNamespaces",
    "RestrictRealtime",
    "RestrictSUIDSGID",
    "StateDirectory",
    "SystemCallArchitectures",
    "SystemCallErrorNumber",
    "SystemCallFilter",
    "UMask",
    "User",
    "WorkingDirectory",
}

# What takes nothing away from a process that has no rights, or is systemd's own bookkeeping.
LEFT_OUT = {
    "ConfigurationDirectory": "the configuration lies in the state directory",
    "ConfigurationDirectoryMode": "the same",
    "DevicePolicy": "the devices that it allows are the only ones that are there",
    "ExecStart": "the test names the command",
    "Group": "goes with the user",
    "KeyringMode": "nothing of the program asks for a keyring",
    "LoadCredentialEncrypted": "the test puts the files where systemd would",
    "MemoryMax": "a control group's",
    "NotifyAccess": "the test is who is told",
    "PrivateUsers": "a user without capabilities has none to lose",
    "RemoveIPC": "after the end",
    "Restart": "after the end",
    "RestartForceExitStatus": "after the end",
    "RestartPreventExitStatus": "after the end",
    "RestartSec": "after the end",
    "StateDirectoryMode": "the test makes the directory",
    "TasksMax": "a control group's",
    "TimeoutStartSec": "the test has patience of its own",
    "TimeoutStopSec": "the same",
    "Type": "the test listens to what the program tells systemd",
    "WatchdogSec": "the same",
}


def directives_of(unit: Path) -> Directives:
    """Those of [Service], each with its values in their order."""
    text = unit.read_text().partition("[Service]")[2].partition("\n[")[0]
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in re.findall(r"(?m)^(\w+)=(.*)$", text):
        found[name].append(value)
    return found


def allowed_calls(directives: Directives) -> set[str]:
    """The system calls that SystemCallFilter= leaves, by name."""
    allowed: set[str] = set()
    for value in directives["SystemCallFilter"]:
        named = {call for word in value.removeprefix("~").split() for call in calls_of(word)}
        allowed = allowed - named if value.startswith("~") else allowed | named
    return allowed


@cache
def calls_of(word: str) -> frozenset[str]:
    """A system call, or those of one of systemd's sets and of the sets in it."""
    if not word.startswith("@"):
        return frozenset({word})
    asked = ["systemd-analyze", "syscall-filter", "--no-pager", word]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True).stdout
    members = [line.strip() for line in told.splitlines()[1:] if line.startswith("    ")]
    return frozenset().union(*(calls_of(one) for one in members if not one.startswith("#")))
