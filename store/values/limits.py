"""What a server or a login allows, as processes share it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from store.values.making import dataclass


@dataclass(frozen=True, slots=True)
class HeldShare:
    """What one process may have of a limit."""

    owner: str  # as of leases
    slots: int  # requests that it may have under way at once
    wants: int  # requests that it would have under way at once
    most: int | None  # what the limit is, by its configuration
    place: int  # in the queue of those that want some where there are fewer slots than processes
    sign: int  # another one each time that it says that it lives


@dataclass(frozen=True, slots=True)
class SharedLimit:
    key: str
    says: str = ""  # what it is, for people
    told: int = 0  # how often the server asked to wait
    pause: int = 0  # seconds that it asked for last; 0 once they are over
    shares: Sequence[HeldShare] = ()

    @property
    def most(self) -> int | None:
        """Where processes have it differently, the least of it."""
        return min((one.most for one in self.shares if one.most is not None), default=None)

    def of(self, owner: str) -> HeldShare | None:
        return next((one for one in self.shares if one.owner == owner), None)
