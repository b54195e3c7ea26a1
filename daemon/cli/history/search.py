"""`dealtrail search`: full-text search over all that was said and written."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import say, say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.history.common import Count, Kind, Skip, kind_of
from daemon.shapes import hit_shape, local, state_of

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
    """Search the subjects and texts of e-mails, appointments, notes, calls, tasks and files, newest first."""
    from daemon.acts import items_with_words

    only = kind_of(kind)
    with session.reading() as unit:
        hits = items_with_words(unit, " ".join(words), kind=only, limit=limit, offset=offset)
    if as_json:
        say_json([hit_shape(hit) for hit in hits])
        return
    for hit in hits:
        line = hit.line
        keys = "".join(f" {session.key(number)}" for number in line.numbers)
        when = local(line.occurred_at, session.zone, is_all_day=line.is_all_day) or "no date"
        say(f"{when}  {line.kind.value} {line.item_id}{keys}: {line.subject or '(no subject)'}{state_of(line)}", "bold")
        if shown := ": ".join(filter(None, (line.author, hit.snippet))):
            say(f"  {shown}")
    if not hits:
        say("nothing found")
