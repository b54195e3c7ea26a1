"""Fixtures for tests that talk to the simulator. A broken promise on the wire turns the test red at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from simulator.server import Simulator

SHARED = Path(__file__).parent.parent.parent / "shared"
SCHEMA = SHARED / "ews-schema"
GRAPH_SCHEMA = SHARED / "graph-schema"
CORPUS = SHARED / "mail-corpus"


def schema_dir() -> Path | None:
    """The folder with Exchange's XSDs; None where it is not there, and nothing is validated then."""
    return SCHEMA if (SCHEMA / "messages.xsd").exists() else None


def graph_schema_dir() -> Path | None:
    """The folder with Graph's metadata; None where it is not there."""
    return GRAPH_SCHEMA if (GRAPH_SCHEMA / "metadata.xml").exists() else None


def check(simulator: Simulator) -> None:
    """Fail when a request or an answer broke the schema, or the simulator itself failed."""
    problems = simulator.journal.violations + simulator.journal.crashes
    if problems:
        pytest.fail("\n".join(["the simulator's journal:", *problems[:20]]), pytrace=False)


@contextmanager
def simulated(**options: Any) -> Iterator[Simulator]:
    """A running simulator with schema validation, checked at the end; for tests that need more than one, or TLS."""
    with Simulator(**{"schema_dir": schema_dir(), "graph_schema_dir": graph_schema_dir(), **options}) as simulator:
        yield simulator
    check(simulator)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A running simulator without any mailbox, on plain HTTP."""
    with simulated() as running:
        yield running


AccountMaker = Callable[..., Any]


@pytest.fixture
def exchange_account() -> Iterator[AccountMaker]:
    """`exchange_account(simulator, address, password)`: a plain exchangelib Account, closed after the test.

    It asks with Basic authentication, as itself; `user` logs in under another name, `impersonate` adds the header.
    """
    import exchangelib
    from exchangelib.protocol import FailFast
    from exchangelib.version import EXCHANGE_2016, Version

    with ExitStack() as closing:

        def make(
            simulator: Simulator, address: str, password: str, *, user: str | None = None, impersonate: bool = False
        ) -> exchangelib.Account:
            configuration = exchangelib.Configuration(
                service_endpoint=simulator.endpoint,
                credentials=exchangelib.Credentials(user or address, password),
                auth_type=exchangelib.BASIC,
                version=Version(EXCHANGE_2016),
                retry_policy=FailFast(),
                max_connections=1,
            )
            account = exchangelib.Account(
                address,
                config=configuration,
                autodiscover=False,
                access_type=exchangelib.IMPERSONATION if impersonate else exchangelib.DELEGATE,
                default_timezone=exchangelib.EWSTimeZone("UTC"),
            )
            closing.callback(account.protocol.close)
            return account

        yield make
