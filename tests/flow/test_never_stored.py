"""What docs/privacy.md says is never stored: each kind is made, and looked for in every text of every table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest

from store.values import Actor
from tests.contract.store.marked import named_in
from tests.flow.firm import ANN, BOB, PASSWORD, Firm

MARK = "zorbalina"
STRANGER = "stranger@nowhere.example"


def a_message(sender: str = ANN) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, BOB, "Offer", "<m@x>"
    mail["Date"] = "Tue, 10 Mar 2026 07:30:00 +0000"
    mail.set_content("Dear Bob")
    return mail


def private(firm: Firm) -> None:
    mail = a_message()
    mail["Sensitivity"] = "Private"
    mail.replace_header("Subject", f"About {MARK}")
    mail.set_content(f"Dear Bob, {MARK}")
    firm.outlook().deliver(mail.as_bytes())


def of_a_stranger(firm: Firm) -> None:
    mail = a_message(STRANGER)
    mail.set_content(f"Dear Bob, {MARK}")
    firm.outlook().deliver(mail.as_bytes())


def pictures(firm: Firm) -> None:
    """A pixel that would tell when it is looked at, and a picture that is not shown."""
    mail = a_message()
    pixel = f'<img src="https://track.example/{MARK}.gif?who={MARK}" width="1" height="1">'
    hidden = f'<div style="display:none">{MARK}</div><style>.{MARK} {{}}</style><script>{MARK}()</script>'
    mail.add_alternative(f"<html><body><p>Dear Bob</p>{pixel}{hidden}</body></html>", subtype="html")
    firm.outlook().deliver(mail.as_bytes())


def attached(firm: Firm) -> None:
    mail = a_message()
    mail.add_attachment(f"What {MARK} said".encode(), maintype="text", subtype="plain", filename="offer.txt")
    firm.outlook().deliver(mail.as_bytes())


KINDS: dict[str, Callable[[Firm], None]] = {
    "the text and subject of what is private": private,
    "the text of mail of nobody known": of_a_stranger,
    "pictures, scripts and what is hidden in a mail": pictures,
    "what is in an attachment": attached,
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_in_no_table(firm: Firm, kind: str):
    firm.opportunity("200 seats")

    KINDS[kind](firm)
    for _ in range(2):
        firm.cycle()

    with firm.store.read() as unit:
        assert unit.history.explain("<m@x>")  # it was seen
        assert named_in(unit.connection, [MARK]) == []


def test_no_password_and_no_key_is_in_any_table(firm: Firm):
    with firm.store.write() as unit:
        bob = unit.users.all()[0]
        keys = [unit.sessions.begin(bob, "passkey"), unit.passkeys.invite(bob, timedelta(days=1))]
        unit.act_as(Actor.of(bob))
        keys.append(unit.tokens.add(bob, "Report", timedelta(days=30)))
    firm.outlook().deliver(a_message().as_bytes())
    firm.cycle()

    with firm.store.read() as unit:
        assert named_in(unit.connection, [PASSWORD, *(key.lower() for key in keys)]) == []
