"""The package of Debian, by the real dpkg on machines that have nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.debian.machine import Machine

UNITS = sorted(
    path.name
    for path in (Path(__file__).parents[2] / "systemd").iterdir()
    if path.suffix in (".service", ".socket") and "@" not in path.name
)
CONFIG = "etc/dealtrail/config.toml"
RECORDS = "var/lib/dealtrail/dealtrail.sqlite"
LATER = "99.1"


def a_later(package: Path, folder: Path) -> Path:
    """The package as a later version would be: a file more, one less, another default configuration."""
    subprocess.run(["dpkg-deb", "-R", package, folder / "later"], check=True)
    root = folder / "later"
    control = root / "DEBIAN/control"
    control.write_text(control.read_text().replace(f"Version: {version('dealtrail')}", f"Version: {LATER}"))
    (site,) = root.glob("usr/lib/dealtrail/lib/python*/site-packages/daemon")
    (site / "later.py").write_text("")
    (site / "bell.py").unlink()
    (root / CONFIG).write_text((root / CONFIG).read_text() + "# of the later version\n")
    later = folder / "later.deb"
    subprocess.run(["dpkg-deb", "-Znone", "--root-owner-group", "--build", root, later], check=True)
    return later


def test_made_once_more_of_the_source_that_is_released_it_is_the_same(package: Path, tmp_path: Path) -> None:
    (wheel,), (source,) = package.parent.glob("*.whl"), package.parent.glob("*.tar.gz")
    subprocess.run(["tar", "--extract", "--file", source, "--directory", tmp_path, "--strip-components=1"], check=True)
    command = ["sh", "-c", 'umask 077 && exec "$0" "$@"', sys.executable, "-m", "shipping.debian", wheel, "made"]

    environment = os.environ | {"TMPDIR": str(tmp_path), "TZ": "Asia/Kolkata"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)

    assert (tmp_path / "made" / package.name).read_bytes() == package.read_bytes()


def test_once_it_is_installed_the_program_works_and_nothing_runs(machine: Machine, package: Path) -> None:
    machine.dpkg("--install", package)

    assert machine.did("dealtrail", "--version") == f"dealtrail {version('dealtrail')}\n"
    assert "is ready" in machine.dealtrail("init")
    assert "Ola Dahl" in machine.dealtrail("user", "add", "Ola Dahl", "--email", "ola@us.example")
    assert "dealtrail.toml(5)" in machine.text(CONFIG)
    modes = machine.did("stat", "-c", "%a %U:%G", "/etc/dealtrail", f"/{CONFIG}", "/var/lib/dealtrail")
    assert modes.splitlines() == ["750 root:dealtrail", "640 root:dealtrail", "700 dealtrail:dealtrail"]
    assert [unit for unit in UNITS if machine.has(f"etc/systemd/system/multi-user.target.wants/{unit}")] == []
    assert machine.dpkg("--verify", "dealtrail") == ""
    assert (
        machine.did("find", "/usr/lib/dealtrail", "!", "-user", "root", "-o", "-perm", "/022", "!", "-type", "l") == ""
    )
    assert machine.has("usr/share/man/man1/dealtrail-opportunity.1.gz")
    assert machine.has("usr/share/man/man5/dealtrail.toml.5.gz")
    assert machine.has("usr/share/bash-completion/completions/dealtrail")
    assert machine.has("usr/share/zsh/vendor-completions/_cyclopts_dealtrail")
    assert machine.has("usr/share/fish/vendor_completions.d/dealtrail.fish")
    assert "[server.cloud]" in machine.text("usr/share/doc/dealtrail/examples/config.toml")
    verify = ["systemd-analyze", f"--root={machine.root}", "--man=no", "verify", *UNITS]
    found = subprocess.run(verify, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert found.stdout == ""
    for unit in UNITS:
        text = machine.text(f"usr/lib/systemd/system/{unit}")
        (document,) = [word for word in text.split() if word.startswith("file:///")]
        assert machine.has(document.removeprefix("file:///"))
        assert "/opt/" not in text


@pytest.mark.parametrize("ours", [True, False], ids=["their configuration", "the one that came"])
def test_an_upgrade_keeps_what_people_wrote_and_restarts_what_runs(
    machine: Machine, package: Path, tmp_path: Path, ours: bool
) -> None:
    machine.let_systemd_run()
    machine.dpkg("--install", package)
    first = machine.asked_of_systemd()
    machine.dealtrail("init")
    records = (machine.root / RECORDS).read_bytes()
    where = "import daemon.bell; print(daemon.bell.__cached__)"
    compiled = machine.did("/usr/lib/dealtrail/bin/python3", "-B", "-c", where).strip().removeprefix("/")
    was_compiled = machine.has(compiled)
    if ours:
        (machine.root / CONFIG).write_text('[records]\ncurrency = "NOK"\n')

    machine.dpkg("--force-confold", "--install", a_later(package, tmp_path))

    assert first == ["daemon-reload"]
    assert machine.asked_of_systemd() == [
        "daemon-reload",
        "daemon-reload",
        "try-restart dealtrail.service dealtrail-web.service dealtrail-worker.service dealtrail-firms.service "
        "dealtrail@*.service",
    ]
    assert ("NOK" in machine.text(CONFIG)) == ours
    assert ("of the later version" in machine.text(CONFIG)) == (not ours)
    assert machine.has(f"{CONFIG}.dpkg-dist") == ours
    assert machine.did("stat", "-c", "%a %U:%G", f"/{CONFIG}") == "640 root:dealtrail\n"
    assert (machine.root / RECORDS).read_bytes() == records
    assert was_compiled
    assert not machine.has(compiled)
    assert machine.has(compiled.replace("bell", "later"))


def test_removed_it_leaves_configuration_and_records_and_purged_the_records(machine: Machine, package: Path) -> None:
    (machine.root / "etc/sysusers.d").mkdir(exist_ok=True)
    (machine.root / "etc/sysusers.d/dealtrail.conf").write_text("u dealtrail 10001 - /var/lib/dealtrail\n")
    machine.dpkg("--install", package)
    machine.dealtrail("init")
    machine.dealtrail("user", "add", "Ola Dahl", "--email", "ola@us.example")
    machine.did("systemctl", "enable", *UNITS)
    machine.let_systemd_run()

    machine.dpkg("--remove", "dealtrail")

    assert machine.asked_of_systemd() == [
        "stop dealtrail-web.socket dealtrail-web.service dealtrail-worker.service dealtrail-firms.service "
        "dealtrail@*.service dealtrail.service",
        "daemon-reload",
    ]
    assert not machine.has("usr/lib/dealtrail")
    assert machine.has(CONFIG)
    assert machine.did("stat", "-c", "%u", f"/{RECORDS}") == "10001\n"  # as the administrator wanted it
    machine.dpkg("--install", package)
    assert "Ola Dahl" in machine.dealtrail("user", "list")

    told = machine.dpkg("--purge", "dealtrail")

    assert "/var/lib/dealtrail is left; remove it if nobody needs it any more" in told
    assert machine.has(RECORDS)
    assert not machine.has("etc/dealtrail")
    assert [*machine.root.glob("etc/systemd/system/*.wants/dealtrail*")] == []


def test_purged_before_it_was_used_it_leaves_nothing(machine: Machine, package: Path) -> None:
    machine.dpkg("--install", package)
    machine.dpkg("--purge", "dealtrail")

    found = machine.did("find", "/", "-xdev", "-name", "*dealtrail*").split()

    assert [path for path in found if not path.startswith(("/dev/", "/proc/"))] == []
