"""The shipped unit as systemd itself runs it: a manager of the test's own, with mounts and processes of its own."""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.service.process import PATIENCE, ROOT, until
from tests.service.sandbox.places import STATE
from tests.service.sandbox.test_confined import DAEMON, moved_in
from tests.service.site import BOB, EVE, SUBJECT, Site

MANAGER = Path("/lib/systemd/systemd")
HIDDEN = "/home", "/root", "/tmp", "/var/tmp"  # by the unit: this program may lie there
SOMEBODY = pwd.getpwnam("nobody")
# A manager of users, which needs no machine of its own, with the places of the machine's. It has a /dev/shm of its own:
# RemoveIPC= takes away whatever the service's user has there.
BEGIN = """
mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs "$(dirname {state})" || exit 75
mkdir -p /run/systemd/system /run/systemd/user /run/user {state} && mount --bind {folder} {state}
cp {unit} /run/systemd/user/ && mount -t tmpfs tmpfs /dev/shm || exit 75
export XDG_RUNTIME_DIR=/run XDG_CONFIG_HOME="$(dirname {state})" HOME=/nowhere
{manager} --user --unit=dealtrail.service --log-target=null < /dev/null & echo begun
read end
systemctl --user stop dealtrail.service
systemctl --user show dealtrail.service --property=Result,ExecMainCode,ExecMainStatus
kill $!
"""


@pytest.fixture(autouse=True)
def _possible() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can run a unit as another user")
    if not MANAGER.exists() or shutil.which("systemctl") is None:
        pytest.skip("systemd is not here: Debian's package of this name has it")
    room = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "mount", "-t", "tmpfs", "tmpfs", "/run"]
    if shutil.which("unshare") is None or subprocess.run(room, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody have mounts of their own, as a container without CAP_SYS_ADMIN does")


def unit_of(site: Site, config: Path) -> Path:
    """The shipped one, with the command, the user and the interpreter of this machine."""
    group = grp.getgrgid(SOMEBODY.pw_gid).gr_name
    text = re.sub(r"(?m)^User=.*$", f"User={SOMEBODY.pw_name}", DAEMON.read_text())
    text = re.sub(r"(?m)^Group=.*$", f"Group={group}", text)
    command = f"{sys.executable} -m daemon.cli.main run --config {config}"
    text = re.sub(r"(?m)^ExecStart=.*$", f"ExecStart={command}\nEnvironment=PYTHONPATH={ROOT}", text)
    there = {Path(sys.base_prefix), Path(sys.prefix), ROOT}
    hidden = [one for one in sorted(there) if any(one.is_relative_to(place) for place in HIDDEN)]
    if hidden:  # which nobody else's unit would need
        shown = " ".join(map(str, hidden))
        text = re.sub(r"(?m)^ProtectHome=.*$", f"ProtectHome=tmpfs\nBindReadOnlyPaths={shown}", text)
    unit = site.folder / DAEMON.name
    unit.write_text(
        f"{text}\n[Service]\nStandardError=append:{STATE}/said\nEnvironment=CREDENTIALS_DIRECTORY={STATE}/credentials\n"
    )
    return unit


@contextmanager
def managed(site: Site, unit: Path) -> Iterator[subprocess.Popen[str]]:
    script = BEGIN.format(state=STATE, folder=site.folder, unit=unit, manager=MANAGER)
    words = ["unshare", "--mount", "--pid", "--ipc", "--fork", "--mount-proc", "--kill-child", "sh", "-c", script]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


def test_the_daemon_works_on_both_servers_under_its_unit_and_stops_when_it_is_told_to(site: Site) -> None:
    config = moved_in(site)
    unit = unit_of(site, config)
    for place in (site.folder, *site.folder.rglob("*")):
        os.chown(place, SOMEBODY.pw_uid, SOMEBODY.pw_gid)
    mails = {address: site.deliver(f"{SUBJECT} {address}", address) for address in (BOB, EVE)}

    with managed(site, unit) as manager:
        until(lambda: all(site.is_stamped(mail, address) for address, mail in mails.items()), "both are stamped")
        ended, _ = manager.communicate("\n", timeout=PATIENCE)

    said = (site.folder / "said").read_text()
    assert {"Result=success", "ExecMainStatus=0"} <= {*ended.splitlines()}, said
    assert site.history() == sorted(f"{SUBJECT} {address}" for address in mails)
