"""Why nobody was signed in by the provider."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    AWAY = "away"  # it does not answer, or not as a provider does
    DECLINED = "declined"  # it says no
    STALE = "stale"  # what comes back was not begun here, not lately, or not in this browser
    WRONG = "wrong"  # what it vouches with does not hold
    UNNAMED = "unnamed"  # it does not say who is there in a way that counts


class NotSignedIn(Exception):
    """`str()` is a sentence for the log and for `check`, without a token or secret; people are told the fault."""

    def __init__(self, fault: Fault, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.fault = fault
        self.code = code  # with which it declined, as the standards name it
