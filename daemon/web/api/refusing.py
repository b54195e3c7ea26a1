"""What is refused by the interface itself, beside what the record refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """A status of HTTP with its reason; `more` are further members of the problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = dict(more or {})


def unknown(what: str, id: int) -> Refused:
    return Refused(404, f"{what}: there is none for {id}")


def not_meant(subject: str, detail: str) -> Refused:
    """A part of what was asked for cannot be meant."""
    return Refused(422, f"{subject}: {detail}", more={"subject": subject})
