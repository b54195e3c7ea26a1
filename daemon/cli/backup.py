"""`dealtrail backup`: the whole database in one file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import backup_shape, content_in_words, elsewhere_in_words, with_files

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.values import KeptTotal

app = App(name="backup", help_epilogue=example("dealtrail backup /var/backups/dealtrail-2025-03-04"))


@app.default
def backup(
    file: Annotated[Path, Parameter(help="The file to make; one that exists is not overwritten.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Write the whole database to a file, while it is in use; what is in the file is checked."""
    from store.backup import backup as write

    _refuse_missing(session)
    content = write(session.settings.database.url.get_secret_value(), file)
    kept = _kept(session)
    shape = with_files(backup_shape(file, content), kept)
    line = f"{file}: the whole database, {shape['size']} bytes, checked: {content_in_words(shape)}"
    if elsewhere := elsewhere_in_words(kept):
        line += f"; it names {elsewhere}, which it does not hold: back them up after it"
    tell(shape, line, as_json)


def _kept(session: Session) -> Sequence[KeptTotal]:
    """Where files are kept; nothing of a database of another version."""
    from daemon.acts import places_of_files
    from store.errors import DatabaseNewer, DatabaseOlder

    with suppress(DatabaseNewer, DatabaseOlder), session.reading() as unit:
        return places_of_files(unit)
    return ()


def _refuse_missing(session: Session) -> None:
    """Raises StoreError where there is no database of dealtrail; one of another version is worth a backup, too."""
    from store.errors import DatabaseNewer, DatabaseOlder

    with suppress(DatabaseNewer, DatabaseOlder), session.store():
        pass
