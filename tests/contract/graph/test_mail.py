"""Single mails and lists of them."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from connectors.graph.mailbox import GraphMailbox
from connectors.graph.reading import mail as reading
from connectors.mailbox import Deleted, Elsewhere, Upserted
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from tests.contract.graph.conftest import BOB, CLIENT, GraphUser
from tests.contract.mailbox.user import changes, items, the_folder


def with_files(*names: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ann@client.example", BOB, "Files"
    message["Message-ID"], message["Date"] = f"<{len(names)}@client.example>", "Tue, 01 Dec 2026 10:00:00 +0000"
    message.set_content("see them")
    for name in names:
        message.add_attachment(b"12345", maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def test_attachments_are_told_by_name_and_never_read(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    outlook.deliver(with_files("offer.pdf", "größe.pdf"))
    outlook.deliver_mail("ann@client.example", "none")

    found = {one.subject: one for one in items(changes(mailbox, the_folder(mailbox, "inbox"))[0])}

    assert [one.name for one in found["Files"].attachments] == ["offer.pdf", "größe.pdf"]
    assert all(one.size for one in found["Files"].attachments)
    assert found["none"].attachments == ()
    asked = [one for one in cloud.journal.requests if "attachments" in one.operation]
    assert len(asked) == 1
    assert "contentBytes" not in asked[0].target


def test_what_is_read_is_told_where_it_is(mailbox: GraphMailbox, outlook: GraphUser) -> None:
    here, there, gone = (outlook.deliver_mail("ann@client.example", name) for name in ("here", "there", "gone"))
    outlook.move(there, "drafts")
    outlook.delete(gone, for_good=True)
    inbox = the_folder(mailbox, "inbox")

    found = mailbox.read(inbox, [gone, here, there, "AAMkADAwATM0MDAAMS1="])

    assert [type(one) for one in found] == [Deleted, Upserted, Elsewhere, Deleted]


@pytest.mark.parametrize("act", ["comes", "goes", "much goes"])
def test_a_list_is_whole_and_tells_nothing_twice_while_things_come_and_go(
    mailbox: GraphMailbox, outlook: GraphUser, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    monkeypatch.setattr(reading, "LIST", 10)
    monkeypatch.setattr(reading, "OVERLAP", 3)
    mails = [outlook.deliver_mail("ann@client.example", f"Mail {n}") for n in range(40)]
    inbox = the_folder(mailbox, "inbox")
    meddle: dict[str, Callable[[], object]] = {
        "comes": lambda: [outlook.deliver_mail("ann@client.example", "new") for _ in range(15)],
        "goes": lambda: [outlook.delete(one, for_good=True) for one in mails[-2:]],
        "much goes": lambda: [outlook.delete(one, for_good=True) for one in mails[-9:]],
    }
    stay = set(mails) if act == "comes" else set(mails[:-9])

    found = []
    for number, one in enumerate(mailbox.listed(inbox)):
        found.append(one.item_id)
        if number == 9:
            meddle[act]()

    assert len(found) == len(set(found))
    assert stay <= set(found)


def test_ids_of_ews_are_translated_where_that_is_allowed(
    cloud: Simulator, mailbox: GraphMailbox, outlook: GraphUser
) -> None:
    own = cloud.outlook(BOB)
    mails = [own.deliver_mail("ann@client.example", f"Mail {n}") for n in range(3)]
    ids = cloud.graph_ids(BOB)
    before = [ids.immutable(one) for one in mails]

    found = mailbox.translated([*mails, "AAMkNonsense"])
    cloud.revoke(CLIENT, "User.Read.All")

    assert found == dict(zip(mails, before, strict=True))
    assert mailbox.translated(mails) == {}


@pytest.mark.parametrize("times", [1, 100])
def test_ids_are_asked_for_again_where_the_server_stumbles_and_nothing_waits_for_them(
    cloud: Simulator, mailbox: GraphMailbox, times: int
) -> None:
    mail = cloud.outlook(BOB).deliver_mail("ann@client.example", "Hello")
    cloud.faults.inject(Fault(FaultKind.SERVER_ERROR, "POST /users/{id}/translateexchangeids", times=times))

    found = mailbox.translated([mail])

    assert found == ({mail: cloud.graph_ids(BOB).immutable(mail)} if times == 1 else {})
