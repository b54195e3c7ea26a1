"""What the store refuses with, in somebody's language."""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.language.refusals.saying import refusal, refusal_told, told, told_by
    from daemon.language.refusals.troubles import cause_told, trouble_told

__all__ = ["cause_told", "refusal", "refusal_told", "told", "told_by", "trouble_told"]

__getattr__ = lazily(__name__)
