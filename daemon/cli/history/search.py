"""`dealtrail search`: records by what is remembered of them, and all that was said and written."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import say, say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.history.common import Count, Kind, Skip, kind_of
from daemon.shapes import hit_shape, local, record_hit_named, record_hit_shape, state_of

app = App(
    name="search",
    help_epilogue=example(
        "dealtrail search rebate", "dealtrail search 200 seat*", "dealtrail search contract --kind email --json"
    ),
)


@app.default
def search(
    words: Annotated[tuple[str, ...], Parameter(help="All of these words; word* for all that begin so.")],
    *,
    kind: Kind = None,
    limit: Count = 20,
    offset: Skip = 0,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Search records, and the subjects and texts of e-mails, appointments, notes, calls, tasks and files.

    Records come first, those of that whole name before others: by number, name, address, domain, phone, id elsewhere
    and fields of your own. Then the history, newest first.
    """
    from daemon.acts import items_with_words, records_with

    typed = " ".join(words)
    wants_records = kind is None or kind.lower() in ("record", "records")
    only = None if wants_records else kind_of(kind)
    with session.reading() as unit:
        records = records_with(unit, typed.rstrip("*"), limit=limit) if wants_records and not offset else ()
        hits = items_with_words(unit, typed, kind=only, limit=limit, offset=offset) if kind is None or only else ()
    if as_json:
        found = [record_hit_shape(record, session.prefix) for record in records]
        say_json([*found, *(hit_shape(hit) for hit in hits)])
        return
    for record in records:
        detail = f", {record.detail}" if record.detail else ""
        by = f" ({record.matched})" if record.matched != "name" else ""
        say(f"{record_hit_named(record, session.prefix)}: {record.name}{detail}{by}", "bold")
    for hit in hits:
        line = hit.line
        keys = "".join(f" {session.key(number)}" for number in line.numbers)
        when = local(line.occurred_at, session.zone, is_all_day=line.is_all_day) or "no date"
        say(f"{when}  {line.kind.value} {line.item_id}{keys}: {line.subject or '(no subject)'}{state_of(line)}", "bold")
        if shown := ": ".join(filter(None, (line.author, hit.snippet))):
            say(f"  {shown}")
    if not (records or hits):
        say("nothing found")
