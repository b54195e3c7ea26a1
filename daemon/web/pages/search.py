"""Search over everything: records by what is remembered of them, and all that was said and written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.web.forms import Refusal
from daemon.web.pages.places import page_of
from daemon.web.signing_in import Member
from store.errors import DatabaseError, StoreError
from store.text import fold
from store.values import Hit, ItemKind, Record, RecordHit

router = APIRouter()

PAGE = 20
RECORDS = "records"  # of any kind
FOUND = (Record.OPPORTUNITY, Record.ACCOUNT, Record.CONTACT, Record.PROJECT, Record.MARKETING, Record.PRODUCT)
FURTHEST = 100_000  # of what is left out first
_WORD = re.compile(r"(\w+)")


@router.get("/search")
def search(visit: Member, q: str = "", kind: str = "", offset: str = "") -> Response:
    """As the command line's search: records first, then the history, newest first; of one kind, only that.

    Nothing of the recycle bin: owners are led there.
    """
    skipped = min(int(offset), FURTHEST) if offset.isascii() and offset.isdigit() and len(offset) < 9 else 0
    only = ItemKind(kind) if kind in set(ItemKind) else None
    record = Record(kind) if kind in FOUND else None
    records: list[RecordHit] = []
    hits: list[Hit] = []
    refused = Refusal()
    asked = q.strip()
    if asked:
        try:
            with visit.reading() as unit:
                if only is None and not skipped:
                    records = list(acts.records_with(unit, asked.rstrip("*"), limit=PAGE, only=record))
                if record is None and kind != RECORDS:
                    hits = list(acts.items_with_words(unit, asked, kind=only, limit=PAGE + 1, offset=skipped))
        except DatabaseError:
            raise
        except StoreError as error:
            refused = Refusal.of(error, visit.language, visit.desk.prefix)
    return visit.page(
        "search/found.html.j2",
        asked=asked,
        kind=kind,
        kinds=[
            (RECORDS, visit.language.gettext("Records")),
            *((one, visit.language.word("Record", one)) for one in FOUND),
            *((one, visit.language.word("ItemKind", one)) for one in ItemKind),
        ],
        records=records,
        hits=hits[:PAGE],
        more=len(hits) > PAGE,
        offset=skipped,
        a_page=PAGE,
        refused=refused,
        marked=lambda text: list(marked(text, asked)),
        page_of=page_of,
    )


def marked(text: str, asked: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a word that was asked for, or begins as one with a star does."""
    words = [fold(word) for word in _WORD.findall(asked)]
    begun = tuple(fold(word) for word in re.findall(r"(\w+)\*", asked))
    for piece in _WORD.split(text):
        if piece:
            yield piece, fold(piece) in words or (bool(begun) and fold(piece).startswith(begun))
