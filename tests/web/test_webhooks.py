"""Webhooks in the browser: owners register them, see what became of what was told, and put it right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.webhooks.posting import TIMEOUT, Poster
from daemon import acts
from daemon.language import language_of
from daemon.web.pages.settings.not_arrived import not_arrived
from daemon.webhooks import Keys, Sender
from store.values import EVENTS, Webhook
from tests.contract.store.conftest import Clock
from tests.contract.store.records import an_opportunity
from tests.databases import a_file
from tests.receiver import hangs_up, receiving, says, silent
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, forms_of, serving

KEY = "k" * 32
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")
URL = f"https://erp.us.example/hook/{'x' * 120}"
HERE = "/settings/webhooks"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    more = f'[webhooks]\nkey = "{KEY}"\nallow = ["localhost"]\n'
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), more) as made:
        yield made


def a_webhook(site: Site) -> int:
    with site.writing() as unit:
        salts = Keys(KEY).new()
        assert salts is not None
        webhook = unit.webhooks.add(URL, EVENTS, salts).id
        unit.opportunities.close(an_opportunity(unit), True, site.clock())
    return webhook


def test_an_owner_registers_one_and_is_shown_its_secret_once(site: Site):
    with site.as_("ann") as ann:
        form = forms_of(ann.get(HERE).text, HERE)[0] | {"address": URL, "event": ["closed", "reopened"]}
        made = ann.post(HERE, data=form)
        again = ann.post(HERE, data=form)
        later = ann.get(f"{HERE}/1")
        renewed = ann.post(f"{HERE}/1", data={"act": "new secret", "once": "o"})

    with site.desk.store.read() as unit:
        [webhook] = unit.webhooks.known()
    assert [event.value for event in webhook.events] == ["closed", "reopened"]
    assert SECRET.findall(renewed.text) == [Keys(KEY).shown(webhook.salts)]
    assert len(SECRET.findall(made.text)) == 1
    assert SECRET.findall(made.text) != SECRET.findall(renewed.text)
    assert (again.status_code, SECRET.findall(again.text + later.text)) == (422, [])
    assert URL in later.text


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"address": "http://erp.us.example/", "event": "closed"}, "address"),
        ({"address": "https://169.254.169.254/", "event": "closed"}, "address"),
        ({"address": "", "event": "closed"}, "address"),
        ({"address": URL}, "event"),
        ({"address": URL, "event": "explosion"}, "event"),
    ],
    ids=str,
)
def test_what_cannot_be_is_told_beside_its_field_and_kept_to_be_put_right(site: Site, form: dict[str, str], field: str):
    with site.as_("ann") as ann:
        refused = ann.post(HERE, data=form)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert f'value="{form["address"]}"' in refused.text
    assert re.search(r'class="error"( id="error-address")?>', refused.text)
    assert ('id="error-address"' in refused.text) is (field == "address")
    with site.desk.store.read() as unit:
        assert unit.webhooks.known() == []


def test_each_act_does_what_its_button_says(site: Site):
    id = a_webhook(site)

    def did(act: str) -> tuple[bool, list[str]]:
        assert ann.post(f"{HERE}/{id}", data={"act": act, "once": act}).headers["location"] == f"{HERE}/{id}"
        with site.desk.store.read() as unit:
            waiting = [one.event.value for one in unit.deliveries.of(id, 9) if one.done_at is None]
            return unit.webhooks.get(id).paused_at is not None, waiting

    with site.as_("ann") as ann:
        assert did("pause") == (True, ["closed"])
        assert did("test") == (True, ["test", "closed"])
        assert did("resume") == (False, ["test", "closed"])
        assert did("drop") == (False, [])
        assert ann.post(f"{HERE}/{id}", data={"act": "explode"}).status_code == 422
        assert ann.post(f"{HERE}/{id}", data={"act": "delete"}).headers["location"] == HERE
        assert ann.get(f"{HERE}/{id}").status_code == 404


def test_what_was_not_reached_is_said_to_owners_with_what_they_can_do(site: Site):
    id = a_webhook(site)
    for _ in range(2):
        with site.desk.store.write() as unit:
            delivery = unit.deliveries.next(id, site.clock())
            assert delivery is not None
            unit.deliveries.failed(delivery, "it answers with 500", site.clock(), 500)
        site.clock.forward(timedelta(days=3))
    with site.as_("ann") as ann, site.as_("bob") as bob:
        page = ann.get(f"{HERE}/{id}").text
        standing = bob.get("/mailboxes").text
        assert bob.get(HERE).status_code == 403
        german = ann.get(f"{HERE}/{id}", headers={"accept-language": "de"}).text

    assert "er antwortet mit 500" in german
    assert "it answers" not in german
    assert "1 message was given up" in page
    assert "it answers with 500" in page
    assert "OPP-1" in page
    said = " ".join(standing.split())
    assert "Webhook 1 (https://erp.us.example): 1 message was given up after days of trying. The last one: it" in said
    assert "it answers with 500. Put the receiver right" in said
    assert "/hook" not in standing
    assert "aufgegeben" in german


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_are_for_everybody(site: Site, browse: Browse, faults_for_everybody: Judge, width: int):
    id = a_webhook(site)
    with site.desk.store.write() as unit:
        delivery = unit.deliveries.next(id, site.clock())
        assert delivery is not None
        unit.deliveries.failed(delivery, "it answers with 500", site.clock(), 500)
    page = browse("ann", width=width)
    for path in (HERE, f"{HERE}/{id}"):
        page.goto(path)
        assert faults_for_everybody(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_whatever_kept_a_message_from_arriving_is_told_in_the_readers_language():
    """As real receivers, sockets and keys make it; what libraries say of it stays as it is."""
    english = {*refusals(), *failures()}

    for code in ("nb_NO", "de_DE"):
        told = {why: not_arrived(language_of(code), why) for why in english}
        assert [why for why, said in told.items() if why == said] == [], code
    assert {not_arrived(language_of("en"), why) for why in english} == english


def refusals() -> set[str]:
    """Of receivers that answer."""
    found = set()
    for status in (301, 401, 403, 404, 410, 413, 429, 500):
        with receiving(says(status)) as receiver:
            found.add(why(receiver.url, ["localhost"]))
    return found


def failures() -> set[str]:
    """Where no answer came, and where nothing was sent."""
    with receiving() as receiver:
        found = {why(receiver.url, []), why(receiver.url, ["localhost"], Keys(None)), why(URL, [], Keys("x" * 32))}
        found.add(why(receiver.url.replace("http:", "https:"), ["localhost"]))
        found.add(why(receiver.url.replace("http:", "https:"), []))
    found.add(why(receiver.url, ["localhost"]))  # nobody listens there any more
    with receiving(silent) as receiver:
        found.add(why(receiver.url, ["localhost"], timeout=timedelta(milliseconds=200)))
        receiver.ends.set()
    with receiving(hangs_up) as receiver:
        found.add(why(receiver.url, ["localhost"]))
    return found


def why(url: str, allowed: list[str], keys: Keys | None = None, timeout: timedelta = TIMEOUT) -> str:
    """Why a message that is signed with KEY does not arrive there."""
    clock, salts = Clock(), Keys(KEY).new()
    assert salts is not None
    webhook = Webhook(1, url, EVENTS, salts, clock(), "Ann Owner")
    with closing(Poster(allowed, timeout=timeout)) as poster:
        outcome = acts.try_webhook(webhook, Sender(poster, keys or Keys(KEY), clock), clock())
    assert outcome.reason
    return outcome.reason


def test_a_webhook_is_deleted_after_one_more_look(site: Site, browse: Browse):
    id = a_webhook(site)
    page = browse("ann")
    page.goto(f"{site.url}{HERE}/{id}")
    delete = page.get_by_role("button", name="Delete")
    assert not delete.is_visible()

    page.locator("summary", has_text="Delete").click()
    delete.click()

    page.wait_for_url(f"{site.url}{HERE}")
    with site.desk.store.read() as unit:
        assert unit.webhooks.known() == []
