"""What the store refuses with, in somebody's language."""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.language.refusals.saying import refusal, refusal_told, told, told_by

__all__ = ["refusal", "refusal_told", "told", "told_by"]

__getattr__ = lazily(__name__)
