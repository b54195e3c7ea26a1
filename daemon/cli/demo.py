"""`dealtrail demo`: the whole story on this machine."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.numbers import WHOLE
from daemon.cli.base.session import example

app = App(
    name="demo",
    help_epilogue=example("dealtrail demo", "dealtrail demo ./story --keep", "dealtrail demo --web --port 8481"),
)


@app.default
def demo(
    folder: Annotated[Path, Parameter(help="Where everything is left, to be explored afterwards.")] = Path("demo"),
    *,
    keep: Annotated[bool, Parameter(help="Leave the simulated server running afterwards, until Ctrl-C.")] = False,
    database: Annotated[
        str, Parameter(help="The URL of an empty database to tell it on, such as a PostgreSQL; else a SQLite file.")
    ] = "",
    web: Annotated[
        bool,
        Parameter(help="Serve the firm to browsers on this machine afterwards, mail coming in, until Ctrl-C."),
    ] = False,
    port: Annotated[int, WHOLE, Parameter(help="With --web: where it is served.")] = 8480,
) -> int | None:
    """Play the whole story on this machine: mail comes in, people act, and what they see."""
    if not 1 <= port <= 65_535:
        raise WrongUse("--port is a number from 1 to 65535")
    place = f"127.0.0.1:{port}" if web else ""
    result: int | None = import_module("daemon.demo.command").main(folder, keep, database, place)
    return result
