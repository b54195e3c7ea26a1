"""The small database in which several firms share limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connectors.stopping import Stop
from daemon.service.limits import of_login, of_server
from daemon.service.sharing import Sharing
from store.database import migrate
from store.engine import place_of
from store.errors import DatabaseNewer, StoreError
from store.installation import open_installation
from store.patience import LOCK_WAIT
from tests.flow.limits.several import Time

ENDPOINT, LOGIN = "https://mail.us.example/EWS/Exchange.asmx", "svc@us.example"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/limits.sqlite"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """What another program does with it."""
    place = place_of(url)
    place.create()
    made = place.engine(LOCK_WAIT)
    yield made
    made.dispose()


def test_firms_with_databases_of_their_own_share_a_limit_and_nothing_tells_whose_it_is(url: str) -> None:
    time, limit = Time(), of_login(ENDPOINT, LOGIN, 10)
    with ExitStack() as opened:
        firms = [opened.enter_context(closing(open_installation(url))) for _ in range(2)]
        both = [
            Sharing(shared, f"host/{number}/1", Stop(), time, lambda _: False, tells_names=False)
            for number, shared in enumerate(firms)
        ]
        gates = [sharing.gate(limit) for sharing in both]
        for _ in range(3):
            for sharing in both:
                sharing.look()
        shares = [gate.state.share for gate in gates]
        with firms[0].look() as unit:
            (known,) = unit.limits.all()
        for sharing in both:
            sharing.close()

    assert shares == [5, 5]
    assert known.says == ""
    assert "us.example" not in repr(known)


def test_a_limit_has_the_same_name_wherever_it_is_asked_from() -> None:
    same = [of_login(one, LOGIN, 3).key for one in (ENDPOINT, "https://MAIL.us.example:443/ews/exchange.asmx")]

    assert len(set(same)) == 1
    assert of_login(ENDPOINT, "Svc@US.example", 3).key in same
    others = {
        of_login(ENDPOINT, "other", 3).key,
        of_server(ENDPOINT, 3).key,
        of_server("https://mail.us.example:8443/", 3).key,
    }
    assert not others & set(same)


def test_one_of_another_version_is_refused(url: str, engine: Engine) -> None:
    with closing(open_installation(url)) as shared, shared.look() as unit:
        assert unit.limits.all() == []
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE installation SET version = 2")

    with (
        closing(open_installation(url)) as shared,
        pytest.raises(DatabaseNewer, match="of another version"),
        shared.look(),
    ):
        raise AssertionError("it was opened")


def test_the_database_of_a_firm_is_refused(url: str) -> None:
    migrate(url)

    with (
        closing(open_installation(url)) as shared,
        pytest.raises(StoreError, match="holds the records of a firm"),
        shared.look(),
    ):
        raise AssertionError("it was opened")


def test_the_database_of_another_program_is_refused(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE pets (name TEXT)")

    with closing(open_installation(url)) as shared, pytest.raises(StoreError, match="another program"), shared.look():
        raise AssertionError("it was opened")


def test_a_firm_cannot_have_it_for_its_records(url: str) -> None:
    with closing(open_installation(url)) as shared, shared.look() as unit:
        assert unit.limits.all() == []

    with pytest.raises(StoreError, match="holds tables of another program"):
        migrate(url)


def test_one_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with (
        closing(open_installation(f"sqlite:///{tmp_path}/nowhere/limits.sqlite")) as shared,
        pytest.raises(StoreError, match="nowhere"),
        shared.look(),
    ):
        raise AssertionError("it was opened")
