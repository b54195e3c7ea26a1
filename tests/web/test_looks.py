"""What a page looks like where it is not a large bright screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import daemon.web
from store.values import HistoryOf
from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse
from tests.web.site import Site

CSS = Path(daemon.web.__file__).with_name("static") / "app.css"
COLOURS = """[...document.querySelectorAll('main *')].filter(one => one.checkVisibility())
    .map(one => getComputedStyle(one).color)"""
GROUNDS = COLOURS.replace("color", "backgroundColor")
HINTS = """[...document.querySelectorAll('[placeholder]')]
    .map(one => [getComputedStyle(one, '::placeholder').color, getComputedStyle(one).backgroundColor])"""
DARK = 150  # of 255: what is lighter cannot be read on paper
BLOCK = re.compile(r"^\s*:root(?P<of>[^ {]*) \{(?P<said>[^}]*--paper[^}]*)\}", re.M)


def shade(colour: str) -> float:
    """How light it is on white paper, of 255."""
    red, green, blue, *opacity = (float(one) for one in re.findall(r"[\d.]+", colour))
    seen = opacity[0] if opacity else 1
    return 255 + seen * ((red + green + blue) / 3 - 255)


def contrast(one: str, other: str) -> float:
    """As WCAG 2 measures it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [float(one) / 255 for one in re.findall(r"[\d.]+", colour)[:3]]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_dark_that_somebody_chose_is_the_dark_of_their_device() -> None:
    said = {
        one["of"]: dict(re.findall(r"(--[\w-]+): ([^;]+);", one["said"])) for one in BLOCK.finditer(CSS.read_text())
    }

    chosen, of_the_device = said['[data-look="dark"]'], said[':not([data-look="light"])']
    assert chosen == of_the_device
    assert {name for name, value in said[""].items() if value.startswith("#")} == chosen.keys()


def test_what_is_printed_in_the_dark_is_black_on_white_and_without_buttons(site: Site, browse: Browse) -> None:
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry", assigned_to=site.users["bob"].id)
        unit.todos.add(
            HistoryOf(number), "Send the offer", due_on=site.clock().date(), assigned_to=site.users["bob"].id
        )
    page = browse("bob", color_scheme="dark")
    for address in (f"/opportunities/{number}", "/day", "/board"):
        page.emulate_media(media="screen")
        page.goto(address)
        page.emulate_media(media="print")

        assert {colour for colour in page.evaluate(COLOURS) if shade(colour) > DARK} == set()
        assert {colour for colour in page.evaluate(GROUNDS) if shade(colour) < 255 - DARK} == set()
        assert page.get_by_role("button").count() == 0
        assert page.get_by_role("link", name="Move").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_field_hints_at_can_be_read(site: Site, browse: Browse, scheme: str) -> None:
    page = browse("bob", color_scheme=scheme)
    page.goto("/contacts")

    found = page.evaluate(HINTS)
    assert len(found) > 1  # of the search at the top, and of the list
    assert [both for both in found if contrast(*both) < 4.5] == []


def test_on_a_phone_the_record_is_on_the_first_screen(site: Site, browse: Browse) -> None:
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry")
    page = browse("bob", width=320, height=640)
    page.goto(f"/opportunities/{number}")

    heading = page.get_by_role("heading", level=1).bounding_box()
    assert heading
    assert heading["y"] < 640 / 3
    page.get_by_role("link", name="Settings").focus()  # pushed into sight
    assert page.evaluate("document.activeElement.getBoundingClientRect().right") <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto("/settings")
    here = page.evaluate("document.querySelector('.top [aria-current]').getBoundingClientRect().right")
    assert here <= 320


def test_on_a_screen_of_4k_lines_stay_short_enough_to_be_read(site: Site, browse: Browse) -> None:
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry")
    page = browse("bob", width=3840, height=2160)
    page.goto(f"/opportunities/{number}")

    left, right = page.evaluate(
        "(({left, right}) => [left, right])(document.querySelector('main').getBoundingClientRect())"
    )
    assert right - left <= 1600
    assert abs(left - (page.evaluate("document.documentElement.clientWidth") - right)) <= 1
