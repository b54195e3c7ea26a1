"""What the shapes of `daemon.shapes` are made of, as OpenAPI describes them. Tests hold every answer to these."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Amount = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", description="As text, so that nothing is lost of it.")]
Key = Annotated[str, Field(description="As people name an opportunity: OPP-17.")]
OwnFields = Annotated[dict[str, Any], Field(description="A firm's own fields by name, as far as they have values.")]


class Answered(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Named(Answered):
    id: int
    name: str


class NamedUser(Named):
    email: str


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    subject: Annotated[str | None, Field(description="The record or field that the record's rules speak of.")] = None
    errors: Annotated[list[dict[str, str]] | None, Field(description="What of the request is not understood.")] = None
    now: Annotated[dict[str, Any] | None, Field(description="With 412: the record as it is now.")] = None
    report: Annotated[
        dict[str, Any] | None, Field(description="Of many that were to be changed: which refuse, and why.")
    ] = None
