"""How many copies were decided how, and which wait for a person: the databases keep it themselves, by triggers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from store.triggers import has_table, keep_by_row, keep_by_statement

# One answer to these settles the thread, so that they are asked once for all of its items.
OF_A_THREAD = ("ambiguous", "account's domain")

_NONE = "''"  # decided by nothing: a copy as such
_BY = "mailbox_id, outcome, rule"
_SUMS = (
    f"SELECT {_BY}, count(*) AS many FROM (SELECT p.mailbox_id, r.outcome, r.rule FROM receipts AS r"
    f" JOIN pointers AS p ON p.id = r.pointer_id UNION ALL SELECT mailbox_id, {_NONE}, {_NONE} FROM pointers) AS copies"
    f" GROUP BY {_BY}"
)
_ADD = (
    f"INSERT INTO copy_sums ({_BY}, many) {{0}}"
    f" ON CONFLICT ({_BY}) DO UPDATE SET many = copy_sums.many + excluded.many;"
)

_RULES = ", ".join("'" + rule.replace("'", "''") + "'" for rule in OF_A_THREAD)
_IS_OF_THREAD = f"r.rule IN ({_RULES}) AND i.thread <> ''"
_COPY = "pointer_id, mailbox_id, item_id, search_id, rule, of_thread, alone"
_WAITING = (
    "SELECT p.id AS pointer_id, p.mailbox_id, i.id AS item_id, i.search_id, r.rule,"
    f" CASE WHEN {_IS_OF_THREAD} THEN i.thread ELSE '' END AS of_thread,"
    f" CASE WHEN {_IS_OF_THREAD} THEN 0 ELSE i.id END AS alone"
    " FROM receipts AS r JOIN pointers AS p ON p.id = r.pointer_id JOIN items AS i ON i.id = p.item_id"
    " WHERE r.outcome = 'review' AND i.deleted_at IS NULL"
)

_KEPT = ((f"{_BY}, many", "copy_sums", "many <> 0", _SUMS), (_COPY, "waiting_copies", "TRUE", _WAITING))


def count_copies_anew(db: Connection) -> None:
    for columns, table, _, anew in _KEPT:
        db.execute(text(f"DELETE FROM {table}"))
        db.execute(text(f"INSERT INTO {table} ({columns}) {anew}"))


def wrong_copies(db: Connection) -> int:
    """How much of it is not what counting comes to; 0 where all is well."""
    wrong = 0
    for columns, table, is_told, anew in _KEPT:
        kept = f"SELECT {columns} FROM {table} WHERE {is_told}"
        for one, other in ((kept, anew), (anew, kept)):
            differing = f"SELECT * FROM ({one}) AS one EXCEPT SELECT * FROM ({other}) AS other"
            wrong += db.execute(text(f"SELECT count(*) FROM ({differing}) AS wrong")).scalar_one()
    return wrong


def keep_copies(db: Connection) -> None:
    """The triggers that keep it; again after a migration that made a table anew, which has none of the old one's."""
    if not has_table(db, "waiting_copies"):
        return
    if db.dialect.name == "sqlite":
        for name, event, when, act in _decided():
            keep_by_row(db, name, event, act, when=when)
    else:  # for all of a statement at once: each change leaves a dead version of the sum behind
        for name, event, rows, act in _decided_at_once():
            keep_by_statement(db, name, event, rows, act)
    for name, event, when, act in (*_moved(), *_waits()):
        keep_by_row(db, name, event, act, when=when)


# --- how they were decided --------------------------------------------------------------------------------------------


def _decided() -> Iterator[tuple[str, str, str, str]]:
    """Name, event, when it matters, and what is done."""
    copy = f"VALUES (new.mailbox_id, {_NONE}, {_NONE}, 1)"
    yield "copies_came", "AFTER INSERT ON pointers", "TRUE", _ADD.format(copy)
    came, left = _of_receipt("new", 1), _of_receipt("old", -1)
    yield "receipts_came", "AFTER INSERT ON receipts", "TRUE", came
    changed = "old.outcome <> new.outcome OR old.rule <> new.rule"
    yield "receipts_changed", "AFTER UPDATE OF outcome, rule ON receipts", changed, f"{left} {came}"
    yield "receipts_left", "AFTER DELETE ON receipts", "TRUE", left


def _of_receipt(row: str, many: int) -> str:
    """Nothing where its copy is gone already: that one was seen to then."""
    of = f"SELECT mailbox_id, {row}.outcome, {row}.rule, {many} FROM pointers WHERE id = {row}.pointer_id"
    return _ADD.format(of)


def _decided_at_once() -> Iterator[tuple[str, str, str, str]]:
    """Name, event, what its rows are called, and what is done."""
    came = f"SELECT mailbox_id, {_NONE}, {_NONE}, count(*) FROM came GROUP BY mailbox_id"
    yield "copies_came", "AFTER INSERT ON pointers", "NEW TABLE AS came", _ADD.format(came)
    come, gone = (f"SELECT pointer_id, outcome, rule, {n} AS n FROM {of}" for n, of in ((1, "came"), (-1, "gone")))
    for name, event, rows, each in (
        ("receipts_came", "INSERT", "NEW TABLE AS came", come),
        ("receipts_changed", "UPDATE", "OLD TABLE AS gone NEW TABLE AS came", f"{come} UNION ALL {gone}"),
        ("receipts_left", "DELETE", "OLD TABLE AS gone", gone),
    ):
        sums = (
            f"SELECT {_BY}, sum(n) FROM ({each}) AS each_of_them JOIN pointers ON pointers.id = pointer_id"
            f" GROUP BY {_BY} HAVING sum(n) <> 0"
        )
        yield name, f"AFTER {event} ON receipts", rows, _ADD.format(sums)


def _moved() -> Iterator[tuple[str, str, str, str]]:
    """Of copies that go, which is before their receipts do, or come into another mailbox."""
    left, came = _of_copy("old", -1), _of_copy("new", 1)
    yield "copies_left", "BEFORE DELETE ON pointers", "TRUE", left
    moved = "old.mailbox_id <> new.mailbox_id"
    yield "copies_moved", "AFTER UPDATE OF mailbox_id ON pointers", moved, f"{left} {came}"


def _of_copy(row: str, many: int) -> str:
    """A copy, with its receipt."""
    decided = f"SELECT {row}.mailbox_id, outcome, rule, {many} FROM receipts WHERE pointer_id = {row}.id"
    return f"{_ADD.format(f'SELECT {row}.mailbox_id, {_NONE}, {_NONE}, {many} WHERE TRUE')} {_ADD.format(decided)}"


# --- which wait -------------------------------------------------------------------------------------------------------


def _waits() -> Iterator[tuple[str, str, str, str]]:
    """The same."""
    add = f"INSERT INTO waiting_copies ({_COPY}) {_WAITING} AND"
    forget = "DELETE FROM waiting_copies WHERE pointer_id"
    is_asked = "new.outcome = 'review'"
    of_receipt = f"{add} p.id = new.pointer_id;"
    yield "waiting_decided", "AFTER INSERT ON receipts", is_asked, of_receipt
    changed = "(old.outcome <> new.outcome OR old.rule <> new.rule)"
    again = f"({is_asked} OR old.outcome = 'review') AND {changed}"
    anew = f"{forget} = new.pointer_id; {of_receipt}"
    yield "waiting_decided_again", "AFTER UPDATE OF outcome, rule ON receipts", again, anew
    moved = "old.item_id <> new.item_id OR old.mailbox_id <> new.mailbox_id"
    of_copy = f"{forget} = new.id; {add} p.id = new.id;"
    yield "waiting_moved", "AFTER UPDATE OF item_id, mailbox_id ON pointers", moved, of_copy
    other = (
        "old.thread <> new.thread OR old.search_id <> new.search_id"
        " OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL)"
    )
    of_item = f"{forget} IN (SELECT id FROM pointers WHERE item_id = new.id); {add} i.id = new.id;"
    yield "waiting_placed", "AFTER UPDATE OF thread, search_id, deleted_at ON items", other, of_item
