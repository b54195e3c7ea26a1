"""What is decided again says the same in the same words: copies show the same people in whatever order. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from store.values import Link, Receipt


def receipt_as_before(was: Receipt | None, now: Receipt) -> Receipt:
    """The one from before where the new one names the same in another order."""
    return was if was is not None and _said_of(was) == _said_of(now) else now


def links_as_before(were: Sequence[Link], now: Sequence[Link]) -> tuple[Link, ...]:
    """The same of links, each by its number."""
    before = {link.number: link for link in were}
    return tuple(_as_before(before.get(link.number), link) for link in now)


def _as_before(was: Link | None, now: Link) -> Link:
    is_same = was is not None and was.rule == now.rule and _words(was.evidence) == _words(now.evidence)
    return was if was is not None and is_same else now


def _said_of(receipt: Receipt) -> tuple[Any, ...]:
    evidence = {name: _in_order(value) for name, value in receipt.evidence.items()}
    return receipt.outcome, receipt.rule, _words(receipt.reason), evidence


def _in_order(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value


def _words(text: str) -> list[str]:
    return sorted(re.split(r"[\s,:]+", text))
