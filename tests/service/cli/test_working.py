"""`check` and `run` against mailboxes on the simulator, and `simulator` itself."""

from __future__ import annotations

import os
import re
import signal
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.service.cli.line import CommandLine, process
from tests.service.cli.mailboxes import BOB, CORA, PASSWORD, configure

# --- check ------------------------------------------------------------------------------------------------------------


def test_check_of_what_works_is_all_ticks_and_exit_code_0(connected: CommandLine) -> None:
    ended = connected("check")

    assert ended.code == 0, ended.out
    assert "✗" not in ended.out
    assert [line[2:].split()[0] for line in ended.out.splitlines() if line.startswith("✓")] == [
        "configuration",
        "database",
        BOB,
        CORA,
    ]


def test_check_lists_watched_and_unwatched_folders(connected: CommandLine) -> None:
    shape = connected("check", "--json").json

    bob, cora = shape["mailboxes"]
    assert (shape["ok"], shape["configuration"]["ok"], shape["database"]["ok"]) == (True, True, True)
    assert (bob["about"], bob["ok"], cora["about"]) == (BOB, True, CORA)
    watched = {told["folder"]: told["reason"] for told in bob["watched"]}
    assert watched.keys() == {"Inbox", "Sent Items", "Calendar", "Tasks"}
    assert (watched["Inbox"], watched["Tasks"]) == ("by default", "tasks are always followed")
    unwatched = {told["folder"]: told["reason"] for told in bob["unwatched"]}
    assert {unwatched[name] for name in ("Drafts", "Deleted Items", "Junk Email")} == {"left out by default"}


def test_check_tells_each_reason_once_with_its_folders(connected: CommandLine, simulator: Simulator) -> None:
    folders = 'folders = ["inbox"]\ninclude_folders = ["Junk Email/Kept"]\nexclude_folders = ["Inbox/Old"]\n'
    for path in ("Junk Email/Kept", "Inbox/Old", "Inbox/New"):
        simulator.outlook(BOB).make_folder(path)
    configure(connected, simulator, mailboxes=f'[[mailbox]]\naddress = "{BOB}"\n{folders}')

    told = connected("check").out.splitlines()

    assert "  watched (below Inbox: named in folders): Inbox/New" in told
    assert "  watched (named in include_folders): Junk Email/Kept" in told
    assert "  not watched (named in exclude_folders): Inbox/Old" in told
    assert "  not watched (not among folders): Calendar, Sent Items" in told


def test_check_says_of_a_mailbox_without_user_that_it_gets_no_tasks(
    connected: CommandLine, simulator: Simulator
) -> None:
    simulator.add_mailbox("dan@us.example", "x")
    configure(connected, simulator, mailboxes='[[mailbox]]\naddress = "dan@us.example"\n')

    (dan,) = connected("check", "--json").json["mailboxes"]

    assert any("dealtrail user add NAME --email dan@us.example" in warning for warning in dan["warnings"])


def test_check_with_a_wrong_password_fails_without_showing_it(connected: CommandLine, simulator: Simulator) -> None:
    configure(connected, simulator, password="sesame-shut")

    ended = connected("check")

    assert ended.code == 1
    assert f"✗ {BOB}: " in ended.out
    assert "✓ database" in ended.out
    assert "sesame" not in ended.out + ended.err


def test_check_names_the_one_mailbox_that_does_not_work(connected: CommandLine, simulator: Simulator) -> None:
    mailboxes = f'[[mailbox]]\naddress = "{BOB}"\n[[mailbox]]\naddress = "nobody@us.example"\n'
    configure(connected, simulator, mailboxes=mailboxes)

    ended = connected("check")

    assert ended.code == 1
    assert f"✓ {BOB}" in ended.out
    assert "✗ nobody@us.example: " in ended.out


def test_check_names_folders_that_do_not_exist(connected: CommandLine, simulator: Simulator) -> None:
    configure(connected, simulator, mailboxes=f'[[mailbox]]\naddress = "{BOB}"\nfolders = ["inbox", "Inbox/Nowhere"]\n')

    ended = connected("check")

    assert ended.code == 1
    assert "there is no folder 'Inbox/Nowhere'" in ended.out


def test_check_without_mailboxes_or_database_names_both(bare: CommandLine) -> None:
    ended = bare("check")

    assert ended.code == 1
    assert "✗ no mailbox is configured" in ended.out
    assert "dealtrail init" in ended.out


def test_check_of_a_misspelled_configuration_is_a_cross(bare: CommandLine) -> None:
    bare.configure("sync.intervall = '30s'\n")

    ended = bare("check", "--json")

    assert ended.code == 1
    assert '"ok": false' in ended.out
    assert "did you mean sync.interval?" in ended.out


# --- run --once -------------------------------------------------------------------------------------------------------


def test_one_cycle_links_stamps_and_tells_what_it_did(connected: CommandLine, simulator: Simulator) -> None:
    reminder = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"
    connected.did("opportunity", "remind", "OPP-1", reminder)

    connected.did("--as", "bob", "opportunity", "email", "OPP-1")

    bob, cora = connected("run", "--once", "--json").json["mailboxes"]

    outlook = simulator.outlook(BOB)
    (mail,) = outlook.items("inbox")
    assert (bob["address"], bob["ok"], bob["failure"]) == (BOB, True, None)
    assert bob["seen"]["linked"] >= 1
    assert (bob["paid"]["stamp"], bob["paid"]["task"], bob["paid"]["draft"]) == (1, 1, 1)
    assert (cora["seen"]["linked"], cora["paid"]["task"]) == (0, 0)
    assert [name for name in mail["categories"] if name.startswith("OPP-1 ")]
    assert [task["subject"] for task in outlook.items("tasks")] == ["Follow up: 200 seats (OPP-1)"]


def test_the_summary_of_a_cycle_is_a_line_a_mailbox(connected: CommandLine) -> None:
    out = connected.did("run", "--once")

    row = next(line for line in out.splitlines() if line.startswith(BOB))
    assert re.split(" {2,}", row.strip())[1:] == ["1", "1 linked", "1 stamp, 1 category list"]


def test_after_a_cycle_history_why_and_status_tell_the_same(connected: CommandLine) -> None:
    connected.did("run", "--once")

    (line,) = connected("opportunity", "history", "OPP-1", "--json").json
    (item,) = connected("why", "<m1@client.example>", "--json").json
    bob = connected("status", "--json").shape["mailboxes"][0]

    assert (line["subject"], line["rule"]) == ("200 seats, please", "address")
    assert (item["id"], item["copies"][0]["decision"]["outcome"]) == (line["id"], "linked")
    assert item["copies"][0]["stamped"] == [1]
    assert (bob["counts"]["linked"], bob["adds_up"], bob["errands"]["owed"]) == (1, True, 0)


def test_occurrences_that_a_server_does_not_list_are_said_to_be_computed(
    connected: CommandLine, simulator: Simulator
) -> None:
    simulator.organization.quirks.expands_no_series = True
    first = datetime.now(UTC).replace(microsecond=0) - timedelta(days=10)
    simulator.outlook(BOB).appoint("Weekly", first, attendees=["ann@client.example"], rule="FREQ=WEEKLY")
    connected.did("run", "--once")

    checked, told, why = connected.did("check"), connected("status"), connected.did("why", "Weekly")

    assert "  ! the server does not list what the series in a calendar consist of" in checked
    assert (told.code, "✗" in told.out) == (0, False)
    assert f"! {BOB}: Calendar: the server does not list what series consist of" in told.out
    assert why.count("computed from the series' rule, because the server does not list its occurrences") == 2
    items = connected("why", "Weekly", "--json").json
    assert sorted(item["copies"][0]["computed"] for item in items) == [False, True, True]
    [bob, _] = connected("status", "--json").shape["mailboxes"]
    assert bob["computed_series"].keys() == {"Calendar"}


def test_a_failing_mailbox_fails_the_run_and_not_the_others(connected: CommandLine, simulator: Simulator) -> None:
    mailboxes = f'[[mailbox]]\naddress = "nobody@us.example"\n[[mailbox]]\naddress = "{BOB}"\n'
    configure(connected, simulator, mailboxes=mailboxes)

    ended = connected("run", "--once")

    assert ended.code == 1
    assert "✗ nobody@us.example: " in ended.out
    assert [one["key"] for one in connected("opportunity", "list", "--json").json] == ["OPP-1", "OPP-2"]
    assert len(connected("opportunity", "history", "OPP-1", "--json").json) == 1
    states = {one["address"]: one["state"] for one in connected("status", "--json").shape["mailboxes"]}
    assert states == {"nobody@us.example": "parked", BOB: "waiting"}


def test_a_server_that_is_away_is_told_for_each_mailbox_with_what_to_do(
    connected: CommandLine, simulator: Simulator
) -> None:
    endpoint = simulator.endpoint
    simulator.stop()

    checked, ran, status = connected("check"), connected("run", "--once"), connected("status")

    assert (checked.code, ran.code, status.code) == (1, 1, 1)
    for told in (checked.out, ran.out, status.out):
        for address in (BOB, CORA):
            assert f"✗ {address}: {endpoint}: no connection: Connection refused; check endpoint" in told


def test_a_run_can_be_of_one_mailbox(connected: CommandLine) -> None:
    (only,) = connected("run", "--once", "--mailbox", "Cora@us.example", "--json").json["mailboxes"]

    assert only["address"] == CORA


def test_a_mailbox_that_is_not_configured_is_wrong_use(connected: CommandLine) -> None:
    ended = connected("run", "--once", "--mailbox", "cara@us.example")

    assert (ended.code, ended.out) == (2, "")
    assert f"did you mean {CORA}?" in ended.err


def test_a_run_without_mailboxes_says_what_is_missing(office: CommandLine) -> None:
    ended = office("run", "--once")

    assert (ended.code, ended.out) == (1, "")
    assert "no mailbox is configured" in ended.err


# --- as processes -----------------------------------------------------------------------------------------------------


def test_the_daemon_works_until_it_is_told_to_stop(connected: CommandLine, simulator: Simulator) -> None:
    with process("run", "--config", str(connected.config)) as running:
        assert running.stderr is not None
        log = []
        for line in running.stderr:
            log.append(line)
            if ("turn done" in line and BOB in line) or "parked" in line or "cannot be used" in line:
                break
        running.send_signal(signal.SIGTERM)
        rest = running.stderr.read()
        code = running.wait(30)

    assert code == 0, "".join(log) + rest
    assert '"event": "stopped"' in rest
    assert len(connected("opportunity", "history", "OPP-1", "--json").json) == 1


def test_ctrl_c_is_exit_code_130(tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    os.mkfifo(mail)  # loading it waits until somebody writes, so the process is surely at work
    words = ["simulator", "--port", "0", "--mailbox", "a@b.example=x", "--load", f"a@b.example={mail}"]
    with process(*words) as running:
        with mail.open("w"):
            running.send_signal(signal.SIGINT)
        assert running.stderr is not None
        complaint = running.stderr.read()
        code = running.wait(30)

    assert (code, complaint) == (130, "")


def test_the_simulator_prints_a_configuration_that_works(office: CommandLine, tmp_path: Path) -> None:
    mail = tmp_path / "one.eml"
    mail.write_text("From: ann@client.example\nTo: bob@us.example\nSubject: Hello\nMessage-ID: <1@x>\n\nHello\n")
    words = ["simulator", "--port", "0", "--mailbox", f"{BOB}=sesame=open", "--load", f"{BOB}={mail}", "--tls"]
    with process(*words) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        printed = []
        for line in running.stdout:
            printed.append(line)
            if line.startswith("Stop it"):
                break
        text = "".join(printed)
        settings = re.search(r"^\[exchange\].*(?=\nStop it)", text, re.MULTILINE | re.DOTALL)
        assert settings, text
        office.configure(settings[0])
        ended = office("run", "--once")
        office.configure()  # the simulator takes its certificate with it
        running.send_signal(signal.SIGTERM)
        complaint = running.stderr.read()
        code = running.wait(30)

    assert (ended.code, code, complaint) == (0, 0, ""), ended.err
    assert "1 message and 0 appointments" in text
    assert len(office("why", "Hello", "--json").json) == 1


def test_under_systemd_it_says_when_it_is_ready_alive_and_stopping(
    connected: CommandLine, simulator: Simulator, tmp_path: Path
) -> None:
    configure(connected, simulator, password="")
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "dealtrail.exchange.password").write_text(PASSWORD)
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(30)
        given = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "200000", "CREDENTIALS_DIRECTORY": str(credentials)}
        with process("run", "--config", str(connected.config), **given) as running:
            told = [manager.recv(1000).decode()]
            while told.count("WATCHDOG=1") < 3:
                told.append(manager.recv(1000).decode())
            running.send_signal(signal.SIGTERM)
            while told[-1] != "STOPPING=1":
                told.append(manager.recv(1000).decode())
            assert running.stderr is not None
            log = running.stderr.read()
            code = running.wait(30)

    assert (told[0], code) == ("READY=1", 0)
    assert PASSWORD not in log
    assert "CredentialsRefused" not in log


def test_ctrl_c_ends_a_cycle_with_130(connected: CommandLine, simulator: Simulator) -> None:
    simulator.faults.inject(Fault(FaultKind.LATENCY, "SyncFolderItems", times=100, delay=timedelta(milliseconds=200)))
    with process("run", "--once", "--config", str(connected.config)) as running:
        assert running.stderr is not None
        first = running.stderr.readline()  # of a page: several folders are still to be asked for
        running.send_signal(signal.SIGINT)
        out, log = running.communicate(timeout=30)

    assert running.returncode == 130, first + log
    assert BOB in out
    assert "Traceback" not in log
