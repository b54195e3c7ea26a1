"""Records of any kind as people name them: contact:ann@client.example, account:3, OPP-17."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from daemon.cli.base.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Collection

    from store.values import Record


def kind_and_name(text: str, kinds: Collection[Record]) -> tuple[Record, str]:
    """The kind of record and what it is called; without a kind, an opportunity's key. Raises WrongUse."""
    from store.values import Record

    kind, colon, name = text.strip().partition(":")
    found = [one for one in kinds if one.value == kind.strip().lower()]
    if colon and found and name.strip():
        return found[0], _bare(name.strip()) if found[0] is Record.OPPORTUNITY else name.strip()
    if not colon and re.fullmatch(r"(?:[^\W\d_]+-)?\d{1,9}", text.strip()):
        return Record.OPPORTUNITY, _bare(text.strip())
    usable = ", ".join(one.value for one in kinds)
    raise WrongUse(f"{text!r} names no record; write OPP-17, or KIND:NAME with a kind of {usable}")


def _bare(key: str) -> str:
    """OPP-17 as 17; anything else as it is."""
    numbered = re.fullmatch(r"[^\W\d_]+-(\d{1,9})", key)
    return numbered[1] if numbered else key
