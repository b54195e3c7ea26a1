"""`user`, `account` and `contact`."""

from __future__ import annotations

import pytest

from tests.service.cli.line import CommandLine

# --- users ------------------------------------------------------------------------------------------------------------


def test_the_first_user_is_the_owner_and_others_are_members(dealtrail: CommandLine) -> None:
    first = dealtrail("user", "add", "Bob Berg", "--email", "Bob@US.example", "--json").json
    second = dealtrail("--as", "bob", "user", "add", "Cora", "--email", "cora@us.example", "--json").json

    assert first == {
        "id": 1,
        "name": "Bob Berg",
        "email": "bob@us.example",
        "role": "owner",
        "login": None,
        "active": True,
    }
    assert second["role"] == "member"


def test_users_are_found_by_id_address_and_part_of_the_name(office: CommandLine) -> None:
    shown = [office("user", "show", text, "--json").json["id"] for text in ("2", "CORA@us.example", "dahl")]

    assert shown == [2, 2, 2]


def test_an_inactive_user_is_listed_only_when_asked_for(office: CommandLine) -> None:
    assert "inactive" in office.did("--as", "bob", "user", "edit", "cora", "--inactive")

    assert [user["name"] for user in office("user", "list", "--json").json] == ["Bob Berg"]
    assert [user["name"] for user in office("user", "list", "--all", "--json").json] == ["Bob Berg", "Cora Dahl"]


def test_an_edit_of_a_user_changes_what_is_named_and_nothing_else(office: CommandLine) -> None:
    before = office("user", "show", "cora", "--json").json
    after = office("--as", "bob", "user", "edit", "cora", "--role", "owner", "--json").json

    assert after == before | {"role": "owner"}


def test_a_user_with_open_work_does_not_leave(office: CommandLine) -> None:
    office.did("--as", "bob", "user", "edit", "cora", "--role", "owner")

    ended = office("--as", "cora", "user", "edit", "bob", "--inactive")

    assert ended.code == 1
    assert "assign them to others first" in ended.err


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_an_account_is_shown_with_its_people_and_opportunities(office: CommandLine) -> None:
    shape = office("account", "show", "fabri", "--json").json

    assert {key: shape[key] for key in ("id", "name", "phone", "web", "address")} == {
        "id": 1,
        "name": "Fabrikam",
        "phone": "+47 22 00 00 00",
        "web": "fabrikam.example",
        "address": "",
    }
    assert [contact["name"] for contact in shape["contacts"]] == ["Ann Lee"]
    assert [opportunity["key"] for opportunity in shape["opportunities"]] == ["OPP-2"]
    assert "OPP-2 Spare parts" in office.did("account", "show", "1")


def test_accounts_are_listed_by_part_of_their_name_without_accents(office: CommandLine) -> None:
    office.did("account", "add", "Åsgård Bygg")

    assert [one["name"] for one in office("account", "list", "asgard", "--json").json] == ["Åsgård Bygg"]
    assert "no accounts with 'zzz'" in office.did("account", "list", "zzz")


def test_an_edit_of_an_account_sets_and_clears(office: CommandLine) -> None:
    before = office("account", "show", "1", "--json").json
    after = office("account", "edit", "1", "--phone", "99", "--clear", "web", "--json").json

    assert after == {key: before[key] for key in after} | {"phone": "99", "web": ""}


# --- contacts ---------------------------------------------------------------------------------------------------------


def test_a_contact_has_several_addresses_and_an_account(office: CommandLine) -> None:
    shape = office(
        *("contact", "add", "Eva Moe", "--email", "Eva@Client.example", "--email", "eva.moe@client.example"),
        *("--account", "fabrikam", "--title", "Buyer", "--json"),
    ).json

    assert shape == {
        "id": 3,
        "name": "Eva Moe",
        "title": "Buyer",
        "phones": [],
        "addresses": ["eva@client.example", "eva.moe@client.example"],
        "account": {"id": 1, "name": "Fabrikam"},
        "type": None,
        "external_id": None,
        "fields": {},
    }


def test_an_address_belongs_to_one_contact(office: CommandLine) -> None:
    ended = office("contact", "add", "Other", "--email", "ANN@client.example")

    assert ended.code == 1
    assert "belongs to contact 1, Ann Lee" in ended.err
    assert len(office("contact", "list", "--json").json) == 2


def test_contacts_are_listed_with_their_account_by_name_or_address(office: CommandLine) -> None:
    assert [one["name"] for one in office("contact", "list", "anton@", "--json").json] == ["Anton Ek"]
    assert "Fabrikam" in office.did("contact", "list", "lee")


def test_addresses_are_added_removed_and_replaced(office: CommandLine) -> None:
    def addresses(*words: str) -> list[str]:
        found: list[str] = office("contact", "edit", "ann lee", *words, "--json").json["addresses"]
        return found

    assert addresses("--add-email", "a@x.example") == ["ann@client.example", "a@x.example"]
    assert addresses("--remove-email", "ANN@client.example") == ["a@x.example"]
    assert addresses("--email", "b@x.example", "--email", "c@x.example") == ["b@x.example", "c@x.example"]
    assert addresses("--clear", "emails") == []


def test_an_address_that_is_not_there_cannot_be_taken_off(office: CommandLine) -> None:
    ended = office("contact", "edit", "ann lee", "--remove-email", "x@y.example")

    assert ended.code == 1
    assert "nearest: ann@client.example" in ended.err


def test_an_edit_of_a_contact_clears_the_account_and_keeps_the_rest(office: CommandLine) -> None:
    before = office("contact", "show", "ann lee", "--json").json
    after = office("contact", "edit", "ann lee", "--clear", "account", "--json").json

    assert after == {key: before[key] for key in after} | {"account": None}


# --- naming records ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("user show Bob Burg", "Bob Berg"),
        ("account show Fabrikan", "Fabrikam"),
        ("contact show Anne Lee", "Ann Lee"),
        ("opportunity show Spare part s", "Spare parts"),
    ],
)
def test_what_is_not_found_is_answered_with_the_nearest(office: CommandLine, words: str, nearest: str) -> None:
    noun, verb, *name = words.split(maxsplit=2)

    ended = office(noun, verb, *name)

    assert ended.code == 1
    assert f"nearest: {nearest}" in ended.err


def test_what_several_answer_to_lists_the_candidates(office: CommandLine) -> None:
    ended = office("contact", "show", "an")

    assert ended.code == 1
    assert (
        "Ann Lee (1, ann@client.example), Anton Ek (2, anton@client.example); name one of them by its key" in ended.err
    )


# --- domains, types, filters ------------------------------------------------------------------------------------------


@pytest.mark.row(3)
def test_an_account_has_domains_a_type_and_an_id_elsewhere(office: CommandLine) -> None:
    office.did(
        *("account", "add", "Bücher", "--domain", "Bücher.example", "--domain", "b.example"),
        *("--type", "cust", "--external-id", "4711"),
    )

    shown = office("account", "show", "b.example", "--json").json
    after = office(
        *("account", "edit", "bücher", "--add-domain", "c.example", "--remove-domain", "BÜCHER.example"),
        *("--clear", "type", "--external-id", "4712", "--json"),
    ).json

    assert (shown["domains"], shown["type"]) == (["b.example", "xn--bcher-kva.example"], "Customer")
    assert (after["domains"], after["type"], after["external_id"]) == (["b.example", "c.example"], None, "4712")


@pytest.mark.row(3)
def test_companies_and_people_are_filtered_by_type_account_and_domain(office: CommandLine) -> None:
    office.did("account", "edit", "fabrikam", "--type", "customer", "--domain", "client.example")
    office.did("contact", "edit", "anton", "--type", "buyer", "--phone", "1", "--phone", "2")

    def names(*words: str) -> list[str]:
        return [one["name"] for one in office(*words, "--json").json]

    assert names("account", "list", "--type", "customer", "--domain", "CLIENT.example") == ["Fabrikam"]
    assert names("account", "list", "--type", "partner") == []
    assert names("contact", "list", "--account", "fabrikam") == ["Ann Lee"]
    assert names("contact", "list", "--type", "buyer", "--limit", "1") == ["Anton Ek"]
    assert "no contacts that match" in office.did("contact", "list", "--type", "decision")
    assert "1, 2" in office.did("contact", "show", "anton")


@pytest.mark.row(3)
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("account add X --domain http://x.example", "domains: 'http://x.example' is not a mail domain"),
        ("account add X --type nonsense", "account type: there is none for 'nonsense'"),
        ("contact add X --email ann@client.example", "address ann@client.example: belongs to contact 1, Ann Lee"),
        ("contact edit anton --email ANN@CLIENT.example", "address ann@client.example: belongs to contact 1, Ann Lee"),
        ("contact edit anton --account nobody", "account: there is none for 'nobody'"),
    ],
)
def test_what_a_party_cannot_have_is_one_sentence_and_changes_nothing(
    office: CommandLine, words: str, sentence: str
) -> None:
    before = [office(noun, "list", "--json").json for noun in ("account", "contact")]

    ended = office(*words.split())

    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err
    assert ended.err.count("\n") == 1
    assert [office(noun, "list", "--json").json for noun in ("account", "contact")] == before
