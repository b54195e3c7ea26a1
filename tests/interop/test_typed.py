"""Microsoft's own client reads every kind of answer of the Graph face with its typed models.

The client has an environment of its own: `make interop` makes it and says where by INTEROP_PYTHON.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from simulator.server import Simulator
from tests.simulated import simulated
from tests.simulator.test_graph_mail import INVITATION

PYTHON = os.environ.get("INTEROP_PYTHON", "")
BOB, ANN = "bob@us.example", "Ann <ann@client.example>"
RIGHTS = (
    *("Mail.ReadWrite", "MailboxSettings.ReadWrite", "User.Read.All", "Calendars.ReadWrite", "Tasks.ReadWrite.All"),
)
FILE = (
    b"From: ann@client.example\r\nSubject: File\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n'
    b'--b\r\nContent-Type: application/pdf; name="o.pdf"\r\nContent-Disposition: attachment; filename="o.pdf"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n"
)

# Half a gigabyte of its own, which who runs the tests at a desk need not have; CI runs them.
pytestmark = pytest.mark.skipif(not PYTHON, reason="make interop runs this in an environment of its own")


def fill(simulator: Simulator) -> None:
    simulator.add_mailbox(BOB, "secret", zone="Europe/Berlin")
    simulator.grant("app", *RIGHTS)
    bob = simulator.outlook(BOB)
    for number in range(3):
        bob.deliver_mail(ANN, f"Hello {number}", "text", headers={"Sensitivity": "Private"})
    for method, answer in ((b"REQUEST", b"NEEDS-ACTION"), (b"CANCEL", b"NEEDS-ACTION"), (b"REPLY", b"TENTATIVE")):
        bob.deliver(INVITATION % (b"Talk", method, method, answer))
    bob.deliver(FILE)
    start, end = datetime(2026, 10, 5, 8, tzinfo=UTC), datetime(2026, 10, 5, 9, tzinfo=UTC)
    bob.appoint("Meeting", start, end, attendees=["ann@client.example"])
    master = bob.appoint("Weekly", start, end, rule="FREQ=WEEKLY;COUNT=5")
    bob.edit_appointment(bob.occurrence(master, datetime(2026, 10, 12, 8, tzinfo=UTC)), subject="Another time")
    bob.make_task("Call", due=date(2026, 12, 1))


@pytest.fixture(scope="module")
def answers() -> Iterator[dict[str, Any]]:
    """What the client read, by the name of what it asked for."""
    with simulated() as simulator:
        fill(simulator)
        reader = Path(__file__).with_name("reader.py")
        command = [PYTHON, str(reader), simulator.graph_url, simulator.graph_token("app"), BOB]
        run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert run.returncode == 0, run.stderr[-3000:]
        yield json.loads(run.stdout)


def test_every_answer_has_a_place_in_the_models(answers: dict[str, Any]):
    assert answers["unknown"] == []
    assert [name for name, found in answers["read"].items() if not found and name != "childFolders"] == []


def test_mail_is_read_as_what_it_is(answers: dict[str, Any]):
    read = answers["read"]
    kinds = [row["class"] for row in read["delta"]]

    assert sorted(kinds) == ["EventMessage", "EventMessageRequest", "EventMessageResponse", *["Message"] * 4]
    assert {row.get("meeting_message_type") for row in read["delta"]} == {
        None, "meetingRequest", "meetingCancelled", "meetingTenativelyAccepted",
    }  # fmt: skip
    assert len(read["messages"]) == len(read["unread"]) == 7
    assert sum(1 for row in read["delta"] if row["single_value_extended_properties"][0]["value"] == "2") == 3
    assert read["attachments"][0]["class"] == "FileAttachment"
    assert read["mime"].encode() == FILE


def test_what_is_written_is_read_back(answers: dict[str, Any]):
    read = answers["read"]

    assert read["draft"]["is_draft"] is True
    assert (read["patched"]["categories"], read["patched"]["flag"]["flag_status"]) == (["OPP-1"], "flagged")
    assert read["moved"]["id"] != read["patched"]["id"]
    assert read["gone"] == {"status": 404, "code": "ErrorItemNotFound"}
    assert [row["categories"] for row in read["news"]] == [["OPP-2"]]
    assert [row.get("error_details", {}).get("code") for row in read["translated"]] == [None, "ErrorInvalidIdMalformed"]
    assert read["event patched"]["categories"] == ["OPP-1"]
    assert read["linkedResources"][0]["external_id"] == "1"


def test_calendars_tell_series_and_what_happens(answers: dict[str, Any]):
    read = answers["read"]

    assert {row["type"] for row in read["events"]} == {"singleInstance", "seriesMaster"}
    assert {row["type"] for row in read["calendarView"]} == {"singleInstance", "occurrence", "exception"}
    assert len(read["instances"]) == 4
    assert read["events/delta"] != []


def test_a_batch_is_read_part_by_part(answers: dict[str, Any]):
    assert answers["read"]["batch"] == {"mail": 200, "nobody": 400, "category": 201}
