"""What ships for systemd, checked by systemd's own tools."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.keys import is_placeholder, keys_of
from config.settings import Settings
from config.web_sections import WebSettings

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNIT = SYSTEMD / "dealtrail.service"
WEB = SYSTEMD / "dealtrail-web.service"
WORKER = SYSTEMD / "dealtrail-worker.service"
FIRMS = SYSTEMD / "dealtrail-firms.service"
OF_A_FIRM = SYSTEMD / "dealtrail@.service"
SOCKET = SYSTEMD / "dealtrail-web.socket"
DROP_INS = sorted((SYSTEMD / "dealtrail.service.d").glob("*.conf"))
LARGEST_EXPOSURE, LARGEST_WITH_ADDRESSES = 1.1, 1.0  # as systemd 252 and later reckon


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")  # systemd's own: a machine without it runs no unit either
    return found


def said_by(*command: str) -> str:
    """Everything that a tool prints; what it says of a directive that it does not know leaves its exit code at 0."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def a_copy(folder: Path, *drop_ins: Path, added: str = "", of: Path = UNIT) -> Path:
    """The unit with a program that exists, and with drop-ins as an administrator would put them."""
    unit = folder / of.name
    unit.write_text(re.sub(r"(?m)^ExecStart=.*$", "ExecStart=/bin/true", of.read_text()) + added)
    for drop_in in drop_ins:
        (folder / f"{of.name}.d").mkdir(exist_ok=True)
        shutil.copy(drop_in, folder / f"{of.name}.d")
    return unit


def verified(unit: Path) -> str:
    return said_by(tool("systemd-analyze"), "verify", "--man=no", str(unit))


def exposure(unit: Path) -> float:
    report = said_by(tool("systemd-analyze"), "security", "--offline=true", "--no-pager", str(unit))
    level = re.search(r"Overall exposure level for \S+: (\d+\.\d+)", report)
    assert level is not None, report
    return float(level[1])


def test_systemd_finds_nothing_to_say_about_the_unit(tmp_path: Path) -> None:
    assert verified(a_copy(tmp_path)) == ""


@pytest.mark.parametrize("unit", [UNIT, WEB, WORKER, FIRMS, OF_A_FIRM], ids=lambda unit: unit.name)
def test_who_is_told_to_read_its_configuration_anew_is_started_anew(unit: Path) -> None:
    """By SIGHUP, which ends a process, and which systemd takes for no failure."""
    assert "\nRestartForceExitStatus=SIGHUP\n" in unit.read_text()


def test_the_unit_for_browsers_is_as_sound_and_as_little_exposed(tmp_path: Path) -> None:
    unit = a_copy(tmp_path, of=WEB)

    assert verified(unit) == ""
    assert exposure(unit) <= LARGEST_EXPOSURE
    assert "\nUser=dealtrail\n" in WEB.read_text()
    assert re.findall(r"(?m)^LoadCredential\w*=(\S+)$", WEB.read_text()) == [
        "dealtrail.database.url",
        "dealtrail.web.oidc.client_secret",
        "dealtrail.webhooks.key",
        "dealtrail.files.s3.secret",
    ]


def test_the_unit_for_workers_is_the_service_s_but_for_what_it_runs(tmp_path: Path) -> None:
    unit = a_copy(tmp_path, of=WORKER)
    ours, theirs = (set(one.read_text().splitlines()) for one in (WORKER, UNIT))

    assert verified(unit) == ""
    assert exposure(unit) <= LARGEST_EXPOSURE
    assert {line.partition("=")[0] for line in ours - theirs if not line.startswith("#")} == {
        "Description",
        "ExecStart",
    }
    assert {line.partition("=")[2] for line in theirs - ours if line.startswith("LoadCredential")} == {
        "dealtrail.web.oidc.client_secret",
        "dealtrail.webhooks.key",
        "dealtrail.files.s3.secret",
    }
    assert "ExecStart=/opt/dealtrail/venv/bin/dealtrail worker --config /etc/dealtrail/config.toml" in ours


def test_the_unit_for_firms_is_the_service_s_but_for_what_it_runs_and_hands_nobody_a_secret(tmp_path: Path) -> None:
    unit = a_copy(tmp_path, of=FIRMS)
    ours, theirs = (set(one.read_text().splitlines()) for one in (FIRMS, UNIT))

    assert verified(unit) == ""
    assert exposure(unit) <= LARGEST_EXPOSURE
    assert {line.partition("=")[0] for line in ours - theirs if not line.startswith("#")} == {
        *("Description", "Documentation", "ExecStart", "MemoryMax", "TasksMax", "TimeoutStopSec")
    }
    assert not [line for line in ours if line.startswith("LoadCredential")]
    assert "ExecStart=/opt/dealtrail/venv/bin/dealtrail firms run --file /etc/dealtrail/firms.toml" in ours


def test_the_unit_of_one_firm_has_a_user_a_folder_and_secrets_of_its_own(tmp_path: Path) -> None:
    unit = a_copy(tmp_path, of=OF_A_FIRM)
    lines = OF_A_FIRM.read_text()
    secrets = dict(re.findall(r"(?m)^LoadCredentialEncrypted=(\S+?):(\S+)$", lines))

    assert verified(unit) == ""
    assert exposure(unit) <= LARGEST_EXPOSURE
    for own in ("User=dealtrail-%i", "Group=dealtrail-%i", "StateDirectory=dealtrail-%i"):
        assert f"\n{own}\n" in lines
    assert secrets == {name: f"%i.{name}" for name in re.findall(r"(?m)^LoadCredential\w+=(\S+)$", UNIT.read_text())}


def test_the_socket_for_browsers_is_sound_and_where_they_are_served_without_it(tmp_path: Path) -> None:
    a_copy(tmp_path, of=WEB)
    shutil.copy(SOCKET, tmp_path)

    assert verified(tmp_path / SOCKET.name) == ""
    assert re.findall(r"(?m)^ListenStream=(.*)$", SOCKET.read_text()) == [WebSettings().listen]


@pytest.mark.parametrize("drop_in", DROP_INS, ids=lambda path: path.stem)
def test_nor_about_a_drop_in_that_is_documented(tmp_path: Path, drop_in: Path) -> None:
    assert verified(a_copy(tmp_path, drop_in)) == ""


def test_a_misspelled_directive_would_be_noticed(tmp_path: Path) -> None:
    unit = a_copy(tmp_path, added="\n[Service]\nPrivateTemp=yes\n")

    assert "PrivateTemp" in verified(unit)


def test_the_service_is_exposed_as_little_as_it_can_be(tmp_path: Path) -> None:
    assert exposure(a_copy(tmp_path)) <= LARGEST_EXPOSURE


@pytest.mark.parametrize("unit", [UNIT, WEB], ids=lambda path: path.stem)
def test_naming_the_sites_addresses_exposes_it_less(tmp_path: Path, unit: Path) -> None:
    addresses = a_copy(tmp_path, SYSTEMD / "dealtrail.service.d" / "addresses.conf", of=unit)

    assert verified(addresses) == ""
    assert exposure(addresses) <= LARGEST_WITH_ADDRESSES


def test_the_unit_hands_over_every_secret_that_there_is_a_key_for() -> None:
    handed = set(re.findall(r"(?m)^LoadCredentialEncrypted=dealtrail\.(\S+)$", UNIT.read_text()))

    # Those of mailboxes and of servers have names of the site's own: a drop-in hands them over.
    assert handed == {key.name for key in keys_of(Settings) if key.is_secret and not is_placeholder(key.path)}


def test_a_credential_that_is_missing_does_not_keep_the_service_from_starting() -> None:
    """Systemd insists on a file with a path; a bare name is looked for, and may be absent."""
    paths = re.findall(r"(?m)^LoadCredential\w*=\S+?:(/\S+)$", UNIT.read_text())

    assert paths == []


def test_sysusers_makes_the_user_that_the_unit_runs_as(tmp_path: Path) -> None:
    said = said_by(
        tool("systemd-sysusers"), "--dry-run", f"--root={tmp_path}", str(SYSTEMD / "sysusers.d" / "dealtrail.conf")
    )

    assert "Creating user 'dealtrail'" in said
    assert "\nUser=dealtrail\n" in UNIT.read_text()


def test_tmpfiles_makes_the_directories_that_the_unit_uses(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give directories away")
    (tmp_path / "etc").mkdir()
    said_by(tool("systemd-sysusers"), f"--root={tmp_path}", str(SYSTEMD / "sysusers.d" / "dealtrail.conf"))

    said = said_by(
        tool("systemd-tmpfiles"), "--create", f"--root={tmp_path}", str(SYSTEMD / "tmpfiles.d" / "dealtrail.conf")
    )

    assert said == ""
    configuration, state = (tmp_path / "etc/dealtrail").stat(), (tmp_path / "var/lib/dealtrail").stat()
    assert (configuration.st_mode & 0o777, configuration.st_uid) == (0o750, 0)
    assert (state.st_mode & 0o777, state.st_gid) == (0o700, configuration.st_gid)
    assert state.st_uid != 0


def test_the_process_knows_itself_in_the_little_of_proc_that_the_unit_leaves() -> None:
    inside = "mount -t proc -o subset=pid,hidepid=invisible proc /proc && exec " + sys.executable + " -c "
    ask = "'from daemon.service.owner import is_gone, this_process; print(is_gone(this_process()))'"
    try:
        subprocess.run([tool("unshare"), "--mount", "true"], check=True, capture_output=True, timeout=60)
    except subprocess.CalledProcessError:
        pytest.skip("only root can change what is in /proc")

    assert said_by("unshare", "--mount", "sh", "-c", inside + ask) == "False\n"
