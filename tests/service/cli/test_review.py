"""`review`: what waits for a person, and what the person says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from store.values import Link, Mark, MarkKind, Outcome, Receipt
from tests.service.cli.line import CommandLine
from tests.service.cli.waiting import ANN, BOB, NOON, OWN, a_mail, a_mailbox, arrive, opened

STRANGER = "zoe@client.example"


@pytest.fixture
def desk(office: CommandLine) -> CommandLine:
    """Ann has OPP-3 of Bob's and OPP-4 of Cora's; a thread of three and one message ask which; one names OPP-99."""
    office.configure(OWN)
    with opened(office) as store, store.write() as unit:
        bob, cora = unit.users.find("bob").id, unit.users.find("cora").id
        ann, fabrikam = unit.contacts.find("ann").id, unit.accounts.find("fabrikam").id
        since = NOON - timedelta(days=60)
        unit.opportunities.add("Fleet", contact_id=ann, assigned_to=bob, created_at=since)
        unit.opportunities.add("Support", contact_id=ann, assigned_to=cora, created_at=since)
        unit.accounts.edit(fabrikam, domains=["client.example"])
        sales = a_mailbox(unit, "sales@us.example")
        a_mailbox(unit, BOB)
        arrive(
            unit,
            sales,
            a_mail("q", "Which?", 0),
            a_mail("r", "RE: Which?", 1, above="q"),
            a_mail("s", "RE: RE: Which?", 2, above="r", thread="q"),
            a_mail("o", "Another", -5),
            replace(a_mail("u", "Marked", -6), named=(99,)),
        )
    return office


def linked(line: CommandLine, subject: str) -> list[str]:
    [item] = line("why", subject, "--json").json
    return [link["opportunity"] for link in item["links"]]


def test_a_thread_that_asks_one_question_is_one_entry(desk: CommandLine) -> None:
    shape = desk("review", "list", "--json").json

    thread, other, unknown = shape["entries"]
    assert (thread["id"], thread["subject"], thread["waiting"], thread["rule"]) == (1, "Which?", 3, "ambiguous")
    assert (thread["author"], thread["preview"], thread["mailboxes"]) == ("Ann", "About Which?", ["sales@us.example"])
    assert [(one["key"], one["title"], one["assigned_to"], one["open"]) for one in thread["opportunities"]] == [
        ("OPP-3", "Fleet", "Bob Berg", True),
        ("OPP-4", "Support", "Cora Dahl", True),
    ]
    assert (other["subject"], other["waiting"]) == ("Another", 1)
    assert (unknown["rule"], unknown["opportunities"]) == ("unknown category", [])
    assert (shape["lost"], shape["more"]) == ([], False)


def test_the_list_tells_people_what_could_be_meant_and_what_to_type(desk: CommandLine) -> None:
    out = desk.did("review", "list")

    assert "1: Which?" in out
    assert "3 of its thread" in out
    assert "OPP-3 Fleet (Bob Berg); OPP-4 Support (Cora Dahl)" in out
    assert "unknown category: a category names OPP-99, which does not exist" in out
    assert "dealtrail review resolve 1 OPP-3" in out
    assert "dealtrail review dismiss 1" in out


def test_the_list_is_narrowed_and_paged(desk: CommandLine) -> None:
    first = desk("review", "list", "--limit", "1", "--json").json
    second = desk("review", "list", "--limit", "1", "--offset", "1", "--json").json
    by_rule = desk("review", "list", "--rule", "unknown", "--json").json
    elsewhere = desk("review", "list", "--mailbox", BOB, "--json").json

    assert ([one["id"] for one in first["entries"]], first["more"]) == ([1], True)
    assert [one["subject"] for one in second["entries"]] == ["Another"]
    assert [one["subject"] for one in by_rule["entries"]] == ["Marked"]
    assert elsewhere["entries"] == []
    assert "--offset 1" in desk.did("review", "list", "--limit", "1")


def test_whoever_is_asked_in_outlook_is_named(desk: CommandLine) -> None:
    with opened(desk) as store, store.write() as unit:
        ann, bob = unit.contacts.find("ann").id, unit.users.find("bob").id
        unit.opportunities.add("More", contact_id=ann, assigned_to=bob, created_at=NOON - timedelta(days=60))
        arrive(unit, a_mailbox(unit, BOB), a_mail("b", "To Bob", 5))

    out = desk.did("review", "list")

    assert "asked in Outlook  bob@us.example" in out
    assert "asked in Outlook  nobody" in out


def test_nothing_waits(office: CommandLine) -> None:
    assert office.did("review", "list") == "✓ nothing waits for a person\n"


def test_resolving_links_by_hand_and_the_rest_of_the_thread_follows(desk: CommandLine) -> None:
    out = desk.did("review", "resolve", "2", "support", "--as", "cora")

    assert out == ("email 2: RE: Which?: linked to OPP-4; 2 more of its thread follow\n")
    assert [linked(desk, f"<{id}>") for id in "qrs"] == [["OPP-4"]] * 3
    assert [one["subject"] for one in desk("review", "list", "--json").json["entries"]] == ["Another", "Marked"]
    [change] = desk("audit", "list", "--json").json[:1]
    assert (change["by"], change["record"], change["to"]) == ("Cora Dahl", "item", "opportunity 4")


def test_resolving_takes_several_and_others_than_the_candidates(desk: CommandLine) -> None:
    shape = desk("review", "resolve", "1", "OPP-3", "1", "--json").json

    assert shape == {
        "item": 1,
        "opportunities": ["OPP-3", "OPP-1"],
        "followed": [2, 3],
        "still_waiting": [],
        "left_to_the_daemon": 0,
    }
    assert linked(desk, "<q>") == ["OPP-1", "OPP-3"]


def test_resolving_what_rules_never_ask_again_about_links_that_one_alone(desk: CommandLine) -> None:
    out = desk.did("review", "resolve", "5", "OPP-3")

    assert out == "email 5: Marked: linked to OPP-3\n"


def test_dismissing_says_none_of_them_for_the_whole_thread_and_is_undone(desk: CommandLine) -> None:
    out = desk.did("review", "dismiss", "2")
    waiting = [one["subject"] for one in desk("review", "list", "--json").json["entries"]]
    why = desk("why", "<q>", "--json").json[0]["copies"][0]["decision"]
    back = desk.did("review", "dismiss", "1", "--undo")

    assert out == (
        "email 2: RE: Which?: belongs to none; 2 more of its thread neither; "
        "to undo: dealtrail review dismiss 2 --undo\n"
    )
    assert waiting == ["Another", "Marked"]
    assert (why["outcome"], why["rule"]) == ("contact", "none of them")
    assert back == "email 1: Which?: waits for a person again; 2 more of its thread wait, too\n"
    assert desk("review", "list", "--json").json["entries"][0]["waiting"] == 3


def test_what_was_dismissed_stays_so_when_it_is_decided_again(desk: CommandLine) -> None:
    desk.did("review", "dismiss", "5")
    with opened(desk) as store, store.write() as unit:
        due = a_mailbox(unit, "sales@us.example")
        arrive(unit, due, replace(a_mail("u", "Marked", -6), named=(99,)))

    assert "Marked" not in desk.did("review", "list")
    assert desk("why", "<u>", "--json").json[0]["copies"][0]["decision"]["rule"] == "dismissed"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("resolve 999 OPP-3", "there is none for '999'"),
        ("resolve 1 OPP-77", "opportunity: there is none for 'OPP-77'"),
        ("dismiss 1 --undo", "email 1: was not dismissed; what became of it: dealtrail why 1"),
        ("take-off bob OPP-3", "category that many items of bob@us.example lost at once: there is none for 'OPP-3'"),
        ("put-back nobody OPP-3", "mailbox: there is none for 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(desk: CommandLine, words: str, sentence: str) -> None:
    before = desk.did("review", "list", "--json")

    ended = desk("review", *words.split())

    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err
    assert desk.did("review", "list", "--json") == before


def test_what_does_not_wait_is_neither_resolved_nor_dismissed(desk: CommandLine) -> None:
    desk.did("review", "resolve", "1", "OPP-3")

    for words in (("resolve", "1", "OPP-4"), ("dismiss", "2")):
        ended = desk("review", *words)
        assert ended.code == 1
        assert "does not wait for a person; what became of it: dealtrail why" in ended.err


def test_an_unknown_reason_names_those_that_there_are(desk: CommandLine) -> None:
    ended = desk("review", "list", "--rule", "weather")

    assert ended.code == 2
    assert "ambiguous, account's domain, unknown category" in ended.err


# --- lost categories --------------------------------------------------------------------------------------------------


@pytest.fixture
def after_the_accident(desk: CommandLine) -> CommandLine:
    """Eleven linked items of Bob's lost the category of OPP-3 at once."""
    with opened(desk) as store, store.write() as unit:
        due = a_mailbox(unit, BOB)
        entries = [
            replace(
                a_mail(f"lost{n}", f"Lost {n}", n),
                receipt=Receipt(Outcome.LINKED, "address", "contact ann"),
                links=(Link(3, "address", f"contact {ANN}"),),
                marks=(Mark(due.id, 3, MarkKind.LOST),),
            )
            for n in range(11)
        ]
        unit.history.save(due.id, unit.mailboxes.folders(due.id)[0].id, entries, now=NOON)
        assert unit.losses.settle(due.id) == {3: 11}
    return desk


def test_a_category_that_many_lost_is_told_with_both_ways_out(after_the_accident: CommandLine) -> None:
    out = after_the_accident.did("review", "list")
    only = after_the_accident("review", "list", "--rule", "lost", "--json").json

    assert "✗ bob@us.example: 11 items lost the category of OPP-3 Fleet at once" in out
    assert "it was meant: dealtrail review take-off bob@us.example OPP-3" in out
    assert "an accident:  dealtrail review put-back bob@us.example OPP-3" in out
    assert only["entries"] == []
    assert only["lost"] == [
        {"mailbox": BOB, "opportunity": "OPP-3", "number": 3, "title": "Fleet", "items": 11},
    ]


def test_what_was_meant_is_taken_off_once(after_the_accident: CommandLine) -> None:
    out = after_the_accident.did("review", "take-off", "bob", "fleet", "--as", "bob")

    again = after_the_accident("review", "take-off", "bob", "fleet")
    assert out == "bob@us.example: OPP-3 is taken off 11 items\n"
    assert after_the_accident("opportunity", "history", "OPP-3", "--json").json == []
    assert again.code == 1
    assert after_the_accident("review", "put-back", "bob", "OPP-3").code == 1
    trail = after_the_accident("audit", "list", "--json").json
    assert [(one["by"], one["from"], one["to"]) for one in trail[:11]] == [("Bob Berg", "lost", "taken off")] * 11


def test_what_was_an_accident_is_put_back_once(after_the_accident: CommandLine) -> None:
    out = after_the_accident.did("review", "put-back", BOB, "OPP-3")

    assert out == "bob@us.example: 11 items get the category of OPP-3 back in the mailbox's next turn\n"
    assert len(after_the_accident("opportunity", "history", "OPP-3", "--json").json) == 11
    assert after_the_accident("review", "put-back", BOB, "OPP-3").code == 1
    with opened(after_the_accident) as store, store.read() as unit:
        owed = [one.errands_owed for one in unit.mailboxes.status() if one.address == BOB]
    assert owed == [11]


def test_status_counts_what_waits(after_the_accident: CommandLine) -> None:
    shape = after_the_accident("status", "--json").shape
    out = after_the_accident("status").out

    assert shape["waiting"] == {"review": 3, "questions": 0, "to_decide": 0}
    assert [(one["mailbox"], one["items"]) for one in shape["lost_categories"]] == [(BOB, 11)]
    assert "3 entries wait for a person: dealtrail review list" in out
    assert "✗ bob@us.example: 11 items lost the category of OPP-3 Fleet at once: dealtrail review list" in out


# --- what vanished ----------------------------------------------------------------------------------------------------


def vanish(line: CommandLine) -> None:
    """Eleven of Bob's messages are gone in one turn."""
    with opened(line) as store, store.write() as unit:
        due = a_mailbox(unit, BOB)
        arrive(unit, due, *(a_mail(f"v{number}", f"Gone {number}", -20 - number) for number in range(11)))
        unit.history.gone(due.id, [f"v{number}" for number in range(11)])
        unit.vanished.settle(due.id)


def test_what_vanished_at_once_is_one_entry_with_its_two_answers(desk: CommandLine) -> None:
    vanish(desk)

    shape = desk("review", "list", "--rule", "vanished", "--json").json
    text = desk("review", "list", "--rule", "vanished").out
    told = desk("status").out

    assert [(one["mailbox"], one["what"], one["count"]) for one in shape["vanished"]] == [(BOB, "items", 11)]
    assert f"{BOB}: 11 items vanished at once, and nothing follows from it yet" in text
    assert f"dealtrail review gone {BOB}" in text
    assert f"dealtrail review keep {BOB}" in text
    assert f"{BOB}: 11 items vanished at once, and nothing follows from it yet: dealtrail review list" in told


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("gone", f"{BOB}: 11 items count as deleted\n"),
        ("keep", f"{BOB}: the history of 11 items stays as it is\n"),
    ],
)
def test_one_answer_settles_it_and_is_in_the_audit_trail(desk: CommandLine, answer: str, sentence: str) -> None:
    vanish(desk)

    out = desk.did("review", answer, "bob", "--as", "cora")
    again = desk("review", answer, "bob")

    assert out == sentence
    assert desk("review", "list", "--json").json["vanished"] == []
    assert (again.code, again.out) == (1, "")
    assert "mailbox from which much vanished at once: there is none for 'bob'" in again.err
    changes = desk("audit", "list", "--json").json
    assert changes[0]["by"] == "Cora Dahl"
    assert changes[0]["from"] == "vanished with many"
