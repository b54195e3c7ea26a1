"""A site whose people sign in by an OpenID Connect provider, which is served beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.contract.store.conftest import Clock
from tests.databases import a_file
from tests.web.oidc.provider import Provider, providing
from tests.web.oidc.tab import Tab, configured
from tests.web.site import Site, serving


@pytest.fixture(scope="module")
def opened() -> Iterator[Provider]:
    with providing(Clock()) as made:
        yield made


@pytest.fixture
def provider(opened: Provider) -> Provider:
    """It as it is at first, two hours after the test before: nothing that was fetched, or failed, is remembered."""
    opened.begin_anew()
    opened.clock.forward(timedelta(hours=2))
    return opened


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, opened: Provider) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with serving(folder, a_file(folder / "store.sqlite"), configured(opened), clock=opened.clock) as made:
        yield made


@pytest.fixture
def site(served: Site, provider: Provider) -> Site:
    """Where nobody is signed in, and everybody is active."""
    with served.writing() as unit:
        for user in served.users.values():
            unit.users.edit(user.id, is_active=True)
            unit.sessions.revoke_all(user.id)
    return served


@pytest.fixture
def tab(site: Site) -> Iterator[Tab]:
    with site.as_() as browser:
        yield Tab(browser)
