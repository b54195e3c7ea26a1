"""Message-IDs that compare, whoever wrote them, and answers that are known by their subject alone"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 500

# As the daemon compared them when this was written: what it does later is the business of later migrations.
_PLAIN = re.compile(r"<[!-;=?-~]+>")
_WITHIN = re.compile(r"<([^<>]+)>")
_BLANK = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_OURS = ("fingerprint:", "digest:")
_ANSWERS = re.compile(
    r"(?:\s*[\[({][^\])}]{1,60}[\])}])*\s*"
    r"(?:re|fwd?|rv|res|enc|tr|rif|aw|antw|antwort|wg|doorst|sv|svar|vs|vb|vl|odp|pd|ynt|απ|πρθ|ответ|回复|答复|转发|답장|회신)"
    r"(?:\s?[\[(]?\d{1,4}[\])]?)?\s?[:：]",  # noqa: RUF001
    re.IGNORECASE,
)


def upgrade() -> None:
    db = op.get_bind()
    items = sa.table(
        "items",
        sa.column("id", BIG),
        *map(sa.column, ("kind", "identity", "thread", "subject")),
        sa.column("parents", sa.JSON()),
        sa.column("traits", sa.JSON()),
    )
    columns = (items.c.id, items.c.identity, items.c.thread, items.c.subject, items.c.parents, items.c.traits)
    mail = sa.select(*columns).where(items.c.kind == "email").order_by(items.c.id).limit(AT_ONCE)
    anew = sa.update(items).where(items.c.id == sa.bindparam("b_id"))
    values: dict[str, Any] = {name: sa.bindparam(f"b_{name}") for name in ("identity", "thread")}
    values |= {name: sa.bindparam(f"b_{name}", type_=sa.JSON()) for name in ("parents", "traits")}
    to_decide = sa.table("to_decide", sa.column("item_id", BIG), sa.column("hops", sa.Integer()))
    waiting = set(db.scalars(sa.select(to_decide.c.item_id)))
    last = 0
    while rows := db.execute(mail.where(items.c.id > last)).all():
        last = rows[-1].id
        changed = [found for row in rows if (found := _changed(row)) is not None]
        if changed:
            db.execute(anew.values(**values), [written for written, _ in changed])
        again = [written["b_id"] for written, is_other in changed if is_other and written["b_id"] not in waiting]
        if again:
            db.execute(sa.insert(to_decide), [{"item_id": id, "hops": 0} for id in again])


def _changed(row: Any) -> tuple[dict[str, Any], bool] | None:
    """What is written of the row, and whether its threads become others; None where it stays as it is."""
    identity, thread = _comparable(row.identity), _comparable(row.thread)
    parents = list(dict.fromkeys(map(_comparable, row.parents)))
    traits = dict(row.traits)
    if not parents and _ANSWERS.match(row.subject):
        traits["answer"] = "yes"
    is_other = (identity, thread, parents) != (row.identity, row.thread, row.parents)
    if not is_other and traits == row.traits:
        return None
    written = {"b_id": row.id, "b_identity": identity, "b_thread": thread, "b_parents": parents, "b_traits": traits}
    return written, is_other


def _comparable(identity: str) -> str:
    if not identity or identity.startswith(_OURS) or _PLAIN.fullmatch(identity):
        return identity
    found = next((inner for inner in (_BLANK.sub("", one) for one in _WITHIN.findall(identity)) if inner), None)
    inner = found or _BLANK.sub("", identity).strip("<>\"'")
    return f"<{inner}>" if inner else identity
