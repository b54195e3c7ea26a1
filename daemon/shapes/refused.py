"""What the record refuses, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.shapes.words import keyed, visible

if TYPE_CHECKING:
    from daemon.language import Language
    from store.errors import StoreError


def refused_told(error: StoreError, language: Language, prefix: str) -> str:
    """The sentence in their language, opportunities by their keys."""
    from daemon.language import refusal

    return refusal(language, *(visible(keyed(part, prefix)) for part in (error.subject, error.reason, error.remedy)))
