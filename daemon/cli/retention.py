"""`dealtrail retention`: what is kept for how long."""

from __future__ import annotations

from cyclopts import App

from daemon.cli.base.output import say_json, say_table
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import keeping_shape

app = App(name="retention", help_epilogue=example("dealtrail retention"))

_WORDS = {
    "mail": "e-mails and appointments: afterwards only the fact",
    "written": "notes, phone logs, tasks that are over, files",
    "trail": "values in the audit trail about contacts, accounts and history",
    "drafts": "what was asked for as a draft",
    "bin": "what is in the recycle bin",
}


@app.default
def retention(*, as_json: AsJson = False, session: Here) -> None:
    """Say what [privacy] keeps for how long, and how much of it is due to go in the next night; changes nothing."""
    from daemon import bootstrap
    from daemon.acts import due_to_go

    with session.reading() as unit:
        found = [keeping_shape(*one) for one in due_to_go(unit, bootstrap.kept(session.settings), session.now())]
    if as_json:
        say_json(found)
        return
    say_table(
        ("kept", "days", "due to go"),
        [(_WORDS[one["what"]], str(one["days"] or "for ever"), str(one["due"] or "")) for one in found],
    )
