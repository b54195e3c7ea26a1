"""The whole work of both services under what their units forbid: hardening breaks nothing, and is really there."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
from contextlib import AbstractContextManager, closing
from pathlib import Path

import httpx2
import pytest

from store.database import open_store
from tests.service.cli.mailboxes import CLIENT, SECRET, TENANT
from tests.service.process import Daemon, Manager, dealtrail
from tests.service.sandbox.confined import ROOT
from tests.service.sandbox.places import STATE, USER
from tests.service.sandbox.unit import GIVEN, LEFT_OUT, directives_of
from tests.service.site import BOB, EVE, SUBJECT, Site
from tests.service.test_web_process import a_free_port

DAEMON, WEB = (ROOT / "systemd" / name for name in ("dealtrail.service", "dealtrail-web.service"))


@pytest.fixture(autouse=True)
def _possible() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a process less than it has")
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd's own names of calls are not here: Debian's package systemd has them")
    room_of_its_own = ["unshare", "--mount", "--pid", "--ipc", "--fork", "--mount-proc", "true"]
    if shutil.which("unshare") is None or subprocess.run(room_of_its_own, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody have mounts of their own, as a container without CAP_SYS_ADMIN does")


def moved_in(site: Site, more: str = "") -> Path:
    """Its configuration as the sandbox sees it, which has the folder elsewhere, and all of it the service's own."""
    firm = site.simulator
    shutil.copy(str(firm.ca_file), site.folder / "ca.pem")
    text = site.config.read_text().replace(str(site.folder), str(STATE))
    text = text.replace(f'address = "{EVE}"\n', f'address = "{EVE}"\nserver = "cloud"\n')
    ours = f'ca_file = "{STATE}/ca.pem"\npassword_command = ["/bin/cat", "{STATE}/password"]\n'
    text = text.replace("[exchange]\n", f"[exchange]\n{ours}")
    (site.credentials / "dealtrail.exchange.password").rename(site.folder / "password")
    site.config.write_text(
        f'{text}[server.cloud]\nkind = "graph"\ntenant_id = "{TENANT}"\nclient_id = "{CLIENT}"\n'
        f'authority = "{firm.url}"\nendpoint = "{firm.graph_url}"\nca_file = "{STATE}/ca.pem"\n{more}'
    )
    (site.credentials / "dealtrail.server.cloud.client_secret").write_text(SECRET)
    for place in (site.folder, *site.folder.rglob("*")):
        os.chown(place, USER, USER)
        place.chmod(0o700 if place.is_dir() else 0o600)
    return STATE / "config.toml"


def before(unit: Path, state: Path) -> list[str]:
    return [sys.executable, "-m", "tests.service.sandbox.confined", str(unit), str(state)]


def running(site: Site, config: Path, *words: str, unit: Path = DAEMON) -> AbstractContextManager[Daemon]:
    environment = {"CREDENTIALS_DIRECTORY": str(STATE / "credentials"), "JOURNAL_STREAM": "8:12345"}
    environment["NOTIFY_SOCKET"] = str(STATE / "notify")
    return dealtrail(config, *words, before=before(unit, site.folder), **environment)


def the_managers(site: Site) -> Manager:
    manager = Manager(str(site.folder / "notify"))
    os.chown(manager.address, USER, USER)
    return manager


def test_the_daemon_links_stamps_reminds_backs_up_and_stops_on_both_servers(site: Site) -> None:
    config = moved_in(site)
    mails = {address: site.deliver(f"{SUBJECT} {address}", address) for address in (BOB, EVE)}

    with closing(the_managers(site)) as manager, running(site, config, "run") as daemon:
        manager.hear("READY=1")
        for address in mails:
            daemon.logs("turn done", mailbox=address)
        with running(site, config, "backup", str(STATE / "copy.sqlite")) as backup:
            assert backup.wait() == 0, backup.lines
        with running(site, config, "doctor") as doctor:
            doctor.wait()
        daemon.process.send_signal(signal.SIGTERM)
        manager.hear("STOPPING=1")
        code = daemon.wait()

    assert code == 0, daemon.lines
    assert site.history() == sorted(f"{SUBJECT} {address}" for address in mails)
    assert all(site.is_stamped(mail, address) for address, mail in mails.items())
    assert [task["subject"] for task in site.simulator.outlook(BOB).items("tasks")]
    assert [one for one in daemon.log if one["level"] not in ("info", "debug")] == []
    assert "✗" not in doctor.out, doctor.out
    assert (site.folder / "copy.sqlite").stat().st_size > 0


APART = """
from operator import add
from connectors.apart import Apart

beside = Apart(1, look=add, made_of=[], loads=["operator"])
beside.begin()
assert beside._alive[0]._connection.poll(60)
print(beside.do(add, 1, 2))
beside.end()
"""


def test_mail_may_be_read_by_a_process_of_its_own(site: Site) -> None:
    moved_in(site)

    command = [*before(DAEMON, site.folder), sys.executable, "-c", APART]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stdout, done.returncode) == ("3\n", 0), done.stderr


def test_the_pages_are_served_written_printed_and_end(site: Site) -> None:
    port = a_free_port()
    url = f"http://localhost:{port}"
    config = moved_in(site, f'[web]\nlisten = "127.0.0.1:{port}"\nurl = "{url}"\n')
    with closing(open_store(f"sqlite:///{site.database}")) as store, store.write() as unit:
        cookies = {"dealtrail": unit.sessions.begin(unit.users.find(BOB), "test")}
    for place in site.folder.glob("dealtrail.sqlite*"):
        os.chown(place, USER, USER)

    with (
        closing(the_managers(site)) as manager,
        running(site, config, "web", unit=WEB) as server,
        httpx2.Client(base_url=url, cookies=cookies, timeout=30, follow_redirects=True) as browser,
    ):
        manager.hear("READY=1")
        shown = browser.get(f"/opportunities/{site.number}")
        printed = browser.get(f"/opportunities/{site.number}/print", params={"form": "pdf"})
        with browser.stream("GET", "/news") as stream:
            next(stream.iter_lines())
            server.stop()

    assert (shown.status_code, printed.status_code) == (200, 200)
    assert "200 seats" in shown.text
    assert printed.content.startswith(b"%PDF")
    assert not any("Traceback" in line for line in server.lines)


# --- that it is there -------------------------------------------------------------------------------------------------

_HOME = Path(pwd.getpwuid(0).pw_dir)
IN_A_HOME = next((one for one in _HOME.iterdir() if one.is_file()), _HOME / "x") if os.geteuid() == 0 else _HOME
HARMLESS = {
    "a file of the state directory": 'open("/var/lib/dealtrail/mine", "w")',
    "a temporary file": 'open("/tmp/mine", "w")',
    "a socket of the Internet": "socket.socket(socket.AF_INET)",
    "a local socket": "socket.socket(socket.AF_UNIX)",
    "a thread": "threading.Thread(target=int).start()",
    "memory": "mmap.mmap(-1, 4096)",
}
REFUSED = {
    "a file elsewhere": ('open("/etc/mine", "w")', "EROFS"),
    "the program": (f'open("{ROOT}/mine", "w")', "EROFS"),
    "a setting of the kernel": ('open("/proc/sys/kernel/hostname", "w")', "ENOENT"),
    "a home": (f'os.stat("{IN_A_HOME}")', "ENOENT"),
    "a disk": ('os.stat("/dev/vda")', "ENOENT"),
    "a socket of another family": ("socket.socket(socket.AF_NETLINK)", "EAFNOSUPPORT"),
    "memory that is written and run": ("mmap.mmap(-1, 4096, prot=7)", "EPERM"),
    "a file that runs as its owner": ('os.chmod("/var/lib/dealtrail/config.toml", 0o4600)', "EPERM"),
    "a better place in the queue": ("os.nice(1)", "EPERM"),
    "real time": ("os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))", "EPERM"),
    "another user": ("os.setuid(0)", "EPERM"),
    "another root": ('os.chroot("/")', "EPERM"),
    "another name of the machine": ('socket.sethostname("other")', "EPERM"),
    "another time": ("time.clock_settime(time.CLOCK_REALTIME, time.time())", "EPERM"),
}
ASK = """
import errno, json, mmap, os, socket, sys, threading, time
def tried(act):
    try:
        eval(act)
    except OSError as error:
        return errno.errorcode[error.errno]
    return ""
print(json.dumps({what: tried(act) for what, act in json.loads(sys.argv[1]).items()}))
"""


@pytest.mark.parametrize("unit", [DAEMON, WEB], ids=lambda unit: unit.stem)
def test_what_the_service_needs_is_there_and_what_it_does_not_need_is_refused(tmp_path: Path, unit: Path) -> None:
    (tmp_path / "config.toml").touch()
    for place in (tmp_path, tmp_path / "config.toml"):
        os.chown(place, USER, USER)
    acts = HARMLESS | {what: act for what, (act, _) in REFUSED.items()}

    asked = [sys.executable, "-W", "ignore", "-c", ASK, json.dumps(acts)]
    done = subprocess.run(
        [*before(unit, tmp_path), *asked], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )

    assert json.loads(done.stdout) == dict.fromkeys(HARMLESS, "") | {what: why for what, (_, why) in REFUSED.items()}


@pytest.mark.parametrize("unit", [DAEMON, WEB], ids=lambda unit: unit.stem)
def test_every_directive_is_given_here_or_left_out_for_a_reason(unit: Path) -> None:
    assert directives_of(unit).keys() - GIVEN - LEFT_OUT.keys() == set()
    assert GIVEN.isdisjoint(LEFT_OUT)
