"""Files of the history: stored as they were sent, and handed out as they were stored."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query
from starlette.responses import Response

from daemon import acts
from daemon.web.api.access import Reader
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.raw import OCTETS, RAW_BODY, handed_out, sent
from daemon.web.api.routes.history import item_shown, made, one_record
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import history as schemas
from daemon.web.api.taken import Id, Line, Taken, Text, Word
from store.values import ItemKind

router = router_of("history")


class FileAsked(Taken):
    """What the file is called, and the one record in whose history it is."""

    name: Annotated[Word, Query(description="What it is called: its kind goes by this name.")]
    opportunity: Word | None = None
    account: Word | None = None
    contact: Word | None = None
    text: Annotated[Line, Query(description="What is said of it.")] = ""


class FileEdit(Taken):
    subject: Line | None = None
    text: Text | None = None

    def values(self) -> dict[str, Any]:
        sent = self.given("subject", "text")
        return {{"text": "body"}.get(name, name): value or "" for name, value in sent.items()}


@router.post("/files", response_model=schemas.Item, status_code=201, openapi_extra=RAW_BODY)
def add_file(making: Makes, asked: Annotated[FileAsked, Query()], content: Annotated[bytes, Depends(sent)]) -> Response:
    """Store a file in the history of a record: the body is what is in it, of whatever kind."""
    of = one_record(asked.opportunity, asked.account, asked.contact)
    return made(making, content, lambda unit: acts.add_file(unit, of, asked.name, content, asked.text))


@router.get("/history/{item}/file", response_class=Response, responses={200: OCTETS})
def content(call: Reader, item: Id) -> Response:
    """What is in it, exactly as it was sent: to be kept, and never shown as a page."""
    with call.reading() as unit:
        found, kept = acts.stored_file(unit, item)
    content = call.desk.contents.of(kept, f"file {item}")
    name, sha256 = (found.file.name, found.file.sha256) if found.file else (str(item), "")
    return handed_out(call, content, name, tag=f'"{sha256}"')


@router.patch("/files/{item}", response_model=schemas.Item)
def edit_file(changing: Changes, item: Id, body: FileEdit) -> Response:
    """What is said of it; the file itself never changes."""
    return changing.change(
        body,
        lambda unit: item_shown(changing.call, unit, item, ItemKind.FILE),
        lambda unit: acts.edit_file(unit, item, body.values()),
    )
