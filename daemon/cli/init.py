"""`dealtrail init`: the database, made or brought up to date."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from daemon.cli.base.output import good, say, say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import change_named

MOST_TOLD = 20  # sentences about what an upgrade could not know
UPGRADE = "upgrade"  # as which migrations write into the audit trail what somebody should check

app = App(name="init", help_epilogue=example("dealtrail init", "dealtrail --config ./config.toml init"))


@app.default
def init(*, as_json: AsJson = False, session: Here) -> None:
    """Make the database, or bring it up to date; does nothing to one that is ready."""
    from store.database import migrate
    from store.engine import SqlitePlace, place_of

    url = session.settings.database.url.get_secret_value()
    place = place_of(url)
    if isinstance(place, SqlitePlace):
        _make_folder(place.path.parent)
    began = session.now()
    revision = migrate(url)
    with session.reading() as unit:
        is_empty = not unit.users.all()
        doubts = unit.audit.latest(limit=MOST_TOLD + 1, actor=UPGRADE, since=began)
    told = [f"{change_named(one, session.prefix)}, {one.field}: {one.after}" for one in doubts]
    if as_json:
        say_json({"database": str(place).removeprefix("database "), "revision": revision, "to_check": told})
        return
    good(f"{place} is ready (schema {revision})")
    for sentence in told[:MOST_TOLD]:
        say(f"! {sentence}", "yellow")
    if len(told) > MOST_TOLD:
        say(f"! and more; all of them: dealtrail audit list --by {UPGRADE}", "yellow")
    if is_empty:
        say('Next, add yourself: dealtrail user add "Your Name" --email you@your.example')


def _make_folder(folder: Path) -> None:
    """For its owner only, as it will hold people's mail; a whole missing path is more likely a slip of the pen."""
    if folder.parent.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
