"""What programs were answered to requests with a key: each does its work once, however often it is sent."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, insert, select

from store.errors import Invalid
from store.models import AnswerRow
from store.repository import Repository
from store.values import Answer

KEPT = timedelta(days=1)


class Answers(Repository):
    """Kept in the transaction of the act: what was refused or died leaves none, and may be sent again."""

    def given(self, user_id: int, key: str, request: str) -> Answer | None:
        """What this user was answered under that key, None for nothing yet; `request` is the hash of what is asked for.

        Raises Invalid where it was another request.
        """
        kept = (AnswerRow.user_id == user_id, AnswerRow.key == key, AnswerRow.at > self._clock() - KEPT)
        columns = (AnswerRow.request, AnswerRow.status, AnswerRow.body, AnswerRow.tag, AnswerRow.path)
        row = self._db.execute(select(*columns).where(*kept)).first()
        if row is None:
            return None
        if row.request != request:
            raise Invalid("Idempotency-Key", "was sent with another request", "take a new key for each thing to do")
        return Answer(*row[1:])

    def keep(self, user_id: int, key: str, request: str, answer: Answer) -> None:
        """For a day; those of longer ago are forgotten."""
        now = self._clock()
        self._db.execute(delete(AnswerRow).where(AnswerRow.at <= now - KEPT))
        new = {"user_id": user_id, "key": key, "request": request, "at": now}
        said = {"status": answer.status, "body": answer.body, "tag": answer.tag, "path": answer.path}
        self._db.execute(insert(AnswerRow).values(new | said))
