"""What is decided again of the same people says the same, in whatever order copies show them."""

from __future__ import annotations

from typing import Any

import pytest

from daemon.link import links_as_before, receipt_as_before
from store.values import Link, Outcome, Receipt

WAS = Receipt(
    Outcome.LINKED,
    "address",
    "contact ann@client.example, zoe@client.example: OPP-3, the newest of several",
    {"addresses": ["ann@client.example", "zoe@client.example"], "candidates": [2, 3]},
)


def said(**others: Any) -> Receipt:
    told: dict[str, Any] = {
        "outcome": Outcome.LINKED,
        "rule": "address",
        "reason": "contact zoe@client.example, ann@client.example: OPP-3, the newest of several",
        "evidence": {"addresses": ["zoe@client.example", "ann@client.example"], "candidates": [2, 3]},
    }
    return Receipt(**(told | others))


def test_the_same_people_in_another_order_are_no_news():
    assert receipt_as_before(WAS, said()) is WAS
    assert receipt_as_before(WAS, WAS) is WAS


@pytest.mark.parametrize(
    "others",
    [
        {"outcome": Outcome.CONTACT},
        {"rule": "thread"},
        {"reason": "contact zoe@client.example, ann@client.example: OPP-3, the only open opportunity"},
        {"evidence": {"addresses": ["zoe@client.example"], "candidates": [2, 3]}},
        {"evidence": {"addresses": ["zoe@client.example", "ann@client.example"], "candidates": [3]}},
        {"evidence": {"addresses": ["zoe@client.example", "ann@client.example"], "candidates": [2, 3], "unseen": True}},
    ],
)
def test_whatever_else_is_other_is_told(others: dict[str, Any]):
    now = said(**others)

    assert receipt_as_before(WAS, now) is now


def test_what_was_not_decided_before_is_told():
    assert receipt_as_before(None, WAS) is WAS


def test_links_keep_their_words_one_by_one():
    was = (Link(3, "address", "contact ann@client.example, zoe@client.example"), Link(4, "thread", "answers to <a>"))
    now = (
        Link(3, "address", "contact zoe@client.example, ann@client.example"),
        Link(4, "category", "answers to <a>"),
        Link(5, "address", "contact zoe@client.example, ann@client.example"),
    )

    assert links_as_before(was, now) == (was[0], now[1], now[2])
    assert links_as_before((), now) == now
