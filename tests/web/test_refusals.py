"""What the record refuses is refused in the browser with the command line's sentence, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from daemon.cli.main import main
from daemon.language.refusals.on_pages import on_page
from store.values import FieldKind, HistoryOf, Record
from tests.databases import a_file
from tests.web.refused.asked import Asked, Field
from tests.web.refused.table import FORMS
from tests.web.refused.without import CHOOSING, WITHOUT
from tests.web.routes import ROUTES
from tests.web.site import Site, serving, values_of
from tests.web.walked import route_of, walked

OWN = {"Seats": FieldKind.NUMBER, "Budget": FieldKind.MONEY, "Decided": FieldKind.DATE, "Region": FieldKind.TEXT}
# What is done already is done when it is asked for again, and what only asks does nothing.
SAME_TWICE = {
    "/sign-out",
    "/me/passkeys",  # takes what a device signed for this one time
    "/me/sessions/end",
    "/me/sessions/end-others",
    "/settings/sessions/end",
    "/settings/sessions/end-all",
    "/opportunities/columns",
}
CASES = [(form, name, field) for form in FORMS for name, field in form.fields.items() if field]


@dataclass
class Both:
    """The same records, in a browser and at a shell, for whoever writes as in Britain."""

    site: Site
    config: Path

    def shell(self, words: list[str]) -> str:
        """What the command line refuses with; "" where it does what it is asked."""
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["--config", str(self.config), "--as", "ann@us.example", "--locale", "en_GB", *words])
        return "" if code == 0 else err.getvalue().removeprefix("dealtrail: ").strip()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Two of each kind that share a part of their name, and a third, which is edited."""
    folder = tmp_path_factory.mktemp("both")
    with serving(folder, a_file(folder / "store.sqlite")) as site:
        with site.writing() as unit:
            for name, mail in (("Twin 1", "twin1"), ("Twin 2", "twin2"), ("Third", "third")):
                unit.accounts.add(name)
                unit.contacts.add(name, addresses=(f"{mail}@client.example",))
                unit.products.add(name, price=1, currency="EUR")
                unit.users.add(name, f"{mail}@us.example")
            unit.opportunities.add("200 seats", account_id=3, assigned_to=site.users["bob"].id)
            unit.line_items.add(1, "Seat", price=1, quantity=1)
            unit.opportunities.add("20 desks", account_id=3)
            unit.notes.add(HistoryOf(1), "New")
            project = unit.projects.add("Move", number=1, zone=site.desk.zone)
            unit.project_tasks.add(project.id, "Pack", zone=site.desk.zone)
            unit.templates.add("Delivery")
            unit.calls.add(HistoryOf(1), "Rang")
            unit.todos.add(HistoryOf(1), "Send it")
            unit.marketing.add("Fair")
            for name, kind in OWN.items():
                unit.fields.add(Record.OPPORTUNITY, name, kind)
            unit.fields.add(Record.ACCOUNT, "Level", FieldKind.CHOICE, ["Gold", "Silver"])
        yield Both(site, folder / "config.toml")


@pytest.mark.parametrize(("form", "name", "field"), CASES, ids=[f"{form} {name}" for form, name, _ in CASES])
def test_the_browser_refuses_what_the_command_line_does_in_its_words(both: Both, form: Asked, name: str, field: Field):
    with both.site.as_("ann") as ann:
        ann.headers["accept-language"] = "en-GB"
        for text in field.typed:
            drawn = form_of(ann.get(form.page).text, form)
            sent = values_of(drawn) | dict(form.filled) | {name: text}
            if text.startswith("ann@") and name == "emails":
                sent["new_contact"], sent["account"] = "Eva", ""
            if name in ("contact", "new_account", "new_contact"):
                sent["account"] = ""
            if name == "initiated_by":
                sent["initiated_kind"] = "account"
            answer = ann.post(drawn.get("action"), data=sent)
            refused = both.shell(field.words(text))

            told = sentence(answer.text) if answer.status_code != 303 else ""
            assert says_the_same(told, refused), (text[:50], told[:300], refused[:300])
            if told:
                again = form_of(answer.text, form)
                assert (text[:50], again.xpath(f".//*[@name='{name}' and @aria-invalid='true']")) != (text[:50], [])
                assert lost(sent, values_of(again), name, again) == {}


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_every_field_of_the_form_is_in_the_table(both: Both, form: Asked):
    with both.site.as_("ann") as ann:
        drawn = form_of(ann.get(form.page).text, form)

    shown = drawn.xpath(".//*[@name and not(@type='hidden') and not(self::button) and not(@type='radio')]/@name")
    assert set(shown) == set(form.fields)


def form_of(page: str, form: Asked) -> Any:
    there = html.fromstring(page).xpath("//form[@method='post']")
    return next(
        one for one in there if one.get("action") == form.route and (not form.act or one.fields.get("act") == form.act)
    )


def sentence(page: str) -> str:
    return " ".join(" ".join(html.fromstring(page).xpath("//*[@role='alert']/p[1]//text()")).split())


def says_the_same(told: str, refused: str) -> bool:
    """The page names the field where a shell knows its option, and a place where it knows a command; what the shell
    itself reads, it tells in its words.
    """
    refused = on_page(refused)
    if refused.endswith("--help)"):
        return bool(told)
    return told == refused or (refused != "" and told.endswith(f": {refused}"))


def lost(sent: dict[str, str], kept: dict[str, Any], name: str, form: Any) -> dict[str, tuple[str, str]]:
    """What was typed and is not in the form any more; of a list, what it does not offer is not typed."""
    is_list = bool(form.xpath(f".//select[@name='{name}']"))
    typed = {one: text for one, text in sent.items() if one != "once" and not (is_list and one == name)}
    typed = {one: text for one, text in typed.items() if isinstance(text, str | None)}  # not boxes that are ticked
    return {
        one: (text[:50], str(kept.get(one))[:50])
        for one, text in typed.items()
        if (kept.get(one) or "").strip() != (text or "").strip()
    }


def test_every_form_is_in_the_table_or_has_a_reason():
    sent = {one.path for one in ROUTES if one.method == "POST"}
    compared = {route_of(form.route, "POST") for form in FORMS}

    assert compared | WITHOUT.keys() == sent
    assert compared & WITHOUT.keys() == set()


def test_each_form_of_a_page_in_which_something_is_typed_is_in_the_table(both: Both):
    compared = {(route_of(form.route, "POST"), form.act) for form in FORMS}
    with both.site.as_("ann") as ann:
        drawn = {
            (route_of(form.get("action"), "POST"), form.fields.get("act") or "")
            for _, page in walked(ann)
            for form in page.xpath("//form[@method='post'][.//textarea or .//select or .//input[not(@type)]]")
        }

    assert {one for one in drawn - compared - CHOOSING if one[0] not in WITHOUT} == set()
    assert compared & CHOOSING == set()


def test_each_form_is_known_again_when_it_is_sent_twice(both: Both):
    with both.site.as_("ann") as ann:
        unknown = {
            route_of(form.get("action"), "POST")
            for _, page in walked(ann)
            for form in page.xpath("//form[@method='post'][not(.//input[@name='once'])]")
        }

    assert unknown == SAME_TWICE
