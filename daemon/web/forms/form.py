"""A form as it came: texts and files by the names of their fields."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

FIELDS, FILES, LONGEST = 2_000, 20, 2_000_000  # of one form; a field's bytes
TOO_LONG = "a field is too long"  # and no file too large
_KINDS = ("multipart/form-data", "application/x-www-form-urlencoded")  # as browsers send them


@dataclass(frozen=True)
class Form:
    """What was typed. Line ends are \\n; what was left out is "", or no value."""

    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Sequence[UploadFile] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Form:
        """One that changes nothing: it stands in an address."""
        texts: dict[str, list[str]] = {}
        for name, text in pairs:
            texts.setdefault(name, []).append(text)
        return cls(texts)

    def get(self, name: str, default: str = "") -> str:
        """The field's text, without space around it."""
        found = self.texts.get(name)
        return found[0].strip() if found else default

    def all(self, name: str) -> Sequence[str]:
        """All texts of that name: of boxes that are ticked, of rows."""
        return self.texts.get(name, ())

    def has(self, name: str) -> bool:
        return name in self.texts

    def was(self, name: str) -> str | None:
        """What the field held when the form was drawn; None for one that does not say."""
        found = self.texts.get(f"was-{name}")
        return found[0].strip() if found else None

    async def close(self) -> None:
        """Let go of its files."""
        for file in self.files:
            await file.close()

    @property
    def once(self) -> str:
        """By what it is known again when it is sent twice."""
        return self.get("once")[:64]


async def read_form(request: Request) -> Form:
    """The form of a request; Starlette refuses one with too many or too large fields. Its files are open."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _KINDS:
        await request.body()  # too much of what is no form is refused as well
        return Form()
    try:
        parsed = await request.form(max_fields=FIELDS, max_files=FILES, max_part_size=LONGEST)
    except HTTPException as refused:
        is_too_much = "aximum" in refused.detail  # as Starlette says it of all three; else it is no form at all
        raise HTTPException(413, TOO_LONG) if is_too_much else refused from None
    texts: dict[str, list[str]] = {}
    files = []
    for name, value in parsed.multi_items():
        if isinstance(value, UploadFile):
            files.append(value)
        else:
            texts.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\r", "\n"))
    return Form(texts, files)


async def sent_form(request: Request) -> AsyncIterator[Form]:
    """The same, with its files open as long as the request is handled."""
    form = await read_form(request)
    try:
        yield form
    finally:
        await form.close()


SentForm = Annotated[Form, Depends(sent_form)]
