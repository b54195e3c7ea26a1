"""`dealtrail restore`: a backup becomes the database again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import backup_shape, content_in_words, restored_shape

_FILE = "/var/backups/dealtrail-2025-03-04"

app = App(name="restore", help_epilogue=example(f"dealtrail restore --check {_FILE}", f"dealtrail restore {_FILE}"))


@app.default
def restore(
    file: Annotated[Path, Parameter(help="A file that `dealtrail backup` made.")],
    *,
    check: Annotated[
        bool, Parameter(help="Say whether it could be restored, and change nothing; the service may be at work.")
    ] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Let a backup be the database again; what there was is kept beside it. Refused while the service is at work."""
    from daemon import bootstrap
    from daemon.acts import alone
    from store.backup import prepared, replace

    url = session.settings.database.url.get_secret_value()
    if check:
        with prepared(url, file, session.now()) as ready:
            shape = backup_shape(file, ready.content)
        tell(shape, f"{file}: can be restored: {content_in_words(shape)}; nothing was changed", as_json)
        return
    held = alone(lambda: bootstrap.open_store(session.settings), session.now())
    with prepared(url, file, session.now()) as ready, held:
        former = replace(url, ready, session.now())
    kept = f"; what there was is in {former}" if former else ""
    tell(restored_shape(file, ready.content.revision, former), f"{file}: restored{kept}", as_json)
