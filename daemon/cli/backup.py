"""`dealtrail backup`: the whole database in one file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import backup_shape, content_in_words

if TYPE_CHECKING:
    from daemon.cli.base.session import Session

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
    shape = backup_shape(file, write(session.settings.database.url.get_secret_value(), file))
    tell(shape, f"{file}: the whole database, {shape['size']} bytes, checked: {content_in_words(shape)}", as_json)


def _refuse_missing(session: Session) -> None:
    """Raises StoreError where there is no database of dealtrail; one of another version is worth a backup, too."""
    from store.errors import DatabaseNewer, DatabaseOlder

    with suppress(DatabaseNewer, DatabaseOlder), session.store():
        pass
