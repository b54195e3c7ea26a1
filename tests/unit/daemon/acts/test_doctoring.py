"""What `doctor` makes of what it found out: servers, and the age of time zone data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.examining import Shown
from daemon.acts.doctoring import Ill, examine_clock, examine_time_zones, judge_server, zone_data_version

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWN, ONLINE = "https://mail.us.example/EWS/Exchange.asmx", "https://outlook.office365.com/EWS/Exchange.asmx"


def shown(minutes: float = 0, days: float | None = 400, logins: tuple[str, ...] = ()) -> Shown:
    expires = NOW + timedelta(days=days) if days is not None else None
    return Shown(timedelta(minutes=minutes), expires, logins)


@pytest.mark.parametrize("minutes", [0, 3.9, -3.9])
def test_a_clock_that_is_right_enough_is_no_word_worth(minutes: float) -> None:
    found = judge_server("hq", OWN, "ntlm", shown(minutes), NOW)

    assert (found.problems, found.warnings) == ([], [])


@pytest.mark.parametrize(("minutes", "says"), [(5, "5 minutes slow"), (-90, "90 minutes fast")])
def test_a_clock_over_which_logins_are_refused_is_a_problem(minutes: float, says: str) -> None:
    [problem] = judge_server("hq", OWN, "ntlm", shown(minutes), NOW).problems

    assert problem.startswith(f"hq: this machine's clock is {says} by the server's: set it right")


def test_a_server_that_tells_no_time_and_has_no_certificate_is_not_blamed_for_it() -> None:
    found = judge_server("hq", "http://mail.us.example/EWS", "basic", Shown(None, None, ()), NOW)

    assert (found.problems, found.warnings) == ([], [])


def test_a_certificate_is_told_before_it_ends_and_after() -> None:
    in_time = judge_server("hq", OWN, "ntlm", shown(days=31), NOW)
    soon = judge_server("hq", OWN, "ntlm", shown(days=12), NOW)
    over = judge_server("hq", OWN, "ntlm", shown(days=-1), NOW)

    assert (in_time.problems, in_time.warnings) == ([], [])
    assert soon.warnings == [
        "hq: the server's certificate ends on 2026-03-13, in 12 days: renew it there in time",
    ]
    assert over.problems == ["hq: the server's certificate ended on 2026-02-28: renew it there"]


@pytest.mark.parametrize(
    ("auth", "offered", "is_told"),
    [
        ("ntlm", ("negotiate", "ntlm"), False),
        ("ntlm", ("negotiate",), False),
        ("ntlm", ("basic",), True),
        ("basic", ("negotiate", "ntlm"), True),
        ("basic", ("basic",), False),
        ("kerberos", ("ntlm",), True),
        ("oauth2", ("bearer", "basic"), False),
        ("oauth2", ("basic",), True),
        ("ntlm", (), False),
        ("", ("bearer",), False),
    ],
)
def test_a_login_that_the_server_does_not_offer_is_told(auth: str, offered: tuple[str, ...], is_told: bool) -> None:
    found = judge_server("hq", OWN, auth, shown(logins=offered), NOW)

    assert bool(found.warnings) == is_told
    assert all("correct auth" in one for one in found.warnings)


@pytest.mark.parametrize(("auth", "is_told"), [("ntlm", True), ("kerberos", True), ("basic", False), ("oauth2", False)])
def test_extended_protection_wants_a_connection_to_bind_a_login_to(auth: str, is_told: bool) -> None:
    found = judge_server("hq", "http://mail.us.example/EWS/Exchange.asmx", auth, shown(days=None), NOW)

    assert bool([one for one in found.warnings if "Extended Protection" in one]) == is_told


@pytest.mark.parametrize(
    ("at", "is_problem", "says"),
    [
        (datetime(2026, 9, 30, 12, tzinfo=UTC), False, "blocks EWS from 2026-10-01 on, in 0 days"),
        (datetime(2026, 10, 1, tzinfo=UTC), False, "on 2027-04-01, in 182 days, and lets in only"),
        (datetime(2027, 4, 1, tzinfo=UTC), True, "answers no EWS any more since 2027-04-01"),
    ],
)
def test_how_long_exchange_online_answers_is_counted_down(at: datetime, is_problem: bool, says: str) -> None:
    found = judge_server("cloud", ONLINE, "oauth2", Shown(None, None, ()), at)

    [told] = found.problems if is_problem else found.warnings
    assert says in told
    assert told.endswith("move its mailboxes to Graph: docs/microsoft-365.md")


@pytest.mark.parametrize(
    "endpoint", [OWN, "https://graph.microsoft.com/v1.0", "https://office365.com.evil.example/EWS/"]
)
def test_no_other_server_is_taken_for_exchange_online(endpoint: str) -> None:
    auth = "" if "graph" in endpoint else "oauth2"

    assert judge_server("x", endpoint, auth, Shown(None, None, ()), datetime(2028, 1, 1, tzinfo=UTC)).problems == []


@pytest.mark.parametrize(("version", "is_told"), [("2025b", False), ("2023", False), ("2022a", True), ("", True)])
def test_time_zone_data_ages(version: str, is_told: bool) -> None:
    assert bool(examine_time_zones(NOW, version).warnings) == is_told


def test_this_machine_tells_of_when_its_time_zone_data_is() -> None:
    assert zone_data_version()[:2] == "20"


def test_what_can_be_put_right_is_a_problem_until_it_is_and_what_cannot_says_why() -> None:
    done: list[str] = []
    ill = Ill("a thing")
    ill.curable("one is wrong", lambda: done.append("one") or "one was put right", is_problem=True)
    ill.curable("another is odd", lambda: (_ for _ in ()).throw(PermissionError(1, "not yours")), is_problem=False)
    before = ill.ok

    ill.cure()

    assert (before, ill.ok, done) == (False, True, ["one"])
    assert ill.cured == ["one was put right"]
    assert ill.warnings[0].startswith("another is odd; to put it right run: dealtrail doctor --fix")
    assert "not yours" in ill.warnings[1]


@pytest.mark.parametrize(("seconds", "says"), [(240, "240 s ahead of"), (-90.4, "90 s behind"), (0, "")])
def test_a_clock_that_is_not_the_databases_is_told(seconds: float, says: str) -> None:
    told = examine_clock(timedelta(seconds=seconds)).warnings

    assert [f"clock is {says} the database's, which counts" in one for one in told] == ([True] if says else [])
