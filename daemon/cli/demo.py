"""`dealtrail demo`: the whole story on this machine."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from daemon.cli.base.session import example

app = App(name="demo", help_epilogue=example("dealtrail demo", "dealtrail demo ./story --keep"))


@app.default
def demo(
    folder: Annotated[Path, Parameter(help="Where everything is left, to be explored afterwards.")] = Path("demo"),
    *,
    keep: Annotated[bool, Parameter(help="Leave the simulated server running afterwards, until Ctrl-C.")] = False,
    database: Annotated[
        str, Parameter(help="The URL of an empty database to tell it on, such as a PostgreSQL; else a SQLite file.")
    ] = "",
) -> int | None:
    """Play the whole story on this machine: mail comes in, people act, and what they see."""
    result: int | None = import_module("daemon.demo.story").main(folder, keep, database)
    return result
