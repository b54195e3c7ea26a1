"""`history`, `search`, and the kinds of items that people write: `note`, `call`, `task`."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from store.database import open_store
from store.values import Attachment, ItemKind
from tests.contract.store.conftest import NOON
from tests.contract.store.records import a_folder, a_mailbox, an_email, an_entry
from tests.service.cli.line import CommandLine, subjects

pytestmark = pytest.mark.row(29)


def a_note(office: CommandLine, title: str = "Asked for a rebate", *more: str) -> int:
    words = more or ("--opportunity", "OPP-1")
    return int(office("note", "add", title, *words, "--json").json["id"])


# --- notes, calls, tasks ----------------------------------------------------------------------------------------------


@pytest.mark.row(30, 31)
def test_a_note_from_an_opportunity_shows_on_every_record_it_belongs_to(office: CommandLine) -> None:
    shape = office(
        *("--as", "bob", "note", "add", "Asked for a rebate", "--opportunity", "OPP-1", "--text", "5 % would do"),
        *("--at", "2025-03-04 14:30", "--json"),
    ).json

    assert (shape["kind"], shape["subject"], shape["text"]) == ("note", "Asked for a rebate", "5 % would do")
    assert (shape["author"], shape["at"]) == ("Bob Berg", "2025-03-04T13:30:00+00:00")
    assert shape["opportunities"] == [{"number": 1, "key": "OPP-1", "rule": "made here", "evidence": "by Bob Berg"}]
    for record in (["OPP-1"], ["--contact", "ann@client.example"], ["--account", "fabrikam"]):
        lines = office("history", "list", *record, "--json").json
        assert [(line["id"], line["opportunities"]) for line in lines] == [(shape["id"], [1])]
    for shown in (("opportunity", "show", "OPP-1"), ("contact", "show", "ann"), ("account", "show", "fabrikam")):
        assert [line["id"] for line in office(*shown, "--json").json["history"]] == [shape["id"]]
        assert "Asked for a rebate" in office.did(*shown)


def test_a_note_is_read_edited_and_deleted(office: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    note = str(a_note(office))
    monkeypatch.setattr("sys.stdin", io.StringIO("First line\nSecond line\n"))

    assert f"note {note}: Rebate" in office.did("note", "edit", note, "--title", "Rebate", "--text", "-")
    shown = office.did("note", "show", note)
    assert "First line\nSecond line" in shown
    assert "OPP-1 (made here)" in shown
    assert f"dealtrail history restore {note}" in office.did("note", "delete", note)

    assert subjects(office, "OPP-1") == []
    assert "in the recycle bin" in office.did("history", "show", note)
    office.did("history", "restore", note)
    assert subjects(office, "OPP-1") == ["Rebate"]


def test_a_call_is_logged_and_corrected(office: CommandLine) -> None:
    added = office(
        *("call", "add", "About the price", "--contact", "ann@client.example", "--incoming"),
        *("--number", "+47 22", "--minutes", "12", "--json"),
    ).json

    assert (added["direction"], added["number"], added["minutes"]) == ("in", "+47 22", 12)
    edited = office("call", "edit", str(added["id"]), "--outgoing", "--minutes", "15", "--json").json
    assert (edited["direction"], edited["number"], edited["minutes"]) == ("out", "+47 22", 15)
    assert "outgoing" in office.did("call", "show", str(added["id"]))
    assert subjects(office, "--contact", "ann") == ["About the price"]
    office.did("call", "delete", str(added["id"]))
    assert subjects(office, "--contact", "ann") == []


def test_a_task_is_added_listed_turned_and_edited(office: CommandLine) -> None:
    added = office(
        *("task", "add", "Send the quote", "--opportunity", "OPP-1", "--due", "2031-03-04", "--assign", "bob"),
        *("--remind", "2031-03-04 9:00", "--json"),
    ).json
    task = str(added["id"])

    assert (added["status"], added["due"], added["reminder"]) == ("open", "2031-03-04", "2031-03-04T08:00:00+00:00")
    assert added["assigned_to"]["name"] == "Bob Berg"
    table = office.did("task", "list", "--assigned", "bob")
    assert "Send the quote" in table
    assert "OPP-1" in table
    assert office.did("task", "list", "--assigned", "cora") == "no open tasks\n"
    assert office.did("task", "done", task) == f"task {task}: Send the quote: done\n"
    assert office("task", "done", task).err == f"dealtrail: task {task}: is done already\n"
    assert office("task", "list", "--json").json == []
    assert office.did("task", "reopen", task) == f"task {task}: Send the quote: open again\n"
    edited = office(
        "task", "edit", task, "--clear", "assign", "--clear", "remind", "--due", "2031-04-01", "--json"
    ).json
    assert (edited["due"], edited["reminder"], edited["assigned_to"]) == ("2031-04-01", None, None)
    assert office("task", "edit", task, "--assign", "cora", "--json").json["assigned_to"]["name"] == "Cora Dahl"
    office.did("task", "cancel", task)
    assert [one["status"] for one in office("task", "list", "--state", "all", "--json").json] == ["cancelled"]
    assert "cancelled" in office.did("task", "show", task)
    office.did("task", "delete", task)
    assert office.did("task", "list", "--state", "all") == "no tasks\n"


def test_a_history_is_searched_by_words_people_and_days(office: CommandLine) -> None:
    office.did("--as", "bob", "note", "add", "Rebate", "--opportunity", "OPP-1", "--at", "2025-03-04 14:30")
    office.did("--as", "bob", "call", "add", "Delivery", "--opportunity", "OPP-1", "--at", "2025-03-02 14:30")

    assert subjects(office, "OPP-1", "--words", "reb*", "--person", "Bob Berg", "--from", "2025-03-04") == ["Rebate"]
    assert subjects(office, "OPP-1", "--to", "2025-03-03") == ["Delivery"]
    assert office("opportunity", "history", "OPP-1", "--words", "delivery", "--kind", "note", "--json").json == []


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("note", "add", "x"), 2, "a history is of exactly one record; give an opportunity, --contact or --account"),
        (("note", "add", "x", "--opportunity", "1", "--account", "1"), 2, "a history is of exactly one record"),
        (("note", "add", " ", "--opportunity", "1"), 1, "title: must not be empty"),
        (("note", "add", "x", "--opportunity", "OPP-99"), 1, "opportunity: there is none for 'OPP-99'"),
        (("note", "add", "x", "--opportunity", "1", "--at", "soon"), 2, "'soon' is not a time"),
        (("note", "add", "x", "--opportunity", "1", "--at", "2099-01-01"), 1, "note: 2099-01-01 08:00 UTC is still to"),
        (("note", "show", "99"), 1, "note: there is none for '99'"),
        (("note", "edit", "99", "--title", "x"), 1, "note: there is none for '99'"),
        (("note", "edit", "99"), 2, "nothing to change was named"),
        (("call", "add", "x", "--opportunity", "1", "--minutes", "-1"), 2, "Must be >= 0"),
        (("call", "add", "x", "--opportunity", "1", "--minutes", "99999"), 1, "minutes: is 99999; a call takes 0 to"),
        (("task", "add", "x", "--opportunity", "1", "--assign", "nobody"), 1, "user: there is none for 'nobody'"),
        (("task", "add", "x", "--opportunity", "1", "--due", "soon"), 2, "'soon' is not a date"),
        (("history", "list"), 2, "a history is of exactly one record"),
        (("history", "list", "OPP-1", "--kind", "letter"), 2, "'letter' is no kind of item; there are email, appoin"),
        (("history", "list", "OPP-1", "--limit", "0"), 2, "Must be >= 1"),
        (("history", "list", "OPP-1", "--words", "!!!"), 1, "search: '!!!' has no word in it"),
        (("history", "list", "OPP-1", "--person", "Zebedee"), 1, "person: there is none for 'Zebedee'"),
        (("history", "list", "OPP-1", "--person", "<a@>"), 1, "person: '<a@>' is no e-mail address"),
        (("history", "list", "OPP-1", "--from", "soon"), 1, "from: 'soon' is not a date"),
        (("history", "list", "OPP-1", "--from", "2025-03-02", "--to", "2025-03-01"), 1, "to: is before the first day"),
        (("history", "show", "99"), 1, "item: there is none for '99'"),
        (("history", "show", "x"), 2, "a whole number is wanted, not 'x'"),
        (("history", "link", "99", "OPP-1"), 1, "item: there is none for '99'"),
        (("history", "restore", "99"), 1, "item: there is none for '99'"),
        (("search",), 2, "WORDS is missing: dealtrail search WORDS … (see: dealtrail search --help)"),
        (("search", "!!!"), 1, "search: '!!!' has no word in it; write words of letters or digits"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(
    office: CommandLine, words: tuple[str, ...], code: int, sentence: str
) -> None:
    before = office.database.read_bytes()

    ended = office(*words)

    assert (ended.code, ended.out) == (code, "")
    assert sentence in ended.err
    assert ended.err.count("\n") == 1
    assert office.database.read_bytes() == before


# --- histories and search ---------------------------------------------------------------------------------------------


def test_a_history_is_listed_by_kind_and_in_pages(office: CommandLine) -> None:
    for minute in range(3):
        at = ("--at", f"2025-03-04 09:0{minute}")
        a_note(office, f"N{minute}", "--opportunity", "OPP-1", *at)
        office.did("call", "add", f"C{minute}", "--account", "fabrikam", *at)

    assert subjects(office, "OPP-1", "--limit", "2") == ["N2", "N1"]
    assert subjects(office, "--account", "fabrikam", "--kind", "calls") == ["C2", "C1", "C0"]
    assert subjects(office, "--account", "fabrikam", "--limit", "2", "--offset", "4") == ["C0", "N0"]
    assert [line["subject"] for line in office("opportunity", "history", "1", "--kind", "note", "--json").json] == [
        "N2",
        "N1",
        "N0",
    ]
    assert office.did("history", "list", "OPP-2") == "no history yet\n"


@pytest.mark.row(31)
def test_an_item_is_linked_to_another_opportunity_and_unlinked(office: CommandLine) -> None:
    note = str(a_note(office))

    assert office.did("history", "link", note, "OPP-2") == f"note {note}: Asked for a rebate: linked to OPP-2\n"
    assert subjects(office, "OPP-2") == ["Asked for a rebate"]
    again = office("history", "link", note, "OPP-2")
    assert (again.code, again.err) == (1, f"dealtrail: note {note}: is linked to OPP-2 already\n")
    assert "no longer linked to OPP-1" in office.did("history", "unlink", note, "OPP-1")
    last = office("history", "unlink", note, "OPP-2")

    assert (last.code, subjects(office, "OPP-1")) == (1, [])
    assert "is in no other history; delete it, or link it elsewhere first" in last.err


@pytest.mark.row(33)
def test_items_follow_an_opportunity_and_stay_with_its_former_party(office: CommandLine) -> None:
    a_note(office)

    office.did("opportunity", "edit", "OPP-1", "--contact", "anton@client.example")

    for record in (["OPP-1"], ["--contact", "anton"], ["--contact", "ann@client.example"], ["--account", "fabrikam"]):
        assert subjects(office, *record) == ["Asked for a rebate"]


@pytest.mark.row(33)
def test_a_closed_opportunity_still_gets_notes(office: CommandLine) -> None:
    office.did("opportunity", "close", "OPP-1", "won")

    a_note(office, "Thanks")

    assert subjects(office, "OPP-1") == ["Thanks"]


def test_search_finds_words_in_any_order_with_what_is_around_them(office: CommandLine) -> None:
    a_note(office, "Rabatt", "--opportunity", "OPP-1", "--text", "Ann asks for 5 % less\nif she pays at once")
    a_note(office, "Other", "--account", "fabrikam", "--at", "2025-03-04")

    hits = office("search", "ONCE", "ask*", "--json").json
    assert [(hit["subject"], hit["snippet"], hit["opportunities"]) for hit in hits] == [
        ("Rabatt", "Ann asks for 5 % less if she pays at once", [1])
    ]
    told = office.did("search", "rabatt")
    assert "OPP-1: Rabatt" in told
    assert "Ann asks for 5 % less if she pays at once" in told
    assert office.did("search", "rabatt", "--kind", "calls") == "nothing found\n"
    assert office.did("search", "nothing like it") == "nothing found\n"
    assert "2025-03-04 09:00  note" in office.did("search", '"OTHER"')


@pytest.fixture
def with_mail(office: CommandLine) -> CommandLine:
    """The same, and one hostile mail in Bob's mailbox."""
    store = open_store(f"sqlite:///{office.database}")
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        attached = (Attachment("Offer \x1b[2J.pdf", 1_234_567), Attachment("image001.png", 900, is_inline=True))
        mail = an_email(subject="evil \x1b[2J", body="body \x1b]0;x\x07 text", attachments=attached)
        unit.history.save(mailbox.id, a_folder(unit, mailbox.id).id, [an_entry("S1", mail)], now=NOON)
    store.close()
    return office


def test_a_mail_shows_what_came_with_it_and_is_found_by_that(with_mail: CommandLine) -> None:
    shown = with_mail.did("history", "show", "1")

    assert "1.2 MB" in shown
    assert "\x1b" not in shown
    assert "image001" not in shown
    shape = with_mail("history", "show", "1", "--json").json
    assert [(one["size"], one["inline"]) for one in shape["attachments"]] == [(1_234_567, False), (900, True)]
    assert not shape["redacted"]
    assert [line["id"] for line in with_mail("search", "offer", "--json").json] == [1]


@pytest.mark.row(31)
def test_a_mail_shows_where_its_original_is_and_is_linked_by_hand(with_mail: CommandLine) -> None:
    assert "bob@us.example, Inbox" in with_mail.did("history", "show", "1")
    assert "linked to OPP-1" in with_mail.did("--as", "bob", "history", "link", "1", "OPP-1")

    shape = with_mail("history", "show", "1", "--json").json
    assert shape["originals"] == [{"mailbox": "bob@us.example", "folder": "Inbox", "gone": False}]
    assert [person["role"] for person in shape["participants"]] == ["from", "to"]
    assert shape["opportunities"][0]["rule"] == "by hand"
    assert "linked here by hand by Bob Berg" in with_mail.did("why", "1")
    with_mail.did("history", "delete", "1")
    assert subjects(with_mail, "OPP-1") == []


def test_what_mail_brings_cannot_command_the_terminal(with_mail: CommandLine) -> None:
    for words in (("search", "evil"), ("history", "show", "1"), ("search", "evil", "--json")):
        assert "\x1b" not in with_mail.did(*words)


@pytest.fixture
def with_meetings(office: CommandLine) -> CommandLine:
    """The same, and a meeting that was moved, and a fair of two days in Bob's calendar."""
    store = open_store(f"sqlite:///{office.database}")
    oslo = ZoneInfo("Europe/Oslo")
    demo = an_email("uid-1", kind=ItemKind.APPOINTMENT, subject="Demo", body="Agenda", location="Oslo", fingerprint="")
    demo = replace(demo, occurred_at=NOON, ended_at=NOON + timedelta(hours=1))
    moved = replace(demo, occurred_at=NOON + timedelta(days=1), ended_at=None, location="", body="Minutes")
    fair = replace(demo, identity="uid-2", subject="Fair", is_all_day=True)
    fair = replace(fair, occurred_at=datetime(2026, 3, 2, tzinfo=oslo), ended_at=datetime(2026, 3, 4, tzinfo=oslo))
    with store.write() as unit:
        mailbox = a_mailbox(unit)
        folder = a_folder(unit, mailbox.id)
        for content in (demo, moved):
            unit.history.save(mailbox.id, folder.id, [an_entry("S1", content)], now=NOON)
        unit.history.save(mailbox.id, folder.id, [an_entry("S2", fair)], now=NOON)
    store.close()
    return office


def test_a_changed_appointment_shows_what_it_was_before(with_meetings: CommandLine) -> None:
    shown = with_meetings.did("history", "show", "1")
    [before] = with_meetings("history", "show", "1", "--json").json["before"]

    assert "Minutes" in shown.partition("until ")[0]
    assert all(word in shown.partition("until ")[2] for word in ("Oslo", "Agenda"))
    assert (before["at"], before["location"], before["text"]) == (NOON.isoformat(), "Oslo", "Agenda")


def test_whole_days_are_shown_as_the_days_that_they_are(with_meetings: CommandLine) -> None:
    shown = with_meetings.did("history", "show", "2")
    shape = with_meetings("history", "show", "2", "--json").json

    assert ("2026-03-02" in shown, "2026-03-03" in shown, "23:00" in shown) == (True, True, False)
    assert (shape["day"], shape["last_day"]) == ("2026-03-02", "2026-03-03")
    assert "2026-03-02  appointment" in with_meetings.did("search", "fair")


def test_a_search_finds_records_before_what_was_said(office: CommandLine) -> None:
    office.did("note", "add", "About Fabrikam", "--opportunity", "OPP-2")

    told = office.did("search", "fabrikam").splitlines()
    shapes = office("search", "fabrikam", "--json").json

    assert told[0] == "account 1: Fabrikam"
    assert "note" in told[1]
    assert shapes[0] == {
        "record": "account",
        "id": 1,
        "named": "account 1",
        "name": "Fabrikam",
        "matched": "name",
        "detail": "",
    }
    assert shapes[1]["subject"] == "About Fabrikam"
    assert office.did("search", "ann@client.example", "--kind", "records") == (
        "contact 1: Ann Lee, Fabrikam (address ann@client.example)\n"
    )
    assert "account" not in office.did("search", "fabrikam", "--kind", "notes")
