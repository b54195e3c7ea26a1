"""How many requests of a limit each process may have under way: a rule, by which all of them come to the same. Pure.

Each gets what it wants as far as there is enough, the smallest wishes first; what is left over is for everybody, so
that whoever wants more finds it at hand. Where more processes want some than there is, they take turns.
"""

from __future__ import annotations

from collections.abc import Sequence

from store.values import HeldShare


def divided(most: int, shares: Sequence[HeldShare]) -> dict[str, int]:
    """What each is entitled to, which together is `most`; by owner."""
    queue = sorted(shares, key=lambda one: (one.place, one.owner))
    found = dict.fromkeys((one.owner for one in queue), 0)
    left = most
    while left and (wanting := [one for one in queue if found[one.owner] < one.wants]):
        for one in wanting[:left]:
            found[one.owner] += 1
        left -= min(left, len(wanting))
    for number, one in enumerate(queue):
        found[one.owner] += left // len(queue) + (number < left % len(queue))
    return found


def is_turn_over(owner: str, most: int, shares: Sequence[HeldShare]) -> bool:
    """Whether one that has some is to let others, who have none, before it in the queue."""
    wanting = [one for one in shares if one.wants]
    has_some = any(one.owner == owner and one.slots for one in shares)
    return has_some and len(wanting) > most and any(not one.slots for one in wanting)
