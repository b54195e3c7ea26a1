"""Webhooks in the browser: owners register them, see what became of what was told, and put it right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.webhooks import Keys
from store.values import EVENTS
from tests.contract.store.records import an_opportunity
from tests.databases import a_file
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

    assert "1 message was given up" in page
    assert "it answers with 500" in page
    assert "OPP-1" in page
    assert "webhook 1 (https://erp.us.example): 1 message was given up, as it answers with 500" in standing
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
