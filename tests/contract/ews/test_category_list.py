"""The list of categories is its user's: what others wrote into it stays."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from connectors.errors import Conflict, Refused
from connectors.ews.mailbox import EwsMailbox
from connectors.ews.wire.xml import Element
from connectors.mailbox import CategoryEdit
from simulator.mailboxes.categories import read_list, write_list
from simulator.outlook import Outlook
from simulator.server import Simulator
from tests.contract.ews.conftest import BOB
from tests.contract.ews.meddler import Meddler

pytestmark = pytest.mark.usefixtures("nobody_is_sent_anything")

THEIRS = (
    '<?xml version="1.0"?><categories default="Red Category" lastSavedSession="9" '
    'lastSavedTime="2020-01-01T00:00:00.000" '
    'xmlns="CategoryList.xsd" xmlns:x="urn:other"><!-- kept --><category name="Red Category" color="0" '
    'keyboardShortcut="2" guid="{11111111-2222-3333-4444-555555555555}" lastTimeUsed="2019-05-05T05:05:05.000" '
    'x:mark="kept"/><x:other/></categories>'
)


def document(simulator: Simulator) -> Any:
    return etree.fromstring(read_list(simulator.mailbox(BOB)) or b"")


def test_what_others_wrote_into_the_list_stays(simulator: Simulator, mailbox: EwsMailbox) -> None:
    write_list(simulator.mailbox(BOB), THEIRS.encode())

    mailbox.edit_category_list(CategoryEdit(add=("OPP-17 Ünder & Co",)))

    root = document(simulator)
    assert root.get("default") == "Red Category"
    assert [child.tag for child in root][1:] == [
        "{CategoryList.xsd}category",
        "{urn:other}other",
        *["{CategoryList.xsd}category"],
    ]
    assert dict(root[1].attrib) == dict(etree.fromstring(THEIRS.encode())[1].attrib)
    assert root[3].get("name") == "OPP-17 Ünder & Co"


def test_a_new_entry_has_our_colour_and_an_identity(simulator: Simulator, mailbox: EwsMailbox) -> None:
    mailbox.edit_category_list(CategoryEdit(add=("OPP-1", "OPP-2")))

    entries = list(document(simulator))
    assert {entry.get("color") for entry in entries} == {"7"}
    guids = {entry.get("guid") for entry in entries}
    assert len(guids) == 2
    assert all(guid[0] + guid[-1] == "{}" for guid in guids)


def test_renaming_keeps_the_entrys_identity(simulator: Simulator, mailbox: EwsMailbox) -> None:
    mailbox.edit_category_list(CategoryEdit(add=("OPP-1 old",)))
    before = document(simulator)[0].get("guid")

    mailbox.edit_category_list(CategoryEdit(rename=(("OPP-1 old", "OPP-1 new"),)))

    assert (document(simulator)[0].get("name"), document(simulator)[0].get("guid")) == ("OPP-1 new", before)


def test_a_list_that_is_as_wanted_is_not_written(simulator: Simulator, mailbox: EwsMailbox) -> None:
    mailbox.edit_category_list(CategoryEdit(add=("OPP-1",)))
    simulator.journal.clear()

    mailbox.edit_category_list(CategoryEdit(add=("opp-1",), remove=("OPP-2",)))

    assert simulator.journal.counts() == {"GetUserConfiguration": 1}


def test_an_entry_that_somebody_overwrote_is_written_again(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    outlook.offer_category("mine")
    old = read_list(simulator.mailbox(BOB)) or b""
    real, writes = mailbox._connection.write, []

    def last_writer_wins(asked: Element, *reads: Any) -> Any:
        answer = real(asked, *reads)
        if etree.QName(asked).localname == "UpdateUserConfiguration":
            writes.append(asked)
            if len(writes) == 1:
                write_list(simulator.mailbox(BOB), old)
        return answer

    mailbox._connection.write = last_writer_wins  # type: ignore[method-assign]  # another Outlook saves its own copy

    assert list(mailbox.edit_category_list(CategoryEdit(add=("OPP-1",)))) == ["mine", "OPP-1"]
    assert len(writes) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_with_prefixed_names_twins_and_unknown_parts_keeps_them(
    simulator: Simulator, mailbox: EwsMailbox, encoding: str
) -> None:
    theirs = (
        '<c:categories xmlns:c="CategoryList.xsd" xmlns:x="urn:other" default="Rød" x:mark="kept">'
        '<c:category name="Rød" color="0" guid="{1}"/><c:category name="rød" color="3" guid="{2}"/>'
        '<c:category name="Rød" color="0" guid="{3}"/><c:group x:of="all"><c:category name="OPP-9 deep"/></c:group>'
        '<c:category color="1"/><c:category name="OPP-1 old" color="11" renameOnFirstUse="1" x:note="mine"/>'
        "<?x kept?></c:categories>"
    )
    write_list(simulator.mailbox(BOB), theirs.encode(encoding))
    before = etree.fromstring(theirs)

    mailbox.edit_category_list(
        CategoryEdit(add=("OPP-2",), rename=(("opp-1 OLD", "OPP-1 new"),), remove=("OPP-9 deep",))
    )

    after = document(simulator)
    before[5].set("name", "OPP-1 new")
    shown = [etree.tostring(child, with_tail=False) for child in after]
    assert shown[:-1] == [etree.tostring(child, with_tail=False) for child in before]
    assert (after[-1].tag, after[-1].get("name")) == ("{CategoryList.xsd}category", "OPP-2")
    assert after.get("{urn:other}mark") == "kept"


def test_a_name_that_differs_in_case_only_is_renamed(simulator: Simulator, mailbox: EwsMailbox) -> None:
    mailbox.edit_category_list(CategoryEdit(add=("opp-1 fabrikam",)))

    names = mailbox.edit_category_list(CategoryEdit(rename=(("opp-1 fabrikam", "OPP-1 Fabrikam"),)))

    assert list(names) == ["OPP-1 Fabrikam"]


def test_a_list_that_somebody_makes_at_the_same_moment_is_edited(mailbox: EwsMailbox, outlook: Outlook) -> None:
    Meddler(mailbox, lambda: outlook.offer_category("mine"), times=2)

    names = mailbox.edit_category_list(CategoryEdit(add=("OPP-1",)))

    assert list(names) == ["mine", "OPP-1"]


def test_a_list_that_somebody_keeps_writing_over_is_a_conflict(
    simulator: Simulator, mailbox: EwsMailbox, outlook: Outlook
) -> None:
    outlook.offer_category("mine")
    old, real = read_list(simulator.mailbox(BOB)) or b"", mailbox._connection.write

    def write_over(asked: Element, *reads: Any) -> Any:
        answer = real(asked, *reads)
        if etree.QName(asked).localname == "UpdateUserConfiguration":
            write_list(simulator.mailbox(BOB), old)
        return answer

    mailbox._connection.write = write_over  # type: ignore[method-assign]  # another Outlook saves its own copy

    with pytest.raises(Conflict, match="changed by somebody else"):
        mailbox.edit_category_list(CategoryEdit(add=("OPP-1",)))
    assert simulator.journal.count("UpdateUserConfiguration") == 3


def test_a_list_that_is_no_xml_is_left_alone(simulator: Simulator, mailbox: EwsMailbox) -> None:
    write_list(simulator.mailbox(BOB), b"<categories")

    with pytest.raises(Refused, match="category list cannot be read"):
        mailbox.edit_category_list(CategoryEdit(add=("OPP-1",)))

    assert read_list(simulator.mailbox(BOB)) == b"<categories"
