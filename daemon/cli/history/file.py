"""`dealtrail file`: files in the history, stored as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here, example
from daemon.cli.history.common import NONE, Item, NewTitle, Of, Text, save_item, show_and_delete, tell_item, text_of
from daemon.cli.records.changes import changes
from daemon.shapes import item_shape, saved_file_shape

app = App(name="file", help_epilogue=example("dealtrail file add quote.pdf --opportunity OPP-17"))


@app.command(
    help_epilogue=example(
        "dealtrail file add quote.pdf --opportunity OPP-17",
        'dealtrail file add scan-0017.pdf --account Fabrikam --name "Frame contract.pdf"',
    )
)
def add(
    path: Annotated[Path, Parameter(help="The file; it is read once, and never looked at again.")],
    *,
    of: Of = NONE,
    name: Annotated[str | None, Parameter(help="What it is called in the history; else the file's own name.")] = None,
    text: Text = None,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Store a file in the history of an opportunity, a person or a company."""
    from daemon.acts import add_file
    from daemon.cli.base.files import read_file

    record = of.named()
    content = read_file(path, session.settings.history.file_limit_mb * 1_000_000)
    called, body = name if name is not None else path.name, text_of(text) or ""
    with session.writing() as unit:
        shape = item_shape(unit, add_file(unit, record, called, content, body), session.prefix)
    tell_item(shape, f", {shape['size']} bytes, {shape['type']}", as_json)


@app.command(help_epilogue=example("dealtrail file save 4714 /tmp/quote.pdf", "dealtrail file save 4714"))
def save(
    item: Item,
    path: Annotated[
        Path | None, Parameter(help="Where to; a file that exists is left alone. Else its name, in this folder.")
    ] = None,
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Write a stored file back to disk, exactly as it was."""
    from daemon.acts import stored_file
    from daemon.cli.base.files import write_new_file

    with session.store() as store:
        with store.read() as unit:
            found, kept = stored_file(unit, item)
            shape = item_shape(unit, found, session.prefix)
        content = session.contents(store).of(kept, f"file {item}")
    target = path if path is not None else Path(Path(shape["name"]).name)
    if target.is_dir():
        target = target / Path(shape["name"]).name
    write_new_file(target, content)
    tell(saved_file_shape(shape, target), f"file {item}: {shape['size']} bytes written to {target}", as_json)


@app.command(help_epilogue=example('dealtrail file edit 4714 --title "Signed contract"'))
def edit(item: Item, *, title: NewTitle = None, text: Text = None, as_json: AsJson = False, session: Here) -> None:
    """Change what is said of a file; the file itself never changes."""
    from daemon.acts import edit_file

    named = changes({"subject": title, "body": text_of(text)})
    save_item(session, lambda unit: edit_file(unit, item, named), as_json)


show_and_delete(
    app,
    "file",
    4714,
    shows="Show what is known of a file: name, size, type and checksum.",
    deletes="Move a file to the recycle bin.",
)
