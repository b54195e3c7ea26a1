"""Every page that links lead to, in a real browser, over a firm whose records are long, foreign and hostile.

From what the search finds and the first page on, each link is followed: whatever page there is can be come to by
whoever may have it, and is fit for everybody: no fault that axe-core finds (asked as the owner, who has all pages),
nothing wider than a phone, one heading, nothing that runs, no broken link.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response
from playwright.sync_api import Error as BrowserError

from daemon.web.signing_in import cookie_name
from store.values import EventKind, FieldKind, HistoryOf, ListName, Record, Role, Salts
from tests.flow.firm import BOB, Firm
from tests.flow.test_review import a_question
from tests.flow.threads.answering import two_deals
from tests.web.conftest import Judge
from tests.web.routes import ROUTES, Who
from tests.web.site import WAIT, Site, serving
from tests.web.walked import pattern_of

HOSTILE = '<script>document.title = "ran"</script> \u202egnp.exe & "Ångström & Sønner" רכבת'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
# Pages that no link leads to for whoever is signed in, and why.
ELSEWHERE = {
    "/": "leads on to the day",
    "/invite/{key}": "is come to by a link of its own",
    "/sign-in": "is for whoever is not signed in",
    "/sign-in/oidc": "is for whoever is not signed in",
    "/sign-in/oidc/back": "is where a provider leads back to",
    "/tables/imports/{id}": "is where a form leads to",
    "/tables/export": "is where a form leads to, and is a file",
    "/settings/people/export": "is led to once somebody was named, and is a file",
    "/news": "is a stream, which scripts read",
    "/suggest/{kind}": "is asked by scripts",
    "/opportunities/many": "is where a form of the list leads to",
    "/opportunities/totals": "is asked by scripts",
    "/board/move/{number}": "is where a form of the board leads to",
}
# Cells of tables that are cards on a phone which do not say what they hold; the first says what the row is.
UNNAMED = """[...document.querySelectorAll(':is(.stack, .cards) td:not([data-label], [colspan], :first-child)')]
    .filter(one => one.textContent.trim() && !one.querySelector('form, button, a'))
    .map(one => one.outerHTML)"""
# On paper: what is shown and holds nothing but its heading, and what can only be pressed.
BARE = """[...document.querySelectorAll('main section, main .card, main button, main summary')]
    .filter(one => one.checkVisibility() && !one.querySelector('svg, input, select, textarea'))
    .filter(one => !/\\d$/.test(one.innerText.trim())) // how many there are is something
    .filter(one => ['', one.querySelector('h1, h2, h3')?.innerText.trim()].includes(one.innerText.trim()))
    .map(one => one.outerHTML.slice(0, 200))"""
# Links that the word before them runs into, which is no word then.
GLUED = """[...document.querySelectorAll('main a')]
    .filter(one => one.previousSibling?.nodeType === Node.TEXT_NODE && /[\\w:,.]$/.test(one.previousSibling.data))
    .map(one => one.previousSibling.data.slice(-30) + one.textContent)"""
# On a phone: names of fields that end a line which another one begins.
APART = """[...document.querySelectorAll('main .acts > label')]
    .filter(one => one.htmlFor && one.nextElementSibling?.matches('input, select, .combobox'))
    .map(one => [one, one.getBoundingClientRect(), one.nextElementSibling.getBoundingClientRect()])
    .filter(([one, name, field]) => name.width && field.top >= name.bottom && field.left !== name.left)
    .map(([one]) => one.outerHTML)"""
# Words of what can be filled in and pressed that break where no word does.
BROKEN = """[...document.querySelectorAll('main :is(label, legend, th[scope=col], button, .button)')]
    .filter(one => one.checkVisibility()).flatMap(one => {
    const found = [], texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), range = document.createRange();
    for (let text; (text = texts.nextNode()); )
        for (const { 0: word, index } of text.data.matchAll(/(?<!\\p{L})\\p{L}{2,15}(?!\\p{L})/gu)) {
            range.setStart(text, index), range.setEnd(text, index + word.length);
            if (range.getClientRects().length > 1) found.push(`${word} in ${one.outerHTML.slice(0, 100)}`);
        }
    return found;
})"""
NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


@pytest.fixture
def full_site(firm: Firm, tmp_path: Path) -> Iterator[Site]:
    """A firm with something of everything: mail linked, asked about and unread, and records with rough names."""
    with firm.store.write() as unit:
        unit.users.add(f"Ann {LONG}", "ann@us.example", Role.OWNER)
        bob = firm.people[BOB]
        unit.users.edit(bob, role=Role.MEMBER)
        unit.fields.add(Record.OPPORTUNITY, f"Own {LONG}"[:60], FieldKind.MONEY)
        unit.fields.add(Record.ACCOUNT, "Seats", FieldKind.NUMBER)
        unit.lists.add(ListName.SOURCE, HOSTILE)
        account = unit.accounts.add(HOSTILE, phone="+47 22 00 00 00")
        unit.contacts.add(f"Zed {LONG}", addresses=[f"zed@{LONG[:60].lower()}.example".replace("ä", "a")])
        seat = unit.products.add(f"Seat {HOSTILE}", price="12.50")
        rough = unit.opportunities.add(HOSTILE, account_id=account.id, assigned_to=bob)
        unit.line_items.add(rough.number, product_id=seat.id)
        unit.notes.add(HistoryOf(rough.number), HOSTILE, f"{HOSTILE}\n{LONG}")
        unit.calls.add(HistoryOf(rough.number), f"Call {LONG}", minutes=5)
        unit.todos.add(HistoryOf(rough.number), "Send the offer", due_on=firm.clock().date(), assigned_to=bob)
        unit.files.add(HistoryOf(rough.number), f"{LONG}.html", b"<script>document.title='ran'</script>", HOSTILE)
        gone = unit.opportunities.add(f"Gone {LONG}", account_id=account.id)
        unit.bin.delete(Record.OPPORTUNITY, gone.number)
        won = unit.opportunities.add("Won", account_id=account.id, created_at=firm.clock() - timedelta(days=90))
        unit.opportunities.close(won.number, won=True, on=firm.clock())
        zone = firm.context.zone
        project = unit.projects.add(f"Move {HOSTILE}", number=rough.number, zone=zone)
        unit.project_tasks.add(project.id, f"Pack {LONG}", zone=zone, assigned_to=bob)
        template = unit.templates.add(f"Delivery {LONG}"[:60])
        unit.templates.add_task(template.id, "Call", 3)
        unit.marketing.add(f"Fair {HOSTILE}")
        unit.webhooks.add("https://receiver.example/", list(EventKind), Salts("salt", "sign"))
    two_deals(firm)
    a_question(firm)
    with serving(tmp_path, firm.url, clock=firm.clock) as site:
        yield site


@pytest.mark.parametrize(
    ("who", "locale", "scheme"), [("ann", "de-DE", "dark"), ("bob", "nb-NO", "light")], ids=["owner", "member"]
)
def test_every_page_is_led_to_and_is_fit_for_everybody(
    full_site: Site, browser: Browser, faults_for_everybody: Judge, who: str, locale: str, scheme: str
):
    complaints: list[str] = []
    context = browser.new_context(base_url=full_site.url, viewport=NARROW, locale=locale, color_scheme=scheme)
    context.set_default_timeout(WAIT * 1000)
    context.add_cookies([{"name": cookie_name(full_site.desk), "value": full_site.key_of(who), "url": full_site.url}])
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)

    seen: set[str] = set()
    waiting = ["/search?q=Sønner", "/"]
    while waiting:
        address = waiting.pop(0)
        if (pattern := pattern_of(address)) in seen:
            continue
        seen.add(pattern)
        answer = visited(page, address)
        if answer is None:  # a file
            continue
        if answer.status != 200:
            complaints.append(f"{address}: {answer.status}")
            continue
        if "sandbox" in answer.headers.get("content-security-policy", ""):  # paper, in which nothing can be asked
            continue
        faults = [*faults_of(page, locale[:2]), *(faults_for_everybody(page) if who == "ann" else [])]
        complaints += [f"{address}: {one}" for one in faults]
        waiting += links_of(page, full_site.url)

    context.close()
    assert complaints == []
    may_have = {one.path for one in ROUTES if one.method == "GET" and (who == "ann" or one.who is not Who.OWNER)}
    lacking = may_have - {pattern.partition("?")[0] for pattern in seen}
    assert lacking - ELSEWHERE.keys() == set()


def visited(page: Page, address: str) -> Response | None:
    """The answer; None where the browser keeps it as a file."""
    try:
        return page.goto(address)
    except BrowserError as problem:
        if "Download is starting" not in str(problem):
            raise
        return None


def faults_of(page: Page, language: str) -> Iterator[str]:
    if page.locator("html").get_attribute("lang") != language:
        yield "in another language"
    if (headings := page.locator("h1").count()) != 1:
        yield f"{headings} main headings"
    if page.title() == "ran":
        yield "what people wrote ran"
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > size["width"]:
            yield f"{width} wide on {size['width']}"
        yield from (f"broken on {size['width']}: {one}" for one in page.evaluate(BROKEN))
    yield from (f"a cell without its name: {one}" for one in page.evaluate(UNNAMED))
    yield from (f"a field apart from its name: {one}" for one in page.evaluate(APART))
    yield from (f"words without a space: {one}" for one in page.evaluate(GLUED))
    page.emulate_media(media="print")
    yield from (f"nothing in it on paper: {one}" for one in page.evaluate(BARE))
    page.emulate_media(media="screen")


def links_of(page: Page, url: str) -> list[str]:
    """Where the page's own links lead within the interface."""
    found = page.evaluate("[...document.querySelectorAll('a[href]')].map(one => one.href)")
    parts = [urlsplit(urljoin(page.url, one)) for one in found]
    return [one.path + (f"?{one.query}" if one.query else "") for one in parts if f"{one.scheme}://{one.netloc}" == url]
