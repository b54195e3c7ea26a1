"""What changes of records share: texts of which some come and some go. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from store.errors import NotFound


def adjusted(
    what: str, base: Sequence[str], more: Sequence[str], fewer: Sequence[str], same: Callable[[str], str]
) -> tuple[str, ...]:
    """The texts that there were with some added and some taken off; `same` gives the form they are compared in.

    Raises NotFound for one that is to be taken off and is not there.
    """
    left_out = {same(text): text for text in fewer}
    if unknown := set(left_out) - {same(text) for text in base}:
        raise NotFound(what, left_out[min(unknown)], base)
    return (*(text for text in base if same(text) not in left_out), *(one for one in more if same(one) not in left_out))
