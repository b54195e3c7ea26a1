"""An account's domain only ever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.mailbox import Person
from daemon.link.public import PUBLIC_DOMAINS
from store.values import (
    Candidates,
    OpenSpan,
    Outcome,
)
from tests.unit.daemon.items import (
    NOON,
    a_span,
    an_email,
)
from tests.unit.daemon.link.threads import (
    decided,
)


def of_domain(domain: str, *spans: OpenSpan) -> Candidates:
    return Candidates(by_account={5: spans}, by_number={s.number: s for s in spans}, domains={domain: (5,)})


def test_a_domain_alone_goes_to_review_and_never_links():
    mail = an_email(sender=Person("new@client.example"))

    decision = decided(mail, world=of_domain("client.example", a_span(17, account_id=5)))

    assert (decision.receipt.outcome, decision.receipt.rule) == (Outcome.REVIEW, "account's domain")


@pytest.mark.parametrize("domain", ["gmail.com", "gmx.de", "hotmail.fr", "qq.com"])
def test_public_mail_domains_name_no_account(domain: str):
    mail = an_email(sender=Person(f"new@{domain}"))

    assert domain in PUBLIC_DOMAINS
    assert decided(mail, world=of_domain(domain, a_span(17, account_id=5))).receipt.rule == "unknown people"


def test_a_domain_of_an_account_without_open_opportunities_is_not_asked_about():
    closed = a_span(17, account_id=5, closed_at=NOON - timedelta(days=1))

    decision = decided(an_email(sender=Person("new@client.example")), world=of_domain("client.example", closed))

    assert decision.receipt.rule == "unknown people"
