"""Acting as the user, in the simulator's process and from another one, and running it by hand."""

from __future__ import annotations

import http.client
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from exchangelib import EWSTimeZone

from simulator.command import APPLICATION, serve
from simulator.control import Control, ControlError
from simulator.generate import correspondents, fill_calendar, fill_inbox
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.simulated import AccountMaker, check, schema_dir

BOB = "bob@us.example"
START = datetime(2026, 3, 10, 8, tzinfo=UTC)


@pytest.fixture(params=["in the process", "over HTTP"])
def outlook(request: pytest.FixtureRequest, simulator: Simulator) -> Outlook:
    simulator.add_mailbox(BOB, "secret")
    return simulator.outlook(BOB) if request.param == "in the process" else Control(simulator.endpoint).outlook(BOB)


def test_a_mail_is_delivered_stamped_moved_and_deleted(outlook: Outlook) -> None:
    item_id = outlook.deliver(b"From: ann@client.example\r\nSubject: offer\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n")
    outlook.add_category(item_id, "OPP-1 Tender")
    outlook.add_category(item_id, "Red")
    outlook.remove_category(item_id, "Red")
    outlook.mark_read(item_id)
    outlook.make_folder("Inbox/Projects")
    moved = outlook.move(item_id, "Inbox/Projects")

    shown = outlook.read(moved)

    assert moved != item_id
    assert (shown["subject"], shown["categories"], shown["folder"]) == ("offer", ["OPP-1 Tender"], "Inbox/Projects")
    assert (shown["is_read"], shown["from"], shown["message_id"]) == (True, ["ann@client.example"], "<1@x>")
    outlook.delete(moved)
    assert [item["subject"] for item in outlook.items("deleteditems")] == ["offer"]


def test_a_task_is_made_moved_completed_and_reopened(outlook: Outlook) -> None:
    task = outlook.make_task("call Ann", due=date(2026, 3, 10), reminder_at=START, categories=["OPP-1"])
    outlook.move_due_date(task, date(2026, 3, 12))
    outlook.move_reminder(task, START + timedelta(days=2))

    shown = outlook.read(task)
    assert (shown["due"], shown["reminder_at"]) == ("2026-03-12T00:00:00Z", "2026-03-12T08:00:00Z")
    assert (shown["is_complete"], shown["reminder_is_set"], shown["categories"]) == (False, True, ["OPP-1"])

    assert outlook.complete_task(task) == task
    assert outlook.read(task)["is_complete"]
    outlook.reopen_task(task)
    assert not outlook.read(task)["is_complete"]
    outlook.rename(task, "call Ann again")
    assert outlook.find("again") == [task]


def test_a_draft_is_sent_as_a_new_item_with_all_that_it_carried(outlook: Outlook) -> None:
    draft = outlook.deliver(
        b"From: bob@us.example\r\nTo: ann@client.example\r\nSubject: offer\r\n\r\nHello\r\n", "drafts"
    )
    outlook.add_category(draft, "OPP-1 Tender")
    assert outlook.read(draft)["is_draft"]

    sent = outlook.send(draft)

    shown = outlook.read(sent)
    assert sent != draft
    assert (shown["folder"], shown["is_draft"], shown["to"]) == ("Sent Items", False, ["ann@client.example"])
    assert (shown["subject"], shown["categories"]) == ("offer", ["OPP-1 Tender"])
    assert shown["message_id"].endswith("@us.example>")
    assert shown["sent_at"] == shown["received_at"]
    assert outlook.items("drafts") == []


def test_a_meeting_is_sent_where_it_stands(outlook: Outlook) -> None:
    meeting = outlook.appoint("Tender", START, attendees=["ann@client.example"], is_sent=False)
    assert not outlook.read(meeting)["invitation_was_sent"]

    assert outlook.send(meeting) == meeting

    assert (outlook.read(meeting)["folder"], outlook.read(meeting)["invitation_was_sent"]) == ("Calendar", True)
    [invitation] = outlook.items("sentitems")
    assert (invitation["kind"], invitation["to"]) == ("MeetingRequest", ["ann@client.example"])


def test_an_appointment_is_made_and_edited(outlook: Outlook) -> None:
    meeting = outlook.appoint("Tender", START, attendees=["ann@client.example"], location="Oslo")
    outlook.edit_appointment(meeting, start=START + timedelta(hours=1), body="minutes")
    outlook.edit_appointment(meeting, is_cancelled=True)

    shown = outlook.read(meeting)

    assert (shown["start"], shown["end"]) == ("2026-03-10T09:00:00Z", "2026-03-10T10:00:00Z")
    assert (shown["attendees"], shown["body"], shown["is_cancelled"]) == (["ann@client.example"], "minutes", True)


def test_an_occurrence_is_edited_on_its_own(simulator: Simulator, exchange_account: AccountMaker) -> None:
    simulator.add_mailbox(BOB, "secret")
    outlook = simulator.outlook(BOB)
    (master,) = outlook.put_calendar(
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nSUMMARY:Weekly\nDTSTART:20260310T080000Z\n"
        b"RRULE:FREQ=WEEKLY;COUNT=3\nEND:VEVENT\nEND:VCALENDAR"
    )
    outlook.edit_appointment(outlook.occurrence(master, START + timedelta(days=7)), subject="Weekly, in Oslo")
    outlook.delete(outlook.occurrence(master, START))
    account = exchange_account(simulator, BOB, "secret")
    utc = EWSTimeZone("UTC")

    seen = account.calendar.view(start=datetime(2026, 3, 1, tzinfo=utc), end=datetime(2026, 5, 1, tzinfo=utc))

    assert [(item.subject, item.type) for item in seen] == [("Weekly, in Oslo", "Exception"), ("Weekly", "Occurrence")]


def test_acts_that_make_no_sense_are_refused_with_a_reason(simulator: Simulator) -> None:
    simulator.add_mailbox(BOB, "secret")
    control = Control(simulator.endpoint)

    with pytest.raises(ControlError, match="no folder 'nowhere'"):
        control.outlook(BOB).items("nowhere")
    with pytest.raises(ControlError, match="no mailbox eve"):
        control.outlook("eve@us.example").items()
    with pytest.raises(ControlError, match="has no item gone"):
        control.outlook(BOB).read("gone")
    for item_id in (
        control.outlook(BOB).deliver_mail("ann@client.example", "x"),
        control.outlook(BOB).appoint("y", START),
    ):
        with pytest.raises(ControlError, match="is not a draft"):
            control.outlook(BOB).send(item_id)
    assert simulator.journal.crashes == []


def test_the_server_is_driven_and_watched_from_outside(
    simulator: Simulator, exchange_account: AccountMaker, tmp_path: Path
) -> None:
    (tmp_path / "one.eml").write_bytes(b"From: a@x.example\nSubject: loaded\n\nHello\n")
    server = Control(simulator.endpoint).server
    server.add_mailbox(BOB, "secret")

    assert server.load(BOB, str(tmp_path))["messages"] == 1
    server.inject("busy", "GetFolder", times=2, delay=timedelta(seconds=1.5))
    assert server.faults_waiting() == 2
    server.clear_faults()
    account = exchange_account(simulator, BOB, "secret")
    assert account.inbox.get().subject == "loaded"

    assert server.counts()["FindItem"] == 1
    assert server.by_folder("FindItem") == [[BOB, "Inbox", 1]]
    server.clear_journal()
    assert (server.counts(), server.sent(), server.problems()) == ({}, [], [])


def test_a_request_that_breaks_the_schema_turns_the_test_red(simulator: Simulator) -> None:
    if schema_dir() is None:
        pytest.skip("the schema is not here")
    import requests

    simulator.add_mailbox(BOB, "secret")
    body = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:GetFolder '
        'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"/></s:Body></s:Envelope>'
    )

    requests.post(simulator.endpoint, body, auth=(BOB, "secret"), timeout=5)

    assert len(simulator.journal.violations) >= 1
    with pytest.raises(pytest.fail.Exception, match="request GetFolder"):
        check(simulator)
    simulator.journal.violations.clear()


def test_made_up_mail_is_the_same_each_time_and_of_the_size_asked_for(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    people = correspondents(20)
    for name in ("bob", "ann"):
        mailbox = simulator.add_mailbox(f"{name}@us.example", "secret")
        fill_inbox(mailbox, 50, people, START, known=0.5)
        fill_calendar(mailbox, 10, people, START)
    account = exchange_account(simulator, BOB, "secret")

    messages = list(account.inbox.all())

    assert [item["subject"] for item in simulator.outlook(BOB).items()] == [
        item["subject"] for item in simulator.outlook("ann@us.example").items()
    ]
    assert len(messages) == 50
    assert all(6500 < message.size < 7500 for message in messages)
    assert len(list(account.calendar.all())) == 10


@pytest.mark.parametrize(("is_cloud", "section"), [(False, "exchange"), (True, "cloud")])
def test_serving_prints_a_configuration_that_reaches_it_and_stops_when_asked(is_cloud: bool, section: str) -> None:
    said: list[str] = []
    stop, ready = threading.Event(), threading.Event()

    def say(line: str) -> None:
        said.append(line)
        if line.startswith("Stop"):
            ready.set()

    settings = {"stop": stop, "say": say, "is_cloud": is_cloud}
    thread = threading.Thread(target=serve, args=(0, [(BOB, 'p"w')], [], True), kwargs=settings)
    thread.start()
    assert ready.wait(20)
    try:
        configuration = tomllib.loads("\n".join(said[said.index("") : -1]))
        server = {**configuration, **configuration.get("server", {})}[section]
        control = Control(server["endpoint"], Path(server["ca_file"]))
        assert control.outlook(BOB).items() == []
    finally:
        stop.set()
        thread.join()

    assert server["client_secret" if is_cloud else "password"] == (APPLICATION[2] if is_cloud else 'p"w')
    assert configuration["mailbox"] == [{"address": BOB}]


def test_the_act_that_it_prints_can_be_typed_and_a_wrong_one_names_the_others() -> None:
    stop, told = threading.Event(), list[str]()
    up = threading.Event()

    def say(line: str) -> None:
        told.append(line)
        if line.startswith("Stop it"):
            up.set()

    thread = threading.Thread(target=serve, args=(0, [(BOB, "pw")]), kwargs={"stop": stop, "say": say})
    thread.start()
    try:
        assert up.wait(10)
        (typed,) = [shlex.split(line) for line in told if line.startswith("  curl ")]
        _, url, _, body = typed
        answers = [_posted(url, text) for text in (body, body.replace('"items"', '"nonsense"'))]
    finally:
        stop.set()
        thread.join()

    assert answers[0] == {"result": []}
    assert "add_category(item_id, name)" in answers[1]["error"]
    assert "deliver_mail(sender" in answers[1]["error"]


def _posted(url: str, body: str) -> Any:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    try:
        connection.request("POST", address.path, body)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def test_what_cannot_be_served_is_said_in_one_sentence(
    simulator: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve(simulator.port, [(BOB, "x")], stop=threading.Event()) == 1
    assert serve(0, [(BOB, "x")], [(BOB, tmp_path / "none")], stop=threading.Event()) == 1
    assert serve(0, [(BOB, "x")], [("eve@us.example", tmp_path)], stop=threading.Event()) == 1
    assert serve(0, [("åse@us.example", "x")], stop=threading.Event()) == 1

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 4
    assert "Address already in use" in lines[0]
    assert "none" in lines[1]
    assert lines[2].endswith("there is no mailbox eve@us.example")
    assert "no mailbox of Exchange has an address such as åse@us.example" in lines[3]


def test_the_module_runs_in_a_process_of_its_own_until_it_is_told_to_stop(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent.parent
    (tmp_path / "one.eml").write_bytes(b"From: a@x.example\nSubject: loaded\n\nHello\n")
    command = [sys.executable, "-m", "simulator", "--mailbox", f"{BOB}=pw", "--load", f"{BOB}={tmp_path}"]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Stop"):
                break
        found = re.search(r"http://[^\s\"]+", "".join(said))
        try:
            assert found is not None
            assert [item["subject"] for item in Control(found.group()).outlook(BOB).items()] == ["loaded"]
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
