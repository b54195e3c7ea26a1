"""What commands say, in the words that people know."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("note", "add"), "TITLE is missing: dealtrail note add TITLE … (see: dealtrail note add --help)"),
        (("opportunity", "edit"), "OPPORTUNITY is missing: dealtrail opportunity edit OPPORTUNITY …"),
        (("opportunity", "edit", "OPP-1", "--close-date"), "--close-date needs a value after it"),
        (("user", "add", "Zoe"), "--email is missing (see: dealtrail user add --help)"),
    ],
)
def test_what_is_missing_is_named_as_it_is_typed(office: CommandLine, words: tuple[str, ...], sentence: str) -> None:
    ended = office(*words)

    assert ended.code == 2
    assert sentence in ended.err


def test_an_opportunity_is_named_by_its_key_with_the_firms_own_prefix(office: CommandLine) -> None:
    office.did("opportunity", "close", "OPP-2", "won")

    assert "dealtrail: OPP-2: is closed" in office("opportunity", "edit", "2", "--probability", "5").err
    assert "nearest: OPP-1 200 seats, OPP-2 Spare parts" in office("opportunity", "show", "OPP-9").err
    office.configure('linking.category_prefix = "DEAL"\n')
    assert "dealtrail: DEAL-2: is closed" in office("opportunity", "edit", "2", "--probability", "5").err


def test_the_audit_trail_is_in_local_time(office: CommandLine) -> None:
    office.did("opportunity", "remind", "OPP-1", "2030-07-01 09:00")

    assert "2030-07-01 09:00" in office.did("audit", "list", "--record", "OPP-1")
    assert "2030-07-01 09:00" in office.did("opportunity", "log", "OPP-1")
    assert "+00:00" not in office.did("audit", "list")


def test_one_thing_is_wrong(office: CommandLine) -> None:
    table = office.folder / "accounts.csv"
    table.write_text("name,domains\nNordwind,no domain\n")

    assert "nothing was taken in: 1 thing is wrong" in office("import", "accounts", str(table)).err
