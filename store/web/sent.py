"""Forms that were sent: each does its work once, however often it comes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from store.models import WebSentRow
from store.repository import Repository

KEPT = timedelta(days=7)


class Sent(Repository):
    def first(self, key: str, user_id: int) -> str | None:
        """None for a form that comes for the first time; else where it led. Committed with what the form does."""
        theirs = select(WebSentRow.led_to).where(WebSentRow.key == key, WebSentRow.user_id == user_id)
        if (led_to := self._db.scalar(theirs)) is not None:
            return led_to or "/"
        now = self._clock()
        self._db.execute(delete(WebSentRow).where(WebSentRow.at <= now - KEPT))
        self._db.execute(insert(WebSentRow).values(key=key, user_id=user_id, at=now, led_to=""))
        return None

    def led_to(self, key: str, path: str) -> None:
        self._db.execute(update(WebSentRow).where(WebSentRow.key == key).values(led_to=path))
