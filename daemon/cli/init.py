"""`dealtrail init`: the database, made or brought up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclopts import App

from daemon.cli.base.output import good, say, say_json
from daemon.cli.base.session import AsJson, Here, example
from daemon.shapes import change_named, ready_shape

if TYPE_CHECKING:
    from daemon.cli.base.session import Session

MOST_TOLD = 20  # sentences about what an upgrade could not know

app = App(name="init", help_epilogue=example("dealtrail init", "dealtrail --config ./config.toml init"))


@app.default
def init(*, as_json: AsJson = False, session: Here) -> None:
    """Make the database, or bring it up to date; does nothing to one that is ready."""
    from config.exposure import SERVICE_USER
    from daemon.acts import UPGRADE, doubts_of_upgrade, users_found
    from store.database import migrate
    from store.engine import SqlitePlace, place_of

    url = session.settings.database.url.get_secret_value()
    place = place_of(url)
    if isinstance(place, SqlitePlace):
        place.make_folder()
    began = session.now()
    revision = migrate(url)
    counted = _counted_anew(session)
    with session.reading() as unit:
        is_empty = not users_found(unit, active_only=False)
        doubts = doubts_of_upgrade(unit, began, MOST_TOLD + 1)
    told = [f"{change_named(one, session.prefix)}, {one.field}: {one.after}" for one in doubts]
    if as_json:
        say_json(ready_shape(str(place), revision, told))
        return
    good(f"{place} is ready (schema {revision})")
    if isinstance(place, SqlitePlace) and (refused := place.refused_to(SERVICE_USER)):
        say(f"! {refused}", "yellow")
    if counted:
        say(f"! kept sums were wrong, {counted} of them, and were counted anew", "yellow")
    for sentence in told[:MOST_TOLD]:
        say(f"! {sentence}", "yellow")
    if len(told) > MOST_TOLD:
        say(f"! and more; all of them: dealtrail audit list --by {UPGRADE}", "yellow")
    if is_empty:
        say('Next, add yourself: dealtrail user add "Your Name" --email you@your.example')


def _counted_anew(session: Session) -> int:
    """How much of what is kept beside the records was not what counting comes to, and are now."""
    from daemon.acts import count_sums_anew, wrong_sums

    with session.reading() as unit:
        wrong = wrong_sums(unit)
    if wrong:
        with session.writing() as unit:
            count_sums_anew(unit)
    return wrong
