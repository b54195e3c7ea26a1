"""The interface under test, and real browsers before it."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from daemon.web.signing_in import cookie_name
from tests.compiled import compile_templates_once
from tests.databases import a_file
from tests.flow.firm import Clock as FirmClock
from tests.flow.firm import Firm, a_firm
from tests.sampled import is_named, leave_out, offset
from tests.simulated import simulated
from tests.web.site import WAIT, Site, serving

compile_templates_once()

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).with_name("tools") / "node_modules/axe-core/axe.min.js"
ONE_IN = 8  # of a test's rows: most are one more thing that a page refuses, or one more page
STATES = 5  # of pages and their states, after a test's first, axe-core judges one in so many: half a second each
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items, Path(__file__).parent, ONE_IN)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path, a_file(tmp_path / "store.sqlite")) as made:
        yield made


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    """Bob, the owner, and Eve, with mailboxes on a simulated Exchange Server, and the daemon's cycles."""
    clock = FirmClock()
    with simulated(clock=clock) as simulator, a_firm(simulator, clock, tmp_path) as found:
        yield found
        assert simulator.sent == []


@pytest.fixture
def firm_site(firm: Firm, tmp_path: Path) -> Iterator[Site]:
    """That firm's interface."""
    with serving(tmp_path, firm.url, clock=firm.clock) as made:
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; at a desk without it the test is skipped, in CI it fails."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI installs chromium before the tests")
        pytest.skip("there is no chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


Browse = Callable[..., Page]


@pytest.fixture
def browse(site: Site, browser: Browser) -> Iterator[Browse]:
    """`browse("bob", width=320)`: a page of a fresh browser in which Bob is signed in; it fails on any error in it."""
    contexts, complaints = [], []

    def begin(who: str = "", *, width: int = 1280, height: int = 900, locale: str = "en-GB", **options: object) -> Page:
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": height}, locale=locale, **options
        )
        context.set_default_timeout(WAIT * 1000)
        contexts.append(context)
        if who:
            context.add_cookies([{"name": cookie_name(site.desk), "value": site.key_of(who), "url": site.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        return page

    yield begin
    for context in contexts:
        context.close()
    assert complaints == []


Judge = Callable[[Page], list[str]]


@pytest.fixture
def faults_for_everybody(request: pytest.FixtureRequest) -> Judge:
    """What axe-core finds wrong with a page as it stands: a line each, by rule and element.

    Where all tests run it looks at the first that it is asked about, and at a share of the others.
    """
    if not AXE.is_file():
        if os.environ.get("CI"):
            pytest.fail("CI installs axe-core before the tests")
        pytest.skip("axe-core is not installed (make test does)")

    one_in, count = 1 if is_named(request.config) else STATES, itertools.count()

    def judged(page: Page) -> list[str]:
        if (number := next(count)) and offset(f"{request.node.nodeid} {number}", one_in):
            return []
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)
        return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]

    return judged
