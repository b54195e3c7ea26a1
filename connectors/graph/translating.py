"""Ids that EWS gave, as they are over Graph: asked for by the thousand, without reading an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from connectors.errors import AccessRefused, ItemGone, Refused, Unreachable
from connectors.graph.asking import Call, Wire

MOST = 1000  # ids a request; Graph takes no more


class Row(msgspec.Struct, gc=False, rename="camel"):
    source_id: str | None = None
    target_id: str | None = None


class Rows(msgspec.Struct, gc=False):
    value: list[Row]


def translated(wire: Wire, ids: Sequence[str]) -> Mapping[str, str]:
    """The ids that can be told; none of them where the application has no right to ask (User.Read.All).

    The rest is known again when it is read, and so nothing waits for a server that fails over this alone.
    """
    found: dict[str, str] = {}
    for start in range(0, len(ids), MOST):
        body = {
            "inputIds": list(ids[start : start + MOST]),
            "sourceIdType": "ewsId",
            "targetIdType": "restImmutableEntryId",
        }
        try:
            answer = wire.ask(Call("translateExchangeIds", method="POST", body=body, is_question=True), Rows)
        except (AccessRefused, ItemGone, Refused, Unreachable):
            return found
        found |= {one.source_id: one.target_id for one in answer.value if one.source_id and one.target_id}
    return found
