"""`dealtrail version`, or `--version`: which program this is; with `--verbose` what a report of a fault has to tell."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from daemon.cli.base.output import say, say_json, say_table
from daemon.cli.base.session import AsJson, Here, example

if TYPE_CHECKING:
    from daemon.cli.base.session import Session

# What answers to servers, databases and browsers: where a fault is often the library's, and its version tells.
_TOLD = ("exchangelib", "requests", "httpx2", "msal", "lxml", "sqlalchemy", "psycopg", "fastapi", "uvicorn")
_MISSING = "not installed"
EXTRAS = {
    "web": "fastapi",
    "telemetry": "opentelemetry-sdk",
    "s3": "obstore",
    "kerberos": "requests-gssapi",
}  # and what each brings

app = App(name="version", help_epilogue=example("dealtrail version --verbose"))


@app.default
def show(
    *,
    verbose: Annotated[bool, Parameter(help="With what it runs on: for a report of a fault.")] = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Say which version of dealtrail this is."""
    program = version("dealtrail")
    if not verbose and not as_json:
        say(f"dealtrail {program}")
        return
    found = {"dealtrail": program} | (_around(session) if verbose else {})
    if as_json:
        say_json(found)
        return
    say_table(("what", "version"), [(what, told) for what, told in found.items()])


def _around(session: Session) -> dict[str, str]:
    """What the program runs on, by name; nothing of whose machine it is."""
    import platform
    import sqlite3

    from store.revisions import HEAD

    extras = [extra for extra, brought in EXTRAS.items() if _version(brought) != _MISSING]
    return {
        "schema": HEAD,
        "database": _database(session),
        "extras": ", ".join(extras) or "none",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": _system(),
        "machine": f"{platform.system()} {platform.release()} {platform.machine()}",
        "sqlite": sqlite3.sqlite_version,
        **{name: _version(name) for name in _TOLD},
    }


def _database(session: Session) -> str:
    """Of which kind it is; nobody is asked, as it may be what does not work."""
    from config.errors import ConfigError
    from store.engine import SqlitePlace, place_of

    try:
        place = place_of(session.settings.database.url.get_secret_value())
    except ConfigError:
        return "unknown, as the configuration cannot be used"
    return "SQLite" if isinstance(place, SqlitePlace) else "PostgreSQL"


def _system() -> str:
    import platform

    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "unknown")
    except OSError:
        return "unknown"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return _MISSING
