"""The pictures of README's first screen: a firm, two of its pages, and how `make pictures` takes them."""

from __future__ import annotations

import base64
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from daemon.web.signing_in import cookie_name
from store.values import StageKind
from tests.flow.firm import ANN, BOB, Clock, Firm, a_firm
from tests.simulated import simulated
from tests.web.conftest import CHROMIUM
from tests.web.site import Site, serving

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WORDS = FOLDER / "words.json"
PAGES = {"board": "/board", "history": "/opportunities/1/history"}
LOOKS = ("light", "dark")
SIZE = {"width": 1280, "height": 720}
LARGEST = 60_000  # bytes
# Title, account, stage, NOK, per cent, days until it is to be decided.
DEALS = (
    ("Meeting room chairs", "Havn Rederi", "Qualification", 273_600, 20, 30),
    ("Service agreement", "Lumen Arkitekter", "Prospecting", 88_000, 10, 49),
    ("Showroom furniture", "Lumen Arkitekter", "Prospecting", 164_000, 10, 77),
    ("Canteen tables", "Havn Rederi", "Negotiation", 184_500, 70, 9),
    ("Acoustic panels", "Fabrikam", "Proposal", 96_000, 50, 24),
    ("Reception desk", "Contoso Helse", "Needs Analysis", 58_000, 30, 35),
    ("Desks, 4th floor", "Contoso Helse", "Qualification", 312_000, 20, 62),
)
MAILS = (
    ("Our board met", "The board wants the desks. Two things are open: assembly, and the motors' warranty."),
    ("Delivery in two lots?", "The second floor is not ready. Could you deliver 120 desks first, and 80 later?"),
    ("Floor plan, second floor", "Row C has to move by 40 cm. The plan of our architects is attached."),
    ("We take them", "200 desks, and 12 more for the board. Please send the contract."),
)


@contextmanager
def shown(folder: Path) -> Iterator[Site]:
    """The firm's interface, as it is in the pictures: always the same, at the same time."""
    clock = Clock()
    with simulated(clock=clock) as simulator, a_firm(simulator, clock, folder) as firm:
        _furnish(firm, clock.now.date())
        with serving(folder, firm.url, clock=clock) as site:
            yield site


def _furnish(firm: Firm, today: date) -> None:
    with firm.store.write() as unit:
        stages = {stage.name: stage.id for stage in unit.stages.all() if stage.kind is StageKind.OPEN}
        bob = unit.users.find(BOB).id
        fabrikam = unit.accounts.add("Fabrikam").id
        ann = unit.contacts.find(ANN).id
        desks = unit.opportunities.add(
            "200 desks for Bergen",
            contact_id=ann,
            assigned_to=bob,
            stage_id=stages["Proposal"],
            probability=40,
            currency="NOK",
            close_date=today + timedelta(days=21),
        )
        unit.line_items.add(desks.number, "Desk", quantity=200, price=6_200)
        accounts = {"Fabrikam": fabrikam}
        for title, account, stage, amount, probability, days in DEALS:
            if account not in accounts:
                accounts[account] = unit.accounts.add(account).id
            deal = unit.opportunities.add(
                title,
                account_id=accounts[account],
                assigned_to=bob,
                stage_id=stages[stage],
                probability=probability,
                currency="NOK",
                close_date=today + timedelta(days=days),
            )
            unit.line_items.add(deal.number, title, quantity=1, price=amount)
    for subject, text in MAILS:
        firm.outlook().deliver_mail(f"Ann Lee <{ANN}>", subject, text)
        firm.cycle()
        firm.clock.tick(timedelta(hours=7))


def words_of(page: Page) -> list[str]:
    """What the page says beside its navigation."""
    return re.findall(r"\S+", page.locator("main").inner_text())


@contextmanager
def opened(site: Site, look: str) -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        context = browser.new_context(base_url=site.url, viewport=SIZE, locale="en-GB", color_scheme=look)
        context.add_cookies([{"name": cookie_name(site.desk), "value": site.key_of("bob"), "url": site.url}])
        yield context.new_page()
        browser.close()


def _picture_of(page: Page) -> bytes:
    """As WebP, which is half of what a PNG is."""
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 75})
    return base64.b64decode(taken["data"])


def take() -> int:
    """Take all of them; 1 where one is too large."""
    FOLDER.mkdir(exist_ok=True)
    said = {}
    with tempfile.TemporaryDirectory() as folder, shown(Path(folder)) as site:
        for look in LOOKS:
            with opened(site, look) as page:
                for name, address in PAGES.items():
                    page.goto(address)
                    (FOLDER / f"{name}-{look}.webp").write_bytes(_picture_of(page))
                    said[name] = words_of(page)
    WORDS.write_text(json.dumps(said, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    sizes = {path.name: path.stat().st_size for path in sorted(FOLDER.glob("*.webp"))}
    print(sizes)
    return int(max(sizes.values()) > LARGEST)


if __name__ == "__main__":
    sys.exit(take())
