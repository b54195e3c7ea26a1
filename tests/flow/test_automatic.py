"""Mail that nobody wrote, as servers deliver it: linked to nothing, and the receipt says by which sign."""

import pytest

from store.values import Outcome
from tests.flow.firm import ANN, Firm


@pytest.fixture
def database(either_database: str) -> str:
    return either_database


def receipts(firm: Firm, subject: str) -> list[tuple[Outcome, str, str]]:
    with firm.store.read() as unit:
        found = [copy.receipt for item in unit.history.explain(subject) for copy in item.copies if copy.receipt]
    return [(receipt.outcome, receipt.rule, receipt.evidence.get("sign", "")) for receipt in found]


def test_reports_and_answers_of_machines_are_skipped_with_their_sign_and_a_persons_no_is_linked(firm: Firm):
    deal = firm.opportunity("200 seats")
    outlook = firm.outlook()
    outlook.deliver_mail("postmaster@client.example", "Unzustellbar: 200 seats", "Guten Tag")
    outlook.deliver_mail(ANN, "Holidays", "Away.", headers={"Return-Path": "<>", "X-Auto-Response-Suppress": "All"})
    outlook.deliver_mail(ANN, "Vacation", "Away.", headers={"X-Apple-Action": "VACATION"})
    outlook.deliver_mail(ANN, "Responder", "Away.", headers={"X-Autoresponder": "once a day"})
    outlook.deliver_mail(ANN, "By hand", "Yes.", headers={"Auto-Submitted": "no (a person wrote this)"})
    outlook.deliver_mail(ANN, "Quiet", "Yes.", headers={"X-Auto-Response-Suppress": "All"})
    outlook.deliver_mail(ANN, "A copy", "Yes.", headers={"Return-Path": "<>"})

    firm.cycle()

    assert {name: receipts(firm, name) for name in ("Unzustellbar", "Holidays", "Vacation", "Responder")} == {
        "Unzustellbar": [(Outcome.SKIPPED, "automatic", "a report of a mail server (by its sender and subject)")],
        "Holidays": [(Outcome.SKIPPED, "automatic", "its return path is empty: nobody is to answer it")],
        "Vacation": [(Outcome.SKIPPED, "automatic", "X-Apple-Action is VACATION")],
        "Responder": [(Outcome.SKIPPED, "automatic", "X-Autoresponder is on it")],
    }
    assert set(firm.history(deal.number)) == {"By hand", "Quiet", "A copy"}
