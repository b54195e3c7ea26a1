"""What leads around stands in its place in each language."""

import pytest

from tests.web.conftest import Browse


@pytest.mark.parametrize("locale", ["en-GB", "nb-NO", "de-DE"])
def test_what_leads_around_has_a_line_and_the_name_stays_beside_the_search(browse: Browse, locale: str):
    page = browse("bob", extra_http_headers={"accept-language": locale})
    page.goto("/day")

    heights = page.evaluate("['.top nav', '.who'].map((one) => document.querySelector(one).offsetHeight)")
    tops = page.evaluate("['.find', '.who'].map((one) => document.querySelector(one).getBoundingClientRect().top)")

    assert max(heights) < 50
    assert abs(tops[0] - tops[1]) < 10
