"""The demo as a real process: what it claims, what it leaves, and when it refuses."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from daemon.demo.letters import CHAIRS, DENTIST, JONAS, KARI, QUESTIONS
from daemon.demo.stage import MARKER, DemoFailed, claim, prepare
from simulator.control import Control

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds; the story takes about ten


def dealtrail(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, with settings of a real installation around it."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "DEALTRAIL_DATABASE__URL": "sqlite:////nonexistent/real.sqlite",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }
    if "--config" in words:
        del environment["DEALTRAIL_DATABASE__URL"]
    return subprocess.run(
        [sys.executable, "-m", "daemon.cli.main", *map(str, words)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def running(command: list[str], until: str, said: list[str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """A process that has printed this line, killed at the end where it still runs; `said` is what it printed before."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        try:
            said = [] if said is None else said
            for line in process.stdout:
                said.append(line.rstrip("\n"))
                if until in line:
                    break
            assert until in "".join(said[-1:]), f"ended with {process.wait()} before it said {until!r}"
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "a story"


@pytest.fixture(scope="module")
def told(folder: Path) -> subprocess.CompletedProcess[str]:
    return dealtrail("demo", folder)


def test_the_story_comes_out(told: subprocess.CompletedProcess[str]) -> None:
    assert told.returncode == 0, told.stderr + told.stdout[-2000:]
    assert told.stderr == ""
    assert "✗" not in told.stdout
    assert "\x1b" not in told.stdout


@pytest.mark.parametrize(
    "sentence",
    [
        "mail from a known contact carries the opportunity's category",
        "nothing was marked as read",
        "the reminder of OPP-1 is a task in Outlook",
        "a category picked by hand brought the stranger's mail in",
        "what Kari took off is out of the deal's history, and stays off",
        "the moved mail was followed to its new folder: one item, categories and all",
        "the record's reminder moved with the task",
        "Jonas's own meeting is linked and not stamped: Microsoft 365 might mail Ingrid Moe about it",
        "the reminder of OPP-2 is a task in Jonas's To Do, and shows in his Outlook",
        "and so they did for Jonas, who moved his in To Do",
        "one more cycle, with no news, wrote nothing to either server",
        "kari@nordlys.example: 13 items seen = 6 linked + 2 contact + 5 skipped",
        "jonas@nordlys.example: 6 items seen = 5 linked + 1 skipped",
        "nothing was sent to anybody: the servers' own record is empty",
    ],
)
def test_it_claims(told: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert f"✓ {sentence}" in told.stdout.splitlines()


def test_it_shows_what_outlook_shows(told: subprocess.CompletedProcess[str]) -> None:
    assert re.search(r"Ann Lee +Offer for 200 desks: two questions +Customers; OPP-1 200 desks for Bergen", told.stdout)
    assert "Follow up: 200 desks for Bergen (OPP-1)" in told.stdout
    assert re.search(rf"{JONAS} +5 +4 linked, 1 skipped +3 stamps, 1 task", told.stdout)  # the meeting is not counted


def test_the_folder_can_be_explored_from_where_the_story_was_told(
    told: subprocess.CompletedProcess[str], folder: Path
) -> None:
    ended = dealtrail("--config", folder / "config.toml", "opportunity", "history", "OPP-1")

    assert ended.returncode == 0, ended.stderr
    assert QUESTIONS.subject in ended.stdout
    assert f"--config '{folder}'/config.toml opportunity history OPP-1" in told.stdout


def test_the_mail_is_left_as_files(told: subprocess.CompletedProcess[str], folder: Path) -> None:
    mailbox = folder / "mail" / KARI

    assert len(list((mailbox / "Inbox").glob("*.eml"))) == 10
    assert DENTIST.subject in {path.stem for path in (mailbox / "Calendar").glob("*.ics")}


def test_the_server_can_be_started_anew_and_the_story_played_by_hand(
    told: subprocess.CompletedProcess[str], folder: Path
) -> None:
    with running([str(folder / "again.sh")], "Stop it with Ctrl+C."):
        ended = dealtrail("--config", folder / "config.toml", "run", "--once")

        assert ended.returncode == 0, ended.stderr
        assert re.search(rf"{KARI} +13 +5 linked", ended.stdout)
        assert re.search(rf"{JONAS} +5 +4 linked", ended.stdout)
        (line,) = (line for line in told.stdout.splitlines() if line.startswith("  curl "))
        _, option, ca_file, url, *_ = shlex.split(line)
        assert option == "--cacert"
        assert CHAIRS.subject in {item["subject"] for item in Control(url, Path(ca_file)).outlook(JONAS).items()}


KEPT = """
import sys
from pathlib import Path
from daemon.demo.ending import end
from daemon.demo.letters import JONAS
from simulator.server import Simulator

with Simulator(tls=True, folder=Path(sys.argv[1])) as simulator:
    simulator.add_mailbox(JONAS)
    end(Path(sys.argv[1]), simulator, keep=True, is_own_database=False)
"""


def test_kept_the_server_runs_on_until_it_is_told_to_stop(tmp_path: Path) -> None:
    said: list[str] = []

    with running([sys.executable, "-c", KEPT, str(tmp_path)], "Any EWS client can log in", said) as process:
        found = re.search(r"--cacert (\S+) (\S+/control)", "\n".join(said))
        assert found
        items = Control(found[2], Path(found[1])).outlook(JONAS).items()
        process.send_signal(signal.SIGINT)
        code = process.wait(PATIENCE)

    assert (items, code) == ([], 0)
    assert [line for line in said if "until Ctrl-C, with Kari's and Jonas's mail" in line]


@pytest.mark.parametrize(
    ("url", "why"), [("mysql://x/y", "allowed: "), ("postgresql://kari:s3cret@127.0.0.1:1/x", "Connection refused")]
)
def test_a_database_that_cannot_be_used_is_said_in_one_sentence_without_its_password(
    tmp_path: Path, url: str, why: str
) -> None:
    refused = dealtrail("demo", tmp_path / "story", "--database", url)

    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert why in refused.stderr
    assert "s3cret" not in refused.stdout + refused.stderr


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    refused = dealtrail("demo", tmp_path)

    assert refused.returncode == 1
    assert refused.stderr == (
        f"dealtrail: {tmp_path} holds something that no demo made; name another folder, or empty it yourself\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert prepare(tmp_path) == tmp_path.resolve()
    assert [path.name for path in tmp_path.iterdir()] == [MARKER]


def test_what_links_point_to_outside_of_the_folder_stays(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "thesis.txt").write_text("years of work")
    prepare(tmp_path / "story")
    (tmp_path / "story" / "link").symlink_to(outside)

    prepare(tmp_path / "story")

    assert (outside / "thesis.txt").exists()
    assert not (tmp_path / "story" / "link").exists()


def test_a_claim_that_does_not_hold_ends_the_story() -> None:
    with pytest.raises(DemoFailed, match="not as told: pigs fly"):
        claim(False, "pigs fly")
