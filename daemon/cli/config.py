"""`dealtrail config`: what is in effect and where it comes from, and an example to begin with."""

from __future__ import annotations

from cyclopts import App

from daemon.cli.base.output import say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example

app = App(name="config", help_epilogue=example("dealtrail config show"))


@app.command(help_epilogue=example("dealtrail config show", "dealtrail config show --json --config ./config.toml"))
def show(*, as_json: AsJson = False, session: Here) -> None:
    """Show every key, its value (secrets masked) and where it was set."""
    from config.show import as_json as shape
    from config.show import rows

    if as_json:
        say_json(shape(session.loaded))
        return
    say(f"file: {session.loaded.file or 'none; defaults, variables and credentials only'}")
    say_table(
        ("key", "value", "set by"),
        [(row.key, _written(row.value), row.origin) for row in rows(session.loaded)],
    )


@app.command(name="example", help_epilogue=example("dealtrail config example > config.toml"))
def example_() -> None:
    """Print a commented configuration file with every key and its default."""
    from importlib.resources import files

    print(files("config").joinpath("example.toml").read_text(encoding="utf-8"), end="")


@app.command(help_epilogue=example("dealtrail config schema > config.schema.json"))
def schema() -> None:
    """Print what a configuration may hold as a JSON Schema, with which editors complete and check one."""
    from config.schema import written

    print(written(), end="")


def _written(value: str | int | bool | list[str] | None) -> str:
    match value:
        case None:
            return "not set"
        case bool():
            return str(value).lower()
        case list():
            return ", ".join(value) or "none"
        case "":
            return '""'
        case _:
            return str(value)
