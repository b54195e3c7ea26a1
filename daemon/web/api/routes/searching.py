"""Looking for anything, and why an item is where it is."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from starlette.responses import Response

from daemon import acts
from daemon.shapes import explanation_shape, hit_shape, record_hit_shape
from daemon.web.api.access import Reader
from daemon.web.api.answering import json_of
from daemon.web.api.paging import Asked, listed
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import searching as schemas
from daemon.web.api.taken import Word
from store.values import ItemKind

router = router_of("search")

KINDS = tuple(kind.value for kind in ItemKind)


class SearchAsked(Asked):
    words: Annotated[Word, Query(min_length=1, description="All of these; word* for all that begin so.")]
    kind: Annotated[
        Literal["record"] | ItemKind | None, Query(description="Records alone, or items of a kind alone.")
    ] = None


@router.get("/search", response_model=list[schemas.RecordHit | schemas.Hit])
def search(call: Reader, asked: Annotated[SearchAsked, Query()]) -> Response:
    """Records first, `limit` at most, then the history, newest first: what `search --json` prints.

    The pages after the first are of the history alone.
    """
    order = f"search {asked.kind} {asked.words}"
    (place,) = asked.place(order, int) or (None,)
    behind = place if isinstance(place, int) else None
    only = ItemKind(asked.kind) if asked.kind and asked.kind != "record" else None
    with call.reading() as unit:
        records = (
            acts.records_with(unit, asked.words.rstrip("*"), limit=asked.limit) if not only and behind is None else ()
        )
        hits = (
            acts.items_with_words(unit, asked.words, kind=only, limit=asked.limit + 1, place=behind)
            if asked.kind != "record"
            else ()
        )
        page = hits[: asked.limit]
        last = (unit.search.place_of(page[-1].line.item_id),) if len(hits) > len(page) else None
    found = [record_hit_shape(one, call.desk.prefix) for one in records]
    return listed(call, asked, [*found, *(hit_shape(hit) for hit in page)], order, last)


@router.get("/why", response_model=list[schemas.Explanation])
def why(
    call: Reader,
    item: Annotated[Word, Query(min_length=1, description="Its id, its Message-ID, or a part of its subject.")],
) -> Response:
    """How items were decided, and by which rule: what `why --json` prints."""
    with call.reading() as unit:
        return json_of([explanation_shape(one, call.desk.prefix) for one in acts.explained(unit, item)])
