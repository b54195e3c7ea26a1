"""What a page looks like where it is not a large bright screen."""

from __future__ import annotations

from tests.contract.store.records import an_opportunity
from tests.web.conftest import Browse
from tests.web.site import Site

COLOURS = "[...document.querySelectorAll('main *')].map(one => getComputedStyle(one).color)"
DARK = 150  # of 255: what is lighter cannot be read on paper


def test_what_is_printed_in_the_dark_is_black_on_white_and_without_buttons(site: Site, browse: Browse) -> None:
    with site.writing() as unit:
        number = an_opportunity(unit, "Ferry")
    page = browse("bob", color_scheme="dark")
    page.goto(f"/opportunities/{number}")
    page.emulate_media(media="print")

    shades = {colour: [float(one) for one in colour[4:-1].split(",")] for colour in set(page.evaluate(COLOURS))}
    assert {colour for colour, (red, green, blue) in shades.items() if (red + green + blue) / 3 > DARK} == set()
    assert page.get_by_role("button").count() == 0


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
