"""A provider that takes requests and does not answer: few wait for it at once, and the others are told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from typing import Any

import pytest
from pydantic import SecretStr

from config.web_sections import OidcSettings
from daemon.web.oidc.errors import Fault, NotSignedIn
from daemon.web.oidc.provider import AT_ONCE, Provider
from tests.contract.store.conftest import Clock
from tests.web.oidc.provider import CLIENT, SECRET, providing
from tests.web.site import WAIT

PEOPLE = 3 * AT_ONCE


class Held:
    """An answer that does not come before the test says so."""

    def __init__(self) -> None:
        self.may_come = threading.Event()

    def __iter__(self) -> Iterator[Any]:
        assert self.may_come.wait(WAIT)
        return iter((200, {}, b""))


def told(ask: Callable[[], object]) -> Fault:
    with pytest.raises(NotSignedIn) as refused:
        ask()
    return refused.value.fault


@pytest.mark.parametrize(("path", "at_once"), [("/.well-known/openid-configuration", 1), ("/token", AT_ONCE)])
def test_few_wait_at_once_and_the_others_are_told(path: str, at_once: int):
    with providing(Clock()) as theirs, ThreadPoolExecutor(PEOPLE) as threads:
        ours = OidcSettings(issuer=theirs.url, client_id=CLIENT, client_secret=SecretStr(SECRET))
        provider, held = Provider(ours, theirs.clock, turn=0.05), Held()
        if path == "/token":
            provider.metadata()
        theirs.answers = {path: held}  # type: ignore[dict-item]

        def ask() -> object:
            return provider.person("code", "http://localhost/back", nonce="n", verifier="v" * 43)

        waiting = [threads.submit(told, ask) for _ in range(PEOPLE)]
        others = list(islice(as_completed(waiting, WAIT), PEOPLE - at_once))
        still_waiting = [one for one in waiting if not one.done()]
        held.may_come.set()

        assert (len(others), len(still_waiting)) == (PEOPLE - at_once, at_once)
        assert {one.result(WAIT) for one in waiting} == {Fault.AWAY}
        assert theirs.asked[path] == at_once
        theirs.answers = {}
        assert provider.metadata().issuer == theirs.url
