"""`dealtrail person`: handing out what is known of somebody, and forgetting them."""

from __future__ import annotations

import json
import stat
import zipfile
from contextlib import closing
from pathlib import Path

from store.database import open_store
from tests.service.cli.line import CommandLine

ANN = "ann@client.example"


def test_what_is_known_is_a_page_and_json_that_only_its_owner_reads(office: CommandLine, tmp_path: Path) -> None:
    office.did("note", "add", "--contact", "ann lee", "Likes <b>tea</b>")
    offer = tmp_path / "offer.txt"
    offer.write_text("for Ann")
    office.did("file", "add", str(offer), "--contact", "ann lee")
    made = tmp_path / "ann.zip"

    told = office.did("--as", "bob", "person", "export", ANN, str(made))

    assert told == f"{made}: what is known of {ANN}; it is theirs alone to read\n"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        page = archive.read("known.html").decode()
        history = json.loads(archive.read("history.json"))
        [contact] = json.loads(archive.read("contacts.json"))
        [file] = [name for name in names if name.startswith("files/")]
        assert archive.read(file) == b"for Ann"
    assert names[:6] == ["person.json", "known.html", "contacts.json", "history.json", "trail.json", "elsewhere.json"]
    assert contact["addresses"] == [ANN]
    assert {one["kind"] for one in history} >= {"note", "file"}
    assert "Likes &lt;b&gt;tea&lt;/b&gt;" in page


def test_the_same_is_told_to_programs(office: CommandLine) -> None:
    known = office("--as", "bob", "person", "export", "ann lee", "--json").json

    assert known["addresses"] == [ANN]
    assert known["contacts"][0]["name"] == "Ann Lee"
    assert "added" in {one["to"] for one in known["trail"]}


def test_erasing_says_first_what_would_go(office: CommandLine) -> None:
    told = office.did("--as", "bob", "person", "erase", ANN)

    assert f"{ANN} is known by {ANN}, Ann Lee" in told
    assert told.endswith("nothing was erased: to do it for good, add --yes\n")
    assert office("contact", "show", ANN, "--json").json["name"] == "Ann Lee"


def test_who_was_erased_is_found_no_more(office: CommandLine) -> None:
    told = office.did("--as", "bob", "person", "erase", ANN, "--yes")

    assert told.endswith("erased; backups hold it until they are deleted, and mailboxes are the mail server's\n")
    for words in (("contact", "show", ANN), ("person", "export", ANN, "--json"), ("person", "erase", ANN)):
        ended = office("--as", "bob", *words)
        assert (ended.code, ended.out) == (1, "")
    assert "there is none for 'ann@client.example'" in ended.err
    assert "Ann Lee" not in office.did("opportunity", "list")
    assert office("search", "lee", "--json").json in ([], {"records": [], "history": []})


def test_what_a_process_that_died_had_begun_is_ended_by_whoever_asks_again(office: CommandLine) -> None:
    with closing(open_store(f"sqlite:///{office.database}")) as store, store.write() as unit:
        unit.erasing.begin(unit.people.of(ANN))

    refused = office("--as", "bob", "person", "remember", ANN)
    planned = office("--as", "bob", "person", "erase", "ann lee", "--json").json
    done = office("--as", "bob", "person", "erase", ANN, "--yes", "--later", "--json").json

    assert refused.err == f"dealtrail: {ANN}: is being erased; wait until that is over\n"
    assert (planned["done"], planned["addresses"], done["done"]) == (False, [ANN], True)
    assert planned["counts"] == {name: many for name, many in done["counts"].items() if name != "texts"}
    assert office("--as", "bob", "person", "erase", ANN).code == 1


def test_a_member_is_told_who_may(office: CommandLine) -> None:
    office.did("--as", "bob", "user", "add", "Mia", "--email", "mia@us.example")

    ended = office("--as", "mia@us.example", "person", "erase", ANN, "--yes")

    assert (ended.code, ended.out) == (1, "")
    assert "what is known of somebody is collected by an owner only, and Mia is none; ask an owner" in ended.err


def test_what_comes_from_them_is_taken_in_again_when_an_owner_says_so(office: CommandLine) -> None:
    office.did("--as", "bob", "person", "erase", ANN, "--yes", "--later")

    assert office.did("--as", "bob", "person", "remember", ANN).startswith(
        f"{ANN}: what comes from now on is taken in again"
    )
    ended = office("--as", "bob", "person", "remember", ANN)
    assert (ended.code, ended.err) == (1, f"dealtrail: erased person: there is none for '{ANN}'\n")


def test_it_is_a_file_or_json(office: CommandLine, tmp_path: Path) -> None:
    for words in ((), (str(tmp_path / "x.zip"), "--json")):
        ended = office("--as", "bob", "person", "export", ANN, *words)

        assert (ended.code, ended.out) == (2, "")
        assert "name the file to make, or give --json" in ended.err
